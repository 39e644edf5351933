"""Tables that no vertical rules part, or no rules at all: lines of text that stand in columns → Grid.

Pure: words and horizontal rules in, grids out. A table begins with headings side by side, or goes on with the table at
the end of the page before; prose, titles and lines of agency, year and scale bound it and stay text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from disclosures.parsing.document import Box, Cell, Grid
from disclosures.parsing.readers.alignment import (
    EVENLY,
    ROW,
    Piece,
    Span,
    Stack,
    attach,
    columns,
    edges,
    groups,
    stack,
    stacks,
)

NOTE = "本页表格没有框线，按文字对齐读取"

SOLID = 0.25
"""em. Characters closer than this are one word."""
SET_WIDE = 1.8
"""em. Lines of one heading stand no farther apart, whatever the header shows."""
CHUNK = 0.8
"""em. Words farther apart stand in different columns, or are a word spelled wide."""
CLOSE = 0.45
"""em. Words closer than this are one text: between Chinese and Latin type a quarter em is left."""
SPELLED = 4.0
"""em. The characters of one heading (“合    计”) are spelled no wider."""
SET_SOLID = 1.5
"""em. Lines of one heading stand as close, or closer, unless the header itself shows otherwise."""
EVEN = 0.3
"""em. Edges and middles that differ by less are meant to be the same."""
INDENT = 3.0
"""em. Prose begins no farther from the left margin."""
PROSE = 0.55
"""Of the width of the text: a longer single text that begins at the margin is prose."""
OTHER_SIZE = 0.08
"""Of the size of the type: a single text of another size is a heading, not a row."""
WIDE_LINES = 5
"""Lines. A text over all columns of a table, the objective of a performance form, has fewer."""
FAR_ABOVE = 3.0
"""em. A heading over several columns stands no farther above the headings of these."""
FAR_BELOW = 2.0
"""em. A single text so far below a table is no row of it."""
FARTHEST = 1.5
"""Times the widest distance of rows so far: a row may stand that far from the one before it."""
ROOM = 1.2
"""em. Lines of different rows are at least as far apart."""
FEW = 8
"""Of so many lines at least one has words in a column of words; where fewer have, these are merged over columns, or the
column is all but blank."""
ROW_BY_ROW = 0.8
"""Of the strips between rules: where so many hold one line of numbers at most, every strip is a row."""
CENTRED = 1.0
"""em. A total nearer by this to the middle of several columns than to that of its own is merged over them."""
OVERHANG = 0.6
"""em. So far a word may reach over the inferred edge of its column."""
PAD = 0.3
"""em between the words of a cell and its edge."""
ACROSS = 0.5
"""Of the width of a table: a rule that is shorter parts headings, not rows."""

NUMBER = re.compile(r"[-−(（]?[¥￥]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?[)）]?%?|[-—－]+")
AMOUNT = re.compile(r"[-−(（]?(?:\d[\d,，]*\.\d+|\d{1,3}(?:[,，]\d{3})+)[)）]?")
NUMBERED = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)|其中[:：]"
)
HEADING = re.compile(
    r"序号|[行栏档]次|项目|科目|编码|代码|名称|[合小总]计|收入|支出|金额|预算|决算|结转|结余|经费|拨款|资金|基金|数量|单价|单位|级指标|指标[值名]"
    r"|依据|备注|年度|性质|规格|形式|级别|类别|内容|标准|目标|价值|[类款项]$|费$|[上本]年数|增减"
)
CONTEXT = re.compile(r"^[^（(]{0,6}(?:单位|部门|年度|时间|日期)(?:名称)?\s*[:：]")
CLOSING = re.compile(r"(?:备?注|说明)\s*[:：]")
TITLE = re.compile(r".{3,}表(?:[（(].*[）)])?$")
CONTENTS = re.compile(r"[.．。…·‥]{4,}")
SENTENCE = re.compile(r"[，。；]")
PAGE_NUMBER = re.compile(r"[\s\-—–第]*\d{1,4}[\s\-—–页]*")
TOTAL = re.compile(r"[合总小]计$")


@dataclass(frozen=True, slots=True)
class Word:
    """Characters set solid on one line, in PDF points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: str = ""

    @property
    def x(self) -> Span:
        return Span(self.x0, self.x1)

    @property
    def y(self) -> Span:
        return Span(self.top, self.bottom)


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal rule."""

    x0: float
    x1: float
    y: float


Line = Sequence[Word]


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are one text: a heading, or a line of a cell."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """As printed: every line of the text, a wide gap kept as a space."""
        parts: list[str] = []
        for before, word in zip((None, *self.words), self.words, strict=False):
            if before is not None:
                parts.append("\n" if word.y.middle - before.y.middle > word.size / 2 else " ")
            parts.append(word.text)
        return "".join(parts)

    @property
    def plain(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def x(self) -> Span:
        return Span(min(word.x0 for word in self.words), max(word.x1 for word in self.words))

    @property
    def y(self) -> Span:
        return Span(min(word.top for word in self.words), max(word.bottom for word in self.words))


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of one table. `lead` stands above its headings (绩效目标 over the indicators)."""

    lead: Sequence[Line]
    header: Sequence[Line]
    ordinals: Line | None
    body: Sequence[Line]

    @property
    def em(self) -> float:
        return _size(self.body or self.header)


