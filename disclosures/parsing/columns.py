"""The headings of a table → what each column holds: its role, meaning, side and basis, and which columns make one line."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

from disclosures.parsing.layouts import Layout
from disclosures.parsing.layouts.national import BASIS_WORDS, COUNTS, PRIOR_YEAR, RATES, YEAR_AND_BASIS
from disclosures.parsing.normalise import KEPT, key, read_amount
from disclosures.parsing.records import Column
from disclosures.parsing.tables import Table, TableColumn
from disclosures.vocabulary import Basis, CellState, CodeKind, Measure, Side, Stage

SERIAL = re.compile(r"^(?:序号|行次|栏次|行号)$")
CODE = re.compile(r"编码|代码|^(?:类|款|项)$")
AGENCY_CODE = re.compile(r"^(?:预算)?(?:单位|部门)(?:[(](?:单位|部门)[)])?(?:编码|代码)$")
"""Beside the codes of the classification: whose row it is, not what it is for."""
NAME = re.compile(
    r"名称|(?:^|功能|分类)科目(?:[(].*[)])?$|^(?:支出|收入)?项目(?:[(].*[)])?$|^(?:支出)?功能分类(?:科目)?$|^部门$|^单位$"
)
REMARK = re.compile(r"^(?:备注|说明|理由|依据|原因|变[动化](?:原因|情况)说明)$")
"""What such a column says of a row is no name of it."""
FUNCTIONAL_CODE = re.compile(r"2\d\d(?:\d\d(?:\d\d)?)?")
ECONOMIC_CODE = re.compile(r"3\d\d(?:\d\d(?:\d\d)?)?")
CODES = {CodeKind.FUNCTIONAL: FUNCTIONAL_CODE, CodeKind.ECONOMIC: ECONOMIC_CODE}
CODE_BEFORE_NAME = re.compile(
    r"^[\[【(]?(?P<code>\d{3}(?:\d\d){0,2})[\]】)]?[-_.、:]?(?P<name>[^\d年月.%,)\]-].*)$"
)
"""“[2010301]行政运行”, “208 社会保障和就业支出”: code and name in one cell."""
MOSTLY = 0.6
"""Of what is printed in a column: so much shows what the column holds."""
SIDES = ((Side.REVENUE, re.compile(r"收入")), (Side.EXPENDITURE, re.compile(r"支出")))
TOTAL_WORD = re.compile(r"^(?:合计|总计|小计)$")
USE = re.compile(
    r"支出用途|支出按用途|按(?:支出)?(?:用途|性质)|按?(?:部门预算|政府预算|部门|政府)?(?:支出)?经济(?:分类|科目)"
)
NEUTRAL = re.compile(r"^(?:合计|总计|小计|金额)$")
"""A heading that has the meaning of the group above it, where the table has another total."""
OF_WHICH = re.compile(r"^其中[:：]?")


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
    heading that says something else is a part of it, and has not its meaning: 基本支出 / 工资福利支出.
    """
    group = column.heading[:-1]
    if column.measure is None or not group:
        return column.measure
    if NEUTRAL.match(key(column.heading[-1])):
        of_group = measure_of(group, layout)
        alone = of_group is Measure.UNKNOWN or not _is_one_of_several(column, columns)
        return column.measure if alone else of_group
    beside_a_total = any(
        other.heading[:-1] == group and NEUTRAL.match(key(other.heading[-1])) for other in columns
    )
    is_known = measure_of(column.heading[-1:], layout) is not Measure.UNKNOWN
    return Measure.UNKNOWN if beside_a_total and not is_known else column.measure


def _is_one_of_several(column: Column, columns: Sequence[Column]) -> bool:
    """Does its side print another total on the same basis, and none within its own group?"""
    group = column.heading[:-1]
    alike = [
        other
        for other in columns
        if (other.measure, other.side, other.basis) == (Measure.TOTAL, column.side, column.basis)
        and other is not column
    ]
    within = any(other.heading[: len(group)] == group for other in alike)
    return column.measure is Measure.TOTAL and bool(alike) and not within


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


