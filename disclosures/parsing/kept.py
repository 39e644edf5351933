"""Everything printed is kept: a table that is none of the standard statements becomes a record of the same form.

    keep(table, kind, default_unit) → StatementTable, and what is to be said of it

Nothing is interpreted beyond what the page says of itself: words and counts stay printed text (`CellState.PRINTED`), a
number is money only where its heading and a printed unit make it money.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from disclosures.parsing.document import Cell, Grid
from disclosures.parsing.layouts import Layout
from disclosures.parsing.layouts import details as words
from disclosures.parsing.normalise import DASHES, SCALES, code, key, number, read_amount, tidy
from disclosures.parsing.records import Column, Note, StatementCell, StatementLine, StatementTable
from disclosures.vocabulary import CellState, CodeKind, Statement

from .anatomy import HEADER_WORD, MAX_HEADER_ROWS, Table, TableRow
from .column_roles import unit_in
from .heading_paths import TableColumn
from .tables import names_statement
from .titles import Context

SERIAL = re.compile(r"^(?:序号|行次|栏次)$")
CODE = re.compile(r"编码|代码")
LEVEL_OF_CODE = re.compile(r"^[类款项]$")
"""Under a heading of codes: a part of one, which no amount is."""
GOVERNMENT_CODES = re.compile(r"5(?:0[1-9]|1[0-4]|99)(?:\d\d)?$")
"""机关工资福利支出 501 … 其他支出 599, and the 款 under them."""
LONGEST_CODE = 20
ASIDE = ("rate", "words", "agency")
"""Roles of columns of a statement that hold no amounts of it."""


def keep(table: Table, layout: Layout, default_unit: str | None) -> tuple[StatementTable, list[Note]] | None:
    """A table as printed. None where nothing is printed in it.

    `default_unit` is that of the table before it, which speaks for a table without any.
    """
    rows = [row for row in table.rows if _says_something(row, table.columns)]
    texts = [[key(row.cells[place].text) for row in rows] for place in range(len(table.columns))]
    roles = _roles(table.columns, texts)
    if not rows and not any(column.path for column in table.columns):
        return None
    kind = kind_of(table, layout, texts)
    page = table.pages[0] if table.pages else None
    notes: list[Note] = []
    unit = table.context.unit or default_unit
    lines = tuple(
        _line(place, row, table.columns, roles, unit)
        for place, row in enumerate(_carried_down(_mended(rows, roles), roles), 1)
    )
    amounts = any(cell.state is CellState.AMOUNT for line in lines for cell in line.cells)
    if amounts and table.context.unit is None and unit and not any(unit_in(c.path) for c in table.columns):
        said = f"“{table.title or kind.label}”没有印出金额单位，沿用前表的{unit}"
        notes.append(Note("unit-inherited", said, page))
    if kind is Statement.OTHER and _is_unknown(table, layout, lines):
        named = f"“{table.title}”" if table.title else "（没有标题）"
        notes.append(Note("table-kept", f"表{named}不是认识的表，照原样收录为其他表", page))
    columns = tuple(
        Column(column.path, role, ordinal=column.ordinal)
        for column, role in zip(table.columns, roles, strict=True)
    )
    return StatementTable(
        kind,
        table.title,
        unit if amounts else table.context.unit,
        table.pages,
        table.empty_note,
        columns,
        lines,
    ), notes


def _is_unknown(table: Table, layout: Layout, lines: Sequence[StatementLine]) -> bool:
    """Is a table one of no known name? A frame around a text is none, and a list of names without a title leaves no doubt."""
    numbers = (number(cell.printed) is not None for line in lines for cell in line.cells)
    says = bool(table.title) or any(numbers)
    return len(table.columns) > 1 and not names_statement(table.title, layout) and says


def government_cuts(statements: Sequence[StatementTable]) -> list[StatementTable]:
    """The statements; those whose every code is of 政府预算经济分类 are a cut of their own, unless none else is of their
    kind and economic codes are what it prints."""
    kinds = Counter(table.statement for table in statements)

    def is_cut(table: StatementTable) -> bool:
        codes = [line.code for line in table.lines if line.code]
        alone = table.statement.codes is CodeKind.ECONOMIC and kinds[table.statement] == 1
        return len(codes) > 1 and not alone and all(map(GOVERNMENT_CODES.match, codes))

    return [
        replace(table, statement=Statement.GOVERNMENT_ECONOMIC) if is_cut(table) else table
        for table in statements
    ]


def completed(statement: StatementTable, table: Table) -> StatementTable:
    """A statement with what its table prints in columns that are no amounts: percentages, reasons, codes of units, and in
    a list of purchases the names beside the one that names the row.

    Each text goes to the line of its printed row and side; that of a row that is the rest of another to that one.
    """
    roles = (*ASIDE, "name") if statement.statement.specification.is_list else ASIDE
    aside = [place for place, column in enumerate(statement.columns) if column.role in roles]
    if not aside or len(table.columns) != len(statement.columns):
        return statement
    cells: dict[int, list[StatementCell]] = {}
    for number_, row in enumerate(table.rows, 1):
        for place in aside:
            cell = _cell(place, row, None)
            if cell.state is not CellState.PRINTED:
                continue
            line = _line_of(statement, number_, place)
            if line is not None and statement.lines[line].name != cell.printed:
                cells.setdefault(line, []).append(cell)
    return replace(
        statement,
        lines=tuple(
            replace(line, cells=_in_order((*line.cells, *cells[place]))) if place in cells else line
            for place, line in enumerate(statement.lines)
        ),
    )


def _line_of(statement: StatementTable, row: int, place: int) -> int | None:
    """The line that a column of a printed row is of: on its side, else of the panel that begins last before it. A row
    without a line of its own is the rest of the one above."""
    upto = [at for at, line in enumerate(statement.lines) if line.row <= row]
    if not upto:
        return None
    here = [at for at in upto if statement.lines[at].row == statement.lines[upto[-1]].row]
    side = statement.columns[place].side
    on_side = [at for at in here if side and statement.lines[at].side is side]
    starts = [(line.cells[0].column if line.cells else 0, at) for at in here if (line := statement.lines[at])]
    before = [at for start, at in sorted(starts) if start <= place]
    return (on_side or before[-1:] or here)[0]


def _in_order(cells: Sequence[StatementCell]) -> tuple[StatementCell, ...]:
    """By column; two texts of one column are the parts of one that a page's end broke."""
    whole: dict[int, StatementCell] = {}
    for cell in cells:
        before = whole.get(cell.column)
        whole[cell.column] = replace(before, printed=before.printed + cell.printed) if before else cell
    return tuple(whole[column] for column in sorted(whole))


