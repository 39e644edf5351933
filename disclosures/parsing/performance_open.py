"""The performance form that is being read, and the title line that announces one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.parsing.document import Grid
from disclosures.parsing.layouts import details as words
from disclosures.parsing.normalise import role_of, tidy
from disclosures.parsing.records import Note, PerformanceIndicator, PerformanceTarget

from .performance_rows import LEVELS, Columns, level_1_of, read_target

CHINESE_DIGITS = "一二三四五六七八九十"
TITLE_LENGTH = 120
NEAR = 6.0
"""PDF points by which the columns of one form may differ from page to page."""


@dataclass(slots=True)
class OpenForm:
    """A form that is being read, over as many grids as it has."""

    number: int | None = None
    title: str = ""
    scope: str = "project"
    page: int | None = None
    code: str | None = None
    funds: Decimal | None = None
    spent: Decimal | None = None
    objectives: list[str] = field(default_factory=list)
    result: str = ""  # what became of the objective
    schedule: list[tuple[str, str]] = field(default_factory=list)
    indicators: list[PerformanceIndicator] = field(default_factory=list)
    columns: Columns | None = None
    of_funds: str = ""  # the heading over funds, in a list
    width: int = 0
    level_1: str = ""  # carried down
    level_2: str = ""
    always_level_2: bool = True  # so far every row printed its level 2
    is_new: bool = True  # no grid belongs to it yet
    labels: set[str] = field(default_factory=set)  # of level 1, as printed
    places: list[int] = field(default_factory=list)  # of its grids
    last: str = ""  # the label that was read last
    starts: Mapping[str, float] = field(default_factory=dict)  # role → where its column begins on the page

    @property
    def is_filled(self) -> bool:
        """Does it say more than what every such form prints: the labels and the levels?"""
        said = any(one.level_3 or one.description or one.value for one in self.indicators)
        named = bool(self.indicators) and bool(self.title or self.code or self.funds is not None)
        return said or named or bool(self.objectives)

    def add(self, cells: Mapping[str, str], page: int | None) -> None:
        """One more indicator, of the words of its row by role; levels that it leaves blank are those above it."""
        printed_2 = cells.get("level_2", "")
        self.always_level_2 = self.always_level_2 and bool(printed_2)
        self.level_2 = printed_2 or self.level_2
        self.labels.add(cells.get("level_1", ""))
        self.level_1 = level_1_of(cells.get("level_1", ""), self.level_1, self.level_2)
        operator, value, unit = read_target(
            cells.get("operator", ""), cells.get("value", ""), cells.get("unit", "")
        )
        self.indicators.append(
            PerformanceIndicator(
                level_1=self.level_1,
                level_2=self.level_2,
                level_3=cells.get("level_3", ""),
                description=cells.get("description", ""),
                operator=operator,
                value=value,
                unit=unit,
                basis=cells.get("basis", ""),
                page=page,
                result=cells.get("result", ""),
                weight=cells.get("weight", ""),
                score=cells.get("score", ""),
            )
        )

    def record(self) -> PerformanceTarget:
        return PerformanceTarget(
            number=self.number,
            title=self.title,
            code=self.code,
            funds_yuan=self.funds,
            objectives=tuple(self.objectives),
            payment_schedule=tuple(self.schedule),
            indicators=tuple(self.indicators),
            scope=self.scope,
            page=self.page,
            result=self.result,
            spent_yuan=self.spent,
        )


def titled(text: str) -> OpenForm | None:
    """The form that a title line announces: “1、办公楼租赁费绩效目标表”."""
    plain = tidy(text)
    match = re.fullmatch(words.PERFORMANCE_TITLE, plain.translate(str.maketrans("（）．", "().")))
    if match is None or len(plain) > TITLE_LENGTH or "。" in plain:
        return None
    title = plain[match.start("title") : match.end("title")]
    if re.fullmatch(words.WHOLE_DEPARTMENT, title) or match["whole"]:
        return OpenForm(title=title + (match["whole"] or "绩效目标"), scope="department")
    if re.fullmatch(words.FORM_NAME, title):
        return OpenForm()
    return OpenForm(number=_number(match["number"]), title=title)


def _number(printed: str | None) -> int | None:
    if printed is None:
        return None
    if printed.isdigit():
        return int(printed)
    return CHINESE_DIGITS.index(printed) + 1 if printed in CHINESE_DIGITS else None


def at_the_same_places(form: OpenForm, grid: Grid) -> Columns | None:
    """The columns of a form in a grid that is parted otherwise, by where they begin on the page."""
    if not form.starts or grid.x_edges is None:
        return None
    found: dict[str, int] = {}
    for role, start in form.starts.items():
        place = next((at for at, x in enumerate(grid.x_edges[:-1]) if abs(x - start) < NEAR), None)
        if place is not None:
            found[role] = place
    return found if {"value"} | (set(LEVELS) & set(form.starts)) <= set(found) else None


def note_on_level_1(form: OpenForm) -> Note | None:
    """A level 1 that is printed nowhere in the form. It may only be lost to the reader in a form that has one kind of
    row so far."""
    kind = role_of(form.indicators[0].level_2, words.LEVEL_2_KINDS) if form.indicators else None
    kinds = {role_of(label, words.LEVEL_1_KINDS) for label in form.labels if label}
    begun = kinds or len({indicator.level_2 for indicator in form.indicators}) > 1
    if kind and begun and "level_1" in (form.columns or {}) and not {kind, None} & kinds:
        said = f"绩效目标表“{form.title}”没有印一级指标“{kind}”，按二级指标归类"
        return Note("performance-level-1", said, form.page)
    return None
