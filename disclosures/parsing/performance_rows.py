"""Rows of a performance form: which column says what, labels and their fields, objectives, targets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from disclosures.parsing.document import Grid
from disclosures.parsing.layouts import details as words
from disclosures.parsing.normalise import key, role_of, tidy
from disclosures.parsing.records import PerformanceIndicator

Row = Sequence[str]


Columns = Mapping[str, int]


LEVELS = ("level_1", "level_2", "level_3")
UNIT_MARK = re.compile(r"[（(:：](百万元|千元|万元|亿元|元)[）)]?")
AMOUNT = re.compile(r"^([-\d.,，]+)(百万元|千元|万元|亿元|元)?$")
QUANTITY = re.compile(r"^([-\d.,]+)[（(]?([^\d（()）]*)[）)]?$")
REPEATED_TAIL = 4
"""Characters: a shorter rest that the text ends with already may be there by accident."""
MARK = re.compile(r"(?:目标|(?:^|(?<=[\s。；;，,！!、]))(?=\d+\s*[、.．]))(\d{1,2})\s*[、.．:：]\s*(?!\d)")
"""What numbers an objective: “1、”, “目标1：”."""


def spread(grid: Grid) -> list[list[str]]:
    """The texts of the grid; a cell merged over rows counts for each of them, one merged over columns once."""
    texts = [[cell.text.strip() if cell is not None else "" for cell in row] for row in grid.rows]
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell is not None and cell.row_span > 1:
                for below in texts[r + 1 : r + cell.row_span]:
                    below[c] = cell.text.strip()
    return texts


def distinct(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def is_header(row: Row) -> bool:
    """Does the row name at least two of the three levels, or what an indicator is called, asks and is counted in or of which
    kind it is?"""
    roles = {role for text in row if (role := role_of(text, words.PERFORMANCE_COLUMNS)) is not None}
    of_a_kind = (
        "value" in roles and bool(roles & words.OF_A_KIND) and bool(roles & {"level_3", "description"})
    )
    return len(roles & set(LEVELS)) >= 2 or roles >= words.INDICATOR_ALONE or of_a_kind


def without_groups(rows: Sequence[Row]) -> list[Row]:
    """The rows without headings over the header of indicators: 项目名称 is merged down into it, 绩效指标 stands over the levels."""
    return [row for row, below in zip(rows, [*rows[1:], ()], strict=True) if not _is_over_header(row, below)]


def _is_over_header(row: Row, below: Row) -> bool:
    labels = fields_of(row)
    same = {place for place, text in enumerate(row) if text and below and text == below[place]}
    others = {key(text) for place, text in enumerate(row) if text and place not in same}
    merged = bool(same) and (set(labels) <= same if labels else others <= words.PERFORMANCE_MARKS)
    return merged and is_header(below) and not is_header(row)


def unit_above(rows: Sequence[Row]) -> str | None:
    """The scale that a line of agency and scale says, above the header in the same grid."""
    lines = ["".join(distinct(row)) for row in takewhile(lambda row: not is_header(row), rows)]
    return next((found[1] for line in lines if (found := re.search(words.SCALE_OF_FORM, key(line)))), None)


def columns_by_role(rows: Sequence[Row]) -> tuple[Columns, int]:
    """The column of each role, and how many of the rows are the header: “指标值” may be parted into 符号, 值, 单位 below it."""
    head = {
        place: role_of(UNIT_MARK.sub("", text), words.PERFORMANCE_COLUMNS)
        for place, text in enumerate(rows[0])
    }
    parts: dict[int, str | None] = {}
    if len(rows) > 1 and not is_header(rows[1]):
        parts = {
            place: role_of(text, words.PERFORMANCE_COLUMNS) for place, text in enumerate(rows[1]) if text
        }
        named = [
            role
            for place, role in parts.items()
            if role in ("operator", "value", "unit") and not rows[0][place]
        ]
        below_heading = [role for place, role in parts.items() if role and rows[1][place] != rows[0][place]]
        if not named and not below_heading:
            parts = {}
        if any(role is None and rows[1][place] != rows[0][place] for place, role in parts.items()):
            parts = {}
    columns: dict[str, int] = {}
    for place in range(len(rows[0])):
        role = parts.get(place) or head[place]
        if role is not None and role not in columns:
            columns[role] = place
    depth = 2 if parts else 1
    return _with_levels(columns, rows[depth:]), depth


def _with_levels(columns: dict[str, int], rows: Sequence[Row]) -> Columns:
    """The columns; what is headed 指标类型 or 绩效指标 is of the level that its words are of."""
    place = columns.pop("indicator", None)
    kind = columns.pop("kind", None)
    if place is not None and "level_3" not in columns and place > columns.get("level_2", place):
        return {**columns, "level_3": place}
    kind = place if kind is None else kind
    if kind is None or not {"level_1", "level_2"}.isdisjoint(columns):
        return columns
    said = {row[kind] for row in rows if row[kind]}
    second = {text for text in said if role_of(text, words.LEVEL_2_KINDS)}
    if any(role_of(text, words.LEVEL_1_KINDS) for text in said - second):
        return {**columns, "level_1": kind}
    return {**columns, "level_2": kind} if second else columns


def names_stand_alone(rows: Sequence[Row], columns: Columns) -> bool:
    """Do the projects of a list stand in rows of their own, over those of their indicators?"""
    named = [row for row in rows if "project" in columns and row[columns["project"]] and not is_header(row)]
    said = [place for role, place in columns.items() if role not in ("project", "funds", "objective")]
    return bool(named) and not any(row[place] for row in named for place in said)


def names_stand_within(rows: Sequence[Row], columns: Columns) -> bool:
    """Do the projects of a list stand in the middle of their rows, where no rules tell how far each name reaches? The first
    row names none, and rows shared out evenly above and below each name are all of them."""
    places = [place for role, place in columns.items() if role in ("level_3", "description", "value")]
    filled = [row for row in rows if any(row[place] for place in places) and not is_header(row)]
    names = [row[columns["project"]] if "project" in columns else "" for row in filled]
    end = 0
    for name, run in groupby(range(len(names)), key=names.__getitem__):
        own = list(run)
        if name and own[0] >= end:
            end = own[0] + own[-1] - end + 1
    return any(names) and not names[0] and end == len(names)


def project_of(row: Row) -> str:
    """The name of the project that a row says: “项目名称 | 水库维护”, “项目名称：水库维护”."""
    labels = fields_of(row)
    for place, label in labels.items():
        if label == "name":
            beside = (text for text in row[place + 1 :] if text and text != row[place])
            return tidy(after_label(row[place]) or next(beside, ""))
    return ""


def not_held(header: Sequence[Row], columns: Columns) -> list[int]:
    """The columns with a heading that no record has a place for: weights, remarks, whether an indicator is a core one."""
    headings = ["".join(row[place] for row in header) for place in range(len(header[0]))]
    held = set(columns.values())
    return [
        place
        for place, text in enumerate(headings)
        if text and place not in held and not re.fullmatch(words.NOTHING_LOST, key(text))
    ]


def texts_by_role(row: Row, columns: Columns) -> tuple[dict[str, str], bool]:
    """The row's texts by role, and whether it slipped one column to the right (效益指标 under 二级指标): it is put back."""
    order = sorted(columns.items(), key=lambda pair: pair[1])
    names, places = [name for name, _ in order], [place for _, place in order]
    texts = [tidy(row[place]) if place < len(row) else "" for place in places]
    by_role = dict(zip(names, texts, strict=True))
    slipped = _has_slipped(by_role)
    if slipped:
        start = names.index("level_1")
        by_role = dict(zip(names, [*texts[:start], *texts[start + 1 :], ""], strict=True))
    return by_role, slipped


