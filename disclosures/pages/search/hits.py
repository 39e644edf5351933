"""The rows of a search: what was found, its amount, whose it is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from disclosures.models import Agency, Amount, Disclosure, SearchEntry, Section, Total
from disclosures.models.search_entry import SearchKind
from disclosures.reading.agencies import agency_list
from disclosures.reading.sentences import sentences_of
from disclosures.vocabulary import CodeKind, Stage
from disclosures.vocabulary import Statement as StatementType

from .marks import MarkedText, excerpt, holds, marked

ALSO: dict[SearchKind, str] = {
    SearchKind.AGENCY: "代码或别名：",
    SearchKind.FUNCTIONAL: "曾用名称：",
    SearchKind.ECONOMIC: "曾用名称：",
    SearchKind.PROJECT: "项目编码：",
}
"""What the lines of an entry's text are, where it is not running text."""

CODES: dict[SearchKind, CodeKind] = {
    SearchKind.FUNCTIONAL: CodeKind.FUNCTIONAL,
    SearchKind.ECONOMIC: CodeKind.ECONOMIC,
}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One row found. `target` is the key of the page it is on: an agency's, region's, disclosure's id, or a code."""

    kind: SearchKind
    target: str
    title: tuple[MarkedText, ...]
    context: tuple[MarkedText, ...]
    excerpt: tuple[MarkedText, ...] = ()
    sentence: str = ""
    """Of running text the first sentence with a word."""
    place: str = ""
    """Where on that page: an anchor; of an amount the number of its cell."""
    agency: Agency | None = None
    """Whose it is, where it stands in a disclosure."""
    amount: tuple[str, int] | None = None
    """What the amount is of, in words, and 分."""

    @property
    def is_code(self) -> bool:
        return self.kind in CODES


def hits_of(entries: Iterable[SearchEntry], forms: Sequence[str]) -> Iterator[SearchHit]:
    """The rows of some entries, in their order. Four queries at most."""
    found = list(entries)
    sections = _sections(found)
    whose = _agencies(found)
    amounts = {**_of_agencies(found), **_of_totals(found)}
    for entry in found:
        kind, text = entry.kind, entry.text
        if kind is SearchKind.NARRATIVE and entry.place in sections:
            text = sections[entry.place]
        amount = amounts.get(entry.source) if entry.fen is None else (AMOUNT_OF.get(kind, ""), entry.fen)
        yield SearchHit(
            kind,
            entry.target,
            excerpt(entry.title, forms) if entry.title else (MarkedText(kind.label, False),),
            marked(entry.context, forms),
            _also(kind, text, forms),
            _sentence(text, forms) if kind is SearchKind.NARRATIVE else "",
            "" if kind is SearchKind.NARRATIVE else entry.place,
            whose.get(entry.target) if entry.source.startswith("d") else None,
            amount,
        )


AMOUNT_OF: dict[SearchKind, str] = {
    SearchKind.PROJECT: "资金",
    SearchKind.PROCUREMENT: "项目资金",
    SearchKind.STATEMENT: "合计",
}


def _also(kind: SearchKind, text: str, forms: Sequence[str]) -> tuple[MarkedText, ...]:
    """Of running text the part that was found, of other lines those that hold a word."""
    if kind not in ALSO:
        return excerpt(text, forms) if text else ()
    lines = [line for line in text.split("\n") if holds(line, forms)]
    return (MarkedText(ALSO[kind], False), *marked("，".join(lines), forms)) if lines else ()


def _sentence(text: str, forms: Sequence[str]) -> str:
    return next((sentence.text for sentence in sentences_of(text, None) if holds(sentence.text, forms)), "")


def _sections(entries: Iterable[SearchEntry]) -> dict[str, str]:
    """The texts of narrative, by the places of its entries. One query."""
    wanted = [int(entry.place) for entry in entries if entry.kind is SearchKind.NARRATIVE]
    rows = Section.objects.filter(pk__in=wanted).values_list("pk", "text") if wanted else ()
    return {str(pk): text for pk, text in rows}


def _agencies(entries: Iterable[SearchEntry]) -> dict[str, Agency]:
    """Whose disclosures these are, by the targets of entries. One query."""
    wanted = {int(entry.target) for entry in entries if entry.source.startswith("d")}
    disclosures = Disclosure.objects.filter(pk__in=wanted).select_related("agency") if wanted else ()
    return {str(disclosure.pk): disclosure.agency for disclosure in disclosures if disclosure.agency}


def _of_agencies(entries: Iterable[SearchEntry]) -> dict[str, tuple[str, int]]:
    """The newest expenditure of agencies, by the sources of their entries. One query."""
    wanted = [int(entry.target) for entry in entries if entry.kind is SearchKind.AGENCY]
    found = agency_list().filter(pk__in=wanted) if wanted else ()
    return {
        f"a{agency.pk}": (f"{agency.budget_year} 年预算支出总计", agency.expenditure_fen)  # type: ignore[attr-defined]
        for agency in found
        if agency.expenditure_fen is not None  # type: ignore[attr-defined]
    }


def _of_totals(entries: Iterable[SearchEntry]) -> dict[str, tuple[str, int]]:
    """What all bodies on record spend under codes, and in regions, in the newest budget; by the sources. One query."""
    wanted = Q(pk=None)
    for kind, classification in CODES.items():
        codes = [entry.target for entry in entries if entry.kind is kind]
        wanted |= Q(place="", kind=classification, code__in=codes)
    places = [entry.target for entry in entries if entry.kind is SearchKind.REGION]
    wanted |= Q(place__in=places, kind=CodeKind.FUNCTIONAL, code="")
    if not places and not any(entry.kind in CODES for entry in entries):
        return {}
    found: dict[str, tuple[str, int]] = {}
    for total in Total.objects.filter(wanted, stage=Stage.BUDGET).order_by("-fiscal_year"):
        source = f"{total.kind[0]}{total.code}" if total.code else f"r{total.place}"
        found.setdefault(source, (f"{total.fiscal_year} 年预算，{total.count} 个机构合计", total.fen))
    return found


def cell_hits(cells: Iterable[Amount]) -> Iterator[SearchHit]:
    """Printed amounts with their rows, columns and tables. No query for cells that were loaded `with_place`."""
    for cell in cells:
        statement = cell.line.statement
        disclosure = statement.disclosure
        assert disclosure.agency
        column = " ".join(cell.column.heading)
        title = statement.title or StatementType(statement.statement).label
        yield SearchHit(
            SearchKind.AMOUNT,
            str(disclosure.whole_id),
            (MarkedText(f"{cell.line.code} {cell.line.name}".strip() or title, False),),
            (
                MarkedText(
                    f"{disclosure.agency.name} {disclosure.fiscal_year} 年{disclosure.get_stage_display()}，{title}，{column}",
                    False,
                ),
            ),
            place=str(cell.pk),
            agency=disclosure.agency,
            amount=(f"印作 {cell.printed}", cell.fen or 0),
        )
