"""Words, rules and texts as plain data, and what kinds of words there are. Lengths are PDF points; `em` is the size of
the type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.parsing.normalise import without_radicals
from disclosures.parsing.readers.lines import Char

SOLID = 0.25
"""em. Characters closer than this are one word."""
CLOSE = 0.45
"""em. Words closer than this are one text: between Chinese and Latin type a quarter em is left."""
CHUNK = 0.8
"""em. Words farther apart stand in different columns, or are a word spelled wide."""
EVEN = 0.3
"""em. Edges that differ by less are meant to be the same; middles, by twice that."""
SPELLED = 4.0
"""em. The characters of one heading (“合    计”) are spelled no wider."""

WHOLE = re.compile(r"[-−(（]?[¥￥]?(?:\d{1,3}(?:[,，]\d{3})*|\d+)(?:\.\d+)?[)）]?%?")
"""A number that is whole: the thousands, where parted, parted rightly."""
NUMBER = re.compile(rf"{WHOLE.pattern}|[-—－]+")
AMOUNT = re.compile(r"[-−(（]?(?:\d[\d,，]*\.\d+|\d{1,3}(?:[,，]\d{3})+)[)）]?")
NUMBERED = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)|其中[:：]"
)
NAME = re.compile(r"[^\W\d_万亿元]")
"""How a name begins that stands right behind an amount; a unit (万元) belongs to it."""
TOTAL = re.compile(r"[合总小]计$")
TOTAL_OF_SIDE = re.compile(r"(?:本年)?(?:收入|支出)[合总]计")
"""The name of a row, and never the second line of one."""
HEADING = re.compile(
    r"序号|[行栏档]次|项目|科目|编码|代码|名称|[合小总]计|收入|支出|金额|预算|决算|结转|结余|经费|拨款|资金|基金|数量|单价|单位"
    r"|级指标|指标[值名]|依据|备注|年度|性质|规格|形式|级别|类别|内容|标准|目标|价值|[类款项]$|费$|[上本]年数|增减"
)
SINGLES = frozenset("类款项")
"""Headings of one character: side by side they are several, not one spelled wide or one that spaces part."""


@dataclass(frozen=True, slots=True)
class Span:
    """An interval on an axis."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def gap(self, other: Span) -> float:
        """The distance to another span; 0 where they overlap."""
        return max(0.0, other.start - self.end, self.start - other.end)

    def joined(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Word:
    """Characters set solid on one line."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    font: str = ""

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class HorizontalRule:
    """A horizontal rule."""

    x0: float
    x1: float
    y: float


Line = Sequence[Word]
"""The words of one line, from left to right."""


def words_of(row: Sequence[Char]) -> list[Word]:
    """The characters of a line that are set solid, together. An amount ends where a name is painted right behind it."""
    parts: list[list[Char]] = []
    for char in row:
        if char["text"].isspace():
            continue
        last = parts[-1][-1] if parts else None
        if (
            last is None
            or char["x0"] - last["x1"] >= SOLID * char["size"]
            or (char["run"] != last["run"] and _ends_amount(parts[-1]) and NAME.match(char["text"]))
        ):
            parts.append([char])
        else:
            parts[-1].append(char)
    return [
        Word(
            without_radicals("".join(char["text"] for char in part)),
            part[0]["x0"],
            part[0]["top"],
            part[-1]["x1"],
            part[0]["bottom"],
            part[0]["size"],
            part[0]["fontname"],
        )
        for part in parts
    ]


def _ends_amount(part: Sequence[Char]) -> bool:
    return part[-1]["text"].isdigit() and AMOUNT.fullmatch("".join(char["text"] for char in part)) is not None


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are one text, on one line or several: a heading, a cell, a line of a cell."""

    words: tuple[Word, ...]

    @property
    def plain(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def x(self) -> Span:
        return Span(min(word.x0 for word in self.words), max(word.x1 for word in self.words))

    @property
    def y(self) -> Span:
        return Span(min(word.top for word in self.words), max(word.bottom for word in self.words))

    def joined(self, other: Text) -> Text:
        return Text((*self.words, *other.words))

    def printed(self) -> str:
        """Every line of the text; a wide gap is a space."""
        lines: list[list[Word]] = []
        for word in sorted(self.words, key=lambda word: word.middle):
            if lines and word.middle - lines[-1][0].middle < word.size / 2:
                lines[-1].append(word)
            else:
                lines.append([word])
        return "\n".join(_spaced(sorted(line, key=lambda word: word.x0)) for line in lines)


def _spaced(words: Sequence[Word]) -> str:
    parts = [words[0].text]
    for last, word in pairwise(words):
        parts += [" ", word.text] if word.x0 - last.x1 >= SOLID * word.size else [word.text]
    return "".join(parts)


def size_of(lines: Sequence[Line]) -> float:
    """The size of most of the type."""
    return max(Counter(word.size for line in lines for word in line).most_common(1)[0][0], 1.0)


def chunks(line: Line) -> list[Text]:
    """The texts of a line that wide gaps part."""
    return _parted(line, CHUNK, amounts_alone=False)


def texts(line: Line) -> list[Text]:
    """The texts of a line that any gap parts which is no space; an amount is always a text of its own."""
    return _parted(line, CLOSE, amounts_alone=True)


def _parted(line: Line, apart: float, *, amounts_alone: bool) -> list[Text]:
    found: list[list[Word]] = []
    for word in line:
        last = found[-1][-1] if found else None
        beside = amounts_alone and last and (AMOUNT.fullmatch(last.text) or AMOUNT.fullmatch(word.text))
        single = last and {last.text, word.text} <= SINGLES
        if last and not beside and not single and word.x0 - last.x1 < apart * word.size:
            found[-1].append(word)
        else:
            found.append([word])
    return [Text(tuple(words)) for words in found]


def spelled(line: Sequence[Text]) -> list[Text]:
    """Headings of one line; single characters side by side are one heading spelled wide."""
    found: list[Text] = []
    for text in line:
        last = found[-1] if found else None
        if (
            last is not None
            and len(last.words[-1].text) == len(text.plain) == 1
            and text.plain not in SINGLES
            and text.x.start - last.x.end < SPELLED * text.words[0].size
        ):
            found[-1] = last.joined(text)
        else:
            found.append(text)
    return found


def is_columned(line: Line) -> bool:
    """Do wide gaps part the line?"""
    return len(chunks(line)) > 1


def is_data(line: Sequence[Text]) -> bool:
    """Is there a serial, a code, an amount or a numbered name among the texts? 其中：教育收费 beside 小计 is a heading."""
    return any(
        NUMBER.fullmatch(text.plain)
        or (NUMBERED.match(text.plain) and (at == 0 or not text.plain.startswith("其中")))
        or any(AMOUNT.fullmatch(word.text) for word in text.words)
        for at, text in enumerate(line)
    )