@dataclass(frozen=True, slots=True)
class Contents:
    """What is printed in a column: all texts, and how many of them are words, amounts (with decimals or commas), and
    whole numbers."""

    texts: tuple[str, ...]
    words: int
    amounts: int
    wholes: int

    @property
    def are_words(self) -> bool:
        return bool(self.texts) and self.words >= MOSTLY * len(self.texts)

    @property
    def are_amounts(self) -> bool:
        return self.amounts > 0 and self.words == 0

    @property
    def count_up(self) -> bool:
        """Running numbers: 行次, 序号."""
        numbers = [int(text) for text in self.texts if text.isdigit() and len(text) < 5]
        steps = [b - a for a, b in pairwise(numbers)]
        return (
            len(numbers) > 3 and len(numbers) >= MOSTLY * len(self.texts) and all(step == 1 for step in steps)
        )


@lru_cache(maxsize=8192)
def _state(text: str) -> CellState:
    return read_amount(text, 1)[0]


def _contents(texts: Iterable[str]) -> Contents:
    printed = tuple(text for text in map(key, texts) if text)
    states = [_state(text) for text in printed]
    words = sum(state is CellState.UNREADABLE for state in states)
    wholes = sum(text.isdigit() for text in printed)
    amounts = sum(state is CellState.AMOUNT for state in states) - wholes
    return Contents(printed, words, amounts, wholes)


def roles_of(table: Table, layout: Layout, by: CodeKind | None = None) -> list[str]:
    """The role of each column: its heading says it, and what stands in the column has the last word.

    What holds words is a label column, whatever its heading says; what holds amounts is none. Words right of all the
    amounts name no row, and neither do those of a second classification. `by` is the classification that the rows of
    the statement are of.
    """
    contents = [_contents(row.cells[i].text for row in table.rows) for i in range(len(table.columns))]
    roles = [_role(column.path, held, layout) for column, held in zip(table.columns, contents, strict=True)]
    for i, following in enumerate(roles[1:]):
        if roles[i] in ("name", "amount") and following == "name" and _holds_only_codes(contents[i]):
            roles[i] = "code"  # 科目 | 科目名称, 经济科目 | 科目名称
    for run in _labels_in_a_row(roles):
        named = [i for i in run if _said(table.columns[i].path) in ("name", "")]
        for i in run:
            if roles[i] == "name" and named and i not in named:
                roles[i] = "words"  # beside what is headed as a name
    amounts = [i for i, role in enumerate(roles) if role == "amount"]
    for i, role in enumerate(roles):
        if role == "agency" and "code" not in roles and _is_functional(contents[i]):
            roles[i] = "code"
        if role == "name" and amounts and i > amounts[-1]:
            roles[i] = "words"
    _keep_one_classification(roles, contents, by)
    return roles


def _holds_codes(held: Contents, pattern: re.Pattern[str]) -> bool:
    """Codes of a classification: of 类 alone, of 款, of 项, never of six digits as those of agencies."""
    codes = _codes_before_names(held) or [text for text in held.texts if text.isdigit() and len(text) > 2]
    return len(codes) > 1 and all(pattern.fullmatch(text) for text in codes)


def _holds_only_codes(held: Contents) -> bool:
    named = sum(bool(TOTAL_WORD.match(text)) for text in held.texts)
    return held.wholes + named == len(held.texts) and any(_holds_codes(held, of) for of in CODES.values())


def _codes_before_names(held: Contents) -> list[str]:
    """The codes of a column whose cells hold code and name; nothing, where it is none."""
    found = [match["code"] for text in held.texts if (match := CODE_BEFORE_NAME.match(text))]
    return found if len(found) > 1 and len(found) >= MOSTLY * len(held.texts) else []


def _keep_one_classification(roles: list[str], contents: Sequence[Contents], by: CodeKind | None) -> None:
    """Of codes and names that stand twice before the amounts (功能科目 | 经济科目, 部门经济 | 政府经济), those name the row
    that are of the classification `by`, or else the first ones."""
    coded = {i for i, role in enumerate(roles) if role == "name" and _codes_before_names(contents[i])}
    for run in _labels_in_a_row(roles):
        parts = _classifications(run, roles, coded)
        if len(parts) < 2:
            continue
        wanted = CODES.get(by) if by else None
        of_kind = [
            part
            for part in parts
            if wanted
            and any(_holds_codes(contents[i], wanted) for i in part if roles[i] == "code" or i in coded)
        ]
        kept = (of_kind or parts)[0]
        for i in run:
            if i not in kept and roles[i] in ("code", "name"):
                roles[i] = "words"


