"""A whole table + a Layout → a statement: which one it is, what each column and row means, and its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from disclosures.parsing.layouts import HeadingRule, Layout
from disclosures.parsing.layouts.categories import CATEGORY_NAMES
from disclosures.parsing.layouts.national import BASIS_WORDS, RATES, YEAR_AND_BASIS
from disclosures.parsing.normalise import SCALES, code, key, number, read_amount, tidy
from disclosures.parsing.records import Column, Note, StatementCell, StatementLine, StatementTable
from disclosures.parsing.tables import SAYS_EMPTY, Table, TableColumn, TableRow
from disclosures.vocabulary import Basis, CellState, Measure, RowKind, Side, Stage, Statement

NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、．](?!\d)|其中[:：])+"
)
SERIAL = re.compile(r"^(?:序号|行次|栏次)$")
CODE = re.compile(r"编码|代码|^(?:类|款|项)$")
AGENCY_CODE = re.compile(r"^(?:预算)?(?:单位|部门)(?:编码|代码)$")
"""Beside the codes of the classification: whose row it is, not what it is for."""
NAME = re.compile(r"名称|^科目$|^(?:支出|收入)?项目(?:[(].*[)])?$|^(?:支出)?功能分类(?:科目)?$|^部门$|^单位$")
SIDES = ((Side.REVENUE, re.compile(r"收入")), (Side.EXPENDITURE, re.compile(r"支出")))
TOTAL_WORD = re.compile(r"^(?:合计|总计|小计)$")
USE = re.compile(
    r"支出用途|支出按用途|按(?:支出)?(?:用途|性质)|按(?:部门预算|政府预算|支出)?经济(?:分类|科目)"
)
NEUTRAL = re.compile(r"^(?:合计|总计|小计|金额)$")
"""A heading that has the meaning of the group above it, where the table has another total."""
OF_WHICH = re.compile(r"^其中[:：]?")

FUNDS = (RowKind.GENERAL_PUBLIC, RowKind.GOVERNMENT_FUNDS, RowKind.STATE_CAPITAL)
WHOLE_OF = {Side.REVENUE: RowKind.REVENUE_TOTAL, Side.EXPENDITURE: RowKind.EXPENDITURE_TOTAL}

Amounts = dict[int, StatementCell]


@dataclass(frozen=True, slots=True)
class Panel:
    """Columns that make one record of a row: serial (may be shared), codes, name and amounts."""

    side: Side | None
    serial: int | None
    codes: tuple[int, ...]
    names: tuple[int, ...]
    amounts: tuple[int, ...]
    words: tuple[int, ...] = ()


def statement_kind(title: str, layout: Layout) -> Statement | None:
    """The statement that a title names; None where the title is none of a statement."""
    plain = key(title)
    for rule in layout.titles:
        if re.search(rule.pattern, plain):
            return None if rule.statement is Statement.OTHER else rule.statement
    return None


def recognise(
    table: Table, layout: Layout, stage: Stage, default_unit: str | None, year: int | None = None
) -> tuple[StatementTable, list[Note]] | None:
    """The statement in a table, with notes on what was assumed or not understood. None if it is no statement.

    `year` is the fiscal year, by which headings such as 2023年预算数 are of this year or of the one before.
    """
    notes = list(table.notes)
    page = table.pages[0] if table.pages else None
    columns = _columns(table, layout, stage, year or table.context.year)
    statement = statement_kind(table.title, layout)
    if statement is None:
        statement = None if names_table(table.title, layout) else by_structure(table, columns)
        if statement is None:
            return None
        named = f"标题“{table.title}”未识别" if table.title else "没有标题"
        notes.append(
            Note("statement-assumed", f"第{page}页的表{named}，按列和科目认作{statement.label}", page)
        )
    columns, shifted = _put_right(columns)
    if shifted:
        notes.append(Note("header-shifted", f"“{table.title}”的表头错位，已按两层表头理顺：{shifted}", page))
    unit = table.context.unit or default_unit
    if unit is None:
        unit = "万元"
        notes.append(Note("unit-assumed", f"“{table.title}”没有印出金额单位，按万元读取", page))
    elif table.context.unit is None:
        notes.append(Note("unit-inherited", f"“{table.title}”没有印出金额单位，沿用前表的{unit}", page))
    for column in columns:
        if column.role == "amount" and column.measure is Measure.UNKNOWN and column.heading:
            notes.append(
                Note("heading-unknown", f"“{table.title}”的列未识别：{' / '.join(column.heading)}", page)
            )
        if column.role == "rate":
            said = f"“{table.title}”的“{' / '.join(column.heading)}”一栏是百分数，没有作为金额收录"
            notes.append(Note("rates-left-out", said, page))
    lines = _lines(table, columns, layout, SCALES[unit])
    notes += _unread(table, lines)
    figures = any(cell.yuan is not None for line in lines for cell in line.cells)
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


def note_over_amounts(table: Table, name: str) -> Note | None:
    """The document calls a table empty that it prints figures in: both are kept, and told."""
    if table.empty_note is None or not SAYS_EMPTY.search(table.empty_note):
        return None
    said = f"“{table.title or name}”有数字，表下却印有“{table.empty_note}”"
    return Note("note-over-amounts", said, table.rows[-1].page if table.rows else None)


def names_table(title: str, layout: Layout) -> bool:
    """Does a rule of the layout know this title, be it as a table that is no statement?"""
    return any(re.search(rule.pattern, key(title)) for rule in layout.titles)


def by_structure(table: Table, columns: Sequence[Column]) -> Statement | None:
    """The statement that columns and codes show, where no title does. None unless they leave no doubt."""
    measures = {column.measure for column in columns if column.role == "amount"}
    sides = {column.side for column in columns if column.side}
    if {Side.REVENUE, Side.EXPENDITURE} <= sides:
        by_fund = {Measure.GENERAL_PUBLIC, Measure.GOVERNMENT_FUNDS} <= measures
        return Statement.FISCAL_APPROPRIATION if by_fund else Statement.REVENUE_AND_EXPENDITURE
    codes = [
        found
        for row in table.rows
        if (found := _joined_code([row.cells[i].text for i in _code_columns(columns)]))
    ]
    if len(codes) < 2:
        return None
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


def _code_columns(columns: Sequence[Column]) -> list[int]:
    return [index for index, column in enumerate(columns) if column.role == "code"]


# --- columns -------------------------------------------------------------------------------------------------------


def _columns(table: Table, layout: Layout, stage: Stage, year: int | None) -> tuple[Column, ...]:
    two_sided = _is_two_sided(table.columns)
    named = [found for column in table.columns if (found := _year(column.path)) is not None]
    year = year or max(named, default=None)
    side: Side | None = None
    columns: list[Column] = []
    for index, printed in enumerate(table.columns):
        path = printed.path
        role = _role(path, [row.cells[index].text for row in table.rows])
        of_use = side is Side.USE and role == "amount" and path[:1] == table.columns[index - 1].path[:1]
        if two_sided and role != "serial" and not of_use:  # 支出 / 预算数 beside 支出 / 项目（按经济分类）
            side = _side(path) or side
        measure = basis = None
        if role == "amount":
            measure = _measure(path, layout.headings)
            of = () if measure is Measure.CHANGE else path  # a change from 2023年执行数 is told this year
            basis = _basis(of, stage, year)
            if path and re.search(RATES, key(path[-1])):
                role, measure, basis = "rate", None, None
            elif measure is Measure.UNKNOWN and _holds_words([row.cells[index].text for row in table.rows]):
                role, measure, basis = "words", None, None
        columns.append(
            Column(path, role, side if role != "serial" else None, measure, basis, printed.ordinal)
        )
    return _totals_of_groups(columns, layout.headings)


def _totals_of_groups(columns: Sequence[Column], rules: Sequence[HeadingRule]) -> tuple[Column, ...]:
    """Where a side prints several totals of one kind, those under a group with a meaning are the totals of that group:
    事业收入 / 金额, 基本支出 / 小计. A single one is the table's: 政府性基金预算支出 / 合计."""
    totals = [column for column in columns if column.measure is Measure.TOTAL]
    found: list[Column] = []
    for column in columns:
        group = column.heading[:-1]
        others = [
            one
            for one in totals
            if (one.side, one.basis) == (column.side, column.basis) and one is not column
        ]
        many = (
            column.measure is Measure.TOTAL
            and others
            and not any(one.heading[: len(group)] == group for one in others)
        )
        meant = column.measure
        if many and group and NEUTRAL.match(key(column.heading[-1])):
            of_group = _measure(group, rules)
            meant = meant if of_group is Measure.UNKNOWN else of_group
        elif _is_part(column, columns) and _measure(column.heading[-1:], rules) is Measure.UNKNOWN:
            meant = Measure.UNKNOWN  # 基本支出 / 工资福利支出 beside 基本支出 / 小计
        found.append(column if meant is column.measure else replace(column, measure=meant))
    return tuple(found)


