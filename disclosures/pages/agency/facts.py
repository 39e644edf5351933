"""One agency: its years, its units, what it published, and whom to compare it with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.models import Agency, Disclosure
from disclosures.reading.candidates import Suggestion, suggestions
from disclosures.reading.columns import Column, own_column, published_of, year_columns
from disclosures.reading.composition import COMPOSITION, OtherPart, other_parts, parts_fen
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.values import Value, added
from disclosures.vocabulary import AgencyKind, HeadlineItem, Stage

from .spending import ITEMS as SPENDING_ITEMS
from .spending import Spending, spending
from .summary import ITEMS as SUMMARY_ITEMS
from .summary import Sentence, like_ids, summary

UNIT_ITEMS: tuple[HeadlineItem, ...] = (
    HeadlineItem.EXPENDITURE_TOTAL,
    HeadlineItem.BASIC_EXPENDITURE,
    HeadlineItem.PROJECT_EXPENDITURE,
    HeadlineItem.THREE_PUBLIC_TOTAL,
)

MOST_GAPS = 5
"""Missing years shown one by one; a longer gap is one place."""


@dataclass(frozen=True, slots=True)
class Year:
    """One place of the timeline; without a column it is a year that is not in the collection."""

    year: int
    column: Column | None
    total: Value | None = None
    basic: Value | None = None
    project: Value | None = None
    others: tuple[OtherPart, ...] = ()
    """What else belongs to `total`."""

    @property
    def parts(self) -> list[tuple[str, int]]:
        """What a bar of the year is made of."""
        rest = parts_fen(self.others)
        return [
            ("基本", self.basic_fen),
            ("项目", self.project_fen),
            *([("其余", rest)] if rest > 0 else []),
        ]

    @property
    def basic_fen(self) -> int:
        return (self.basic.fen if self.basic else None) or 0

    @property
    def project_fen(self) -> int:
        return (self.project.fen if self.project else None) or 0


@dataclass(frozen=True, slots=True)
class UnitsOfYear:
    """The units of a department in the newest year that any of them disclosed."""

    year: int
    stage: Stage
    rows: tuple[tuple[Column, tuple[Value, ...], tuple[OtherPart, ...]], ...]
    totals: tuple[Value, ...]
    is_in_department: bool
    """The department disclosed the year itself: the units are part of its figures."""


@dataclass(frozen=True, slots=True)
class AgencyProfile:
    agency: Agency
    timeline: tuple[Year, ...]
    largest_fen: int
    units: UnitsOfYear | None
    unit_agencies: int
    columns: tuple[Column, ...]
    published: tuple[Disclosure, ...]
    likes: tuple[Suggestion, ...]
    spent: Spending | None
    said: tuple[Sentence, ...]
    """The newest year in plain words."""

    @property
    def years_text(self) -> str:
        return "、".join(str(year.year) for year in self.timeline if year.column)

    @property
    def disclosed(self) -> tuple[tuple[Disclosure, Column], ...]:
        """What was published, each with the column it is in a comparison."""
        return tuple((disclosure, own_column(disclosure)) for disclosure in self.published)

    @property
    def newest(self) -> Column:
        return self.columns[-1]


def agency_profile(agency: Agency) -> AgencyProfile:
    """Eight queries beside the agency at most."""
    published = published_of(agency)
    columns = year_columns(agency, published)
    likes = tuple(suggestions(columns[-1]))
    ids = [*(disclosure.pk for disclosure in published), *like_ids(columns, likes)]
    items = tuple(dict.fromkeys((*UNIT_ITEMS, *COMPOSITION, *SPENDING_ITEMS, *SUMMARY_ITEMS)))
    figures = KeyFigures.load(ids, items, with_categories=True)
    timeline = _timeline(columns, figures)
    spent = spending(columns, figures)
    largest = max((year.total.fen or 0 for year in timeline if year.total), default=0)
    return AgencyProfile(
        agency=agency,
        timeline=tuple(timeline),
        largest_fen=largest,
        units=_units(agency, published, columns, figures),
        unit_agencies=len({d.agency_id for d in published if d.agency_id != agency.pk}),
        columns=tuple(columns),
        published=tuple(published),
        likes=likes,
        spent=spent,
        said=tuple(summary(columns, figures, spent, likes)),
    )


def _timeline(columns: Sequence[Column], figures: KeyFigures) -> list[Year]:
    """Every budget year from first to last; years without a document keep their place."""
    shown = [column for column in columns if column.stage is Stage.BUDGET] or list(columns)
    timeline: list[Year] = []
    for column in shown:
        if timeline and column.year - timeline[-1].year - 1 <= MOST_GAPS:
            timeline += [Year(year, None) for year in range(timeline[-1].year + 1, column.year)]
        total, basic, project = (figures.of_column(column, item) for item in UNIT_ITEMS[:3])
        timeline.append(Year(column.year, column, total, basic, project, other_parts(figures, column)))
    return timeline


def _units(
    agency: Agency, published: Sequence[Disclosure], columns: Sequence[Column], figures: KeyFigures
) -> UnitsOfYear | None:
    if agency.kind != AgencyKind.DEPARTMENT:
        return None
    of_units = [own_column(d) for d in published if d.agency_id != agency.pk]
    if not of_units:
        return None
    year, stage = of_units[0].year, of_units[0].stage
    of_year = [column for column in of_units if column.year == year and column.stage is stage]
    rows = tuple(
        (c, tuple(figures.of_column(c, item) for item in UNIT_ITEMS), other_parts(figures, c))
        for c in of_year
    )
    totals = tuple(added([values[i] for _, values, _ in rows]) for i in range(len(UNIT_ITEMS)))
    own = any(c.year == year and c.stage is stage and not c.is_derived for c in columns)
    return UnitsOfYear(year, stage, rows, totals, own)
