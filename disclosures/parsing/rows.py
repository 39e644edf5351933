"""The rows of a table → lines of a statement: codes filled up, kinds, panels, names put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.parsing.layouts import Layout
from disclosures.parsing.layouts.categories import CATEGORY_NAMES
from disclosures.parsing.layouts.national import COUNTS
from disclosures.parsing.normalise import code, for_short, key, read_amount, tidy
from disclosures.parsing.records import Column, StatementCell, StatementLine
from disclosures.parsing.same import NUMBERING
from disclosures.vocabulary import CellState, Measure, RowKind, Side

from .anatomy import Table, TableRow
from .column_roles import MOSTLY, TOTAL_WORD, code_with_name, measure_of
from .columns import Panel, is_horizontal, items_side_by_side, panels_of

FUNDS = (RowKind.GENERAL_PUBLIC, RowKind.GOVERNMENT_FUNDS, RowKind.STATE_CAPITAL)
PARTED_CODE = re.compile(r"(\d{3})[.-](\d{2})(?:[.-](\d{2}))?")
ITEM_DIGITS = 7
"""Of the code of a 项."""
CARRIED = (RowKind.OPENING_CARRYOVER, RowKind.CLOSING_CARRYOVER)
YEAR_OF = {Side.REVENUE: RowKind.REVENUE_THIS_YEAR, Side.EXPENDITURE: RowKind.EXPENDITURE_THIS_YEAR}
WHOLE_OF = {Side.REVENUE: RowKind.REVENUE_TOTAL, Side.EXPENDITURE: RowKind.EXPENDITURE_TOTAL}


def lines_of(table: Table, columns: tuple[Column, ...], layout: Layout, scale: int) -> list[StatementLine]:
    panels = panels_of(columns)
    if len(panels) == 1 and is_horizontal(columns):
        return [
            line
            for n, row in enumerate(table.rows, start=1)
            for line in _items(n, row, columns, layout, scale)
        ]
    lines: list[StatementLine] = []
    latest: dict[int, int] = {}  # panel → place of its last line
    above: dict[tuple[int, ...], tuple[str, ...]] = {}  # code columns → what they say so far
    in_names = _with_codes_in_names(panels, table)
    in_levels: dict[tuple[int, ...], dict[int, str]] = {
        panel.codes: _levelled(panel, table) for panel in panels if len(panel.codes) == 1
    }
    for number_, row in enumerate(table.rows, start=1):
        for place, panel in enumerate(_reaching(panels, row)):
            codes = _filled([row.cells[i].text for i in panel.codes], above.get(panel.codes, ()))
            if (whole := in_levels.get(panel.codes, {}).get(number_)) is not None:
                codes = (whole,)
            if any(codes):
                above[panel.codes] = codes
            line = _line(number_, row, panel, layout, scale, codes)
            if line is not None and not in_names.isdisjoint(panel.names):
                line = _with_code_apart(line)
            if line is None:
                continue
            if row.resumes and place in latest and _is_tail(line, lines[latest[place]], layout):
                lines[latest[place]] = _mended(lines[latest[place]], line, layout)
                continue
            lines.append(line)
            latest[place] = len(lines) - 1
    return _with_years(_without_parts_of_carryover(_each_in_its_panel(lines)))


def _each_in_its_panel(lines: Sequence[StatementLine]) -> list[StatementLine]:
    """The total under 支出用途 is that of all expenditure, unless the row prints one for expenditure, too."""
    own = {(line.row, line.kind) for line in lines if line.side is Side.EXPENDITURE}
    kept: list[StatementLine] = []
    for line in lines:
        of_use = line.side is Side.USE and line.kind in (
            RowKind.EXPENDITURE_TOTAL,
            RowKind.EXPENDITURE_THIS_YEAR,
        )
        moved = of_use and (line.row, line.kind) not in own
        kept.append(replace(line, side=Side.EXPENDITURE) if moved else line)
    return kept


def _with_years(lines: Sequence[StatementLine]) -> list[StatementLine]:
    """A 小计 with nothing but carryover between it and the total of its side is the sum of this year."""
    found = list(lines)
    for side, year in YEAR_OF.items():
        own = [at for at, line in enumerate(lines) if line.side is side]
        sums = [at for at in own if lines[at].kind is None and key(lines[at].name) == "小计"]
        ends = [at for at in own if lines[at].kind is WHOLE_OF[side]]
        if (
            len(sums) != 1
            or len(ends) != 1
            or any(lines[at].kind in (year, *CARRIED) for at in own if at < sums[0])
        ):
            continue
        after = [line for line in lines if lines[sums[0]].row < line.row < lines[ends[0]].row]
        if after and all(line.kind in CARRIED for line in after):
            found[sums[0]] = replace(lines[sums[0]], kind=year)
    return found


def _without_parts_of_carryover(lines: Sequence[StatementLine]) -> list[StatementLine]:
    """Funds named again under 年初财政拨款结转和结余 are parts of that, not this year's funds."""
    carried: set[Side | None] = set()
    kept: list[StatementLine] = []
    for line in lines:
        part = line.kind in FUNDS and line.side in carried
        kept.append(replace(line, kind=None) if part else line)
        if line.side is not None and line.kind is RowKind.OPENING_CARRYOVER:
            carried.add(line.side)
    return kept