def _has_slipped(by_role: Mapping[str, str]) -> bool:
    """A whole word of level 1 under 二级指标, not the one under 一级指标, and one of level 2 under 三级指标."""
    first, second, third = (by_role.get(name, "") for name in LEVELS)
    return (
        "level_1" in by_role
        and second in words.SLIPPING
        and role_of(first, words.LEVEL_1_KINDS) != role_of(second, words.LEVEL_1_KINDS)
        and third != second
        and third.endswith("指标")
        and role_of(third, words.LEVEL_2_KINDS) is not None
    )


def level_1_of(printed: str, carried: str, level_2: str) -> str:
    """Level 1 of a row: as printed; else carried down, unless level 2 belongs to another one."""
    if printed:
        return printed
    implied = role_of(level_2, words.LEVEL_2_KINDS)
    known = role_of(carried, words.LEVEL_1_KINDS)
    if carried and (known is None or implied is None or known == implied):
        return carried
    return implied or carried


def with_printed_level_1(indicators: Sequence[PerformanceIndicator]) -> list[PerformanceIndicator]:
    """Where level 1 was inferred, the word that this form itself prints for it (效果指标 for 效益指标)."""
    printed = {role_of(row.level_1, words.LEVEL_1_KINDS): row.level_1 for row in indicators}
    standard = {name for name, _ in words.LEVEL_1_KINDS}
    others = {kind: word for kind, word in printed.items() if kind is not None and word not in standard}
    return [
        replace(row, level_1=others.get(row.level_1, row.level_1)) if row.level_1 in others else row
        for row in indicators
    ]


def only_amount(values: Sequence[str]) -> str:
    """The amount beside a label, where all that stand there (年初, 全年, 执行) are the same; marks are whole numbers."""
    amounts = [value for value in values if "." in value and AMOUNT.match(tidy(value))]
    return amounts[0] if len(amounts) == 1 else values[0] if len(values) == 1 else ""