def as_printed(grid: Grid, title: str, context: Context, place: int) -> Table:
    """A grid that heads nothing, or a form of labels and values: all its rows are kept as rows."""
    table = Table(
        title,
        context,
        tuple(TableColumn(()) for _ in range(grid.width)),
        _rows_of(grid),
        place,
        place,
        place,
        grid.box,
        blocks=[place],
    )
    if grid.page is not None:
        table._grid_pages.add(grid.page)
    return table


def headed(grid: Grid, title: str, context: Context, place: int) -> Table:
    """A grid under its plain heading: one row without merged cells, with a word for every column. As printed if none is."""
    table = as_printed(grid, title, context, place)
    for number_, row in enumerate(grid.rows[:MAX_HEADER_ROWS]):
        texts = [tidy(cell.text) for cell in row if cell is not None and cell.text.strip()]
        if len(texts) == grid.width > 1:
            plain = all(cell is not None and cell.row_span == cell.column_span == 1 for cell in row)
            known = sum(bool(HEADER_WORD.search(text)) for text in texts)
            if plain and known > 1 and not any(number(text) is not None for text in texts):
                table.columns = tuple(TableColumn((text,)) for text in texts)
                table.rows = table.rows[number_ + 1 :]
            break
        if len(texts) > 1:
            break
    return table