def _reaching(panels: Sequence[Panel], row: TableRow) -> list[Panel]:
    """The panels of one row: a name merged over the next panel's labels (当年支出小计) takes that panel's amounts.

    Forms without merged cells leave the places blank instead.
    """
    reached: list[Panel] = []
    taken = -1
    for place, panel in enumerate(panels):
        if place <= taken:
            continue
        last = place
        if panel.names:
            labels = [i for i in (*panel.codes, *panel.names) if row.cells[i].text.strip()]
            end = max((i + row.cells[i].column_span - 1 for i in labels), default=-1)
            last = max(
                [place]
                + [i for i in range(place + 1, len(panels)) if panels[i].names and panels[i].names[0] <= end]
            )
            while last + 1 < len(panels) and _goes_on(panels[place : last + 1], panels[last + 1], row):
                last += 1
        reached.append(panel if last == place else replace(panel, amounts=panels[last].amounts))
        taken = last
    return reached


def _goes_on(before: Sequence[Panel], panel: Panel, row: TableRow) -> bool:
    """A name without amounts, then amounts without a name on the same side of the table: one record."""

    def says(places: Sequence[int]) -> bool:
        return any(row.cells[i].text.strip() for i in places)

    first = before[0]
    is_coded = bool(joined_code([row.cells[i].text for i in first.codes]))
    named = says((*first.codes, *first.names)) and not any(says(part.amounts) for part in before)
    nameless = says(panel.amounts) and not says((*panel.codes, *panel.names))
    same_side = first.side is panel.side and not is_coded  # 公用经费合计 over two panels
    return named and nameless and (same_side or {first.side, panel.side} == {Side.EXPENDITURE, Side.USE})


def _items(
    number_: int, row: TableRow, columns: Sequence[Column], layout: Layout, scale: int
) -> list[StatementLine]:
    """The items of a row that stand side by side, as lines: an item with 预算数 and 决算数 is one line of two cells.

    A 合计 beside the group of “三公”经费 holds more than that group (会议费, 培训费) and is not its total.
    """
    lines: list[StatementLine] = []
    parted = any(len(column.heading) > 1 and "三公" in key(column.heading[0]) for column in columns)
    for item, places in items_side_by_side(columns).items():
        cells = tuple(_cell(place, row, scale) for place in places)
        kind = None if parted and TOTAL_WORD.match(key(item[0])) else _item_kind(item, layout)
        lines.append(StatementLine(number_, None, None, None, tidy(item[-1]), row.page, cells, kind))
    blank = all(cell.state is CellState.BLANK for line in lines for cell in line.cells)
    return [] if blank else lines


def _item_kind(item: Sequence[str], layout: Layout) -> RowKind | None:
    """What an item is; a 小计 or 合计 is the whole of the group above it."""
    for part in reversed(item):
        bare = key(NUMBERING.sub("", part))
        if not re.search(r"小计|合计", bare):
            # 购置费 under 公务用车购置及运行费: as a heading its meaning is known.
            return (
                _kind(bare, layout)
                or _kind_of(measure_of((part,), layout))
                or (RowKind.TOTAL if "三公" in bare else None)
            )
    return RowKind.TOTAL