def label_of(text: str) -> str | None:
    """The label a cell is: “绩效目标”, “年度资金总额”, “项目资金（元）”."""
    plain = re.sub(r"[:：]$", "", key(text))
    plain = UNIT_MARK.sub("", plain)
    return role_of(plain, words.PERFORMANCE_FIELDS)


def after_label(text: str) -> str:
    """What stands in one cell with its label: “绩效目标 1. 目标内容 1、以…”, “项目名称：水库维护”."""
    return _parted_label(text)[1]


def _parted_label(text: str) -> tuple[str | None, str]:
    for mark, label in ((" ", "objective"), ("：", "name"), (":", "name")):
        head, _, rest = text.partition(mark)
        if rest.strip() and label_of(head) == label:
            return label, rest.strip()
    return None, ""


def fields_of(row: Row) -> dict[int, str]:
    """Place → label of a row that begins with a label; empty for other rows."""
    places = [place for place, text in enumerate(row) if text]
    if not places:
        return {}
    first = row[places[0]]
    if label_of(first) is None and not after_label(first):
        return {}
    found: dict[int, str] = {}
    for place in places:
        label = label_of(row[place]) or _parted_label(row[place])[0]
        if label is not None and row[place] not in [row[other] for other in found]:
            found[place] = label
    return found


def heads_of_an_objective(row: Row, start: int, end: int) -> dict[int, str]:
    """Place → what stands below it, in a row of 预期目标 | 实际完成情况."""
    found = ((place, role_of(row[place], words.HEADS_OF_AN_OBJECTIVE)) for place in range(start, end))
    return {place: role for place, role in found if role}


def names_a_form(row: Row) -> bool:
    """Does the row say what only the head of a form says: its project, code, funds, objective?"""
    return any(label != "other" for label in fields_of(row).values())


def is_beginning(rows: Sequence[Row]) -> bool:
    """A grid that holds nothing but an objective or a project's name (its indicators follow in another grid)."""
    filled = [row for row in rows if any(row)]
    titled = bool(filled) and is_form_title(filled[0])
    fields = [set(fields_of(row).values()) for row in filled]
    return (
        bool(filled)
        and len(filled) <= 3
        and ("objective" in fields[0] or (titled and any("name" in found for found in fields)))
    )


def is_form(grid: Grid) -> bool:
    """Does a grid hold labels with their values beside them, row after row, as the form of one project does?

    A label merged over rows counts once: 项目名称 over two rows heads a list of projects.
    """
    rows = spread(grid)
    firsts = [next(iter(fields_of(row)), None) if not is_header(row) else None for row in rows]
    said = [rows[at][place] for at, place in enumerate(firsts) if place is not None]
    return len(set(said)) > 1


def is_objective_number(text: str) -> bool:
    return re.fullmatch(words.OBJECTIVE_NUMBER, key(text)) is not None


def is_form_title(row: Row) -> bool:
    texts = distinct(row)
    return len(texts) == 1 and bool(re.search(r"表$|^[（(]?\d{4}年?度?[）)]?$|^单位[:：]", key(texts[0])))


def split_objectives(text: str) -> list[str]:
    """“1. 目标内容 1、甲。 2. 目标内容 2、乙。”, “目标1：甲。目标2：乙。” → [甲。, 乙。]. Numbers count up from 1; a form left blank gives none."""
    starts: list[tuple[int, int]] = []
    for match in MARK.finditer(text):
        if int(match[1]) == len(starts) + 1:
            starts.append((match.start(), match.end()))
    if not starts:
        plain = tidy(text)
        return [plain] if plain else []
    ends = [start for start, _ in starts[1:]] + [len(text)]
    before = tidy(text[: starts[0][0]])
    parts = [
        tidy(re.sub("^" + words.OBJECTIVE_MARK.format(number=count), "", text[start:end].strip()))
        for count, ((_, start), end) in enumerate(zip(starts, ends, strict=True), 1)
    ]
    return [part for part in [before, *parts] if part]


def read_target(operator: str, value: str, unit: str) -> tuple[str | None, str | None, str | None]:
    """What a target asks: (≥, 60, 万元), or words (None, “按合同支付”, None)."""
    if operator in words.NATURES:
        operator = ""
    if operator in words.IN_WORDS or (operator and operator not in words.COMPARATORS):
        said = value if value not in words.IN_WORDS else ""
        rest = said + unit if operator in words.IN_WORDS else operator + said + unit
        return None, rest or None, None
    if operator:
        return operator, value or None, unit or None
    sign = next((sign for sign in words.COMPARATORS if value.startswith(sign)), None)
    match = QUANTITY.match(value[len(sign) :]) if sign else None
    if sign and match and not (unit and match[2]):
        return sign, match[1], unit or match[2] or None
    return None, value or None, unit or None


def with_rest(text: str, rest: str) -> str:
    """A broken text with its rest, which some typesetters print twice, before the break and after it."""
    return text if len(rest) >= REPEATED_TAIL and text.endswith(rest) else text + rest
