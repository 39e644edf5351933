"""What declared changes speak of: the cell of this year, the same cell of last year's disclosure, last year's reason.

Called where the checks are (`disclosures.lifecycle.checking`), because it depends on the same: the tables may stand in another file
than the text, and the neighbour may be published later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.models import Claim, Disclosure, HeadlineFigure
from disclosures.parsing.code_claims import LEVELS, CodeClaim, code_claims
from disclosures.parsing.records import ParsedDisclosure
from disclosures.parsing.same import column_key, counted, row_key
from disclosures.reading.recorded import Recorded
from disclosures.reconciliation import functional, reasons
from disclosures.reconciliation.between import neighbours
from disclosures.reconciliation.results import Place
from disclosures.reconciliation.subject import Subject

BOUND = ("stated_fen", "code", "amount_id", "before_id", "before_fen", "is_repeated")


def bind(disclosure: Disclosure, together: Sequence[Recorded]) -> None:
    """Bind the declared changes of a disclosure, the first of those recorded `together`. Three queries at most."""
    rows = list(Claim.objects.of_disclosures([disclosure.pk]))
    if not rows:
        return
    binder = _Binder(together, _stated(disclosure))
    changed = []
    for row in rows:
        former = [getattr(row, name) for name in BOUND]
        binder.bind(row)
        if former != [getattr(row, name) for name in BOUND]:
            changed.append(row)
    Claim.objects.bulk_update(changed, [name.removesuffix("_id") for name in BOUND])


def _stated(disclosure: Disclosure) -> dict[str, tuple[int | None, int]]:
    """Item → the cell that the text's amount of it repeats, and the amount; without a cell only where one amount is told."""
    found: dict[str, list[tuple[int | None, int]]] = {}
    figures = HeadlineFigure.objects.filter(is_change=False).of_disclosures([disclosure.pk])
    for item, *told in figures.values_list("item", "amount", "fen"):
        found.setdefault(item, []).append((told[0], told[1]))
    return {
        item: next((one for one in told if one[0] is not None), told[0])
        for item, told in found.items()
        if any(cell is not None for cell, _ in told) or len({fen for _, fen in told}) == 1
    }


class _Binder:
    def __init__(self, together: Sequence[Recorded], stated: dict[str, tuple[int | None, int]]) -> None:
        self.recorded = together
        self.subject = Subject(0, [one.parsed for one in together])
        own = self.subject.disclosure
        self.stated = stated
        self.place_of = {amount: place for place, amount in together[0].cells.items()}
        self.told = {_key(claim): claim for claim in code_claims(own.prose, own.fiscal_year)}
        self.before = [together[other.index] for other in neighbours(self.subject, -1, own.stage)]
        self.reasons: dict[str, list[str]] = {}
        for other in self.before:
            for name, reason in _reasons(other.parsed):
                self.reasons.setdefault(name, []).append(reason)

    def bind(self, row: Claim) -> None:
        """Fill in what a row is bound to; nothing where nothing is certain."""
        if row.label:
            claim = self.told.get((row.label, row.printed, row.sentence))
            row.code, row.amount_id = self._cell(claim) if claim else ("", None)
        else:
            row.amount_id, row.stated_fen = self.stated.get(row.item, (None, None))
        is_of_last_year = (
            row.base_year is not None and row.base_year + 1 == self.subject.disclosure.fiscal_year
        )
        row.before_id, row.before_fen = self._before(row) if is_of_last_year else (None, None)
        row.is_repeated = (
            is_of_last_year
            and row.is_change
            and any(
                reasons.same(row.reason, former) for former in self.reasons.get(row.item or row.label, ())
            )
        )

    def _cell(self, claim: CodeClaim) -> tuple[str, int | None]:
        """The code of the line that the text names, and its cell: the one with the stated amount, else the first one."""
        match = functional.match(self.subject, claim.topic.functional, claim.stated)
        if match is None:
            return "", None
        fund = functional.fund(self.subject, claim.topic)
        figures = [
            figure
            for of in dict.fromkeys((fund, None))
            for row in functional.rows(self.subject, of, len(match.code))
            if row.code == match.code
            for figure in row.figures
        ]
        equal = [
            figure
            for figure in figures
            if claim.stated and functional.is_stated(self.subject, figure, claim.stated)
        ]
        chosen = equal or ([] if match.names else figures)
        return match.code, self.recorded[0].cells.get(_place(chosen[0].place)) if chosen else None

    def _before(self, row: Claim) -> tuple[int | None, int | None]:
        """The same row and column of last year's disclosure; else the one amount that its text tells of the same thing."""
        place = self.place_of.get(row.amount_id) if row.amount_id else None
        for other in self.before:
            if place is not None and (found := self._same_cell(place, other)) is not None:
                return found
        for other in self.before:
            told = {_fen(yuan) for yuan in _amounts(other.parsed, row)}
            if len(told) == 1:
                return None, told.pop()
        return None, None

    def _same_cell(self, place: tuple[int, int, int], other: Recorded) -> tuple[int, int] | None:
        table = self.subject.disclosure.statements[place[0]]
        row, column = list(counted(map(row_key, table.lines)))[place[1]], table.columns[place[2]]
        for number, printed in enumerate(other.parsed.statements):
            at = {one: at for at, one in enumerate(counted(map(row_key, printed.lines)))}.get(row)
            if printed.statement is not table.statement or at is None:
                continue
            for cell in printed.lines[at].cells:
                amount = other.cells.get((number, at, cell.column))
                same = column_key(printed.columns[cell.column]) == column_key(column)
                if same and amount is not None and cell.yuan is not None:
                    return amount, _fen(cell.yuan)
        return None


def _key(claim: CodeClaim) -> tuple[str, str, str]:
    return claim.label, claim.fact.printed, claim.fact.sentence


def _reasons(parsed: ParsedDisclosure) -> Iterator[tuple[str, str]]:
    """What changed, and why."""
    for known in parsed.claims:
        if known.reason:
            yield known.item.value, known.reason
    for claim in code_claims(parsed.prose, parsed.fiscal_year):
        if claim.fact.reason:
            yield claim.label, claim.fact.reason


def _amounts(parsed: ParsedDisclosure, row: Claim) -> Iterator[Decimal]:
    """The amounts of its year that a text tells of the same thing."""
    if row.item:
        yield from (one.yuan for one in parsed.headline if one.item == row.item and not one.is_change)
        return
    for topic in parsed.prose:
        if "".join(f"{name}（{level}）" for level, name in topic.functional) == row.label:
            for fact in topic.facts:
                this_year = fact.year in (None, parsed.fiscal_year)
                if fact.role in LEVELS and fact.yuan is not None and this_year and not fact.in_reason:
                    yield fact.yuan


def _place(place: Place) -> tuple[int, int, int]:
    assert place.table is not None and place.line is not None and place.column is not None  # of a figure
    return place.table, place.line, place.column


def _fen(yuan: Decimal) -> int:
    return round(yuan * 100)