def _is_functional(held: Contents) -> bool:
    """Codes of several levels, one under the other."""
    codes = [text for text in held.texts if text.isdigit()]
    return _holds_codes(held, FUNCTIONAL_CODE) and any(
        len(a) < len(b) and b.startswith(a) for a in codes for b in codes
    )


def _labels_in_a_row(roles: Sequence[str]) -> Iterator[list[int]]:
    """The columns of labels before each run of amounts."""
    for is_label, run in groupby(range(len(roles)), key=lambda i: roles[i] not in ("amount", "rate")):
        if is_label:
            yield list(run)


def _classifications(run: Sequence[int], roles: Sequence[str], coded: Container[int]) -> list[list[int]]:
    """Code columns with the names behind them; names before the first codes belong to the first. Names that have
    their codes before them (`coded`) stand for both."""
    parts: list[list[int]] = []
    named = True
    for i in run:
        if i in coded or (roles[i] == "code" and named):
            parts.append([])
            named = False
        if parts:
            parts[-1].append(i)
        named = named or roles[i] == "name"
    if parts:
        first = [i for i in run if i < parts[0][0]]
        parts[0] = first + parts[0]
    return parts


def _role(path: tuple[str, ...], held: Contents, layout: Layout) -> str:
    """serial, code, agency, name, words or amount."""
    said = _said(path)
    if said == "serial":
        return "name" if held.are_words else "serial"
    if not said:
        if held.texts and held.words == len(held.texts):
            return "name"
        return "serial" if held.count_up and not held.amounts else "amount"
    if said in ("name", "words"):
        return "amount" if held.are_amounts else said
    if said == "amount":
        return "name" if held.are_words and measure_of(path, layout) is Measure.UNKNOWN else "amount"
    if held.amounts and not held.wholes:
        return "amount"
    coded = [text for text in held.texts if not TOTAL_WORD.match(text)]
    return "name" if coded and not any(text[:1].isdigit() for text in coded) and held.are_words else said


def _said(path: tuple[str, ...]) -> str:
    """What the leaf heading says that a column holds; nothing, where there is no heading."""
    if not path:
        return ""
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
    if REMARK.match(leaf) or re.search(COUNTS, leaf):
        return "words"
    return "name" if NAME.search(leaf) else "amount"


def _measure(path: tuple[str, ...], layout: Layout) -> Measure:
    """The meaning of an amount column. Whatever stands under 增减变化情况 is a change, not the thing that changed."""
    changes = any(measure_of((part,), layout) is Measure.CHANGE for part in path[:-1])
    return Measure.CHANGE if changes else measure_of(path, layout)


@lru_cache(maxsize=KEPT)
def measure_of(path: tuple[str, ...], layout: Layout) -> Measure:
    """The meaning of a column: its leaf decides; a leaf that says nothing (合计 under a group) asks the group above."""
    parts = [key(part) for part in path]
    lowest = len(parts) - 1 if parts and OF_WHICH.match(parts[-1]) else 0  # a part is not its whole
    for depth in range(len(parts) - 1, lowest - 1, -1):
        group = "".join(parts[:depth])
        for rule in layout.headings:
            if re.search(rule.pattern, parts[depth]) and re.search(rule.under, group):
                return rule.measure
    return Measure.UNKNOWN


def _basis(path: tuple[str, ...], stage: Stage, year: int | None) -> Basis:
    """预算数, 决算数 or 上年数, by the headings; else what the stage says. `year` is the fiscal year."""
    own = _year(path)
    if own is not None and year is not None and own < year:
        return Basis.PRIOR
    parts = [key(part) for part in reversed(path)]
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


FUND_MEASURES = (Measure.GENERAL_PUBLIC, Measure.GOVERNMENT_FUNDS, Measure.STATE_CAPITAL)


def items_side_by_side(columns: Sequence[Column]) -> dict[tuple[str, ...], list[int]]:
    """The items of a horizontal table, in the order of its lines, with the columns of each: one for every year, basis
    and fund, which the headings say beside the item's name."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, column in enumerate(columns):
        if column.role == "amount" and column.heading:
            item = tuple(part for part in column.heading if not re.search(YEAR_AND_BASIS, key(part)))
            of_fund = len(item) > 1 and column.measure in FUND_MEASURES
            found.setdefault((item[:-1] if of_fund else item) or column.heading, []).append(place)
    return found
