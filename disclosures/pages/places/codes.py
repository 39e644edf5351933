"""Codes of the classifications with what is on record under them: a tree, and one code with its names and children."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from disclosures.models import Region, Total
from disclosures.models.classification import CLASSIFICATION, BudgetCode
from disclosures.models.total import TotalQuerySet
from disclosures.parsing.same import same_name
from disclosures.presenting.ordering import Order, Rank, in_tree_order
from disclosures.reading.values import Absence, Value, absent
from disclosures.reading.year_stages import YearStage, chosen_year
from disclosures.vocabulary import CodeKind, Stage, SubjectKind

from .asked import Among
from .beside import Beside, beside, part_items
from .missing import Missing, missing
from .ranking import (
    LARGEST_FIRST,
    PlaceTotal,
    Ranking,
    place_totals,
    place_value,
    ranking,
)

TOTAL_NAMES: dict[CodeKind, str] = {CodeKind.FUNCTIONAL: "支出总计", CodeKind.ECONOMIC: "基本支出合计"}
MOST_YEARS = 6
LEVELS = (3, 5, 7)
BY_CODE = Order("code")
UNNAMED = "（名称未收录）"


# --- the tree --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeRow:
    code: str
    name: str
    level: int
    cells: tuple[tuple[Value, int], ...]
    """For every year its total and the number of bodies."""
    can_unfold: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class CodeTree:
    kind: CodeKind
    years: tuple[int, ...]
    rows: tuple[CodeRow, ...]
    total: CodeRow


def stages_on_record() -> list[Stage]:
    """Budgets first. One query."""
    found = (
        Total.objects.in_place(None)
        .filter(kind__in=CodeKind, code="")
        .values_list("stage", flat=True)
        .distinct()
    )
    return [stage for stage in Stage if stage in set(found)]


@dataclass(frozen=True, slots=True)
class CodeTrees:
    """Both classifications over some years of a stage."""

    trees: tuple[CodeTree, ...]
    pages: tuple[tuple[int, ...], ...]
    """All years on record, the newest first, as many at a time as stand beside each other."""
    page: int
    """Which of them is shown, counted from 1."""


def code_trees(
    stage: Stage, unfolded: Container[str] = (), order: Order = BY_CODE, page: int = 1
) -> CodeTrees:
    """Categories of both classifications over six years, and what is under an unfolded code. `order` is a year (the
    largest first with a minus) or `code`; what is under a code stays under it. Four queries."""
    of_stage = Total.objects.in_place(None).filter(kind__in=CodeKind, stage=stage)
    on_record: dict[str, set[str]] = {kind: set() for kind in CodeKind}
    for kind, code in of_stage.values_list("kind", "code").distinct():
        on_record[kind].add(code)
    shown = {kind: sorted(c for c in codes if _is_shown(c, unfolded)) for kind, codes in on_record.items()}
    wanted = Q(code="")
    for kind, codes in shown.items():
        wanted |= Q(kind=kind, code__in=codes)
    cells: dict[tuple[str, str], dict[int, tuple[Value, int]]] = {}
    for kind, code, year, fen, count in of_stage.filter(wanted).values_list(
        "kind", "code", "fiscal_year", "fen", "count"
    ):
        cells.setdefault((kind, code), {})[year] = (place_value(fen, count), count)
    trees: list[CodeTree] = []
    all_years = sorted({year for found in cells.values() for year in found}, reverse=True)
    pages = tuple(tuple(all_years[i : i + MOST_YEARS]) for i in range(0, len(all_years), MOST_YEARS))
    page = min(page, len(pages) or 1)
    for kind in CodeKind:
        of_kind = {year for (other, _), found in cells.items() if other == kind for year in found}
        years = tuple(year for year in (pages[page - 1] if pages else ()) if year in of_kind)
        names = newest_names(kind, shown[kind])

        with_codes = {year for code in shown[kind] if code for year in cells.get((kind, code), {})}

        def row(
            code: str,
            name: str,
            kind: CodeKind = kind,
            years: tuple[int, ...] = years,
            with_codes: set[int] = with_codes,
        ) -> CodeRow:
            found = cells.get((kind, code), {})
            can_unfold = bool(code) and any(
                other != code and other.startswith(code) for other in on_record[kind]
            )
            return CodeRow(
                code,
                name,
                level_of(code),
                tuple(found.get(year) or (_nothing(year in with_codes), 0) for year in years),
                can_unfold,
                code in unfolded,
            )

        rows = _in_order([row(code, names.get(code, UNNAMED)) for code in shown[kind] if code], years, order)
        trees.append(CodeTree(kind, years, rows, row("", TOTAL_NAMES[kind])))
    return CodeTrees(tuple(trees), pages, page)


def _in_order(rows: list[CodeRow], years: Sequence[int], order: Order) -> tuple[CodeRow, ...]:
    """Siblings by their amounts in one year, or the categories by their codes; codes without an amount there come last."""
    year = years.index(int(order.key)) if order.key.isdecimal() and int(order.key) in years else None

    def rank(row: CodeRow) -> Rank:
        if year is not None:
            return order.rank(row.cells[year][0].fen)
        return order.rank(int(row.code[:3]))

    return tuple(in_tree_order(rows, lambda row: row.level, rank))


def _nothing(has_codes: bool) -> Value:
    """Why a year has nothing under a code: no document on record printed the row, or none printed the table."""
    if has_codes:
        return absent(Absence.NO_ROW, "已收录的公开没有印出这个科目")
    return absent(Absence.NO_TABLE, "已收录的公开没有这张表")


def _is_shown(code: str, unfolded: Container[str]) -> bool:
    return all(code[:length] in unfolded for length in LEVELS if length < len(code))


def level_of(code: str) -> int:
    """1 for a category, 2 for a section, 3 for an item."""
    return LEVELS.index(len(code)) + 1 if len(code) in LEVELS else 1


def codes_above(code: str) -> list[str]:
    """215 and 21505 for 2150501."""
    return [code[:length] for length in LEVELS if length < len(code)]


def named_above(code: str, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((own, names.get(own, UNNAMED)) for own in codes_above(code))


def newest_names(kind: CodeKind, codes: Iterable[str]) -> dict[str, str]:
    """The newest edition's name of each code. One query."""
    rows = CLASSIFICATION[kind]._default_manager.filter(code__in=list(codes)).order_by("edition")
    return dict(rows.values_list("code", "name"))


