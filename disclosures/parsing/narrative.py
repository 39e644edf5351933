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

PAGE_BREAK = "\f"
LONGEST_HEADING = 45
SHORTEST_TITLE = 10
_LEVEL_1 = re.compile(r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、")
_LEVEL_2 = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[、.．](?!\d)")
_NUMBERED = re.compile(rf"(?:{_LEVEL_1.pattern}|{_LEVEL_2.pattern})")
_SENTENCE_INSIDE = re.compile(r"[。；;！？]|[：:](?!$)|[.，,、]$")
_GIVES_REASON = re.compile(r"原因[是为]?[，,]")
_MONEY = re.compile(r"\d(?:百万|[千万亿])?元|\d[万亿]|\d%")
_ENTRY_END = re.compile(r"[.．·…。\d]+$")
_ENDED = re.compile(r"[。；;！？：:.]$")
_ENDS_IN_AMOUNT = re.compile(r"(?:元|%)[）)]?$")
_HEADING_ENDING = re.compile(r"(?:情况|说明|信息|目标|措施|事项|解释|设置|职[责能]|总体|安排|支出|收入)$")


@dataclass(slots=True)
class _Passage:
    """A heading (level 0: none yet) and the paragraphs under it."""

    heading: str
    level: int
    page: int | None
    paragraphs: list[Paragraph] = field(default_factory=list)
    listed: str = ""  # the style of the list that its text ends with

    @property
    def style(self) -> str:
        """How the heading is numbered: （一） and 1、 are different styles."""
        return re.sub(r"[一二三四五六七八九十]+|\d+", "1", self.heading[:4])[:2]

    @property
    def text(self) -> str:
        """A line a paragraph; a form feed before what stands on a later page."""
        lines = []
        page = self.page
        for paragraph in self.paragraphs:
            turned = max((paragraph.page or 0) - page, 0) if page else 0
            lines.append(PAGE_BREAK * turned + paragraph.text.strip())
            page = page + turned if page else None
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` without white space; `pages` pairs the offset of a first character with its page, ascending."""

    text: str
    pages: tuple[tuple[int, int | None], ...]

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
    first, last = contents_of(blocks)
    for place, block in enumerate(blocks):
        if isinstance(block, Grid) or first <= place < last:
            continue
        text = plain(block.text)
        if not text or re.search(terms.NO_TEXT, text) or _is_table_title(text):
            continue
        level = _heading_level(text, block, blocks[place + 1] if place + 1 < len(blocks) else None)
        if level and _goes_on(found[-1], text):
            found[-1].heading += text
        elif level:
            found.append(_Passage(_as_heading(block.text), level, block.page))
        else:
            found[-1].paragraphs.append(block)
    return _without_repeated(_without_lists(found))


def _heading_level(text: str, paragraph: Paragraph, following: Block | None) -> int:
    """0: no heading. A heading is short, states no amount and holds no sentence."""
    if len(text) > LONGEST_HEADING or _MONEY.search(text):
        return 0
    if _LEVEL_1.match(text):
        return 0 if _SENTENCE_INSIDE.search(text) else 1
    is_sentence = _SENTENCE_INSIDE.search(text) or _GIVES_REASON.search(text)
    if is_sentence or isinstance(following, Grid):  # over a grid it is the table's title
        return 0
    if _LEVEL_2.match(text):
        return 2 if _HEADING_ENDING.search(text) or _continues_below(paragraph, following) else 0
    if re.search(terms.UNNUMBERED, text):
        return 1
    return min(paragraph.level, 2) if paragraph.level else 0


def _goes_on(before: _Passage, text: str) -> bool:
    """Whether a heading is the rest of the one in the line above: “第三部分 …年度部门决算” / “情况说明”."""
    return (
        bool(before.level)
        and not before.paragraphs
        and len(text) <= SHORTEST_TITLE
        and not _NUMBERED.match(text)
    )


def _continues_below(paragraph: Paragraph, following: Block | None) -> bool:
    """Whether what follows stands on the same page: a list item broken by the page's end looks like a heading."""
    return isinstance(following, Paragraph) and following.page == paragraph.page


def _is_table_title(text: str) -> bool:
    return (
        len(text) <= LONGEST_HEADING and bool(re.search(terms.TABLE_TITLE, text)) and not _MONEY.search(text)
    )


def _as_heading(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip("：:")


def contents_of(blocks: Sequence[Block]) -> tuple[int, int]:
    """Where the table of contents stands: from 目录 to where its first entry comes again, or to the page's end."""
    texts = [key(block.text) if isinstance(block, Paragraph) else "" for block in blocks]
    if "目录" not in texts:
        return 0, 0
    first = texts.index("目录")
    last = first + 1
    seen: set[str] = set()
    while last < len(texts) and len(texts[last]) <= LONGEST_HEADING and isinstance(blocks[last], Paragraph):
        entry = _ENTRY_END.sub("", texts[last])
        if entry in seen:
            return first, last
        seen.add(entry)
        last += 1
    same_page = (place for place in range(first, last) if blocks[place].page != blocks[first].page)
    return first, next(same_page, first if blocks[first].page is None else last)


def _without_lists(found: list[_Passage]) -> list[_Passage]:
    """Numbered lines right under one another are a list, no headings: they go back to the text they stand in."""
    kept = found[:1]
    for place, passage in enumerate(found[1:], start=2):
        following = found[place] if place < len(found) else None
        counted = passage.level == 2 and passage.style.startswith("1")
        listed = kept[-1].listed and passage.style == kept[-1].listed
        followed = following is not None and following.level == 2 and following.style == passage.style
        if counted and (listed or (followed and not passage.paragraphs)):
            kept[-1].paragraphs += [Paragraph(passage.heading, passage.page), *passage.paragraphs]
            kept[-1].listed = passage.style
        else:
            kept.append(passage)
    return kept


def _without_repeated(found: list[_Passage]) -> list[_Passage]:
    """Without headings that stand alone and come again with their text, as those of a table of contents do."""
    kept = []
    later: set[str] = set()
    for passage in reversed(found):
        name = key(re.sub(r"[（(].*?[）)]", "", passage.heading))
        if passage.paragraphs or name not in later:
            kept.append(passage)
        later.add(name)
    return kept[::-1]


# --- sentences -------------------------------------------------------------------------------------------------------


def section_sentences(section: Section) -> Iterator[Sentence]:
    """The sentences of a section, joined over its lines and pages."""
    page = section.page
    paragraphs = []
    for line in section.text.split("\n"):
        words = line.lstrip(PAGE_BREAK)
        page = None if page is None else page + len(line) - len(words)
        paragraphs.append(Paragraph(words, page))
    yield from _sentences(paragraphs)


def _facts(blocks: Sequence[Block], fiscal_year: int | None) -> Iterator[tuple[Fact, Sentence]]:
    """Facts with the sentence they stand in. Reasons may come a sentence later: a passage is read whole first."""
    parent = ""
    for passage in _passages(blocks):
        parent = passage.heading if passage.level < 2 else parent
        if re.search(terms.SILENT, passage.heading) or re.search(terms.SILENT, parent):
            continue
        narrator = Narrator(passage.heading, fiscal_year)
        yield from [
            (fact, sentence)
            for sentence in _sentences(passage.paragraphs)
            for fact in narrator.read(sentence.text)
        ]


def _sentences(paragraphs: Sequence[Paragraph]) -> Iterator[Sentence]:
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


def _cut(text: str, pages: Sequence[tuple[int, int | None]]) -> Iterator[Sentence]:
    for match in re.finditer(r"[^。！？]+[。！？]?", text):
        here = [(max(start - match.start(), 0), page) for start, page in pages if start < match.end()]
        yield Sentence(match[0], tuple(here))
