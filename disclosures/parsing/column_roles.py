"""What the columns of a table are for: their headings are heard first, and what they hold decides."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from disclosures.parsing.layouts import Layout
from disclosures.parsing.layouts.national import COUNTS, TOTAL_NAMES
from disclosures.parsing.normalise import KEPT, key, read_amount
from disclosures.vocabulary import CellState, CodeKind, Measure

from .anatomy import Table

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
CODE_WITH_NAME = (
    re.compile(r"[\[【(（]?(?P<code>\d{3}(?:\d\d){0,2})[\]】)）]?[-_.、:：]?(?P<name>[^\d年月.%,)）\]-].*)"),
    re.compile(r"(?P<name>.*\D)[\[【(（](?P<code>\d{3}(?:\d\d){0,2})[\]】)）]"),
)
"""“[2010301]行政运行”, “208 社会保障和就业支出”, “行政运行（2010301）”: code and name in one cell."""
NAME_OF_CODE = re.compile(r"科目|功能|经济|分类|[类款项]$")
"""What heads the names that belong to codes of a classification."""
MOSTLY = 0.6
"""Of what is printed in a column: so much shows what the column holds."""
TOTAL_WORD = re.compile(f"^(?:{TOTAL_NAMES})$")
OF_WHICH = re.compile(r"^其中[:：]?")
UNIT = re.compile(r"[(:](百万元|千元|万元|亿元|元)(?:[)]|$)|^(百万元|千元|万元|亿元|元)$")
UNIT_ASIDE = re.compile(r"[(][^()]{0,6}?(?:百万|千|万|亿)?元[)]$|^(?:百万|千|万|亿)?元$")
"""What a heading says of the unit alone: 预算数（万元）, 合计（单位：元）."""


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
    printed = [i for i, held in enumerate(contents) if held.texts]
    for i, following in pairwise(printed):
        if roles[i] in ("name", "amount") and roles[following] == "name" and _holds_only_codes(contents[i]):
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
    _keep_name_of_code(roles, contents, table)
    return roles


def _holds_codes(held: Contents, pattern: re.Pattern[str]) -> bool:
    """Codes of a classification: of 类 alone, of 款, of 项, never of six digits as those of agencies."""
    codes = _codes_with_names(held) or [text for text in held.texts if text.isdigit() and len(text) > 2]
    return len(codes) > 1 and all(pattern.fullmatch(text) for text in codes)


def _holds_only_codes(held: Contents) -> bool:
    named = sum(bool(TOTAL_WORD.match(text)) for text in held.texts)
    return held.wholes + named == len(held.texts) and any(_holds_codes(held, of) for of in CODES.values())


def code_with_name(text: str) -> re.Match[str] | None:
    """The code and the name of a cell that holds both."""
    return next((match for pattern in CODE_WITH_NAME if (match := pattern.fullmatch(text))), None)


def _codes_with_names(held: Contents) -> list[str]:
    """The codes of a column whose cells hold code and name; nothing, where it is none."""
    found = [match["code"] for text in held.texts if (match := code_with_name(text))]
    return found if len(found) > 1 and len(found) >= MOSTLY * len(held.texts) else []


def _keep_one_classification(roles: list[str], contents: Sequence[Contents], by: CodeKind | None) -> None:
    """Of codes and names that stand twice before the amounts (功能科目 | 经济科目, 部门经济 | 政府经济), those name the row
    that are of the classification `by`, or else the first ones."""
    coded = {i for i, role in enumerate(roles) if role == "name" and _codes_with_names(contents[i])}
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


def _keep_name_of_code(roles: list[str], contents: Sequence[Contents], table: Table) -> None:
    """Of several names that coded rows print at once, the one of the code names the row; the others say whose row it is,
    or of which project: 科目编码 | 科目名称 | 单位名称, [2010301]行政运行 | [101001]某某局."""
    for run in _labels_in_a_row(roles):
        names = [i for i in run if roles[i] == "name"]
        codes = [i for i in run if roles[i] == "code"]
        in_names = [i for i in names if not codes and _holds_codes(contents[i], FUNCTIONAL_CODE)]
        if len(names) < 2 or not (codes or in_names):
            continue
        named = [i for i in names if NAME_OF_CODE.search("".join(map(key, table.columns[i].path)))]
        of_code = (in_names or named or [i for i in names if i > codes[-1]] or names)[0]
        rows = [row.cells for row in table.rows if any(row.cells[i].text.strip() for i in codes or in_names)]
        for i in set(names) - {of_code, *named}:
            beside = {bool(row[of_code].text.strip()) for row in rows if row[i].text.strip()}
            if beside == {True}:
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
    their codes with them (`coded`) stand for both."""
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


@lru_cache(maxsize=KEPT)
def unit_in(path: tuple[str, ...]) -> str | None:
    """The unit that a heading names: 金额（万元）."""
    for part in reversed(path):
        if match := UNIT.search(key(part)):
            return match[1] or match[2]
    return None


def without_unit(part: str) -> str:
    """A heading as it is compared: 预算数（万元） is 预算数."""
    return UNIT_ASIDE.sub("", key(part))


@lru_cache(maxsize=KEPT)
def measure_of(path: tuple[str, ...], layout: Layout) -> Measure:
    """The meaning of a column: its leaf decides; a leaf that says nothing (合计 under a group) asks the group above."""
    parts = [without_unit(part) for part in path]
    lowest = len(parts) - 1 if parts and OF_WHICH.match(parts[-1]) else 0  # a part is not its whole
    for depth in range(len(parts) - 1, lowest - 1, -1):
        group = "".join(parts[:depth])
        for rule in layout.headings:
            if re.search(rule.pattern, parts[depth]) and re.search(rule.under, group):
                return rule.measure
    return Measure.UNKNOWN