def _kind_of(measure: Measure) -> RowKind | None:
    """The kind of row that means what a column of `measure` means."""
    return next(
        (kind for kind in RowKind if kind.value == measure.value and measure is not Measure.TOTAL), None
    )


def _line(
    number_: int, row: TableRow, panel: Panel, layout: Layout, scale: int, codes: Sequence[str]
) -> StatementLine | None:
    """One record; None where nothing is printed, or only a note. `codes` are those of the row, filled from above."""
    name = next((text for i in reversed(panel.names) if (text := tidy(row.cells[i].text))), "")
    printed_codes = [row.cells[i].text for i in panel.codes]
    joined = joined_code(codes)
    if not joined and any(printed_codes):
        name = (
            tidy("".join(printed_codes)) + name
        )  # 合计 in a cell merged over code and name, or broken by a rule
    if not joined and not name:
        name = tidy(
            "".join(row.cells[i].text for i in panel.agencies if not row.cells[i].text.strip().isdigit())
        )
    serial = key(row.cells[panel.serial].text) if panel.serial is not None else ""
    if not name and panel.serial is not None and serial and not serial.isdigit():
        name, serial = tidy(row.cells[panel.serial].text), ""
    cells = tuple(_cell(i, row, scale) for i in panel.amounts)
    if not name and not joined:
        name = next((text for i in panel.words if (text := tidy(row.cells[i].text))), "")
    if not name and not joined and all(cell.state is CellState.BLANK for cell in cells):
        return None
    if re.match(r"(?:备?注|说明)[:：]", name):
        return None
    line = StatementLine(number_, serial or None, panel.side, joined or None, name, row.page, cells)
    if joined:
        return line
    if re.search(COUNTS, key(name)):
        return replace(line, cells=tuple(map(_counted, cells)))
    group = next((text for i in panel.names if (text := tidy(row.cells[i].text)) != name and text), "")
    if group and TOTAL_WORD.match(key(name)):  # 一般公共预算资金 | 小计
        return replace(line, kind=kind_of_name(group, layout))
    return _meant(line, layout)


def _meant(line: StatementLine, layout: Layout) -> StatementLine:
    """The line with what its name means: a kind, or the category that it is."""
    bare = key(NUMBERING.sub("", line.name))
    kind = _kind(bare, layout)
    if kind is RowKind.TOTAL and line.side in WHOLE_OF:
        kind = WHOLE_OF[line.side]  # 总计 under 收入, as final accounts print it
    return replace(
        line,
        kind=kind,
        category_code=None if line.side in (Side.REVENUE, Side.USE) else category_code(bare),
    )


def _cell(index: int, row: TableRow, scale: int) -> StatementCell:
    cell = row.cells[index]
    state, value = read_amount(cell.text, scale)
    return StatementCell(index, state, tidy(cell.text), value, row.page, cell.box)


def _counted(cell: StatementCell) -> StatementCell:
    """The number of a row that counts things, as printed."""
    return replace(cell, state=CellState.PRINTED, yuan=None) if cell.state is CellState.AMOUNT else cell


def joined_code(printed: Sequence[str]) -> str:
    """类, 款, 项 columns joined; a number cell drops the zero of “02”, so that sections and items get it back. A column
    may print the whole code down to its level; a longer code that is no such one is of something else."""
    joined = ""
    for part in filter(None, map(_code_in, printed)):
        if not joined or (part.startswith(joined) and len(part) > 2):
            joined = part
        elif len(part) <= 2:
            joined += part.zfill(2)
    return joined