def _is_part(column: Column, columns: Sequence[Column]) -> bool:
    """Does its group print a total of its own?"""
    group = column.heading[:-1]
    return (
        column.measure is not None
        and bool(group)
        and any(
            other is not column and other.heading[:-1] == group and NEUTRAL.match(key(other.heading[-1]))
            for other in columns
        )
    )


def _year(path: tuple[str, ...]) -> int | None:
    """The year that a column is of, as its headings say it; one that names two compares them."""
    for part in reversed(path):
        years = re.findall(r"(?<!\d)(20\d\d)(?!\d)", key(part))
        if years:
            return int(years[0]) if len(set(years)) == 1 else None
    return None


def _holds_words(texts: Sequence[str]) -> bool:
    """A column of 经济科目, 变化原因 and the like: everything printed in it is words."""
    printed = [text for text in texts if text.strip()]
    return bool(printed) and all(read_amount(text, 1)[0] is CellState.UNREADABLE for text in printed)


def _put_right(columns: tuple[Column, ...]) -> tuple[tuple[Column, ...], str | None]:
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


def _is_two_sided(columns: Sequence[TableColumn]) -> bool:
    """收入 and 支出 as groups side by side, each with a name column of its own."""
    tops = [(_side(column.path), _role(column.path, [])) for column in columns]
    named = {side for side, role in tops if role == "name"}
    return Side.REVENUE in named and bool(named & {Side.EXPENDITURE, Side.USE})


