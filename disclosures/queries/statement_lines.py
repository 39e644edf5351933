"""The lines of some disclosures' statements by what they are, so that one place can be asked in any disclosure.

A line's key says the same thing in every document: its code (2150501, 30201), the category its name stands for
(“八、社会保障和就业支出” → 208), its kind (expenditure_total), or at last its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from disclosures.models import Amount, Statement, StatementLine
from disclosures.vocabulary import Basis, CellState, Measure, RowKind, Stage
from disclosures.vocabulary import Statement as StatementType

from .values import Absence, Value, absent

ABSENCE_OF_STATE: dict[str, Absence] = {
    CellState.BLANK: Absence.BLANK,
    CellState.DASH: Absence.DASH,
    CellState.NOT_APPLICABLE: Absence.NOT_APPLICABLE,
    CellState.UNREADABLE: Absence.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class LineKey:
    """What a line is, and how its document names it."""

    key: str
    side: str
    code: str
    name: str
    kind: str
    position: int


@dataclass(slots=True)
class _Table:
    empty_note: str
    has_amounts: bool = False
    lines: dict[str, LineKey] = field(default_factory=dict)
    values: dict[tuple[str, str], Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatementLines:
    """Answers `value(...)` for any disclosure, statement, line and measure that was loaded. Three queries to load."""

    _tables: dict[tuple[int, str], _Table]
    _with_tables: frozenset[int]
    _is_partial: bool

    @classmethod
    def load(
        cls,
        disclosure_ids: Iterable[int],
        statements: Sequence[StatementType],
        measures: Sequence[Measure] = (Measure.TOTAL,),
        kinds: Sequence[RowKind] = (),
        stage: Stage = Stage.BUDGET,
    ) -> StatementLines:
        """The lines of `statements`; only lines of `kinds` where some are given."""
        found = {
            statement.pk: statement
            for statement in Statement.objects.filter(disclosure__in=list(disclosure_ids)).order_by(
                "position"
            )
        }
        tables: dict[tuple[int, str], _Table] = {}
        table_of: dict[int, _Table] = {}
        for pk, statement in found.items():
            place = (statement.disclosure_id, statement.statement)
            if statement.statement in statements and place not in tables:
                tables[place] = table_of[pk] = _Table(statement.empty_note)
        rows = StatementLine.objects.filter(statement__in=list(table_of)).order_by("statement", "position")
        amounts = Amount.objects.filter(line__statement__in=list(table_of), measure__in=measures).exclude(
            basis__in=[Basis.PRIOR, Basis.BUDGET]
            if stage is Stage.FINAL_ACCOUNTS
            else [Basis.PRIOR, Basis.FINAL]
        )
        if kinds:
            rows, amounts = rows.filter(kind__in=kinds), amounts.filter(line__kind__in=kinds)
        keys: dict[int, tuple[_Table, str]] = {}
        for pk, statement_id, position, side, code, category, name, kind in rows.values_list(
            "pk", "statement_id", "position", "side", "code", "category_code", "name", "kind"
        ):
            table = table_of[statement_id]
            key = _line_key(side, code, category, kind, name, table.lines)
            table.lines[key] = LineKey(key, side, code or category, name, kind, position)
            keys[pk] = (table, key)
        for pk, line_id, measure, state, fen, printed in amounts.order_by("column__position").values_list(
            "pk", "line_id", "measure", "state", "fen", "printed"
        ):
            table, key = keys[line_id]
            if state == CellState.AMOUNT:
                table.has_amounts = True
                value = Value(fen=fen, amount_id=pk, printed=printed)
            else:
                value = absent(ABSENCE_OF_STATE.get(state, Absence.UNREADABLE))
            table.values.setdefault((key, measure), value)
        return cls(tables, frozenset(statement.disclosure_id for statement in found.values()), bool(kinds))

    def has_tables(self, disclosure_id: int) -> bool:
        """Whether the disclosure prints any statement at all; a narrative-only one does not."""
        return disclosure_id in self._with_tables

    def has_amounts(self, disclosure_id: int, statement: StatementType) -> bool:
        table = self._tables.get((disclosure_id, statement))
        return table is not None and table.has_amounts

    def lines(self, disclosure_id: int, statement: StatementType) -> list[LineKey]:
        table = self._tables.get((disclosure_id, statement))
        return list(table.lines.values()) if table else []

    def value(
        self, disclosure_id: int, statement: StatementType, key: str, measure: Measure = Measure.TOTAL
    ) -> Value:
        """The amount, or which kind of nothing stands there."""
        table = self._tables.get((disclosure_id, statement))
        if table is None:
            only_text = "" if disclosure_id in self._with_tables else "文件只有说明部分，没有表"
            return absent(Absence.NO_TABLE, only_text or f"文件中没有{statement.label}")
        found = table.values.get((key, measure))
        if found is not None:
            return found
        if not table.has_amounts and table.empty_note:
            return absent(Absence.EMPTY_TABLE, f"表已印出，{table.empty_note}")
        if not (table.has_amounts or table.lines or self._is_partial):
            return absent(Absence.EMPTY_TABLE, "表已印出，没有一个数字")
        return absent(Absence.BLANK if key in table.lines else Absence.NO_ROW)


def _line_key(side: str, code: str, category: str, kind: str, name: str, taken: dict[str, LineKey]) -> str:
    """A key that is unique in its table: a second line of the same kind gets a number."""
    what = code or category or kind or name
    key = f"{side}:{what}" if side else what
    if key not in taken:
        return key
    number = 2
    while f"{key}#{number}" in taken:
        number += 1
    return f"{key}#{number}"