def _size(lines: Sequence[Line]) -> float:
    """The size of most of the type."""
    return max(Counter(word.size for line in lines for word in line).most_common(1)[0][0], 1.0)


@dataclass(slots=True)
class Placed:
    """A cell under way: its columns, its rows, its words."""

    first: int
    last: int
    words: list[Word] = field(default_factory=list)
    row_span: int = 1

    @property
    def y(self) -> Span:
        return Text(tuple(self.words)).y


def grids(lines: Sequence[Line], rules: Sequence[Rule], page: int, before: Grid | None = None) -> list[Grid]:
    """The tables among the lines of a page. `before` is such a table at the end of the page before."""
    lines = [line for line in lines if line]
    found: list[Grid] = []
    for number, run in enumerate(runs(lines)):
        first = number == 0 and all(_is_context(line) for line in lines[: lines.index(run[0])])
        rest = _continuation(run, before, page, rules) if before is not None and first else None
        found += [rest] if rest else [_grid(region, rules, page) for region in regions(run)]
    return found


# --- where tables are ------------------------------------------------------------------------------------------------


def runs(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Lines with nothing between them that cannot be in a table."""
    run: list[Line] = []
    for line in lines:
        if not _parts(line):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _parts(line: Line) -> bool:
    """Is it a title, a note, a line of a table of contents, or of agency, year and scale?"""
    texts = texts_of(line, CHUNK)
    if _is_context(line) or any(CONTENTS.search(text.plain) for text in texts):
        return True
    if len(texts) > 1:
        return False
    only = texts[0]
    return bool(CLOSING.match(only.plain) or TITLE.match(only.plain) or PAGE_NUMBER.fullmatch(only.plain))


def _is_context(line: Line) -> bool:
    return any(CONTEXT.match(text.plain) for text in texts_of(line, CHUNK))


def regions(run: Sequence[Line]) -> Iterator[Region]:
    """The tables in a run of lines: each begins with its headings, or little above them."""
    start = 0
    while True:
        head = next((i for i in range(start, len(run)) if _is_heading(run[i])), None)
        if head is None:
            return
        end = _end(run, head)
        first = _lead(run, start, head)
        columned = [line for line in run[first:end] if len(texts_of(line, CHUNK)) > 1]
        titles = sum(bool(TITLE.match(texts_of(line, CHUNK)[-1].plain)) for line in columned)
        bare = head == start == 0 and len(texts_of(run[head], CHUNK)) > 2 and end - head < 4  # an empty table
        if (len(columned) > 1 or bare) and 2 * titles < len(columned):  # more titles: a table of contents
            yield _region(run[first:end], head - first)
        start = end


def _is_heading(line: Line) -> bool:
    """Headings side by side, and no data."""
    texts = texts_of(line, CHUNK)
    if _is_data(texts) or any(SENTENCE.search(text.plain) for text in texts):
        return False
    named = len({text.plain for text in texts if HEADING.search(text.plain)})
    return named > 1 and 2 * named >= len(texts)


def _is_data(texts: Sequence[Text]) -> bool:
    return any(
        NUMBER.fullmatch(text.plain)
        or NUMBERED.match(text.plain)
        or any(AMOUNT.fullmatch(word.text) for word in text.words)
        for text in texts
    )


def _lead(run: Sequence[Line], start: int, head: int) -> int:
    """The first line that belongs to the headings at `head`: a group heading, or rows above the headings."""
    first = head
    size = run[head][0].size
    left = min(word.x0 for word in run[head])
    fonts = {word.font for word in run[head]}
    for i in range(head - 1, start - 1, -1):
        line, texts = run[i], texts_of(run[i], CHUNK)
        apart = run[i + 1][0].top - line[0].bottom
        if apart > FAR_ABOVE * size or abs(line[0].size - size) > OTHER_SIZE * size:
            break
        named = (
            HEADING.search(texts[0].plain) and not NUMBERED.match(texts[0].plain) and line[0].font in fonts
        )
        if len(texts) == 1 and texts[0].x.start - left < INDENT * size and not named:
            break
        first = i
    return first


def _end(run: Sequence[Line], head: int) -> int:
    """The line after the table whose headings are at `head`."""
    columned = [line for line in run[head:] if len(texts_of(line, CHUNK)) > 1]
    fonts = {word.font for line in columned for word in line}
    sizes = {word.size for line in columned for word in line}
    size = max(sizes, default=0.0)
    first = [word.text for word in run[head]]
    usual = FAR_BELOW * size
    for i in range(head + 1, len(run)):
        word, apart = run[i][0], run[i][0].top - max(w.bottom for w in run[i - 1])
        if [word.text for word in run[i]] == first:
            return i
        if len(texts_of(run[i], CHUNK)) > 1:
            usual = max(usual, FARTHEST * apart)
            continue
        other = min((abs(word.size - size) for size in sizes), default=inf) > OTHER_SIZE * word.size
        if other or word.font not in fonts or (apart > usual and not _is_followed(run, i, apart)):
            return i
        if _is_wide(run[i], columned) and not _goes_on_below(run, i):
            return i
    return len(run)


def _is_followed(run: Sequence[Line], i: int, apart: float) -> bool:
    """Does a line in columns follow a single text as closely, and are these not the headings of a next table?"""
    if i + 1 == len(run) or NUMBERED.match(run[i][0].text):
        return False
    below = run[i + 1][0].top - run[i][0].bottom
    return len(texts_of(run[i + 1], CHUNK)) > 1 and below < FARTHEST * apart


def _is_wide(line: Line, columned: Sequence[Line]) -> bool:
    """Does a single text begin at the left of the columns, and reach over most of them, as prose does?"""
    left = min(word.x0 for other in columned for word in other)
    right = max(word.x1 for other in columned for word in other)
    return line[0].x0 - left < INDENT * line[0].size and line[-1].x1 - line[0].x0 > PROSE * (right - left)


def _goes_on_below(run: Sequence[Line], wide: int) -> bool:
    """Do rows of the table stand right below a wide text? Then it is a row that reaches over all columns."""
    for i in range(wide + 1, min(wide + WIDE_LINES, len(run))):
        if abs(run[i][0].size - run[wide][0].size) > OTHER_SIZE * run[i][0].size:
            return False
        if len(texts_of(run[i], CHUNK)) > 2:
            return not _is_heading(run[i])
    return False


def _region(lines: Sequence[Line], head: int) -> Region:
    start = head
    while start and not _is_data(texts_of(lines[start - 1], CHUNK)):
        start -= 1
    for i in range(head + 1, min(head + 10, len(lines))):
        if _counts_up(lines[i]):
            return Region(lines[:start], lines[start:i], lines[i], lines[i + 1 :])
    texts = [texts_of(line, CHUNK) for line in lines]
    data = next((i for i in range(head + 1, len(lines)) if _is_data(texts[i])), len(lines))
    data = _first_line(lines, data)
    full = max(range(head, len(lines)), key=lambda i: len(texts[i]))
    numbers = sum(bool(NUMBER.fullmatch(text.plain)) for part in texts for text in part)
    in_words = 6 * numbers < sum(map(len, texts))
    end = min(data, full + 1) if in_words else data
    return Region(lines[:start], lines[start:end], None, lines[end:])


def _first_line(lines: Sequence[Line], data: int) -> int:
    """The first line of the row whose amounts stand on the line `data`: a name of several lines begins above them."""
    first = data
    while 1 < first < len(lines):
        above, line = lines[first - 1][0], lines[first][0]
        beside = first == data and above.bottom > line.top
        follows = first < data and abs(above.x0 - line.x0) < EVEN * line.size
        if not beside and not (follows and line.y.middle - above.y.middle < SET_SOLID * line.size):
            break
        first -= 1
    return first


def _counts_up(line: Line) -> bool:
    """Is it a line of column numbers, with or without 栏次 before them?"""
    texts = [text.plain for text in texts_of(line, CLOSE)]
    numbers = [int(text) for text in texts if text.isdigit() and len(text) < 3]
    counted = all(b - a == 1 for a, b in pairwise(numbers))
    return len(numbers) > 1 and len(numbers) >= len(texts) - 1 and counted and numbers[0] < 3


def texts_of(line: Line, apart: float) -> list[Text]:
    """The words of a line, those closer than `apart` together; but a word beside an amount is a text of its own."""
    found: list[list[Word]] = []
    for word in line:
        last = found[-1][-1] if found else None
        beside = (
            last is not None
            and apart < CHUNK
            and (AMOUNT.fullmatch(last.text) or AMOUNT.fullmatch(word.text))
        )
        if last is not None and not beside and word.x0 - last.x1 < apart * word.size:
            found[-1].append(word)
        else:
            found.append([word])
    return [Text(tuple(words)) for words in found]


# --- one table -------------------------------------------------------------------------------------------------------


def _grid(region: Region, rules: Sequence[Rule], page: int) -> Grid:
    em = region.em
    rules = _beside(rules, region)
    headings = _headings(region.header, rules, _size(region.header))
    heads, body, found = _columns(headings, region, em)
    spans = _bounds(found, heads, body, rules, em)
    lines = [*region.lead, *region.header, *([region.ordinals] if region.ordinals else []), *region.body]
    left, right = (
        min(word.x0 for line in lines for word in line),
        max(word.x1 for line in lines for word in line),
    )
    spans[0] = Span(min(spans[0].start, left), min(spans[0].end, left))
    spans[-1] = Span(max(spans[-1].start, right), max(spans[-1].end, right))
    bounds = [span.middle for span in spans]
    rows = _rows(region.lead, bounds, [], em)
    rows += _header_rows(headings, spans, em)
    if region.ordinals is not None:
        rows.append(_line_cells(region.ordinals, bounds, em))
    rows += _rows(region.body, bounds, rules, em)
    return _built(rows, bounds, lines, page)


def _columns(
    headings: Sequence[Text], region: Region, em: float
) -> tuple[list[Span], list[Stack], list[Span]]:
    """What stands over one column each, the words below, and the columns that both make.

    A heading halfway up between two lower ones is one of a whole column, or a group over these: with it or without it,
    whichever lets every column of words have its heading.
    """
    leaves = [text for text in headings if _is_leaf(text, headings, em)]
    between = _between(leaves, em)
    tries = []
    for chosen in (leaves, [text for text in leaves if text not in between]):
        heads = _heads(chosen, region.ordinals, em)
        body = _stacks(region.body, heads, em)
        cost, found = columns(heads, body, em)
        tries.append((cost, heads, body, found))
        if not between:
            break
    _, heads, body, found = min(reversed(tries), key=lambda tried: tried[0])
    return heads, body, found


def _between(leaves: Sequence[Text], em: float) -> list[Text]:
    """Headings that stand higher than both their neighbours."""
    row = sorted(leaves, key=lambda text: text.x.middle)
    return [
        text
        for left, text, right in zip(row, row[1:], row[2:], strict=False)
        if min(left.y.middle, right.y.middle) > text.y.middle + EVEN * em
    ]


def _beside(rules: Sequence[Rule], region: Region) -> list[Rule]:
    """The rules between the lines of a region, and right above and below it."""
    lines = [*region.lead, *region.header, *region.body]
    top = min(word.top for line in lines for word in line) - 2 * region.em
    bottom = max(word.bottom for line in lines for word in line) + 2 * region.em
    return [rule for rule in rules if top < rule.y < bottom]


def _headings(header: Sequence[Line], rules: Sequence[Rule], em: float) -> list[Text]:
    """The headings, those of several lines whole."""
    lines = [_spelled(texts_of(line, CLOSE)) for line in header]
    reach = _leading(lines, em)
    found: list[list[Word]] = []
    for texts in lines:
        for text in texts:
            words = [Text((word,)) for word in text.words]
            apart = any(_above(word, found, reach, rules, em) is not None for word in words)
            for part in words if apart else [text]:
                above = _above(part, found, reach, rules, em)
                if above is None:
                    found.append(list(part.words))
                else:
                    above.extend(part.words)
    return [Text(tuple(words)) for words in found]


def _leading(lines: Sequence[Sequence[Text]], em: float) -> float:
    """How far apart lines of one heading are set: below a group heading stand several, and not all of them under it;
    so where every text of a line has one right above it, these are lines of the same headings."""
    found = SET_SOLID * em
    for texts in lines:
        gaps = [
            min(
                (gap for line in lines for upper in line if (gap := _below(upper, text)) <= SET_WIDE * em),
                default=inf,
            )
            for text in texts
        ]
        if len(gaps) > 1 and max(gaps) < inf:
            found = max(found, EVENLY * max(gaps))
    return found


def _below(upper: Text, text: Text) -> float:
    """How far below another a text stands; infinite where it stands beside it."""
    apart = text.y.middle - upper.y.middle
    return apart if apart > 0 and upper.x.gap(text.x) == 0 else inf


def _above(
    text: Text, found: Sequence[list[Word]], reach: float, rules: Sequence[Rule], em: float
) -> list[Word] | None:
    """The heading whose next line this is: right above it, set to the same middle or edge, with no rule between."""
    for words in reversed(found):
        last = _last_line(words, em)
        even = (
            abs(last.x.middle - text.x.middle) < 2 * EVEN * em
            or abs(last.x.start - text.x.start) < EVEN * em
            or abs(last.x.end - text.x.end) < EVEN * em
        )
        ruled = any(last.y.middle < r.y < text.y.middle and r.x0 < text.x.middle < r.x1 for r in rules)
        if even and not ruled and _below(last, text) <= reach:
            return words
    return None


def _last_line(words: Sequence[Word], em: float) -> Text:
    return Text(tuple(word for word in words if abs(word.top - words[-1].top) < EVEN * em))


def _spelled(texts: Sequence[Text]) -> list[Text]:
    """Single characters side by side are one heading spelled wide, but 类, 款 and 项 are three."""
    found: list[Text] = []
    for text in texts:
        last = found[-1] if found else None
        size = text.words[0].size
        if (
            last is not None
            and len(last.words[-1].text) == len(text.plain) == 1
            and text.plain not in "类款项"
            and text.x.start - last.x.end < SPELLED * size
        ):
            found[-1] = Text((*last.words, *text.words))
        else:
            found.append(text)
    return found


def _heads(lowest: Sequence[Text], ordinals: Line | None, em: float) -> list[Span]:
    """What stands over exactly one column: column numbers, and the lowest headings."""
    leaves = [text.x for text in lowest]
    if ordinals is None:
        return sorted(leaves, key=lambda span: span.middle)
    numbers = [text.x for text in texts_of(ordinals, CLOSE) if text.plain.isdigit()]
    heads = [
        _widened(
            number, [leaf for leaf in leaves if leaf.start - em < number.middle < leaf.end + em], numbers
        )
        for number in numbers
    ]
    before = [leaf for leaf in leaves if leaf.end < heads[0].start]
    return sorted([*before, *heads], key=lambda span: span.middle)


def _widened(number: Span, leaves: Sequence[Span], numbers: Sequence[Span]) -> Span:
    for leaf in leaves:
        if sum(leaf.start < other.middle < leaf.end for other in numbers) <= 1:
            number = number.joined(leaf)
    return number


def _is_leaf(text: Text, headings: Sequence[Text], em: float) -> bool:
    """A heading with none below it, that stands no higher than the middle of the header."""
    middle = (min(other.y.start for other in headings) + max(other.y.end for other in headings)) / 2
    below = [other for other in headings if other.y.start > text.y.end - EVEN * em]
    return text.y.middle > middle - EVEN * em and not any(text.x.gap(other.x) == 0 for other in below)


def _stacks(body: Sequence[Line], heads: Sequence[Span], em: float) -> list[Stack]:
    """The words that stand under one another, without those that reach over two headings."""
    spans: list[Span] = []
    amounts: list[Span] = []
    for line in body:
        for text in texts_of(line, CLOSE):
            over = sum(head.gap(text.x) == 0 for head in heads)
            if over > 1 or TOTAL.search(text.plain):
                continue
            spans.append(text.x)
            if NUMBER.fullmatch(text.plain):
                amounts.append(text.x)
    numeric = set(amounts)
    return [
        stack(
            part,
            EVEN * em,
            2 * sum(span in numeric for span in part) > len(part),
            FEW * len(part) < len(body),
        )
        for part in stacks(spans, 0.0)
    ]


def _bounds(
    found: Sequence[Span], heads: Sequence[Span], body: Sequence[Stack], rules: Sequence[Rule], em: float
) -> list[Span]:
    """Where the edges of the columns may lie; where rules end or begin in the gap between two columns, there."""
    of_head = [next((head for head in heads if column.gap(head) == 0), None) for column in found]
    sides = [next((part.side for part in body if column.gap(part.span) == 0), 0) for column in found]
    bounds = edges(found, of_head, sides, PAD * em)
    ends = {x for rule in rules for x in (rule.x0, rule.x1)}
    for i in range(1, len(found)):
        near = [x for x in ends if found[i - 1].end <= x <= found[i].start]
        if near:
            end = min(near, key=lambda x: abs(x - bounds[i].middle))
            bounds[i] = Span(end, end)
    return bounds


# --- rows ------------------------------------------------------------------------------------------------------------

Row = list[Placed]


def _header_rows(headings: Sequence[Text], spans: Sequence[Span], em: float) -> list[Row]:
    """The headings as rows: groups over their columns, every lowest heading down to the foot of the header."""
    if not headings:
        return []
    leaves, others = _lowest(headings, [span.middle for span in spans])
    levels = _levels(others)
    head, foot = min(text.y.start for text in headings), max(text.y.end for text in headings)
    tops = {
        column: (leaf.y, foot) for column, leaf in leaves.items()
    }  # what is highest, and the foot of its level
    depth = dict.fromkeys(leaves, 0)
    rows: list[Row] = [[] for _ in range(len(levels) + 1)]
    for number in reversed(range(len(levels))):
        level = levels[number]
        lowers = [head, *(min(text.y.end for text in upper) for upper in levels[: number + 1])]
        open_ = [c in tops and _is_under(*tops[c], lowers) for c in range(len(spans) - 1)]
        for text, under in zip(level, groups([t.x.middle for t in level], spans, open_, em), strict=True):
            if not under:
                continue
            rows[number].append(Placed(under.start, under.stop - 1, list(text.words)))
            for column in under:
                tops[column] = text.y, max(other.y.end for other in level)
                depth[column] = depth[column] or number + 1
    for column, leaf in leaves.items():
        rows[depth[column]].append(Placed(column, column, list(leaf.words), len(rows) - depth[column]))
    return rows


def _lowest(headings: Sequence[Text], bounds: Sequence[float]) -> tuple[dict[int, Text], list[Text]]:
    """The lowest heading of each column, and the others."""
    leaves: dict[int, Text] = {}
    others: list[Text] = []
    for text in sorted(headings, key=lambda text: -text.y.middle):
        column = _column(text.x.middle, bounds)
        if column not in leaves:
            leaves[column] = text
        elif leaves[column].y.gap(text.y) == 0:
            leaves[column] = Text((*text.words, *leaves[column].words))
        else:
            others.append(text)
    return leaves, others


def _levels(others: Sequence[Text]) -> list[list[Text]]:
    """Group headings by height, from the top, each level from left to right."""
    levels: list[list[Text]] = []
    rest = list(others)
    while rest:
        lowest = max(rest, key=lambda text: text.y.end)
        level = [
            text
            for text in rest
            if text.y.gap(lowest.y) == 0
            and not any(other.y.start >= text.y.end and other.x.gap(text.x) == 0 for other in rest)
        ]
        levels.insert(0, sorted(level, key=lambda text: text.x.middle))
        rest = [text for text in rest if not any(text is other for other in level)]
    return levels


def _is_under(top: Span, foot: float, lowers: Sequence[float]) -> bool:
    """Does what is highest in a column stand right under the last of the levels that end at `lowers`? It is centred on
    the height from the level it stands under, or from the head of the header, down to its own level's `foot`."""
    nearest = min(reversed(lowers), key=lambda lower: abs(top.middle - (lower + foot) / 2))
    return top.middle > lowers[-1] and nearest == lowers[-1]


def _rows(lines: Sequence[Line], bounds: Sequence[float], rules: Sequence[Rule], em: float) -> list[Row]:
    """The rows below the headings. Rules from side to side part them; between rules, alignment does."""
    if not lines:
        return []
    across = sorted({rule.y for rule in rules if _is_across(rule.y, rules, bounds)})
    bands: dict[int, list[Placed]] = {}
    for line in lines:
        for placed in _line_cells(line, bounds, em):
            bands.setdefault(sum(y < placed.y.middle for y in across), []).append(placed)
    every = len(bands) > 2 and sum(_is_one(band, em) for band in bands.values()) > ROW_BY_ROW * len(bands)
    rows: list[Row] = []
    for _, band in sorted(bands.items()):
        rows += [_gathered(band)] if every and _is_one(band, em) else _band_rows(band, len(bounds) - 1, em)
    return [_with_total(row, bounds, em) for row in rows]


def _is_one(band: Sequence[Placed], em: float) -> bool:
    """Is there one line of numbers at most between two rules?"""
    numbers = [placed for placed in band if NUMBER.fullmatch(Text(tuple(placed.words)).plain)]
    return len(_heights(numbers, em)) < 2


def _gathered(band: Sequence[Placed]) -> Row:
    """One row of all that stands between two rules."""
    row: dict[int, Placed] = {}
    for placed in band:
        if placed.first in row:
            row[placed.first].words += placed.words
            row[placed.first].last = max(row[placed.first].last, placed.last)
        else:
            row[placed.first] = Placed(placed.first, placed.last, list(placed.words))
    return list(row.values())


def _with_total(row: Row, bounds: Sequence[float], em: float) -> Row:
    """The row with its total merged over the blank columns that it is centred on (支出合计 over names and amounts)."""
    for cell in row:
        text = Text(tuple(cell.words))
        if not TOTAL.search(text.plain):
            continue
        first, last = cell.first, cell.last
        taken = {
            column for other in row if other is not cell for column in range(other.first, other.last + 1)
        }
        while first and first - 1 not in taken:
            first -= 1
        while last + 2 < len(bounds) and last + 1 not in taken:
            last += 1
        middle = text.x.middle
        off, wide = min(
            (abs((bounds[a] + bounds[b + 1]) / 2 - middle), (a, b))
            for a in range(first, cell.first + 1)
            for b in range(cell.last, last + 1)
        )
        if abs((bounds[cell.first] + bounds[cell.last + 1]) / 2 - middle) > off + CENTRED * em:
            cell.first, cell.last = wide
    return row


def _is_across(y: float, rules: Sequence[Rule], bounds: Sequence[float]) -> bool:
    length = sum(rule.x1 - rule.x0 for rule in rules if abs(rule.y - y) < 1)
    return length > ACROSS * (bounds[-1] - bounds[0])


def _line_cells(line: Line, bounds: Sequence[float], em: float) -> list[Placed]:
    """The words of one line in their columns; a text that reaches over an edge is merged over its columns."""
    found: list[Placed] = []
    for text in _total(texts_of(line, CLOSE)):
        first = _column(min(text.x.start + OVERHANG * em, text.x.middle), bounds)
        last = _column(max(text.x.end - OVERHANG * em, text.x.middle), bounds)
        if found and first <= found[-1].last:
            found[-1].words += text.words
            found[-1].last = max(last, found[-1].last)
        else:
            found.append(Placed(first, last, list(text.words)))
    return found


def _total(texts: Sequence[Text]) -> list[Text]:
    """The texts of a line, with “合    计” spelled wide as one."""
    found: list[Text] = []
    for text in texts:
        if found and TOTAL.fullmatch(found[-1].plain + text.plain):
            found[-1] = Text((*found[-1].words, *text.words))
        else:
            found.append(text)
    return found


def _column(x: float, bounds: Sequence[float]) -> int:
    return max(0, min(sum(bound <= x for bound in bounds) - 1, len(bounds) - 2))


def _band_rows(band: Sequence[Placed], count: int, em: float) -> list[Row]:
    """Rows between two rules, or of a whole table: the lines of each column are parted into cells, and these stand on
    the rows that its amounts, serials and codes show; without any, on the rows of the column that fits best."""
    by_column = [[placed for placed in band if placed.first == column] for column in range(count)]
    numeric = [part for part in by_column if part and _is_numeric(part)]
    if numeric:
        return _fitted(by_column, _heights([p for part in numeric for p in part], em), em)[1]
    tries = [_fitted(by_column, _heights(part, em), em) for part in by_column if part]
    return min(tries, key=lambda tried: tried[0])[1]


def _is_numeric(part: Sequence[Placed]) -> bool:
    numbers = sum(bool(NUMBER.fullmatch(Text(tuple(placed.words)).plain)) for placed in part)
    return 5 * numbers >= 4 * len(part)


def _heights(part: Sequence[Placed], em: float) -> list[float]:
    """The middles of lines, each once."""
    heights: list[float] = []
    for height in sorted(placed.words[0].y.middle for placed in part):
        if not heights or height - heights[-1] > 2 * EVEN * em:
            heights.append(height)
    return heights


def _fitted(
    by_column: Sequence[Sequence[Placed]], heights: list[float], em: float
) -> tuple[float, list[Row]]:
    """The rows when cells stand on `heights`, and how ill they fit; whether by their middle, head or foot is tried."""
    best: tuple[float, list[Row]] | None = None
    for mode in (0, -1, 1):
        total, rows = ROW * em * len(heights), dict[int, Row]()
        loose: list[Placed] = []
        for part in by_column:
            pieces = [Piece(Text(tuple(p.words)).y, bool(NUMBERED.match(p.words[0].text))) for p in part]
            cost, cells = attach(pieces, heights, mode, em)
            total += cost
            for lines, row in cells:
                whole = Placed(part[lines.start].first, max(part[i].last for i in lines))
                whole.words = [word for i in lines for word in part[i].words]
                if row is None:
                    loose.append(whole)
                else:
                    rows.setdefault(row, []).append(whole)
        if best is None or total < best[0]:
            placed = [(heights[number], row) for number, row in rows.items()]
            best = total, _with_loose(placed, loose, em)
    assert best is not None
    return best


def _with_loose(placed: Sequence[tuple[float, Row]], loose: Sequence[Placed], em: float) -> list[Row]:
    """The rows with the cells that stood on none of them: a cell merged over rows between which there is no room for
    one more, else rows of their own."""
    own: list[tuple[float, Row]] = []
    for cell in sorted(loose, key=lambda cell: cell.y.middle):
        if own and cell.y.middle - own[-1][0] < 2 * EVEN * em:
            own[-1][1].append(cell)
        else:
            own.append((cell.y.middle, [cell]))
    alone = [row[0] for _, row in own if len(row) == 1 and not _has_room(row[0], placed, em)]
    rows = [
        row
        for _, row in sorted(
            [*placed, *(pair for pair in own if pair[1][0] not in alone)], key=lambda p: p[0]
        )
    ]
    for cell in alone:
        _merge_down(cell, rows, em)
    return rows


def _has_room(cell: Placed, placed: Sequence[tuple[float, Row]], em: float) -> bool:
    """Is the nearest line of another row as far as lines are from each other?"""
    return all(abs(other.y.middle - cell.y.middle) > ROOM * em for _, row in placed for other in row)


def _merge_down(cell: Placed, rows: list[Row], em: float) -> None:
    """Put the cell over the most rows that have nothing in its column and are centred on it, or nearly."""
    blank = [all(other.first > cell.last or other.last < cell.first for other in row) for row in rows]
    tops = [min(other.y.start for other in row) for row in rows]
    feet = [max(other.y.end for other in row) for row in rows]
    options = [
        (abs((tops[first] + feet[last]) / 2 - cell.y.middle) // (2 * EVEN * em), first - last, first)
        for first in range(len(rows))
        for last in range(first, len(rows))
        if all(blank[first : last + 1])
    ]
    if not options:
        return
    _, negative, first = min(options)
    cell.row_span = 1 - negative
    rows[first].append(cell)


# --- the grid --------------------------------------------------------------------------------------------------------


def _built(rows: Sequence[Row], bounds: Sequence[float], lines: Sequence[Line], page: int) -> Grid:
    """Cells with boxes on every place of the grid that no merged cell covers."""
    count = len(bounds) - 1
    table: list[list[Cell | None]] = []
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        words = [word for placed in row for word in placed.words]
        top = min((word.top for word in words), default=0.0)
        bottom = max((word.bottom for word in words), default=top)
        cells: list[Cell | None] = [Cell("", _box(bounds, c, c, top, bottom)) for c in range(count)]
        for placed in row:
            text = Text(tuple(placed.words)).text
            box = _box(bounds, placed.first, placed.last, top, bottom)
            cells[placed.first] = Cell(text, box, placed.row_span, placed.last - placed.first + 1)
            covered |= {
                (number + down, column)
                for down in range(placed.row_span)
                for column in range(placed.first, placed.last + 1)
                if (down, column) != (0, placed.first)
            }
        table.append([None if (number, c) in covered else cell for c, cell in enumerate(cells)])
    words = [word for line in lines for word in line]
    box = _box(bounds, 0, count - 1, min(word.top for word in words), max(word.bottom for word in words))
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    box = (min(box[0], round(left, 1)), box[1], max(box[2], round(right, 1)), box[3])
    return Grid(tuple(map(tuple, table)), page, box, tuple(round(x, 1) for x in bounds))


def _box(bounds: Sequence[float], first: int, last: int, top: float, bottom: float) -> Box:
    return round(bounds[first], 1), round(top, 1), round(bounds[last + 1], 1), round(bottom, 1)


def _continuation(run: Sequence[Line], before: Grid, page: int, rules: Sequence[Rule]) -> Grid | None:
    """The rest of a table whose headings are not repeated: lines that keep to its columns."""
    run = run[: _end(run, 0)]
    if before.x_edges is None or sum(len(texts_of(line, CHUNK)) > 1 for line in run) == 0:
        return None
    printed = {"".join(cell.text.split()) for row in before.rows[:6] for cell in row if cell is not None}
    if any(
        "".join(text.plain.split()) in printed
        for text in texts_of(run[0], CHUNK)
        if HEADING.search(text.plain)
    ):
        return None  # the headings again
    em = run[0][0].size
    bounds = before.x_edges
    texts = [text for line in run for text in texts_of(line, CLOSE) if not TOTAL.search(text.plain)]
    crossing = sum(
        _column(t.x.start + OVERHANG * em, bounds) < _column(t.x.end - OVERHANG * em, bounds) for t in texts
    )
    inside = all(bounds[0] - em < text.x.start and text.x.end < bounds[-1] + em for text in texts)
    if not inside or 10 * crossing > len(texts):
        return None
    return _built(_rows(run, bounds, rules, em), bounds, run, page)