def _filled(printed: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """The codes of a row. A row may print its own level alone, the levels over it stand in the rows above."""
    own = [_code_in(text) or "" for text in printed]
    first = next((place for place, part in enumerate(own) if part), len(own))
    if first == len(own):
        return tuple(own)
    if first and len(own[first]) <= 2 and len(above) == len(own) and all(above[:first]):
        own[:first] = above[:first]
    return tuple(own)


def _code_in(text: str) -> str | None:
    """The code in a cell of a column of codes, whose levels a point or a stroke may part: 213.01.06, 213-01."""
    parted = PARTED_CODE.fullmatch(key(text))
    return "".join(part for part in parted.groups() if part) if parted else code(text)


def _levelled(panel: Panel, table: Table) -> dict[int, str]:
    """Row → whole code, for a single column of codes that prints each level alone (213, 03, 01, 06, 05), or the 款 alone
    and the 项 in full (213, 03, 2130301).

    Whether “06” is a 款 or a 项 only the amounts say: 项 add up to the 款 above them. Nothing, where they do not.
    """
    printed = [_code_in(row.cells[panel.codes[0]].text) for row in table.rows]
    if any(part and len(part) == ITEM_DIGITS for part in printed):
        return _sections_in_full(printed)
    found: dict[int, str] = {}
    category = section = ""
    open_: Decimal | None = None  # what the 项 of the last 款 still lack
    for number_, (part, row) in enumerate(zip(printed, table.rows, strict=True), start=1):
        amount = read_amount(row.cells[panel.amounts[0]].text, 1)[1] or Decimal(0)
        if part is None:
            continue
        if len(part) == 3:
            if open_:
                return {}
            category, section, open_ = part, "", None
            found[number_] = part
        elif len(part) > 2 or not category:
            return {}
        elif not section or not open_:
            section = category + part.zfill(2)
            found[number_], open_ = section, amount
        else:
            found[number_], open_ = section + part.zfill(2), open_ - amount
    short = any(len(whole) > 3 for whole in found.values())
    return found if short and not open_ else {}


def _sections_in_full(printed: Sequence[str | None]) -> dict[int, str]:
    """Row → whole code of the 款 that print their own two digits between a 类 and the 项 that begin with both."""
    found: dict[int, str] = {}
    category = section = ""
    for number_, part in enumerate(printed, start=1):
        if part is None:
            continue
        if len(part) <= 2:
            section = category + part.zfill(2)
            found[number_] = section
        elif len(part) == 3:
            category, section = part, ""
        elif not part.startswith(section or category):
            return {}
    return found if category else {}


def _with_codes_in_names(panels: Sequence[Panel], table: Table) -> set[int]:
    """The columns of names whose cells hold the code, too: “[2010301]行政运行”."""
    found: set[int] = set()
    for panel in panels:
        for place in panel.names if not panel.codes else ():
            printed = [text for row in table.rows if (text := key(row.cells[place].text))]
            named = [text for text in printed if not TOTAL_WORD.match(text)]
            coded = [text for text in named if code_with_name(text)]
            if len(coded) > 1 and len(coded) >= MOSTLY * len(named):
                found.add(place)
    return found


def _with_code_apart(line: StatementLine) -> StatementLine:
    match = code_with_name(line.name)
    if match is None or line.code:
        return line
    return replace(line, code=match["code"], name=match["name"], kind=None, category_code=None)


def kind_of_name(name: str, layout: Layout) -> RowKind | None:
    """What a row of this name is, whatever number stands before it."""
    return _kind(key(NUMBERING.sub("", name)), layout)


@for_short
def _kind(bare: str, layout: Layout) -> RowKind | None:
    rules = (rule for rule in layout.rows if not rule.is_of_short_name)
    return next((rule.kind for rule in rules if re.search(rule.pattern, bare)), None)


@for_short
def category_code(bare: str) -> str | None:
    """The functional category that a name without numbering is, for lines that print no code."""
    return next((found for found, pattern in CATEGORY_NAMES if re.search(pattern, bare)), None)


def _is_tail(line: StatementLine, before: StatementLine, layout: Layout) -> bool:
    """The rest of a row that the end of a page broke: a name alone, where rows have serials, codes or numbering,
    or one that only together with the row before it means something (当年收入 + 小计)."""
    blank = all(cell.state is CellState.BLANK for cell in line.cells)
    if not line.name or not blank or line.serial or line.code:
        return False
    if before.serial or before.code:
        return True
    if line.kind or line.category_code or NUMBERING.match(line.name):
        return False
    whole = _meant(replace(before, name=before.name + line.name), layout)
    return bool(NUMBERING.match(before.name)) or (whole.kind is not None and before.kind is None)


def _mended(line: StatementLine, tail: StatementLine, layout: Layout) -> StatementLine:
    whole = replace(line, name=line.name + tail.name)
    return whole if whole.code else _meant(whole, layout)
