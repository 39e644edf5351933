"""The headings of a table → what each column holds: its role, meaning, side and basis, and which columns make one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from disclosures.parsing.layouts import Layout
from disclosures.parsing.layouts.national import BASIS_WORDS, PRIOR_YEAR, RATES, YEAR_AND_BASIS
from disclosures.parsing.normalise import key
from disclosures.parsing.records import Column
from disclosures.vocabulary import Basis, CodeKind, Measure, Side, Stage, Statement

from .anatomy import Table
from .column_roles import measure_of, roles_of, without_unit
from .heading_paths import TableColumn

SIDES = ((Side.REVENUE, re.compile(r"收入")), (Side.EXPENDITURE, re.compile(r"支出")))
USE = re.compile(
    r"支出用途|支出按用途|按(?:支出)?(?:用途|性质)|按?(?:部门预算|政府预算|部门|政府)?(?:支出)?经济(?:分类|科目)"
)
ITEMS = Statement.THREE_PUBLIC.specification.items
FUND_MEASURES = (Measure.GENERAL_PUBLIC, Measure.GOVERNMENT_FUNDS, Measure.STATE_CAPITAL)
NEUTRAL = re.compile(r"^(?:合计|总计|小计|金额)$")
"""A heading that has the meaning of the group above it, where the table has another total."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Columns that make one record of a row: serial (may be shared), codes, name and amounts."""

    side: Side | None
    serial: int | None
    codes: tuple[int, ...]
    names: tuple[int, ...]
    amounts: tuple[int, ...]
    words: tuple[int, ...] = ()
    agencies: tuple[int, ...] = ()


def columns_of(
    table: Table, layout: Layout, stage: Stage, year: int | None, by: CodeKind | None = None
) -> tuple[Column, ...]:
    """The columns of a table with what they mean. `year` is the fiscal year; else the latest that a heading names is.
    `by` is the classification that its rows are of, where the statement is known to be of one."""
    named = [found for column in table.columns if (found := _year(column.path)) is not None]
    year = year or max(named, default=None)
    columns: list[Column] = []
    roles = roles_of(table, layout, by)
    sides = _sides(table.columns, roles)
    for index, printed in enumerate(table.columns):
        path, role, side = printed.path, roles[index], sides[index]
        measure = basis = None
        if role == "amount":
            measure = _measure(path, layout)
            of = () if measure is Measure.CHANGE else path  # a change from 2023年执行数 is told this year
            basis = _basis(of, stage, year)
            if path and re.search(RATES, key(path[-1])):
                role, measure, basis = "rate", None, None
        columns.append(
            Column(path, role, side if role != "serial" else None, measure, basis, printed.ordinal)
        )
    return tuple(replace(column, measure=_in_its_group(column, columns, layout)) for column in columns)


def _in_its_group(column: Column, columns: Sequence[Column], layout: Layout) -> Measure | None:
    """The meaning of a column beside the others of its group.

    Where a side prints several totals of one kind, one under a group with a meaning is the total of that group: 事业收入 /
    金额, 基本支出 / 小计. A single one is the table's: 政府性基金预算支出 / 合计. In a group with a total of its own a
    heading that says something else is a part of it, and has not its meaning: 基本支出 / 工资福利支出. Where rows are named,
    a heading that says but the year of an item means that item: 公务接待费 / 上年预算数.
    """
    group = column.heading[:-1]
    if column.measure is None or not group:
        return column.measure
    if re.search(YEAR_AND_BASIS, without_unit(column.heading[-1])) and not is_horizontal(columns):
        of_group = measure_of(group, layout)
        return of_group if of_group in ITEMS else column.measure
    if NEUTRAL.match(without_unit(column.heading[-1])):
        of_group = measure_of(group, layout)
        alone = of_group is Measure.UNKNOWN or not _is_one_of_several(column, columns, layout)
        return column.measure if alone else of_group
    beside_a_total = any(
        other.heading[:-1] == group and NEUTRAL.match(without_unit(other.heading[-1])) for other in columns
    )
    is_known = measure_of(column.heading[-1:], layout) is not Measure.UNKNOWN
    return Measure.UNKNOWN if beside_a_total and not is_known else column.measure


def _is_one_of_several(column: Column, columns: Sequence[Column], layout: Layout) -> bool:
    """Does its side print another total on the same basis, and none within its own group but that of one of its funds?"""
    group = column.heading[:-1]
    alike = [
        other
        for other in columns
        if (other.measure, other.side, other.basis) == (Measure.TOTAL, column.side, column.basis)
        and other is not column
    ]
    inside = [other.heading[len(group) : -1] for other in alike if other.heading[: len(group)] == group]
    of_funds = all(part and measure_of(part, layout) in FUND_MEASURES for part in inside)
    return column.measure is Measure.TOTAL and len(inside) < len(alike) and of_funds


def _year(path: tuple[str, ...]) -> int | None:
    """The year that a column is of, as its headings say it; one that names two compares them."""
    for part in reversed(path):
        years = re.findall(r"(?<!\d)(20\d\d)(?!\d)", key(part))
        if years:
            return int(years[0]) if len(set(years)) == 1 else None
    return None