def go_on(table: Table, following: Table) -> bool:
    """Does a table go on with the other? It has its columns, no title of its own or the same again, and the next page."""
    pages, others = table.pages or (0,), following.pages or (0,)
    paths, again = [[column.path for column in one.columns] for one in (table, following)]
    return (
        0 <= others[0] - pages[-1] <= 1
        and len(paths) == len(again)
        and key(following.title) in ("", key(table.title))
        and (paths == again or not any(again))
        and following.context.name in (None, table.context.name)
    )


def join(table: Table, following: Table) -> None:
    """Add the rows of a table that goes on with it."""
    table.rows += following.rows
    table.blocks += following.blocks
    table.last = following.last
    table._grid_pages |= following._grid_pages


def _rows_of(grid: Grid) -> list[TableRow]:
    blank = Cell("")
    return [TableRow(tuple(cell or blank for cell in row), grid.page) for row in grid.rows]


def kind_of(table: Table, layout: Layout, texts: Sequence[Sequence[str]]) -> Statement:
    """What a table is: by its title, else by the codes that it prints."""
    plain = key(table.title)
    for rule in layout.titles if plain else ():
        if rule.statement.is_kept and re.search(rule.pattern, plain):
            return rule.statement
    said = {*chain.from_iterable(texts), *(key(part) for column in table.columns for part in column.path)}
    if said & words.PERFORMANCE_MARKS:
        return Statement.PERFORMANCE
    leaves = [key(column.path[-1]) for column in table.columns if column.path]
    marks = [pattern for role, pattern in words.PROCUREMENT_COLUMNS if role in words.PROCUREMENT_MARKS]
    if any(re.fullmatch(pattern, leaf) for pattern in marks for leaf in leaves):
        return Statement.PURCHASES
    for printed in texts:
        codes = [found for text in printed if (found := code(text)) and len(found) > 2]
        if len(codes) > 1:  # the codes that stand first say what the rows are
            is_government = all(map(GOVERNMENT_CODES.match, codes))
            return Statement.GOVERNMENT_ECONOMIC if is_government else Statement.OTHER
    return Statement.OTHER


# --- columns ---------------------------------------------------------------------------------------------------------


def _roles(columns: Sequence[TableColumn], texts: Sequence[Sequence[str]]) -> list[str]:
    """The role of each column by its heading and what stands in it; serial, code and name are given once."""
    found = [_role(column.path, printed) for column, printed in zip(columns, texts, strict=True)]
    roles = [
        "words" if role in ("serial", "code") and role in found[:place] else role
        for place, role in enumerate(found)
    ]
    labels = [place for place, role in enumerate(roles) if role == "words"]
    leaves = {place: key(columns[place].path[-1]) for place in labels if columns[place].path}
    named = [p for pattern in words.NAMES for p, leaf in leaves.items() if re.search(pattern, leaf)]
    if labels and len(columns) > 1:
        roles[(named or labels)[0]] = "name"
    return roles


def _role(path: tuple[str, ...], printed: Sequence[str]) -> str:
    leaf = key(path[-1]) if path else ""
    if LEVEL_OF_CODE.match(leaf) and any(CODE.search(key(part)) for part in path):
        return "words"
    filled = [text for text in printed if text and not set(text) <= DASHES]
    if SERIAL.match(leaf):
        return "serial"
    if CODE.search(leaf) and "名称" not in leaf and all(len(text) <= LONGEST_CODE for text in filled):
        return "code"
    numbers = [text for text in filled if number(text) is not None]
    if 2 * len(numbers) <= len(filled) and (filled or leaf.endswith("名称")):
        return "words"
    if not path or re.search(words.QUANTITIES, leaf):
        return "quantity" if filled else "words"
    is_money = any(re.search(words.MONEY, key(part)) for part in path)
    with_cents = any("." in text for text in numbers)
    return "amount" if is_money or with_cents else "quantity" if filled else "words"


# --- rows ------------------------------------------------------------------------------------------------------------


