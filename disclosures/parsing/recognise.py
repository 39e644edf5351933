"""A whole table + a Layout → a statement: which one it is, what each column and row means, and its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.parsing.layouts import Layout
from disclosures.parsing.layouts.national import OF_ECONOMY
from disclosures.parsing.normalise import SCALES, for_short, key, read_amount
from disclosures.parsing.records import Column, Note, StatementLine, StatementTable
from disclosures.vocabulary import CellState, Measure, Side, Stage, Statement

from .anatomy import Table
from .column_roles import OF_WHICH, measure_of, unit_in, without_unit
from .columns import columns_of, put_right
from .items import with_parts, with_whole
from .rows import joined_code, kind_of_name, lines_of
from .tables import SAYS_EMPTY

ITEMS_THAT_TELL = 3
"""So many different items of a statement, at least, say without a title that a table is one."""


@for_short
def statement_kind(title: str, layout: Layout) -> Statement | None:
    """The statement that a title names; None where the title is none of a statement."""
    plain = key(title)
    plain = plain if "表" in plain else plain + "表"
    for rule in layout.titles:
        if re.search(rule.pattern, plain):
            return None if rule.statement.is_kept else rule.statement
    return None


def recognise(
    table: Table, layout: Layout, stage: Stage, default_unit: str | None, year: int | None = None
) -> tuple[StatementTable, list[Note]] | None:
    """The statement in a table, with notes on what was assumed or not understood. None if it is no statement.

    `year` is the fiscal year, by which headings such as 2023年预算数 are of this year or of the one before.
    """
    notes = list(table.notes)
    page = table.pages[0] if table.pages else None
    statement = statement_kind(table.title, layout)
    codes = statement.codes if statement else None
    columns = columns_of(table, layout, stage, year or table.context.year, codes)
    if statement is None:
        statement = None if names_table(table.title, layout) else by_structure(table, columns, layout)
        if statement is None:
            return None
        named = f"标题“{table.title}”未识别" if table.title else "没有标题"
        notes.append(
            Note("statement-assumed", f"第{page}页的表{named}，按列和科目认作{statement.label}", page)
        )
    columns, shifted = put_right(columns)
    if shifted:
        notes.append(Note("header-shifted", f"“{table.title}”的表头错位，已按两层表头理顺：{shifted}", page))
    own = table.context.unit or _unit_of_amounts(columns)
    unit = own or default_unit
    if unit is None:
        unit = "万元"
        notes.append(Note("unit-assumed", f"“{table.title}”没有印出金额单位，按万元读取", page))
    elif own is None:
        notes.append(Note("unit-inherited", f"“{table.title}”没有印出金额单位，沿用前表的{unit}", page))
    for place, column in enumerate(columns):
        if column.role == "amount" and _is_unknown(column, layout) and _has_amounts(table, place):
            notes.append(
                Note("heading-unknown", f"“{table.title}”的列未识别：{' / '.join(column.heading)}", page)
            )
    lines = with_whole(with_parts(lines_of(table, columns, layout, SCALES[unit]), layout), statement)
    notes += _unread(table, lines)
    figures = any(cell.yuan for line in lines for cell in line.cells)  # zeros are nothing
    if figures and table.empty_note and (note := note_over_amounts(table, statement.label)):
        notes.append(note)
    return (
        StatementTable(
            statement,
            table.title,
            unit,
            table.pages,
            None if figures else table.empty_note,
            columns,
            tuple(lines),
        ),
        notes,
    )


def _is_unknown(column: Column, layout: Layout) -> bool:
    """Has an amount column a heading that says nothing known? A part of a known group, one that is headed 其中, or as the
    economic classification names it, is understood without a meaning of its own."""
    leaf = without_unit(column.heading[-1]) if column.heading else ""
    known = any(measure_of((part,), layout) is not Measure.UNKNOWN for part in column.heading[:-1])
    of_economy = any(re.search(OF_ECONOMY, without_unit(part)) for part in column.heading)
    part = known or OF_WHICH.match(leaf) or of_economy
    return column.measure is Measure.UNKNOWN and bool(leaf) and not part


def _unit_of_amounts(columns: Sequence[Column]) -> str | None:
    """The unit that the headings over amounts name, where they name one."""
    named = {unit_in(column.heading) for column in columns if column.role == "amount"} - {None}
    return named.pop() if len(named) == 1 else None


def _has_amounts(table: Table, place: int) -> bool:
    return any(read_amount(row.cells[place].text, 1)[0] is CellState.AMOUNT for row in table.rows)


def note_over_amounts(table: Table, name: str) -> Note | None:
    """The document calls a table empty that it prints figures in: both are kept, and told."""
    if table.empty_note is None or not SAYS_EMPTY.search(table.empty_note):
        return None
    said = f"“{table.title or name}”有数字，表下却印有“{table.empty_note}”"
    return Note("note-over-amounts", said, table.rows[-1].page if table.rows else None)


@for_short
def names_table(title: str, layout: Layout) -> bool:
    """Does a rule of the layout know this title, be it as a table that is no statement?"""
    return any(re.search(rule.pattern, key(title)) for rule in layout.titles)


def by_structure(table: Table, columns: Sequence[Column], layout: Layout) -> Statement | None:
    """The statement that columns and codes show, where no title does. None unless they leave no doubt."""
    measures = {column.measure for column in columns if column.role == "amount"}
    sides = {column.side for column in columns if column.side}
    if {Side.REVENUE, Side.EXPENDITURE} <= sides:
        by_fund = {Measure.GENERAL_PUBLIC, Measure.GOVERNMENT_FUNDS} <= measures
        return Statement.FISCAL_APPROPRIATION if by_fund else Statement.REVENUE_AND_EXPENDITURE
    codes = [
        found
        for row in table.rows
        if (found := joined_code([row.cells[i].text for i in _code_columns(columns)]))
    ]
    if len(codes) < 2:
        return _by_items(table, columns, layout)
    if all(re.match(r"3\d\d", found) for found in codes):
        return Statement.BASIC_EXPENDITURE if {Measure.PERSONNEL, Measure.OPERATING} <= measures else None
    if not all(re.match(r"2\d\d", found) for found in codes):
        return None
    if measures & {Measure.SERVICE_REVENUE, Measure.SUPERIOR_SUBSIDY, Measure.SUBSIDIARY_REMITTANCE}:
        return Statement.REVENUE
    if {Measure.BASIC, Measure.PROJECT} <= measures:
        others = measures & {
            Measure.BUSINESS_EXPENDITURE,
            Measure.REMITTANCE_TO_SUPERIOR,
            Measure.SUBSIDY_TO_SUBSIDIARIES,
        }
        if others:
            return Statement.EXPENDITURE
        return Statement.STATE_CAPITAL if all(found.startswith("223") for found in codes) else None
    return None


def _by_items(table: Table, columns: Sequence[Column], layout: Layout) -> Statement | None:
    """The statement whose items most of the rows, or of the amounts beside one another, are named by."""
    names = [row.cells[i].text for row in table.rows for i, c in enumerate(columns) if c.role == "name"]
    rows = [kind.value if kind else "" for kind in (kind_of_name(name, layout) for name in names)]
    beside = [c.measure.value for c in columns if c.role == "amount" and c.measure]
    for statement in Statement:
        items = {item.value for item in statement.specification.items}
        for named in (rows, beside):
            known = [name for name in named if name in items]
            if len(set(known)) >= ITEMS_THAT_TELL and 2 * len(known) >= len(named):
                return statement
    return None


def _code_columns(columns: Sequence[Column]) -> list[int]:
    return [index for index, column in enumerate(columns) if column.role == "code"]


# --- lines ---------------------------------------------------------------------------------------------------------


def _unread(table: Table, lines: Sequence[StatementLine]) -> list[Note]:
    return [
        Note(
            "amount-unreadable",
            f"“{table.title}”第{line.row}行“{line.name}”有未读出的内容：{cell.printed}",
            cell.page,
        )
        for line in lines
        for cell in line.cells
        if cell.state is CellState.UNREADABLE
    ]
