"""The projects of a disclosure with their amounts: out of tables of projects, forms of performance targets, sentences.

A project that several of them name is one where the names say the same and the amounts agree, or one names no amount.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from disclosures.models import HeadlineFigure, NamedUnit, PerformanceTarget, Statement, StatementLine
from disclosures.models.performance import TargetScope
from disclosures.models.statement import yuan_to_fen
from disclosures.parsing.same import same_name
from disclosures.reconciliation.rounding import FINEST, tolerance
from disclosures.vocabulary import HeadlineItem
from disclosures.vocabulary import Statement as StatementType

from .named_units import bare_name, is_body
from .project_names import project_key

NAMES = re.compile(
    r"^(?!.*(?:科目|类别|性质|分类))(?:.*项目.*名称.*|.*项目名称.*|项目|支出项目|项目支出.*|专项.*名称)$"
)
CATEGORIES = re.compile(r"^支出项目类别")
AMOUNTS = re.compile(r"^(?:总计|合计|金额|.*项目金额|.*预算(?:数|金额)?.*|.*资金总额.*|小计|项目支出.*)$")
"""Headings of the amount of the whole project; without one the first amount is."""
GOALS = re.compile(r"目标")
UNITS = re.compile(r"^(?:实施|项目|预算)?单位(?:名称)?$")
SUMS = re.compile(r"^(?:合计|总计|小计|其中|.*小计$)")
CODE = re.compile(r"2\d\d(?:\d\d){0,2}", re.ASCII)
"""A row of the functional classification is no project."""
AMOUNT_IN = re.compile(r"[：:]?\s*[\d,，.]+\s*(?:亿|万|千)?元.*$")
"""The amount that a sentence states behind the name."""
BEFORE_NAME = re.compile(r"^(?:主要(?:为|是|包括|用于)|具体(?:包括|为)|其中|包括)[：:]?\s*(?:\d+[.．、])?")
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Found:
    """One naming of a project. Ids name the cell, the form and the sentence."""

    name: str
    fen: int | None
    unit: str = ""
    goal: str = ""
    page: int | None = None
    amount_id: int | None = None
    headline_id: int | None = None
    target_id: int | None = None

    def agrees(self, other: Found) -> bool:
        """Do the two name the same amount, or one of them none? Each form and each cell is of one project."""
        if (self.target_id and other.target_id) or (
            self.amount_id and other.amount_id and self.goal and other.goal
        ):
            return False
        return self.fen is None or other.fen is None or abs(self.fen - other.fen) <= NEAR

    def with_other(self, other: Found) -> Found:
        has_fen = self.fen is not None
        return replace(
            self,
            fen=self.fen if has_fen else other.fen,
            amount_id=self.amount_id if has_fen else other.amount_id,
            headline_id=self.headline_id if has_fen else other.headline_id,
            target_id=self.target_id or other.target_id,
            unit=self.unit or other.unit,
            goal=self.goal or other.goal,
            page=self.page or other.page,
        )


NEAR = yuan_to_fen(tolerance((FINEST, FINEST)))


Cell = tuple[int, int | None, str]
"""The cell, its amount, its text."""
NO_CELL: Cell = (0, None, "")


class Printed(NamedTuple):
    """A row of a table of projects."""

    name: str
    code: str
    page: int | None
    cells: dict[int, Cell]
    """By column."""


@dataclass(slots=True)
class Table:
    whole: int
    is_of_projects: bool
    headings: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Of columns: the role and the last heading."""
    rows: dict[int, Printed] = field(default_factory=dict)

    def first(self, role: str, pattern: re.Pattern[str]) -> int | None:
        named = (pk for pk, (own, word) in self.headings.items() if own == role and pattern.search(word))
        return next(named, None)


def projects_of(ids: Iterable[int]) -> dict[int, list[Found]]:
    """By disclosure, its projects in printed order. Six queries."""
    wholes = list(ids)
    found: dict[int, list[Found]] = {pk: [] for pk in wholes}
    bodies = _bodies(wholes)
    tables = _tables(wholes)
    for of_projects in (True, False):
        for table in tables:
            if table.is_of_projects is of_projects:
                joined(found[table.whole], list(_tabulated(table, bodies[table.whole])))
    for sources in (_targets(wholes), _sentences(wholes)):
        by_whole: dict[int, list[Found]] = defaultdict(list)
        for whole, one in sources:
            by_whole[whole].append(one)
        for whole, ones in by_whole.items():
            joined(found[whole], ones)
    return found


