"""A performance form as it is read: one grid of it after another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from disclosures.parsing.document import CONTENTS_LINE, Grid, Paragraph
from disclosures.parsing.layouts import details as words
from disclosures.parsing.normalise import SCALES, key, number, role_of, tidy, yuan
from disclosures.parsing.records import Note, PerformanceTarget

from .performance_open import TITLE_LENGTH, OpenForm, at_the_same_places, note_on_level_1, titled
from .performance_rows import (
    AMOUNT,
    UNIT_MARK,
    Columns,
    Row,
    after_label,
    columns_by_role,
    distinct,
    fields_of,
    heads_of_an_objective,
    is_beginning,
    is_form_title,
    is_header,
    is_objective_number,
    label_of,
    names_a_form,
    names_stand_alone,
    names_stand_within,
    not_held,
    only_amount,
    project_of,
    split_objectives,
    spread,
    texts_by_role,
    unit_above,
    with_printed_level_1,
    with_rest,
    without_groups,
)
from .titles import NUMBERED_HEADING

REST_OF = ("level_3", "description", "value", "unit", "basis", "result")
"""What the end of a page may break."""
CODE = re.compile(r"^([0-9A-Z-]{8,})\s*(.*)$", re.DOTALL)


@dataclass(slots=True)
class FormReader:
    targets: list[PerformanceTarget] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    whole: set[int] = field(default_factory=set)  # places of grids that were understood row by row
    form: OpenForm | None = None
    again: OpenForm | None = None  # what a title announces that may only be the open form's, printed again
    scale: int | None = None  # of “单位：万元” beside the form
    of_forms: set[int] = field(default_factory=set)  # places of all grids of forms

    def read_paragraph(self, paragraph: Paragraph) -> None:
        """A title begins a form; a chapter heading ends the form before it."""
        if CONTENTS_LINE.search(paragraph.text):
            return
        if (announced := titled(paragraph.text)) is not None:
            if self._may_be_of_the_open_form(announced):
                self.again = announced
                return
            self.finish()
            self.form = announced
        elif NUMBERED_HEADING.match(paragraph.text):
            self.finish()
        elif (unit := UNIT_MARK.search(tidy(paragraph.text))) and len(paragraph.text) < TITLE_LENGTH:
            self.scale = SCALES[unit[1]]

    def read_grid(self, grid: Grid, place: int) -> None:
        """A grid belongs to the open form, begins one without title, or is another table and ends the form."""
        rows = without_groups(spread(grid))
        if unit := unit_above(rows):
            self.scale = SCALES[unit]
        begins = any(is_header(row) for row in rows) or is_beginning(rows)
        if self.again is not None and (begins or any(names_a_form(row) for row in rows)):
            again = self.again
            self.finish()
            self.form = again
        self.again = None
        if not (begins or self._goes_on(rows, grid)):
            if self.form is not None and not self.form.is_new:
                self.finish()
            return
        if self.form is None or (not self.form.is_new and self._is_another(rows)):
            self.finish()
            self.form = OpenForm()
        form_grid = _FormGrid(self, self.form, rows, grid.page)
        form_grid.read()
        if self.form is not None:
            self.form.is_new = False
            self.form.width = grid.width
            self.form.places.append(place)
            if grid.x_edges is not None and self.form.columns is not None:
                self.form.starts = {role: grid.x_edges[at] for role, at in self.form.columns.items()}
            self.of_forms.add(place)
        if form_grid.is_whole:
            self.whole.add(place)

    def _goes_on(self, rows: Sequence[Row], grid: Grid) -> bool:
        """A grid without header right after one of the form, as wide or with its columns at the same places, with a word
        of level 1 or 2 or a broken row."""
        form = self.form
        if form is None or form.columns is None or any(names_a_form(row) for row in rows):
            return False
        columns = form.columns if form.width == grid.width else at_the_same_places(form, grid)
        if columns is None:
            return False
        place = columns.get("level_2", 0)
        goes_on = any(role_of(row[place], words.LEVEL_2_KINDS) or not row[place] for row in rows)
        if goes_on:
            form.columns = columns
        return goes_on

    def _may_be_of_the_open_form(self, announced: OpenForm) -> bool:
        """A title that names no project, or the same again, may be printed over every page of a form."""
        form = self.form
        named = form is not None and announced.title in ("", form.title)
        return named and form is not None and bool(form.columns) and announced.number is None

    def _is_another(self, rows: Sequence[Row]) -> bool:
        """Fields of a form (its name, its objective) in a grid after one that already has indicators."""
        form = self.form
        fields = (row for row in rows if not is_header(row))
        return form is not None and bool(form.indicators) and any(map(names_a_form, fields))

    def finish(self) -> None:
        """Close the open form."""
        form, self.form = self.form, None
        self.again = None
        if form is None or form.is_new:
            return
        if form.is_filled:
            form.indicators = with_printed_level_1(form.indicators)
            if note := note_on_level_1(form):
                self.notes.append(note)
            self.targets.append(form.record())
        else:  # of a form left blank there is no record
            self.whole.difference_update(form.places)
            return
        if not form.title:
            self.notes.append(Note("performance-untitled", "绩效目标表没有项目名称", form.page))
        if not form.indicators:
            self.notes.append(Note("performance-empty", f"绩效目标表“{form.title}”没有读出指标", form.page))


@dataclass(slots=True)
class _FormGrid:
    """Reads the rows of one grid into the form; a list of many projects opens a form for each."""

    reader: FormReader
    form: OpenForm
    rows: Sequence[Row]
    page: int | None
    first_of_page: bool = True
    fields_below: dict[int, str] = field(default_factory=dict)  # column → label whose value stands below it
    above: Row = ()
    aside: Sequence[int] = ()  # columns that no record holds
    names_alone: bool = False  # the projects of a list stand in rows of their own
    is_whole: bool = True  # so far every row was understood

    def read(self) -> None:
        self.form.page = self.form.page or self.page
        skip = -1
        for index, row in enumerate(self.rows):
            if index <= skip or not any(row):
                continue
            if is_header(row):
                self.form.columns, depth = columns_by_role(self.rows[index:])
                if self._is_undivided(self.rows[index + depth :], self.form.columns):
                    return
                self.names_alone = names_stand_alone(self.rows[index + depth :], self.form.columns)
                self.aside = not_held(self.rows[index : index + depth], self.form.columns)
                self.form.of_funds = row[self.form.columns["funds"]] if "funds" in self.form.columns else ""
                self.first_of_page = (
                    True  # a conversion may have dropped the page break before a repeated header
                )
                skip = index + depth - 1
                continue
            self._part_projects(project_of(row), self.rows[index:])
            if self._read_fields(row, self.rows[index + 1] if index + 1 < len(self.rows) else ()):
                self.above = row
            elif self.form.columns is not None:
                self._read_indicator(row)
            elif index == 0 and self.form.last == "name" and not row[0] and len(distinct(row)) == 1:
                self.form.title += tidy("".join(distinct(row)))  # of a name that the page's end broke
            elif not is_form_title(row):
                self.is_whole = False

    def _is_undivided(self, rows: Sequence[Row], columns: Columns) -> bool:
        """A list whose indicators cannot be told to their projects: it is kept as printed, and no target is made of it."""
        if self.form.title or self.form.indicators or not names_stand_within(rows, columns):
            return False
        self.form.columns, self.is_whole = None, False
        said = "绩效目标表的项目名称印在各项指标的中间，不能确定指标属于哪个项目，只照印保留"
        self.reader.notes.append(Note("performance-undivided", said, self.page))
        return True

    def _part_projects(self, name: str, rows: Sequence[Row]) -> None:
        """The name of a project below the indicators of another begins the next form in the same grid."""
        form = self.form
        listed = not name or "project" in (form.columns or {})
        if not listed and form.indicators and form.title not in ("", name):
            self._next_form(None if any(map(is_header, rows)) else form.columns)
            self.above = ()

    def _next_form(self, columns: Columns | None) -> None:
        form, count = self.form, len(self.reader.targets)
        self.reader.form = form
        form.is_new = not form.indicators
        self.reader.finish()
        following = (form.number or count) + 1 if form.number else None
        self.form = OpenForm(following, columns=columns, of_funds=form.of_funds, page=self.page, is_new=False)
        self.reader.form = self.form

    def _read_fields(self, row: Row, below: Row) -> bool:
        """Take what a row of labels and values says; False where it is no such row."""
        if "project" in (self.form.columns or {}):
            return False
        labels = fields_of(row)
        merged = [place for place in labels if place < len(self.above) and self.above[place] == row[place]]
        if len(merged) == len(labels):
            return self._read_below(row)
        self.fields_below = {}
        places = sorted(labels)
        for place, end in zip(places, [*places[1:], len(row)], strict=True):
            label = labels[place]
            values = [
                text for text in row[place + 1 : end] if text != row[place] and not is_objective_number(text)
            ]
            glued = after_label(row[place])
            if glued:
                values.insert(0, glued)
            heads = heads_of_an_objective(row, place + 1, end)
            if label == "schedule":
                self._take_schedule([text for text in row[place + 1 :] if text != row[place]], below)
            elif label == "objective" and len(heads) == len(distinct(values)) > 1:
                self.fields_below |= heads
            elif label == "funds" and (budget := self._under(words.BUDGET_OF_THE_YEAR, row)):
                self._take(label, [budget], row[0] + row[place])
                spent = self._under(words.SPENT, row)
                self.form.spent = self.form.spent or self._amount(spent, row[0] + row[place])
            elif any(values):
                self._take(label, distinct(values), row[0] + row[place])
            elif label in ("objective", "other"):
                self.fields_below[place] = label
        return True

    def _under(self, heading: str, row: Row) -> str:
        """What the row says under a heading of the row above."""
        pairs = zip(self.above, row, strict=False)
        return next((text for head, text in pairs if re.fullmatch(heading, key(head))), "")

    def _read_below(self, row: Row) -> bool:
        """A row under labels that had nothing beside them, or more objectives: “目标2 | …”."""
        if self.form.columns is not None:
            return False
        marks = [place for place, text in enumerate(row) if is_objective_number(text)]
        if marks:
            self._take("objective", distinct(row[marks[0] + 1 :]), "")
            return True
        taken = False
        for place, label in self.fields_below.items():
            if row[place] and label_of(row[place]) is None:
                self._take(label, [row[place]], "")
                taken = True
        shares = [text for text in distinct(row) if text not in self.above]
        return taken or bool(self.form.schedule and all("%" in text for text in shares))

    def _take(self, label: str, values: Sequence[str], beside: str) -> None:
        form, text = self.form, " ".join(values)
        form.last = label
        if label == "objective":
            form.objectives += [part for part in split_objectives(text) if part not in form.objectives]
        elif label == "code_and_name" and (match := CODE.match(text.strip())):
            self._note_name(tidy(match[2]))
            form.code, form.title = match[1], form.title or tidy(match[2])
        elif label == "result":
            form.result = form.result or tidy(text)
        elif label == "code":
            form.code = tidy(text)
        elif label in ("name", "code_and_name"):
            self._note_name(tidy(text))
            form.title = form.title or tidy(text)
        elif label == "funds" and form.funds is None:
            form.funds = self._amount(only_amount(values), beside)
            if form.funds is None:
                self.reader.notes.append(Note("performance-funds", f"项目资金未读出：{text[:40]}", self.page))

    def _note_name(self, name: str) -> None:
        """The heading of a form and the name within it, where they name two projects."""
        one, other = (re.sub(words.NOT_OF_A_PROJECT, "", key(text)) for text in (self.form.title, name))
        if one and other and one not in other and other not in one:
            said = f"绩效目标表的标题为“{self.form.title}”，表内的项目名称为“{name}”"
            self.reader.notes.append(Note("performance-name", said, self.page))

    def _amount(self, text: str, label: str) -> Decimal | None:
        """“0.45万元”; or a bare number in the unit of its label or of the form."""
        match = AMOUNT.match(tidy(text).replace("，", ","))
        value = number(match[1]) if match else None
        if match is None or value is None:
            return None
        unit = match[2] or next(iter(UNIT_MARK.findall(tidy(label))), None)
        scale = SCALES[unit] if unit else self.reader.scale
        return None if scale is None else yuan(value, scale)

    def _take_schedule(self, dates: Row, below: Row) -> None:
        """Dates beside the label, shares in the row below them."""
        names = distinct(dates)
        shares = [text for text in below if text and text not in names and not label_of(text)]
        printed = [tidy(text) for text in below if "%" in text]
        if len(printed) == len(names):
            self.form.schedule = [(tidy(name), share) for name, share in zip(names, printed, strict=True)]
        elif names or shares:
            self.reader.notes.append(
                Note("performance-schedule", f"资金支出计划未读出：{'、'.join(names)}", self.page)
            )

    def _read_indicator(self, row: Row) -> None:
        cells, slipped = texts_by_role(row, self.form.columns or {})
        if any(row[place] for place in self.aside) or cells.get("operator") in words.NATURES:
            self.is_whole = False
        if not any(cells.values()):
            self.is_whole = self.is_whole and all(text.isdigit() for text in row if text)
            return
        if self._is_of_scores_alone(cells):
            self.is_whole = False
            return
        if self.names_alone and cells.get("project"):
            self.is_whole = self.is_whole and bool(self.form.indicators or not self.form.title)
            self._change_project(cells)
            return
        if slipped:
            said = f"绩效目标表“{self.form.title}”有一行向右错了一列：{cells.get('level_2', '')}“{cells.get('level_3', '')}”"
            self.reader.notes.append(Note("performance-slipped", said, self.page))
        first, self.first_of_page = self.first_of_page, False
        if self._is_rest(cells, first):
            self._append_rest(cells)
            return
        if not any(cells.get(name) for name in ("level_2", "level_3", "description", "value", "unit")):
            self.form.level_1 = cells.get("level_1", "") or self.form.level_1
            self.form.labels.add(cells.get("level_1", ""))
            if any(text for name, text in cells.items() if name != "level_1"):
                self.is_whole = False
            return
        if cells.get("project"):
            self._change_project(cells)
        self.form.add(cells, self.page)

    def _is_of_scores_alone(self, cells: Mapping[str, str]) -> bool:
        """“总分 | 100 | 98.5”, “产出指标（50 分）”: no indicator, nor the rest of one."""
        said = {role for role, text in cells.items() if text}
        return bool(said & words.SCORES) and said <= words.SCORES | {"level_1"}

    def _is_rest(self, cells: Mapping[str, str], first: bool) -> bool:
        """The tail of a row that the end of the page broke (or that a reader parted): it names no indicator."""
        form = self.form
        if cells.get("level_2") or not form.indicators:
            return False
        aim = cells.get("value") or cells.get("unit")
        if "level_2" not in cells:
            return not aim and (first or not cells.get("level_3"))
        if first and (form.always_level_2 or not aim or not cells.get("level_3")):
            return True
        return not cells.get("level_3") and not aim and bool(cells.get("description") or cells.get("basis"))

    def _append_rest(self, cells: Mapping[str, str]) -> None:
        last = self.form.indicators[-1]
        for role in ("level_3", "description", "basis"):
            printed, rest = getattr(last, role), cells.get(role, "")
            if rest and with_rest(printed, rest) == printed:
                said = f"绩效目标表“{self.form.title}”“{last.level_3}”换页处的文字印了两遍：“{rest}”"
                self.reader.notes.append(Note("performance-doubled", said, last.page))
        rests: dict[str, Any] = {
            role: with_rest(getattr(last, role) or "", cells.get(role, "")) or getattr(last, role)
            for role in REST_OF
        }
        self.form.indicators[-1] = replace(last, **rests)

    def _change_project(self, cells: Mapping[str, str]) -> None:
        """In a list of many projects: a new name begins a new target."""
        form = self.form
        if form.title == cells["project"]:
            return
        if form.indicators or form.title:
            self._next_form(form.columns)
        self.form.title = cells["project"]
        for label in ("funds", "objective"):
            if cells.get(label):
                self._take(label, [cells[label]], self.form.of_funds)
