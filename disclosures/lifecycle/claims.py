"""What declared changes speak of, and what the checks say of them: the cell of this year, last year's amount, the verdict,
whether the reason is last year's, and where else a reason stands.

Called where the checks are (`disclosures.lifecycle.checking`), with their results: nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disclosures.models import Claim, Disclosure, HeadlineFigure
from disclosures.models.rows import update
from disclosures.models.statement import fen_to_yuan, yuan_to_fen
from disclosures.parsing.prose_claims import ProseClaim, declared_changes, prose_claims
from disclosures.parsing.records import ParsedDisclosure, ProseFact, ProseTopic
from disclosures.reading.record_rows import fen
from disclosures.reading.recorded import Recorded
from disclosures.reconciliation import Operand, Place, Result, State, declared, functional, reasons
from disclosures.reconciliation.beside import neighbours
from disclosures.reconciliation.explanations import place_of, told_beside
from disclosures.reconciliation.quality import withheld
from disclosures.reconciliation.subject import Subject

BOUND = (
    "stated_fen", "code", "amount_id", "before_id", "before_fen", "is_repeated", "base_kind", "verdict", "why", "computed_fen",
    "reason_beside",
)  # fmt: skip
OWN_WORDS = ("change-is-difference", "rate-follows-from-amounts")
"""Checks of a change against the amounts of its own text: they count where last year's disclosure says nothing."""
BY_OWN_WORDS = "按文中写明的上年数"
UNPROVEN = "数字的读取还没有得到证实，要先由人对照原件"
UNSURE = "这项核对的查准率还不到 95%，要先由人对照原件"
At = tuple[int, int, int]


def unconfirmed(result: Result) -> str:
    """What the public is told where a difference needs confirmation."""
    return UNSURE if result.check in withheld() else UNPROVEN