def put_right(columns: tuple[Column, ...]) -> tuple[tuple[Column, ...], str | None]:
    """Undo a shifted header: 其他收入 is a part of 本年收入, so it cannot stand outside that group, right of 上年结转.

    The two headings then change places, and the last column is the carryover (合计 − 小计 agrees in such tables).
    """
    group = next((column.heading[:-1] for column in columns if column.measure is Measure.SUBTOTAL), ())
    for i in range(len(columns) - 1):
        left, right = columns[i], columns[i + 1]
        outside = right.heading[:-1] != group
        if group and outside and (left.measure, right.measure) == (Measure.CARRYOVER, Measure.OTHER_REVENUE):
            other = replace(left, heading=(*group, right.heading[-1]), measure=right.measure)
            carryover = replace(right, heading=left.heading, measure=left.measure)
            return (
                *columns[:i],
                other,
                carryover,
                *columns[i + 2 :],
            ), f"{left.heading[-1]} ⇄ {right.heading[-1]}"
    return columns, None


def _sides(columns: Sequence[TableColumn], roles: Sequence[str]) -> list[Side | None]:
    """The side of each column: of a table with names of revenue and names of expenditure the one that its top heading
    says. Amounts belong to the names before them: 支出 / 预算数 beside 支出 / 项目（按经济分类）."""
    named = {_side(column.path) for column, role in zip(columns, roles, strict=True) if role == "name"}
    if Side.REVENUE not in named or not named & {Side.EXPENDITURE, Side.USE}:
        return [None] * len(columns)
    sides: list[Side | None] = []
    side: Side | None = None
    for index, (column, role) in enumerate(zip(columns, roles, strict=True)):
        of_use = side is Side.USE and role == "amount" and column.path[:1] == columns[index - 1].path[:1]
        if role != "serial" and not of_use:
            side = _side(column.path) or side
        sides.append(side if role != "serial" else None)
    return sides


def _side(path: tuple[str, ...]) -> Side | None:
    top = key(path[0]) if path else ""
    if any(USE.search(key(part)) for part in path):
        return Side.USE
    for side, pattern in SIDES:
        if pattern.search(top):
            return side
    return None


# --- what a column holds ----------------------------------------------------------------------------------------------


def _measure(path: tuple[str, ...], layout: Layout) -> Measure:
    """The meaning of an amount column. Whatever stands under 增减变化情况 is a change, not the thing that changed."""
    changes = any(measure_of((part,), layout) is Measure.CHANGE for part in path[:-1])
    return Measure.CHANGE if changes else measure_of(path, layout)


def _basis(path: tuple[str, ...], stage: Stage, year: int | None) -> Basis:
    """预算数, 决算数 or 上年数, by the headings; else what the stage says. `year` is the fiscal year."""
    own = _year(path)
    if own is not None and year is not None and own < year:
        return Basis.PRIOR
    parts = [without_unit(part) for part in reversed(path)]
    if any(re.search(PRIOR_YEAR, part) for part in parts):
        return Basis.PRIOR
    for part in parts:
        for basis, pattern in BASIS_WORDS:
            if re.search(pattern, part):
                return basis
    return Basis.FINAL if stage is Stage.FINAL_ACCOUNTS else Basis.BUDGET


# --- columns that make one line -----------------------------------------------------------------------------------


def panels_of(columns: Sequence[Column]) -> list[Panel]:
    """The records that stand side by side in one row."""
    shared_serial = next((i for i, column in enumerate(columns) if column.role == "serial"), None)
    labelled = [i for i, column in enumerate(columns) if column.role != "serial"]
    groups: list[list[int]] = []
    for _, members in groupby(labelled, key=lambda i: columns[i].side):
        groups.append(list(members))
    panels: list[Panel] = []
    for group in groups:
        for part in _repeated(group, columns):
            by_role = {
                role: tuple(i for i in part if columns[i].role == role)
                for role in ("code", "name", "amount", "words", "agency")
            }
            panels.append(
                Panel(
                    columns[part[0]].side,
                    shared_serial,
                    by_role["code"],
                    by_role["name"],
                    by_role["amount"],
                    by_role["words"],
                    by_role["agency"],
                )
            )
    return [panel for panel in panels if panel.amounts]


def _repeated(group: list[int], columns: Sequence[Column]) -> Iterator[list[int]]:
    """A group parted where labels begin anew after amounts: two panels of the same kind side by side."""
    part: list[int] = []
    for index in group:
        label = columns[index].role in ("code", "name")
        if part and label and columns[part[-1]].role in ("amount", "rate"):
            yield part
            part = []
        part.append(index)
    if part:
        yield part


def is_horizontal(columns: Sequence[Column]) -> bool:
    """Do the items of a table stand side by side, with nothing on the left that names a row?"""
    return not any(column.role in ("code", "name") for column in columns)


def amounts_side_by_side(columns: Sequence[Column]) -> list[tuple[int, ...]]:
    """The columns of amounts, those of one line together: by panel, or by item of a horizontal table."""
    if is_horizontal(columns):
        return [tuple(places) for places in items_side_by_side(columns).values()]
    return [panel.amounts for panel in panels_of(columns)]


def items_side_by_side(columns: Sequence[Column]) -> dict[tuple[str, ...], list[int]]:
    """The items of a horizontal table, in the order of its lines, with the columns of each: one for every year, basis
    and fund, which the headings say beside the item's name."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, column in enumerate(columns):
        if column.role == "amount" and column.heading:
            item = tuple(part for part in column.heading if not re.search(YEAR_AND_BASIS, without_unit(part)))
            of_fund = len(item) > 1 and column.measure in FUND_MEASURES
            found.setdefault((item[:-1] if of_fund else item) or column.heading, []).append(place)
    return found
