"""Nothing printed vanishes: what no statement and no record took is kept as printed, or named in a note.

    with_the_rest(disclosure, blocks, rest, layout) → the disclosure with the other tables, and notes on what is nowhere
    left_out(blocks, disclosure) → for each block the amounts that stand in it and nowhere in the disclosure

An amount is a printed number with decimals or with separators of thousands. Pure: blocks and records in, records out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from disclosures.parsing.document import Block, Grid, Paragraph
from disclosures.parsing.kept import as_printed, go_on, headed, join, keep
from disclosures.parsing.layouts import Layout
from disclosures.parsing.narrative import PAGE_BREAK
from disclosures.parsing.normalise import SCALES, for_short, number, tidy
from disclosures.parsing.records import Note, ParsedDisclosure, PerformanceTarget, Section, StatementTable

from .anatomy import Table, stands_over_a_table
from .performance_rows import is_form
from .titles import TITLE_LENGTH, Context, is_title

AMOUNT = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,6}|\.\d{2,6})(?![\d.%年])")
"""“4．2026年…预算表” is the fourth of a list, no amount."""
TITLE_LINES = 3
"""So many lines above a grid may hold its title."""
LONGEST_TEXT = 300
"""Characters of a text that are repeated in a note; the amounts after them are named one by one."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The tables of a disclosure that are no statement, each with the unit of the table before it.

    `read` are the places of the grids that statements were read from, `taken` those of grids that records hold whole,
    `forms` those of grids that performance targets were read from.
    Places count among the blocks of the document; `first` is that of the disclosure's first block.
    """

    tables: Sequence[tuple[Table, str | None]]
    read: frozenset[int]
    taken: frozenset[int]
    first: int = 0
    forms: frozenset[int] = frozenset()

    def is_form(self, place: int, grid: Grid) -> bool:
        """Is a grid a form of labels and values, which has no headings over its columns?"""
        return place in self.forms or is_form(grid)


def with_the_rest(
    disclosure: ParsedDisclosure, blocks: Sequence[Block], rest: Rest, layout: Layout
) -> ParsedDisclosure:
    """The disclosure with every other table kept as printed, after the standard ones, and a note for each amount that is still nowhere."""
    printed = [_printed_in(block) for block in blocks]
    stored = _Stored()
    stored.take(disclosure)
    others = _others(blocks, rest)
    if any(place in rest.taken for table, _ in others for place in table.blocks):
        left = _left_out(printed, stored.copy())
        others = [
            (table, unit)
            for table, unit in others
            if any(place not in rest.taken or left[place - rest.first] for place in table.blocks)
        ]
    found = [kept for table, unit in others if (kept := keep(table, layout, unit))]
    notes = [note for _, said in found for note in said]
    further = [table for table, _ in found]
    stored.take(further)
    tables = sorted((*disclosure.statements, *further), key=lambda table: table.statement.is_kept)
    whole = replace(disclosure, statements=tuple(tables))
    notes += _named(blocks, _left_out(printed, stored), whole)
    return replace(whole, notes=(*whole.notes, *notes))


def _others(blocks: Sequence[Block], rest: Rest) -> list[tuple[Table, str | None]]:
    """The tables that are no statement, in order, and the grids that belong to none; forms stand grid by grid."""
    of_tables = {place for table, _ in rest.tables for place in table.blocks}
    found: list[tuple[Table, str | None]] = []
    for table, unit in rest.tables:
        grids = [block for place in table.blocks if isinstance(block := blocks[place - rest.first], Grid)]
        if any(map(rest.is_form, table.blocks, grids)):
            found += [
                (as_printed(grid, table.title, table.context, place), unit)
                for place, grid in zip(table.blocks, grids, strict=True)
            ]
        elif len(grids) == 1 and max(len(column.path) for column in table.columns) > 1:
            again = headed(grids[0], table.title, table.context, table.first)
            tops = [column.path[:1] for column in table.columns]
            swallowed = not table.rows and len(set(tops)) == len(
                tops
            )  # a table of words, all taken for headings
            is_plain = any(column.path for column in again.columns)
            found.append((again if is_plain or swallowed else table, unit))
        else:
            found.append((table, unit))
    for place, block in enumerate(blocks, rest.first):
        known = place in rest.read or place in of_tables
        if isinstance(block, Grid) and not known and not stands_over_a_table(block):
            shape = as_printed if rest.is_form(place, block) else headed
            found.append((shape(block, _title_above(blocks, place - rest.first), Context(), place), None))
    found.sort(key=lambda one: one[0].first)
    whole: list[tuple[Table, str | None]] = []
    for table, unit in found:
        before = whole[-1][0] if whole else None
        first = blocks[table.first - rest.first]
        between = blocks[(before.last if before else table.first) - rest.first : table.first - rest.first]
        if (
            before is not None
            and go_on(before, table)
            and not (isinstance(first, Grid) and rest.is_form(table.first, first))
            and not any(isinstance(block, Paragraph) and len(block.text) > TITLE_LENGTH for block in between)
        ):
            join(before, table)
        else:
            whole.append((table, unit))
    return whole


def _title_above(blocks: Sequence[Block], place: int) -> str:
    """The title of a grid that belongs to no table: among the lines right above it."""
    for block in reversed(blocks[max(place - TITLE_LINES, 0) : place]):
        if isinstance(block, Grid):
            break
        if is_title(block.text):
            return tidy(block.text)
    return ""


# --- what is nowhere -------------------------------------------------------------------------------------------------


def amounts_in(text: str) -> list[str]:
    """The printed amounts of a text, as printed but for their width."""
    return AMOUNT.findall(unicodedata.normalize("NFKC", text).replace("，", ","))


Figures = tuple[tuple[str, Decimal], ...]


@for_short
def _figures_in(text: str) -> Figures:
    """The printed amounts of a text, and each as a number."""
    return tuple((printed, Decimal(printed.replace(",", ""))) for printed in amounts_in(text))


def left_out(blocks: Sequence[Block], disclosure: ParsedDisclosure) -> list[list[str]]:
    """For each block the amounts printed in it that the disclosure has neither in a table nor in a record or section.

    Of a text broken over pages the amounts may be on record with the page before or after.
    """
    stored = _Stored()
    stored.take(disclosure)
    return _left_out([_printed_in(block) for block in blocks], stored)


def _left_out(blocks: Sequence[tuple[int, Figures]], stored: _Stored) -> list[list[str]]:
    """For each block, given as its page and its amounts, those that are not stored; what is stored is used up.

    What is stored of a page answers the blocks of that page first: else a table that was not read would take the amounts
    of the table after it, and the notes would name the wrong page.
    """
    rest = [[one for one in figures if not stored.has(one[1], page)] for page, figures in blocks]
    return [
        [printed for printed, figure in figures if not stored.has_beside(figure, page)]
        for (page, _), figures in zip(blocks, rest, strict=True)
    ]


def _printed_in(block: Block) -> tuple[int, Figures]:
    return block.page or 0, tuple(figure for text in _texts(block) for figure in _figures_in(text))


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    else:
        yield from (_whole(cell.text) for row in block.rows for cell in row if cell is not None)


def _whole(text: str) -> str:
    """The text of a cell; a number that its cell broke, or that spaces part, is one number."""
    return text if number(text) is None else tidy(text)


@dataclass(slots=True)
class _Stored:
    """The amounts of a disclosure by page, each as often as it is stored."""

    figures: dict[int, Counter[Decimal]] = field(default_factory=dict)
    headings: dict[int, set[Decimal]] = field(default_factory=dict)

    def copy(self) -> _Stored:
        return _Stored({page: found.copy() for page, found in self.figures.items()}, self.headings)

    def has(self, figure: Decimal, page: int) -> bool:
        """Is it stored of its page? Each stored amount answers once, but for those of headings, which every page repeats."""
        return self._answers(figure, page) or figure in self.headings.get(page, ())

    def has_beside(self, figure: Decimal, page: int) -> bool:
        """Is it stored of the page before or after, as of a text broken over pages?"""
        return self._answers(figure, page - 1) or self._answers(figure, page + 1)

    def _answers(self, figure: Decimal, page: int) -> bool:
        stored = self.figures.get(page)
        if stored is None or not stored[figure]:
            return False
        stored[figure] -= 1
        return True

    def take(self, value: Any, page: int | None = None) -> None:
        """Every text of a record, with the page that it says itself or that the record around it says."""
        if isinstance(value, str):
            self._take_text(value, page)
        elif isinstance(value, Section):
            self._take_section(value)
        elif isinstance(value, StatementTable):
            self._take_table(value)
        elif isinstance(value, ParsedDisclosure):
            for name in (
                "statements",
                "institutions",
                "performance_targets",
                "procurement",
                "assets",
                "sections",
            ):
                self.take(getattr(value, name))
        elif is_dataclass(value):
            own = getattr(value, "page", page)
            if isinstance(value, PerformanceTarget) and value.funds_yuan is not None:
                self._take_funds(value.funds_yuan, own)
            for part in fields(value):
                self.take(getattr(value, part.name), own)
        elif isinstance(value, tuple | list):
            for one in value:
                self.take(one, page)

    def _take_text(self, text: str, page: int | None) -> None:
        if figures := _figures_in(text):
            at = self.figures.setdefault(page or 0, Counter())
            at.update(figure for _, figure in figures)

    def _take_funds(self, yuan: Decimal, page: int | None) -> None:
        """The funds of a project, of which the record has only the value: printed in one unit or another."""
        at = self.figures.setdefault(page or 0, Counter())
        at.update({(yuan / scale).normalize() for scale in SCALES.values()})

    def _take_section(self, section: Section) -> None:
        self.take(section.heading, section.page)
        page = section.page
        for line in section.text.split("\n"):
            text = line.lstrip(PAGE_BREAK)
            page = None if page is None else page + len(line) - len(text)
            self._take_text(text, page)

    def _take_table(self, table: StatementTable) -> None:
        above = [table.title, table.empty_note or "", *(part for c in table.columns for part in c.heading)]
        figures = {figure for text in above for _, figure in _figures_in(text)}
        pages = table.pages or (0,)
        for page in pages:
            self.headings.setdefault(page, set()).update(figures)
        for cell in table.lines[0].cells if table.lines else ():  # a total may stand among them
            for page in pages[1:]:
                self.headings.setdefault(page, set()).update(
                    figure for _, figure in _figures_in(cell.printed)
                )
        for line in table.lines:
            for text in (line.serial or "", line.code or "", line.name):
                self._take_text(text, line.page)
            for cell in line.cells:
                self._take_text(cell.printed, cell.page)


def _named(
    blocks: Sequence[Block], left: Sequence[Sequence[str]], disclosure: ParsedDisclosure
) -> Iterator[Note]:
    """A note for every block with amounts that are nowhere, which names each of them."""
    for block, printed in zip(blocks, left, strict=True):
        if not printed:
            continue
        if isinstance(block, Grid):
            titles = [
                t.title for t in disclosure.statements if block.page in (t.pages or (None,)) and t.title
            ]
            named = f"表“{'”“'.join(dict.fromkeys(titles))}”" if titles else "表"
            yield Note(
                "amount-left-out",
                f"{named}中有 {len(printed)} 个数字没有归入行和列：{'、'.join(printed)}",
                block.page,
            )
        else:
            text = tidy(block.text)
            rest = printed if len(text) > LONGEST_TEXT else []
            said = f"表格和说明以外的文字：{text[:LONGEST_TEXT]}" + (
                f"……（{'、'.join(rest)}）" if rest else ""
            )
            yield Note("text-left-out", said, block.page)
