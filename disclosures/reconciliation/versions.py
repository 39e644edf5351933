"""Two files of one disclosure, as a corrected one and the one it replaces, compared cell by cell: what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from disclosures.parsing.normalise import key
from disclosures.parsing.records import StatementLine
from disclosures.parsing.same import RowKey, counted, printed_column, printed_row
from disclosures.vocabulary import CellState, Statement, Term

from .results import Place
from .rounding import tolerance
from .subject import Sheet, Subject


class VersionChange(Term):
    """What became different at a place."""

    AMOUNT = "amount", "金额不同"
    ONE_SIDED = "one_sided", "一份有数，一份没有"
    SIGN = "sign", "都没有数，印法不同"
    ROW = "row", "只有一份印了这一行"
    COLUMN = "column", "只有一份印了这一栏"
    TABLE = "table", "只有一份有这张表"
    TEXT = "text", "单位或附注不同"


class MissingPart(Term):
    """What a file does not have where the other prints something."""

    ROW = "row", "无此行"
    COLUMN = "column", "无此栏"
    TABLE = "table", "无此表"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a file prints at a place. `yuan` is None where that is no number; `text` is "" where nothing is printed."""

    text: str
    place: Place
    yuan: Decimal | None = None
    step: Decimal = Decimal(0)
    state: CellState = CellState.AMOUNT

    @property
    def words(self) -> str:
        return self.text or CellState.BLANK.label


Version = Printed | MissingPart


@dataclass(frozen=True, slots=True)
class Change:
    """One place that the two files print differently. `row` and `column` are "" where the whole table is meant."""

    kind: VersionChange
    statement: Statement
    table: str
    row: str
    column: str
    before: Version
    after: Version
    adds_up: bool = True

    @property
    def difference(self) -> Decimal | None:
        """After less before; None where a side has no number: nothing is subtracted from what is not printed."""
        one, other = yuan_of(self.before), yuan_of(self.after)
        return other - one if self.adds_up and one is not None and other is not None else None


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """`same` counts the numbers that both files print alike; last digits that only one of them prints do not count."""

    changes: tuple[Change, ...]
    same: int = 0


def compared(before: Subject, after: Subject) -> VersionComparison:
    """The tables of two files, in the order of the corrected one; what only the former has stands behind."""
    old, new = _tables(before), _tables(after)
    found = _Found()
    for where in [*new, *(where for where in old if where not in new)]:
        found.title = _title(new.get(where) or old[where], where[1])
        if where not in old or where not in new:
            found.whole_table(old.get(where), new.get(where))
        else:
            found.tables(old[where], new[where])
    return VersionComparison(tuple(found.changes), found.same)


def yuan_of(version: Version) -> Decimal | None:
    return version.yuan if isinstance(version, Printed) else None


def words_of(version: Version) -> str:
    """As printed, or the word for why nothing is."""
    return version.words if isinstance(version, Printed) else version.label


Row = tuple[RowKey, int]
Column = tuple[str, int]