def _side(path: tuple[str, ...]) -> Side | None:
    top = key(path[0]) if path else ""
    if any(USE.search(key(part)) for part in path):
        return Side.USE
    for side, pattern in SIDES:
        if pattern.search(top):
            return side
    return None


def _role(path: tuple[str, ...], texts: Sequence[str]) -> str:
    """serial, code, name or amount, by the leaf heading; a column without heading by what stands in it."""
    if not path:
        words = [text for text in texts if text.strip()]
        return "name" if words and all(number(text) is None for text in words) else "amount"
    parts = [key(part) for part in path]
    while len(parts) > 1 and TOTAL_WORD.match(parts[-1]) and re.search(r"名称|编码|代码", parts[-2]):
        parts.pop()  # a 合计 printed as the last row of the header says nothing about a code
    leaf = parts[-1]
    if SERIAL.match(leaf):
        return "serial"
    if AGENCY_CODE.match(leaf):
        return "agency"
    if CODE.search(leaf) and "名称" not in leaf:
        return "code"
    if NAME.search(leaf):
        return "name"
    return "amount"


def _measure(path: tuple[str, ...], rules: Sequence[HeadingRule]) -> Measure:
    """The meaning of a column: its leaf decides; a leaf that says nothing (合计 under a group) asks the group above."""
    parts = [key(part) for part in path]
    lowest = len(parts) - 1 if parts and OF_WHICH.match(parts[-1]) else 0  # a part is not its whole
    for depth in range(len(parts) - 1, lowest - 1, -1):
        for rule in rules:
            group = "".join(parts[:depth])
            if re.search(rule.pattern, parts[depth]) and re.search(rule.under, group):
                return rule.measure
    return Measure.UNKNOWN


def _basis(path: tuple[str, ...], stage: Stage, year: int | None) -> Basis:
    """预算数, 决算数 or 上年数, by the headings; else what the stage says. `year` is the fiscal year."""
    own = _year(path)
    if own is not None and year is not None and own < year:
        return Basis.PRIOR
    parts = [key(part) for part in reversed(path)]
    for words in (BASIS_WORDS[:1], BASIS_WORDS[1:]):
        for part in parts:
            for basis, pattern in words:
                if re.search(pattern, part):
                    return basis
    return Basis.FINAL if stage is Stage.FINAL_ACCOUNTS else Basis.BUDGET


# --- lines ---------------------------------------------------------------------------------------------------------


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
                for role in ("code", "name", "amount", "words")
            }
            panels.append(
                Panel(
                    columns[part[0]].side,
                    shared_serial,
                    by_role["code"],
                    by_role["name"],
                    by_role["amount"],
                    by_role["words"],
                )
            )
    return [panel for panel in panels if panel.amounts]


def _repeated(group: list[int], columns: Sequence[Column]) -> Iterator[list[int]]:
    """A group parted where labels begin anew after amounts: two panels of the same kind side by side."""
    part: list[int] = []
    for index in group:
        label = columns[index].role in ("code", "name")
        if part and label and columns[part[-1]].role == "amount":
            yield part
            part = []
        part.append(index)
    if part:
        yield part