# --- one code --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeName:
    """A name and the editions that use it: 2017—2020."""

    name: str
    first: int
    last: int
    is_standard: bool

    @property
    def editions(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}—{self.last}"


@dataclass(frozen=True, slots=True)
class Child:
    code: str
    name: str
    value: Value
    count: int
    level: int = 1
    """2 for what stands under a child before it."""


@dataclass(frozen=True, slots=True)
class CodeProfile:
    """Who spends on one subject: a code, or an item of “三公”经费."""

    kind: SubjectKind
    code: str
    name: str
    above: tuple[tuple[str, str], ...]
    names: tuple[CodeName, ...]
    totals: tuple[PlaceTotal, ...]
    when: YearStage
    among: Among
    places: tuple[Region, ...]
    children: tuple[Child, ...]
    ranking: Ranking
    told: tuple[Beside, ...]
    missing: Missing | None

    @property
    def place(self) -> Region | None:
        return self.among.place

    @property
    def total(self) -> PlaceTotal:
        return next(total for total in self.totals if total.when == self.when)

    @property
    def years(self) -> tuple[YearStage, ...]:
        return tuple(total.when for total in self.totals)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a subject's page."""

    among: Among
    year: str | None = None
    stage: str | None = None
    page: int = 1
    order: Order = LARGEST_FIRST
    with_units: bool = False


def code_profile(kind: SubjectKind, code: str, asked: Asked) -> CodeProfile | None:
    """Who spends on a subject; None where nothing is on record there. Twelve queries at most."""
    place = asked.among.place
    totals = place_totals(kind, code, place)
    when = chosen_year([total.when for total in totals], asked.year, asked.stage)
    if when is None:
        return None
    known = _editions(CodeKind(kind), code) if kind.is_code else []
    names = {edition.code: edition.name for edition in known}
    names |= {own: kind.item(own).label for own in kind.specification.codes if not kind.is_code}
    of_year = Total.objects.filter(kind=kind, fiscal_year=when.year, stage=when.stage)
    on_record = of_year.filter(code=code).exclude(place="").values("place")
    places = tuple(Region.objects.with_parents().filter(pk__in=on_record).order_by("pk"))
    ranked = ranking(kind, code, when, asked.among, asked.page, asked.order)
    return CodeProfile(
        kind=kind,
        code=code,
        name=names.get(code, UNNAMED),
        above=named_above(code, names) if known else (),
        names=tuple(_names([edition for edition in known if edition.code == code])),
        totals=tuple(totals),
        when=when,
        among=asked.among.named(places),
        places=places,
        children=tuple(_children(kind, code, of_year.in_place(place), names)),
        ranking=ranked,
        told=beside(ranked, kind, code, when, asked.with_units),
        missing=missing(kind, code, when, asked.among, asked.with_units),
    )


def _editions(kind: CodeKind, code: str) -> list[BudgetCode]:
    """What a code, those above it and those below it are called in every edition. One query."""
    editions = CLASSIFICATION[kind]._default_manager.filter(
        Q(code__startswith=code) | Q(code__in=codes_above(code))
    )
    return list(editions.order_by("edition"))


def _children(
    kind: SubjectKind, code: str, totals: TotalQuerySet, names: Mapping[str, str]
) -> Iterator[Child]:
    """What is directly under a code, by its code; under the whole of “三公”经费 its items as they are printed. One query."""
    found = {
        own: (place_value(fen, count), count)
        for own, fen, count in totals.filter(code__startswith=code).values_list("code", "fen", "count")
    }
    if kind.is_code:
        for own in sorted(own for own in found if len(own) == len(code) + 2):
            yield Child(own, names.get(own, UNNAMED), *found[own])
        return
    for item in part_items(kind, code):
        if item.value in found:
            yield Child(item.value, item.label, *found[item.value], level=item.level - 1)


def _names(editions: Iterable[BudgetCode]) -> Iterable[CodeName]:
    """Editions in their order with the same name as one."""
    run: CodeName | None = None
    for edition in editions:
        is_standard = edition.source == "standard"
        if run and same_name(run.name, edition.name) and run.is_standard == is_standard:
            run = CodeName(run.name, run.first, edition.edition, is_standard)
            continue
        if run:
            yield run
        run = CodeName(edition.name, edition.edition, edition.edition, is_standard)
    if run:
        yield run