@dataclass(slots=True)
class _Found:
    title: str = ""
    changes: list[Change] = field(default_factory=list)
    same: int = 0

    def whole_table(self, old: Sheet | None, new: Sheet | None) -> None:
        """A table that one of the files does not have."""
        sheet = new or old
        assert sheet is not None
        shown = Printed(f"整张表，{len(sheet.figures)} 个数字", sheet.whole())
        one, other = _sides(shown, MissingPart.TABLE, is_after=new is not None)
        self.changes.append(
            Change(VersionChange.TABLE, sheet.table.statement, self.title, "", "", one, other)
        )

    def tables(self, old: Sheet, new: Sheet) -> None:
        """Two tables of one kind."""
        self._texts(old, new)
        old_rows, new_rows, old_columns, new_columns = _rows(old), _rows(new), _columns(old), _columns(new)
        for row in _both(new_rows, old_rows):
            if row not in old_rows or row not in new_rows:
                self._whole_row(old, old_rows.get(row), new, new_rows.get(row))
                continue
            for column in _both(new_columns, old_columns):
                sheet, at = (
                    (new, new_columns[column]) if column in new_columns else (old, old_columns[column])
                )
                one = _version(old, old_rows[row], old_columns.get(column))
                other = _version(new, new_rows[row], new_columns.get(column))
                if kind := self._kind(one, other):
                    line = sheet.lines[(new_rows if sheet is new else old_rows)[row]]
                    self._add(kind, sheet, line, at, one, other)

    def _kind(self, one: Version, other: Version) -> VersionChange | None:
        """How two places differ; None where they do not."""
        if isinstance(one, MissingPart) or isinstance(other, MissingPart):
            whole = other if isinstance(one, MissingPart) else one
            return VersionChange.COLUMN if isinstance(whole, Printed) and whole.text else None
        if one.yuan is None and other.yuan is None:
            return VersionChange.SIGN if one.state is not other.state else None
        if one.yuan is None or other.yuan is None:
            return VersionChange.ONE_SIDED
        grain = tolerance((one.step, other.step)) if one.step != other.step else Decimal(0)
        if abs(one.yuan - other.yuan) > grain:
            return VersionChange.AMOUNT
        self.same += 1
        return None

    def _whole_row(self, old: Sheet, before: int | None, new: Sheet, after: int | None) -> None:
        """A row that one of the tables does not print: every place that it fills."""
        sheet, number = (new, after) if after is not None else (old, before or 0)
        line = sheet.lines[number]
        filled: list[tuple[int | None, Printed]] = [
            (at, shown) for at in sheet.amounts if (shown := _printed(sheet, number, at)).text
        ]
        for at, shown in filled or [(None, Printed("整行没有数字", sheet.row(number)))]:
            one, other = _sides(shown, MissingPart.ROW, is_after=after is not None)
            self._add(VersionChange.ROW, sheet, line, at, one, other)

    def _texts(self, old: Sheet, new: Sheet) -> None:
        """What stands over and under a table."""
        for name, one, other in (
            ("表上单位", old.table.printed_unit, new.table.printed_unit),
            ("表下附注", old.table.empty_note, new.table.empty_note),
        ):
            if key(one or "") != key(other or ""):
                before, after = Printed(one or "", old.whole()), Printed(other or "", new.whole())
                self.changes.append(
                    Change(VersionChange.TEXT, new.table.statement, self.title, name, "", before, after)
                )

    def _add(
        self,
        kind: VersionChange,
        sheet: Sheet,
        line: StatementLine,
        column: int | None,
        one: Version,
        other: Version,
    ) -> None:
        row = f"{line.code or ''} {line.name}".strip() or line.serial or f"第 {line.row} 行"
        heading = "" if column is None else " › ".join(sheet.table.columns[column].heading)
        adds_up = column is None or column in sheet.adding
        self.changes.append(
            Change(kind, sheet.table.statement, self.title, row, heading, one, other, adds_up)
        )


def _title(sheet: Sheet, number: int) -> str:
    """The title of a table; of a second one of its kind also which it is."""
    title = sheet.table.title or sheet.table.statement.label
    return f"{title}（同类第 {number} 张）" if number > 1 else title


def _sides(shown: Printed, missing: MissingPart, *, is_after: bool) -> tuple[Version, Version]:
    return (missing, shown) if is_after else (shown, missing)


def _version(sheet: Sheet, row: int, column: int | None) -> Version:
    return MissingPart.COLUMN if column is None else _printed(sheet, row, column)


def _printed(sheet: Sheet, row: int, column: int) -> Printed:
    """A place of a table; a place without a cell is blank, as on the other side of a two-sided table."""
    figure, spot = sheet.figures.get((row, column)), sheet.spot(row, column)
    if figure is not None:
        return Printed(figure.cell.printed, figure.place, figure.yuan, figure.step)
    if spot is None:
        return Printed("", sheet.row(row), state=CellState.BLANK)
    cell = next((cell for cell in sheet.lines[row].cells if cell.column == column), None)
    return Printed(cell.printed if cell else "", spot.place, state=spot.state)


# --- what corresponds to what: by what is printed, never by the place on the page ------------------------------------


def _tables(subject: Subject) -> dict[tuple[Statement, int], Sheet]:
    """Tables by their kind; of several of a kind the first answers to the first."""
    return dict(zip(counted(sheet.table.statement for sheet in subject.sheets), subject.sheets, strict=True))


def _rows(sheet: Sheet) -> dict[Row, int]:
    printed = (printed_row(line.side, line.code, line.name) for line in sheet.lines)
    return {row: number for number, row in enumerate(counted(printed))}


def _columns(sheet: Sheet) -> dict[Column, int]:
    headings = (printed_column(sheet.table.columns[column].heading) for column in sheet.amounts)
    return dict(zip(counted(headings), sheet.amounts, strict=True))


Key = TypeVar("Key")


def _both(first: dict[Key, int], second: dict[Key, int]) -> Iterator[Key]:
    yield from first
    yield from (one for one in second if one not in first)


def places(changes: Sequence[Change], *, after: bool, most: int) -> tuple[Place, ...]:
    """Where one of the files prints what was changed."""
    sides = (change.after if after else change.before for change in changes)
    return tuple(side.place for side in sides if isinstance(side, Printed))[:most]
