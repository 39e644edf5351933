"""Notes under empty tables, and what the parser noted of headers and labels: 空表 where there are numbers, and the reverse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from disclosures.parsing.normalise import key
from disclosures.parsing.records import StatementTable
from disclosures.vocabulary import CellState, Statement

from . import meanings, terms
from .figures import total
from .results import Operand, Place, Result, State
from .subject import Subject
from .sums import UNREAD, words
from .told import LEVELS, facts, name, operand, told

OWN_LEVEL = re.compile(r"[(]?(?:本级|机关|本部)[)]?$")
OTHER_LABEL = re.compile(r"有表格印的机构是“(?P<other>.*)”,按所在位置归入“(?P<own>.*)”")
"""How the parser's note `label-differs` reads."""
CONTENTS_ENTRY = re.compile(r"目录的“(?P<entry>.*?)”在正文")
"""How the parser's note `contents-differ` begins."""
TOLD = r"(?:无|没有|未安排|不涉及|未发生)[^。]{{0,30}}(?:{name})|(?:{name})[^。]{{0,40}}(?:无|没有|未安排|不涉及|空表|(?<![\d.])0(?:\.0+)?(?:万?元|[;,。]))"
"""How the narrative says that there is nothing to show."""


def _matter(statement: Statement, title: str) -> str:
    """What an empty table is about, in a word of the text."""
    return "结转" if "结转" in title else statement.specification.matter or re.escape(title)


def empty_has_note(subject: Subject, check: str) -> Iterator[Result]:
    """A table without any amount says why it is empty, below it or in the narrative."""
    for sheet in subject.sheets:
        if sheet.figures:
            continue
        title, note = sheet.table.title or sheet.table.statement.label, sheet.table.empty_note
        if note:
            state, said = State.HOLDS, "空表有说明"
        elif any(cell.state is CellState.UNREADABLE for line in sheet.lines for cell in line.cells):
            state, said = State.COULD_NOT_BE_DONE, UNREAD
        elif not subject.disclosure.sections:
            state, said = State.COULD_NOT_BE_DONE, "文件中没有文字说明，可能另行公开"
        elif re.search(TOLD.format(name=_matter(sheet.table.statement, key(title))), subject.text):
            state, said = State.HOLDS, "说明文字中写明没有这项收支"
        else:
            state, said = State.DIFFERS, f"“{title}”没有数字，也没有说明是空表"
        yield words(check, subject.index, state, said, title, note or "", sheet.whole())


def note_over_amounts(subject: Subject, check: str) -> Iterator[Result]:
    """“空表列示” stands only under a table without amounts, of which the narrative tells none, and is of this table."""
    for note in subject.disclosure.notes:
        if note.code == "note-over-amounts":
            place = Place(subject.index, note.message, note.page)
            yield words(check, subject.index, State.DIFFERS, note.message, "空表说明", note.message, place)
    for sheet in subject.sheets:
        note_below = sheet.table.empty_note
        if not note_below or sheet.figures:
            continue
        stated = _elsewhere(subject, sheet.table.statement) or _stated(subject, sheet.table.statement)
        if any(cell.state is CellState.UNREADABLE for line in sheet.lines for cell in line.cells):
            state, said = State.COULD_NOT_BE_DONE, UNREAD
        elif _is_of_another(sheet.table, note_below):
            state, said = State.DIFFERS, f"“{sheet.table.title}”下的说明说的是另一张表：“{note_below}”"
        elif stated is not None:
            state = State.DIFFERS
            said = f"“{sheet.table.title}”注明没有数据，{stated.label}却是 {stated.printed}"
        else:
            state, said = State.HOLDS, "说明与表一致"
        result = words(check, subject.index, state, said, sheet.table.title, note_below, sheet.whole())
        yield replace(result, right=stated if state is State.DIFFERS else None)


def _is_of_another(table: StatementTable, note: str) -> bool:
    """Does a note name the matter of other tables, and not that of its own?"""
    named = _matters(note)
    own = {table.statement.specification.matter, *_matters(table.title)} - {""}
    return bool(own and named) and not own & named


def _matters(text: str) -> set[str]:
    known = {statement.specification.matter for statement in Statement} - {""}
    return {matter for matter in known if re.search(matter, key(text))}


