"""The numbers that Word prints before paragraphs (“一、”, “（二）”, “1.”) and keeps out of their text."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

Element = Any

DIGITS = "零一二三四五六七八九"
CHINESE_FORMATS = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCountingThousand",
    )
)
CIRCLED_FORMATS = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
OF_PARAGRAPH, NUMBERED, NUMBER, LEVEL, VALUE = map(qn, ("w:pPr", "w:numPr", "w:numId", "w:ilvl", "w:val"))
"""Names of elements, as the tree has them."""
SILENT_FORMATS = frozenset(("bullet", "none"))


class Numbering:
    """Counts the numbered paragraphs of a document, in its order."""

    def __init__(self, source: Any) -> None:
        self._levels: dict[
            tuple[str, int], tuple[str, str, int]
        ] = {}  # (list, level) → format, pattern, start
        self._of_style: dict[str, tuple[str, int]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._read(source)

    def _read(self, source: Any) -> None:
        try:
            element = source.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in element.findall(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"), "")
            for level in abstract.findall(qn("w:lvl")):
                depth = int(level.get(qn("w:ilvl"), "0"))
                start = value_of(level.find(qn("w:start")))
                self._levels[name, depth] = (
                    value_of(level.find(qn("w:numFmt"))) or "decimal",
                    value_of(level.find(qn("w:lvlText"))),
                    int(start) if start.isdigit() else 1,
                )
        for number in element.findall(qn("w:num")):
            self._abstract[number.get(qn("w:numId"), "")] = value_of(number.find(qn("w:abstractNumId")))
        for style in source.styles.element.findall(qn("w:style")):
            found = _reference(child_of(style, OF_PARAGRAPH))
            if found is not None:
                self._of_style[style.get(qn("w:styleId"), "")] = found

    def label(self, properties: Element | None, style: str) -> str:
        """What Word prints before a paragraph with these properties; counts it. Empty for bullets and for paragraphs
        without number."""
        if not self._levels:
            return ""
        number, depth = _reference(properties) or self._of_style.get(style) or ("0", 0)
        name = self._abstract.get(number)
        if number == "0" or name is None or (name, depth) not in self._levels:
            return ""
        form, pattern, start = self._levels[name, depth]
        self._counts[name, depth] = self._counts.get((name, depth), start - 1) + 1
        for deeper in [key for key in self._counts if key[0] == name and key[1] > depth]:
            del self._counts[deeper]
        if form in SILENT_FORMATS:
            return ""
        return re.sub(r"%(\d)", lambda match: self._printed(name, int(match[1]) - 1), pattern)

    def _printed(self, name: str, depth: int) -> str:
        form, _, start = self._levels.get((name, depth), ("decimal", "", 1))
        return printed(self._counts.get((name, depth), start), form)


def _reference(properties: Element | None) -> tuple[str, int] | None:
    """The list and level that the properties of a paragraph or style name."""
    numbered = child_of(properties, NUMBERED)
    if (number := child_of(numbered, NUMBER)) is None:
        return None
    depth = value_of(child_of(numbered, LEVEL))
    return value_of(number), int(depth) if depth.isdigit() else 0


def child_of(element: Element | None, name: str) -> Element | None:
    """The first child of this name: as `find`, at half its cost."""
    return None if element is None else next(element.iterchildren(name), None)


def value_of(element: Element | None) -> str:
    return "" if element is None else element.get(VALUE, "")


def printed(count: int, form: str) -> str:
    """A number in one of Word's formats; formats that disclosures do not use come out as digits."""
    if form in CHINESE_FORMATS and 0 < count < 100:
        tens, ones = divmod(count, 10)
        return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")
    if form in CIRCLED_FORMATS and 0 < count <= 20:
        return chr(ord("①") + count - 1)
    return str(count)