def _lines(table: Table, columns: tuple[Column, ...], layout: Layout, scale: int) -> list[StatementLine]:
    panels = panels_of(columns)
    if len(panels) == 1 and is_horizontal(columns):
        return [
            line
            for n, row in enumerate(table.rows, start=1)
            for line in _items(n, row, columns, layout, scale)
        ]
    lines: list[StatementLine] = []
    latest: dict[int, int] = {}  # panel → place of its last line
    for number_, row in enumerate(table.rows, start=1):
        for place, panel in enumerate(_reaching(panels, row)):
            line = _line(number_, row, panel, layout, scale)
            if line is None:
                continue
            if row.resumes and place in latest and _is_tail(line, lines[latest[place]], layout):
                lines[latest[place]] = _mended(lines[latest[place]], line, layout)
                continue
            lines.append(line)
            latest[place] = len(lines) - 1
    return _without_parts_of_carryover(lines)


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
            end = panel.names[0] + row.cells[panel.names[0]].column_span - 1
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

    named = says(before[0].names) and not any(says(part.amounts) for part in before)
    nameless = says(panel.amounts) and not says((*panel.codes, *panel.names))
    return named and nameless and {before[0].side, panel.side} == {Side.EXPENDITURE, Side.USE}


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


def is_horizontal(columns: Sequence[Column]) -> bool:
    """Do the items of a table stand side by side, with nothing on the left that names a row?"""
    return not any(column.role in ("code", "name") for column in columns)


def amounts_side_by_side(columns: Sequence[Column]) -> list[tuple[int, ...]]:
    """The columns of amounts, those of one line together: by panel, or by item of a horizontal table."""
    if is_horizontal(columns):
        return [tuple(places) for places in items_side_by_side(columns).values()]
    return [panel.amounts for panel in panels_of(columns)]


def items_side_by_side(columns: Sequence[Column]) -> dict[tuple[str, ...], list[int]]:
    """The items of a horizontal table, in the order of its lines, with the columns of each: one for every year and
    basis, which the headings say beside the item's name."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, column in enumerate(columns):
        if column.role == "amount" and column.heading:
            item = tuple(part for part in column.heading if not re.search(YEAR_AND_BASIS, key(part)))
            found.setdefault(item or column.heading, []).append(place)
    return found


def _item_kind(item: Sequence[str], layout: Layout) -> RowKind | None:
    """What an item is; a 小计 or 合计 is the whole of the group above it."""
    for part in reversed(item):
        bare = key(NUMBERING.sub("", part))
        if not re.search(r"小计|合计", bare):
            # 购置费 under 公务用车购置及运行费: as a heading its meaning is known.
            return (
                _kind(bare, layout)
                or _kind_of(_measure((part,), layout.headings))
                or (RowKind.TOTAL if "三公" in bare else None)
            )
    return RowKind.TOTAL


def _kind_of(measure: Measure) -> RowKind | None:
    """The kind of row that means what a column of `measure` means."""
    return next(
        (kind for kind in RowKind if kind.value == measure.value and measure is not Measure.TOTAL), None
    )


def _line(number_: int, row: TableRow, panel: Panel, layout: Layout, scale: int) -> StatementLine | None:
    """One record; None where nothing is printed, or only a note."""
    name = next((text for i in reversed(panel.names) if (text := tidy(row.cells[i].text))), "")
    printed_codes = [row.cells[i].text for i in panel.codes]
    joined = _joined_code(printed_codes)
    if not joined and not name:
        name = tidy("".join(printed_codes))  # 合计 in a cell merged over code and name
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
    group = next((text for i in panel.names if (text := tidy(row.cells[i].text)) != name and text), "")
    if group and TOTAL_WORD.match(key(name)):  # 一般公共预算资金 | 小计
        return replace(line, kind=_kind(key(NUMBERING.sub("", group)), layout))
    return _meant(line, layout)


def _meant(line: StatementLine, layout: Layout) -> StatementLine:
    """The line with what its name means: a kind, or the category that it is."""
    bare = key(NUMBERING.sub("", line.name))
    kind = _kind(bare, layout)
    if kind is RowKind.TOTAL and line.side in WHOLE_OF:
        kind = WHOLE_OF[line.side]  # 总计 under 收入, as final accounts print it
    whole = line.side is Side.USE and kind in (RowKind.EXPENDITURE_TOTAL, RowKind.EXPENDITURE_THIS_YEAR)
    return replace(
        line,
        side=Side.EXPENDITURE if whole else line.side,  # the total under 支出用途 is that of all expenditure
        kind=kind,
        category_code=None if line.side in (Side.REVENUE, Side.USE) else category_code(bare),
    )


def _cell(index: int, row: TableRow, scale: int) -> StatementCell:
    cell = row.cells[index]
    state, value = read_amount(cell.text, scale)
    return StatementCell(index, state, tidy(cell.text), value, row.page, cell.box)


def _joined_code(printed: Sequence[str]) -> str:
    """类, 款, 项 columns joined; a number cell drops the zero of “02”, so that sections and items get it back."""
    parts = [part for part in map(code, printed) if part]
    return "".join(part if place == 0 else part.zfill(2) for place, part in enumerate(parts))


def _kind(bare: str, layout: Layout) -> RowKind | None:
    return next((rule.kind for rule in layout.rows if re.search(rule.pattern, bare)), None)


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