def joined(known: list[Found], others: Sequence[Found]) -> None:
    """Add what another source names: to the first project of the same name that agrees and that none of them was added
    to yet, else as one of its own."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(known):
        places[project_key(one.name)].append(place)
    for other in others:
        free = places[project_key(other.name)]
        like = sorted(free, key=lambda place: not same_name(known[place].name, other.name))
        same = next((place for place in like if known[place].agrees(other)), None)
        if same is None:
            known.append(other)
        else:
            free.remove(same)
            known[same] = known[same].with_other(other)


def _bodies(ids: list[int]) -> dict[int, set[str]]:
    """The names of units that a disclosure may print over its projects."""
    found: dict[int, set[str]] = defaultdict(set)
    for whole, name in NamedUnit.objects.filter(disclosure__in=ids).values_list("disclosure", "name"):
        found[whole].add(name)
    return found


def _tables(ids: list[int]) -> list[Table]:
    """Tables of projects, and forms of targets that are kept as printed, with all their cells. Two queries."""
    kinds = (StatementType.PROJECTS, StatementType.PERFORMANCE)
    statements = Statement.objects.filter(statement__in=kinds)
    place = ("whole", "pk", "statement", "columns__pk", "columns__role", "columns__heading")
    tables: dict[int, Table] = {}
    for whole, pk, kind, column, role, heading in statements.of_disclosures(
        ids, "columns__position"
    ).values_list(*place):
        table = tables.setdefault(pk, Table(whole, kind == StatementType.PROJECTS))
        table.headings[column] = role, "".join("".join(heading[-1:]).split()) if heading else ""
    some = [
        pk for pk, table in tables.items() if table.first("name", NAMES) or table.first("name", CATEGORIES)
    ]
    lines = StatementLine.objects.filter(statement__in=some).order_by(
        "statement", "position", "amounts__column"
    )
    fields = ("amounts__column", "amounts__pk", "amounts__fen", "amounts__printed")
    for statement, pk, name, code, page, *cell in lines.values_list(
        "statement", "pk", "name", "code", "page", *fields
    ):
        row = tables[statement].rows.setdefault(pk, Printed(name, code, page, {}))
        if cell[0] is not None:
            row.cells[cell[0]] = (cell[1], cell[2], cell[3])
    return [tables[pk] for pk in some]


def _tabulated(table: Table, bodies: set[str]) -> Iterator[Found]:
    amount = table.first("amount", AMOUNTS) or table.first("amount", re.compile(""))
    goal, unit = table.first("words", GOALS), table.first("words", UNITS)
    if amount is None:
        return
    rows = [row for row in table.rows.values() if row.name and row.cells.get(amount, NO_CELL)[1] is not None]
    under, total = "", None
    for place, row in enumerate(rows):
        cell, fen, _ = row.cells[amount]
        if SUMS.match(row.name):
            total = fen
        elif _is_unit(rows, place, amount, bodies):
            under, total = row.name, fen
        elif not CODE.fullmatch(row.code) and not (fen == total and _is_made_up(rows, place, amount)):
            yield Found(
                row.name[:LONGEST_NAME],
                fen,
                unit=row.cells[unit][2] if unit in row.cells else under,
                goal=row.cells[goal][2] if goal in row.cells else "",
                page=row.page,
                amount_id=cell,
            )


def _is_unit(rows: Sequence[Printed], place: int, amount: int, bodies: set[str]) -> bool:
    """Is a row the unit whose projects follow: named as one, or a body whose amount those that follow make up?"""
    name = bare_name(rows[place].name)
    return name in bodies or (is_body(name) and _is_made_up(rows, place, amount))


def _is_made_up(rows: Sequence[Printed], place: int, amount: int) -> bool:
    """Do the rows that follow make up the amount of this one?"""
    total, left = rows[place].cells[amount][1] or 0, 0
    for row in rows[place + 1 :]:
        left += row.cells[amount][1] or 0
        if abs(left - total) <= NEAR:
            return True
        if left > total:
            return False
    return False


def _targets(ids: list[int]) -> Iterator[tuple[int, Found]]:
    """Forms of projects that have a name."""
    forms = PerformanceTarget.objects.filter(scope=TargetScope.PROJECT).exclude(title="")
    place = ("whole", "pk", "title", "funds_fen", "objectives", "page")
    for whole, pk, title, fen, objectives, page in forms.of_disclosures(ids).values_list(*place):
        goal = "；".join(objectives or ())
        yield whole, Found(title[:LONGEST_NAME], fen, goal=goal, page=page, target_id=pk)


def _sentences(ids: list[int]) -> Iterator[tuple[int, Found]]:
    """办公楼租赁费60万元."""
    stated = HeadlineFigure.objects.filter(item=HeadlineItem.PROJECT_ITEM, is_change=False)
    for figure in stated.of_disclosures(ids):
        said = BEFORE_NAME.sub("", AMOUNT_IN.sub("", figure.label or figure.text))
        if name := said.strip("，、；：: "):
            yield (
                figure.whole,
                Found(name[:LONGEST_NAME], figure.fen, page=figure.page, headline_id=figure.pk),
            )
