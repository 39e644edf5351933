"""The narrative of one disclosure: its sections, the amounts it states, and the changes it declares.

    sections(blocks) · headline(blocks, fiscal_year) · claims(blocks, fiscal_year)

`blocks` are the paragraphs and grids of one disclosure in reading order; grids only show where tables stand.
The recipe: paragraphs under their headings → sentences, joined over lines and pages → facts (`clauses.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from disclosures.parsing.clauses import Fact, Narrator, plain
from disclosures.parsing.document import Block, Grid, Paragraph
from disclosures.parsing.layouts import narrative_terms as terms
from disclosures.parsing.normalise import key
from disclosures.parsing.records import Claim, HeadlineFigure, Section

LONGEST_HEADING = 45
_LEVEL_1 = re.compile(r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、")
_LEVEL_2 = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[、.．](?!\d)")
_PART = re.compile(r"第[一二三四五六七八九十]+部分")
_SENTENCE_INSIDE = re.compile(r"[。；;！？]|[：:](?!$)|[.，,、]$")
_MONEY = re.compile(r"\d(?:百万|[千万亿])?元|\d[万亿]|\d%")
_ENDED = re.compile(r"[。；;！？：:.]$")
_ENDS_IN_AMOUNT = re.compile(r"(?:元|%)[）)]?$")
_HEADING_ENDING = re.compile(r"(?:情况|说明|信息|目标|措施|事项|解释|设置|职[责能]|总体|安排|支出|收入|[）)])$")


@dataclass(slots=True)
class _Passage:
    """A heading (level 0: none yet) and the paragraphs under it."""

    heading: str
    level: int
    page: int | None
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(paragraph.text.strip() for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    pages: tuple[tuple[int, int | None], ...]  # (offset of the first character, page), ascending

    def page_at(self, offset: int) -> int | None:
        return next((page for start, page in reversed(self.pages) if start <= offset), None)


def sections(blocks: Sequence[Block]) -> list[Section]:
    """The narrative text under its headings. Tables, their titles and the table of contents are left out."""
    return [
        Section(passage.heading, passage.level, passage.page, passage.text)
        for passage in _passages(blocks)
        if passage.level
    ]


def headline(blocks: Sequence[Block], fiscal_year: int | None = None) -> list[HeadlineFigure]:
    """Every amount that the narrative states of a known thing, once, in reading order. 持平 is a change of 0.00."""
    figures: dict[tuple[object, ...], HeadlineFigure] = {}
    for fact, sentence in _facts(blocks, fiscal_year):
        if fact.yuan is None:
            continue
        clause = fact.clause
        figure = HeadlineFigure(
            item=fact.item,
            is_change=fact.is_change,
            yuan=fact.yuan,
            printed=clause.printed,
            text=sentence.text[clause.start : clause.end],
            sentence=fact.sentence,
            page=sentence.page_at(_number_at(fact)),
            direction=fact.direction,
            label=fact.label,
        )
        figures.setdefault((fact.item, fact.is_change, fact.yuan, fact.label), figure)
    return list(figures.values())


def claims(blocks: Sequence[Block], fiscal_year: int | None = None) -> list[Claim]:
    """Every declared change, in reading order; “上年” is the year before `fiscal_year`."""
    return [
        Claim(
            item=fact.item,
            direction=fact.direction,
            yuan=fact.yuan,
            percentage=fact.percentage,
            base_year=fact.base_year,
            reason=fact.reason,
            sentence=fact.sentence,
            printed=sentence.text[fact.clause.start : fact.clause.end],
            page=sentence.page_at(_number_at(fact)),
        )
        for fact, sentence in _facts(blocks, fiscal_year)
        if fact.is_change and fact.direction is not None
    ]


def _number_at(fact: Fact) -> int:
    return fact.clause.end - len(fact.clause.printed)


# --- headings --------------------------------------------------------------------------------------------------------


def _passages(blocks: Sequence[Block]) -> list[_Passage]:
    found = [_Passage("", 0, None)]
    for place, block in enumerate(blocks):
        if isinstance(block, Grid):
            continue
        text = plain(block.text)
        if not text or re.search(terms.CAPTION, text) or _is_table_title(text):
            continue
        level = _heading_level(text, block, blocks[place + 1] if place + 1 < len(blocks) else None)
        if level:
            found.append(_Passage(_as_heading(block.text), level, block.page))
        else:
            found[-1].paragraphs.append(block)
    return _without_contents(found)


def _heading_level(text: str, paragraph: Paragraph, following: Block | None) -> int:
    """0: no heading. A heading is short, states no amount and holds no sentence."""
    if len(text) > LONGEST_HEADING or re.search(terms.CONTENTS_LINE, text) or _MONEY.search(text):
        return 0
    if _LEVEL_1.match(text):
        return 0 if _SENTENCE_INSIDE.search(text) else 1
    if _SENTENCE_INSIDE.search(text) or isinstance(following, Grid):  # over a grid it is the table's title
        return 0
    if _LEVEL_2.match(text):
        return 2 if _HEADING_ENDING.search(text) or _continues_below(paragraph, following) else 0
    if re.search(terms.UNNUMBERED, text):
        return 1
    return min(paragraph.level, 2) if paragraph.level else 0


def _continues_below(paragraph: Paragraph, following: Block | None) -> bool:
    """Whether what follows stands on the same page: a list item broken by the page's end looks like a heading."""
    return isinstance(following, Paragraph) and following.page == paragraph.page


def _is_table_title(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and bool(re.search(terms.TABLE_TITLE, text)) and not _MONEY.search(text)


def _as_heading(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip("：:")


def _without_contents(found: list[_Passage]) -> list[_Passage]:
    """Without the entries of the table of contents: headings without text that come again with it."""
    kept = []
    later: set[str] = set()
    for passage in reversed(found):
        name = key(re.sub(r"[（(].*?[）)]", "", passage.heading))
        if passage.paragraphs or name not in later:
            kept.append(passage)
        later.add(name)
    return kept[::-1]


# --- sentences -------------------------------------------------------------------------------------------------------


def _facts(blocks: Sequence[Block], fiscal_year: int | None) -> Iterator[tuple[Fact, _Sentence]]:
    """Facts with the sentence they stand in. Reasons may come a sentence later: a passage is read whole first."""
    parent = ""
    for passage in _passages(blocks):
        parent = passage.heading if passage.level < 2 else parent
        if re.search(terms.SILENT, passage.heading) or re.search(terms.SILENT, parent):
            continue
        narrator = Narrator(parent + passage.heading, fiscal_year)
        yield from [(fact, sentence) for sentence in _sentences(passage.paragraphs) for fact in narrator.read(sentence.text)]


def _sentences(paragraphs: Sequence[Paragraph]) -> Iterator[_Sentence]:
    """Paragraphs joined where a sentence runs over their ends, cut at full stops."""
    text = ""
    pages: list[tuple[int, int | None]] = []
    for paragraph in paragraphs:
        words = plain(paragraph.text)
        if _ENDS_IN_AMOUNT.search(text):
            text += "；"  # a list with an item a line and no punctuation
        elif _ENDED.search(text) and not text.endswith(("：", ":", "；", ";")):
            yield from _cut(text, pages)
            text, pages = "", []
        pages.append((len(text), paragraph.page))
        text += words
    yield from _cut(text, pages)


def _cut(text: str, pages: Sequence[tuple[int, int | None]]) -> Iterator[_Sentence]:
    for match in re.finditer(r"[^。！？]+[。！？]?", text):
        here = [(max(start - match.start(), 0), page) for start, page in pages if start < match.end()]
        yield _Sentence(match[0], tuple(here))
