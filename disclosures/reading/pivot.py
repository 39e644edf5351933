"""Rows of one statement over several columns: what compare and year over year have in common."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass

from disclosures.parsing.same import bare, same_name
from disclosures.vocabulary import Measure, RowKind
from disclosures.vocabulary import Statement as StatementType

from .columns import Column
from .statement_lines import LineKey, StatementLines
from .values import Absence, Value, added

NOT_FILLED = frozenset({Absence.BLANK, Absence.NO_ROW, Absence.NO_COLUMN, Absence.NO_TABLE})

TOTAL_KINDS = frozenset(
    {
        RowKind.TOTAL,
        RowKind.REVENUE_TOTAL,
        RowKind.EXPENDITURE_TOTAL,
        RowKind.REVENUE_THIS_YEAR,
        RowKind.EXPENDITURE_THIS_YEAR,
    }
)

THREE_PUBLIC_LEVELS: dict[str, int] = {RowKind.VEHICLE_PURCHASE: 3, RowKind.VEHICLE_OPERATION: 3}


@dataclass(frozen=True, slots=True)
class PivotRow:
    """One row over all columns. `level` is 1 for a category or total, 2 for a section, 3 for an item."""

    key: str
    code: str
    name: str
    level: int
    values: tuple[Value, ...]
    is_total: bool = False
    can_unfold: bool = False
    is_open: bool = False
    remark: str = ""
    is_column: bool = False
    """A table of one row prints it as a column (基本支出); other tables have no such row, but may have the column."""


def column_value(
    lines: StatementLines,
    column: Column,
    statement: StatementType,
    key: str,
    measure: Measure = Measure.TOTAL,
) -> Value:
    """The published figure of a column, or the sum of its units', marked as derived."""
    values = [lines.value(pk, statement, key, measure) for pk in column.ids]
    return added(values) if column.is_derived else values[0]


def pivot(
    lines: StatementLines,
    columns: Sequence[Column],
    statement: StatementType,
    measure: Measure = Measure.TOTAL,
    unfolded: Container[str] | None = None,
) -> list[PivotRow]:
    """The rows of a statement. With `unfolded`, only categories and what is under an unfolded code; without, all."""
    names: dict[str, dict[str, LineKey]] = {}
    everywhere = [line for column in columns for pk in column.ids for line in lines.lines(pk, statement)]
    printed = {line.key for line in everywhere if not line.is_added}
    for line in everywhere:
        if not (line.is_added and line.key in printed):  # a name of ours says nothing where one is printed
            names.setdefault(line.key, {}).setdefault(line.name, line)
    firsts = {key: next(iter(known.values())) for key, known in names.items()}
    is_coded = statement.codes is not None
    order = sorted(firsts, key=lambda key: _sort_key(firsts[key], is_coded))
    codes = {line.code for line in firsts.values() if line.code}
    rows: list[PivotRow] = []
    for key in order:
        line = firsts[key]
        if is_coded and unfolded is not None and line.code and not _is_shown(line.code, unfolded, codes):
            continue
        values = tuple(column_value(lines, column, statement, key, measure) for column in columns)
        if not is_coded and all(value.absence in NOT_FILLED for value in values):
            continue
        others = {bare(name): name for name in names[key] if not same_name(name, line.name)}.values()
        rows.append(
            PivotRow(
                key=line.code or key,
                code=line.code if is_coded else "",
                name=_name(line, len(names[key]) > 1, statement),
                level=_level(line, is_coded),
                values=values,
                is_total=line.kind in TOTAL_KINDS,
                can_unfold=is_coded
                and unfolded is not None
                and any(code != line.code and code.startswith(line.code) for code in codes)
                if line.code
                else False,
                is_open=unfolded is not None and line.code in unfolded,
                remark="另印作：" + "、".join(others) if others and line.code else "",
                is_column=line.is_column,
            )
        )
    return rows


def _name(line: LineKey, differs: bool, statement: StatementType) -> str:
    """As printed; items of 三公 that places print differently (小计, 二、公务用车购置及运维费) go by the term's own name."""
    is_item = statement.specification.items and line.kind
    return RowKind(line.kind).label if differs and is_item else line.name


def _sort_key(line: LineKey, is_coded: bool) -> tuple[int, str, int]:
    """Codes in their order with the total last; other tables as printed, revenue before expenditure."""
    if is_coded:
        return (1 if line.kind in TOTAL_KINDS else 0, line.code or "~", line.position)
    side = {"revenue": 0, "": 0}.get(line.side, 1)
    return (side, "", line.position)


def _is_shown(code: str, unfolded: Container[str], printed: Collection[str]) -> bool:
    """A category always; a section or item where what it stands under is unfolded, or is not printed at all."""
    above = (code[:length] for length in (3, 5) if length < len(code))
    return all(upper in unfolded or upper not in printed for upper in above)


def _level(line: LineKey, is_coded: bool) -> int:
    if is_coded:
        return {5: 2, 7: 3}.get(len(line.code), 1)
    return 1 if line.kind in TOTAL_KINDS else THREE_PUBLIC_LEVELS.get(line.kind, 2)