def bind(disclosure: Disclosure, together: Sequence[Recorded], results: Sequence[Result]) -> None:
    """Bind the declared changes of a disclosure, the first of those recorded `together`. Three queries at most."""
    rows = list(Claim.objects.of_disclosures([disclosure.pk]))
    if not rows:
        return
    binder = _Binder(together, _stated(disclosure), results)
    changed = []
    for row in rows:
        former = [getattr(row, name) for name in BOUND]
        binder.bind(row)
        if former != [getattr(row, name) for name in BOUND]:
            changed.append(row)
    update(changed, [name.removesuffix("_id") for name in BOUND])


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
    def __init__(
        self,
        together: Sequence[Recorded],
        stated: dict[str, tuple[int | None, int]],
        results: Sequence[Result],
    ) -> None:
        self.recorded = together
        self.subject = Subject(0, [one.parsed for one in together])
        own = self.subject.disclosure
        self.stated = stated
        self.claims = {_key(claim): claim for claim in prose_claims(own.prose, own.fiscal_year)}
        self.facts: dict[str, list[tuple[ProseTopic, ProseFact]]] = {}
        self.topics: dict[At, ProseTopic] = {}
        for topic in own.prose:
            for fact, _ in declared_changes(topic):
                self.facts.setdefault(fact.sentence, []).append((topic, fact))
                self.topics[fact.at] = topic
        self.now = {one.fact.at: one.now.yuan for one in declared.declared(self.subject)}
        self.beside = _by_place(results, declared.CHECK)
        self.own_words = {at: one for check in OWN_WORDS for at, one in _by_place(results, check).items()}
        of_all = (one for one in results if one.check == declared.CHECK and not one.left.places)
        self.nobody = next((one.message for one in of_all if one.state is State.COULD_NOT_BE_DONE), "")
        self.reasons: dict[str, list[str]] = {}
        for other in neighbours(self.subject, -1, own.stage):
            for name, reason in _reasons(other.disclosure):
                self.reasons.setdefault(name, []).append(reason)

    def bind(self, row: Claim) -> None:
        """Fill in what a row is bound to; nothing where nothing is certain."""
        claim = self.claims.get((row.label, row.printed, row.sentence))
        fact = claim.fact if claim else self._fact(row)
        if not row.label:
            row.amount_id, row.stated_fen = self.stated.get(row.item, (None, None))
        else:
            row.code, row.amount_id = self._cell(claim) if claim else ("", None)
        row.base_kind = fact.base_kind if fact and fact.base_kind else ""
        self._judge(row, fact)
        row.reason_beside = "" if row.reason else self._reason_beside(row, fact)
        row.is_repeated = (
            self._is_of_last_year(row)
            and row.is_change
            and any(
                reasons.same(row.reason, former) for former in self.reasons.get(row.item or row.label, ())
            )
        )

    def _reason_beside(self, row: Claim, fact: ProseFact | None) -> str:
        """The reason that the text gives elsewhere for a change without one of its own."""
        at = fact.at if fact else place_of(self.subject, row.sentence)
        if at is None:
            return ""
        return told_beside(
            self.subject, at, self.topics.get(at), None if row.fen is None else fen_to_yuan(row.fen)
        )

    def _is_of_last_year(self, row: Claim) -> bool:
        return row.base_year is not None and row.base_year + 1 == self.subject.disclosure.fiscal_year

    def _fact(self, row: Claim) -> ProseFact | None:
        """The change that the words of a row of a known thing declare; rather one told of the same thing."""
        found = [pair for pair in self.facts.get(row.sentence, ()) if _stands_in(pair[1], row)]
        found.sort(key=lambda pair: pair[0].item != row.item)
        return found[0][1] if found else None

    def _judge(self, row: Claim, fact: ProseFact | None) -> None:
        """The verdict of the check, with last year's amount and the change that follows from it."""
        at = fact.at if fact else None
        result = self.beside.get(at)
        own = self.own_words.get(at)
        row.before_id, row.before_fen, row.computed_fen = None, None, None
        if own is not None and own.state.is_judged and (result is None or not result.state.is_judged):
            row.verdict, row.why = own.state.value, BY_OWN_WORDS
            row.computed_fen = _fen(own.right) if own.check == OWN_WORDS[0] else None
        elif result is None:
            row.verdict, row.why = State.COULD_NOT_BE_DONE.value, self._why_not(row)
        elif not result.state.is_judged:
            is_doubtful = result.state is State.NEEDS_CONFIRMATION
            row.verdict, row.why = result.state.value, unconfirmed(result) if is_doubtful else result.message
        else:
            row.verdict = result.state.value
            row.why = declared.RESTATED if result.message.startswith(declared.RESTATED) else ""
            row.before_id, row.before_fen = self._before(result.right), _fen(result.right)
            now = self.now.get(fact.at) if fact else None
            if now is not None and row.before_fen is not None:
                row.computed_fen = yuan_to_fen(now) - row.before_fen

    def _why_not(self, row: Claim) -> str:
        """Why the check says nothing of a change."""
        if row.base_year is None:
            return "没有写明与哪一年比"
        if row.fen is None and row.percentage is None:
            return "只写了增减，没有写多少"
        if not self._is_of_last_year(row):
            return "所比的不是上一年"
        return self.nobody or "没有认出它所说的本年数"

    def _before(self, side: Operand | None) -> int | None:
        """The cell of last year's amount, where it is one."""
        if side is None or len(side.places) != 1 or side.places[0].table is None:
            return None
        return self.recorded[side.places[0].disclosure].cells.get(_place(side.places[0]))

    def _cell(self, claim: ProseClaim) -> tuple[str, int | None]:
        """The code of the line that the text names, and its cell: the one with the stated amount, else the first one."""
        if not claim.topic.functional:
            return "", None
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
        stated = claim.stated
        equal = [
            figure for figure in figures if stated and functional.is_stated(self.subject, figure, stated)
        ]
        chosen = equal or ([] if match.names else figures)
        return match.code, self.recorded[0].cells.get(_place(chosen[0].place)) if chosen else None


def _by_place(results: Sequence[Result], check: str) -> dict[At | None, Result]:
    """The results of a check, by where the change stands in the narrative."""
    return {
        place.at: result
        for result in results
        if result.check == check
        for place in result.left.places[:1]
        if place.at is not None
    }


def _key(claim: ProseClaim) -> tuple[str, str, str]:
    return claim.label, claim.fact.printed, claim.fact.sentence


def _stands_in(fact: ProseFact, row: Claim) -> bool:
    """Whether the number of a change (or its 持平) is among the printed words of a row, wherever its sentence has them."""
    start = row.sentence.rfind(row.printed, 0, fact.at[2] + len(row.printed))
    return start >= 0 and start <= fact.at[2] < start + len(row.printed)


def _reasons(parsed: ParsedDisclosure) -> Iterator[tuple[str, str]]:
    """What changed, and why."""
    for known in parsed.claims:
        if known.reason:
            yield known.item.value, known.reason
    for claim in prose_claims(parsed.prose, parsed.fiscal_year):
        if claim.fact.reason:
            yield claim.label, claim.fact.reason


def _place(place: Place) -> At:
    assert place.table is not None and place.line is not None and place.column is not None  # of a figure
    return place.table, place.line, place.column


def _fen(side: Operand | None) -> int | None:
    return fen(side.yuan) if side else None