def _elsewhere(subject: Subject, statement: Statement) -> Operand | None:
    """The total of a fund, where the table of all appropriations prints none."""
    if statement is not Statement.FISCAL_APPROPRIATION:
        return None
    totals = (total(subject, fund) for fund in terms.FUND_TABLES)
    figure = next((spot.figure for spot in totals if spot and spot.figure and spot.figure.yuan), None)
    return figure.operand() if figure else None


def _stated(subject: Subject, statement: Statement) -> Operand | None:
    """An amount of this year that the narrative gives of what a statement shows before all others, which prints none."""
    if any(sheet.figures for sheet in subject.sheets_of(statement)):
        return None
    for topic in told(subject):
        meant = meanings.meaning(topic)
        places = meanings.standings(meant.what, meant.fund) if meant else ()
        if not places or places[0].statement is not statement:
            continue
        for fact in facts(topic, *LEVELS):
            if fact.yuan and fact.year in (None, subject.disclosure.fiscal_year):
                return operand(subject, f"文字“{name(topic)}”", fact)
    return None


def header_in_order(subject: Subject, check: str) -> Iterator[Result]:
    """The headings stand over the columns they name."""
    shifted = [note for note in subject.disclosure.notes if note.code == "header-shifted"]
    for note in shifted:
        said = "有一张表的表头与其下的数字错位：" + note.message.split("：")[-1]
        place = Place(subject.index, note.message, note.page)
        yield words(check, subject.index, State.DIFFERS, said, "表头", note.message, place)
    unknown = [note for note in subject.disclosure.notes if note.code == "heading-unknown"]
    for note in unknown:
        place = Place(subject.index, note.message, note.page)
        said = "有未识别的列，不能核对"
        yield words(check, subject.index, State.COULD_NOT_BE_DONE, said, "表头", note.message, place)
    if not shifted and not unknown and subject.sheets:
        yield words(
            check,
            subject.index,
            State.HOLDS,
            "表头与各列对应",
            "表头",
            "",
            *(sheet.whole() for sheet in subject.sheets),
        )


def labels(subject: Subject, check: str) -> Iterator[Result]:
    """Every table names the agency whose disclosure it stands in."""
    own = subject.disclosure.agency.name
    if subject.sheets and not own:
        yield words(check, subject.index, State.COULD_NOT_BE_DONE, "没有找到机构名称", "表上的机构名称", "")
        return
    differing = 0
    for note in subject.disclosure.notes:
        match = OTHER_LABEL.search(key(note.message)) if note.code == "label-differs" else None
        if match is None or _is_cut(match["other"], match["own"]):
            continue
        differing += 1
        said = f"有一张表印的机构是“{match['other']}”，它在“{match['own']}”的公开中"
        place = Place(subject.index, note.message, note.page)
        yield words(check, subject.index, State.DIFFERS, said, "表上的机构名称", match["other"], place)
    if not differing and subject.sheets:
        said = "各表印的机构与公开的机构一致"
        yield words(
            check, subject.index, State.HOLDS, said, "表上的机构名称", own,
            *(sheet.whole() for sheet in subject.sheets),
        )  # fmt: skip


def contents(subject: Subject, check: str) -> Iterator[Result]:
    """The entries of the table of contents are the headings of the body."""
    label = "目录"
    if not subject.disclosure.sections:
        yield words(check, subject.index, State.COULD_NOT_BE_DONE, "没有可以对照的标题", label, "")
        return
    differing = [note for note in subject.disclosure.notes if note.code == "contents-differ"]
    for note in differing:
        entry = CONTENTS_ENTRY.search(note.message)
        place = Place(subject.index, note.message, note.page)
        printed = entry["entry"] if entry else note.message
        yield words(check, subject.index, State.DIFFERS, note.message, label, printed, place)
    if not differing:
        yield words(check, subject.index, State.HOLDS, "没有发现与目录不同的标题", label, "")


def _is_cut(other: str, own: str) -> bool:
    """A name that only lost its end, or is written in full in one place: no other agency. 本级 is one."""
    rest = own.removeprefix(other) if own.startswith(other) else other.removeprefix(own)
    return rest not in (own, other) and not OWN_LEVEL.fullmatch(rest)