def _says_something(row: TableRow, columns: Sequence[TableColumn]) -> bool:
    """Blank rows, rows of column numbers and a heading that comes again are none."""
    texts = [key(cell.text) for cell in row.cells]
    filled = [text for text in texts if text]
    heading = [key(column.path[-1]) if column.path else "" for column in columns]
    counted = [int(text) for text in filled if text.isdigit() and len(text) < 3]
    in_order = len(counted) > 2 and counted == list(range(counted[0], counted[0] + len(counted)))
    return not (
        not filled
        or (any(heading) and texts == heading)
        or (in_order and len(counted) >= len(filled) - 1 and counted[0] < 2)
        or all(set(text) <= {"*"} for text in filled)
    )


def _mended(rows: Sequence[TableRow], roles: Sequence[str]) -> list[TableRow]:
    """The rows; one that the end of a page broke, of which only words stand on the next page, is one again."""
    whole: list[TableRow] = []
    for row in rows:
        filled = {roles[at] for at, cell in enumerate(row.cells) if cell.text.strip()}
        if whole and row.resumes and filled == {"words"}:
            above = whole[-1]
            cells = (
                replace(cell, text=cell.text + rest.text) if rest.text.strip() else cell
                for cell, rest in zip(above.cells, row.cells, strict=True)
            )
            whole[-1] = replace(above, cells=tuple(cells))
        else:
            whole.append(row)
    return whole


def _carried_down(rows: Sequence[TableRow], roles: Sequence[str]) -> Iterator[TableRow]:
    """The rows; a name that is merged over several of them stands in each."""
    name = roles.index("name") if "name" in roles else None
    left = 0
    over = Cell("")
    for row in rows:
        if name is not None:
            cell = row.cells[name]
            if left > 1 and not cell.text.strip():
                cells = (*row.cells[:name], replace(over, box=cell.box, row_span=1), *row.cells[name + 1 :])
                row, left = replace(row, cells=cells), left - 1
            else:
                over, left = cell, cell.row_span
        yield row


def _line(
    place: int,
    row: TableRow,
    columns: Sequence[TableColumn],
    roles: Sequence[str],
    unit: str | None,
) -> StatementLine:
    texts = {
        role: tidy(row.cells[at].text) for at, role in enumerate(roles) if role in ("serial", "code", "name")
    }
    beside = [key(row.cells[at].text) for at, role in enumerate(roles) if role in ("words", "name")]
    counted = "quantity" not in roles and any(re.fullmatch(words.COUNTED_IN, text) for text in beside)
    counted = counted or bool(re.search(words.NAMES_A_QUANTITY, key(texts.get("name", ""))))
    of_row = next((text for text in beside if text in SCALES), None)
    if not any(char.isdigit() for char in texts.get("code", "")):  # 合计 over codes and names, a dash
        label = texts.pop("code", "")
        texts["code"], texts["name"] = "", texts.get("name") or ("" if set(label) <= DASHES else label)
    cells = []
    for at, role in enumerate(roles):
        if role in texts:
            continue
        named = unit_in(columns[at].path)
        money = role == "amount" and (bool(named) or not counted)
        scale = named or of_row or unit
        cell = _cell(at, row, SCALES[scale] if money and scale else None)
        if cell.state is not CellState.BLANK or role == "amount":
            cells.append(cell)
    return StatementLine(
        place,
        texts.get("serial") or None,
        None,
        texts.get("code") or None,
        texts.get("name", ""),
        row.page,
        tuple(cells),
    )


def _cell(place: int, row: TableRow, scale: int | None) -> StatementCell:
    """An amount where `scale` says how many yuan a printed 1 is; anything else as printed."""
    cell = row.cells[place]
    state, yuan = read_amount(cell.text, scale or 1)
    if state is CellState.UNREADABLE or (state is CellState.AMOUNT and scale is None):
        state, yuan = CellState.PRINTED, None
    numbers_apart = state is CellState.PRINTED and re.search(r"\d\s+[\d-]", cell.text)
    printed = " ".join(cell.text.split()) if numbers_apart else tidy(cell.text)
    return StatementCell(place, state, printed, yuan, row.page, cell.box)
