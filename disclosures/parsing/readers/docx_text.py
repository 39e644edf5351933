"""The text of a paragraph of a DOCX: runs, fields, symbols, boxes, and what is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from docx.oxml.ns import qn as expanded

from disclosures.parsing.normalise import raised
from disclosures.parsing.readers.numbering import child_of, value_of

Element = Any  # an lxml element; python-docx ships no types for them


qn: Callable[[str], str] = cache(expanded)
"""“w:p” with its namespace written out; asked for every element there is."""


PARAGRAPH, TABLE, ROW, CELL, RUN, TEXT, BOX = map(
    qn, ("w:p", "w:tbl", "w:tr", "w:tc", "w:r", "w:t", "w:txbxContent")
)


OF_PARAGRAPH, OF_RUN, OF_ROW, OF_CELL = map(qn, ("w:pPr", "w:rPr", "w:trPr", "w:tcPr"))


STYLE, OUTLINE, LIFTED, FIELD, COLOUR = map(
    qn, ("w:pStyle", "w:outlineLvl", "w:vertAlign", "w:fldChar", "w:color")
)


WRAPPERS = frozenset(
    qn(f"w:{name}")
    for name in (
        "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo"
    )
)  # fmt: skip
"""Elements that stand around content and say nothing about it."""
MATHS = frozenset(map(qn, ("m:oMath", "m:oMathPara")))


SYMBOLS, UNKNOWN_SYMBOL = 0xF000, "□"
"""Where fonts of symbols begin, and what stands for one whose look is not known."""
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
OFF = ("0", "false", "off")
WHITE = "FFFFFF"


VANISHED, HIDDEN_ROW = qn("w:vanish"), qn("w:hidden")


HIDING = (VANISHED, COLOUR, HIDDEN_ROW)
PROPERTIES = tuple(map(qn, ("w:rPr", "w:pPr", "w:tcPr", "w:tblPr")))


def text_of(paragraph: Element) -> str:
    """The text that is printed: no deleted revisions, hidden runs, field instructions, notes or text boxes.

    A raised run beside others is the mark of a note.
    """
    pieces: list[tuple[bool, str]] = []
    _take_pieces(paragraph, [], pieces)
    if not any(up for up, _ in pieces):
        return "".join([text for _, text in pieces])
    beside = any(not up and text.strip() for up, text in pieces)
    return "".join([raised(text) if up and beside else text for up, text in pieces])


def _take_pieces(parent: Element, fields: list[str], pieces: list[tuple[bool, str]]) -> None:
    """Adds (raised, text). `fields` holds, for each field we are inside of, the mark passed last: after "begin" stands
    its instruction."""
    for child in parent:
        tag = child.tag
        if tag == RUN:
            properties = child_of(child, OF_RUN)
            if properties is not None and _is_hidden(child, properties):
                continue
            up = value_of(child_of(properties, LIFTED)) == "superscript"
            for part in child:
                if part.tag == FIELD:
                    _pass_mark(fields, part.get(qn("w:fldCharType"), ""))
                elif "begin" not in fields:
                    pieces.append((up, _printed(part)))
        elif tag in WRAPPERS:
            _take_pieces(child, fields, pieces)
        elif tag in MATHS:
            pieces.append((False, "".join(text.text or "" for text in child.iter(qn("m:t")))))


def _pass_mark(fields: list[str], mark: str) -> None:
    if mark == "begin":
        fields.append(mark)
    elif fields and mark == "separate":
        fields[-1] = mark
    elif fields and mark == "end":
        fields.pop()


SIGNS = {
    **dict.fromkeys(map(qn, ("w:tab", "w:ptab")), "\t"),
    **dict.fromkeys(map(qn, ("w:br", "w:cr")), "\n"),
    qn("w:noBreakHyphen"): "-",
}


RUBY, SYMBOL = qn("w:ruby"), qn("w:sym")


def _printed(part: Element) -> str:
    tag = part.tag
    if tag == TEXT:
        return part.text or ""
    if tag == RUBY:
        return "".join(text.text or "" for base in part.iter(qn("w:rubyBase")) for text in base.iter(TEXT))
    if tag == SYMBOL:
        return _symbol(part.get(qn("w:char"), ""), part.get(qn("w:font"), ""))
    return SIGNS.get(tag, "")


def _symbol(code: str, font: str) -> str:
    """A character of a font of symbols. Only Symbol has digits and signs at their places; of the others, a box is told."""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    plain = chr(place - SYMBOLS if place >= SYMBOLS else place)
    return plain if font == "Symbol" and plain.isascii() and plain.isprintable() else UNKNOWN_SYMBOL


def _is_hidden(run: Element, properties: Element) -> bool:
    return any(
        (one.tag == VANISHED and value_of(one) not in OFF)
        or (one.tag == COLOUR and value_of(one).upper() == WHITE and not _is_shaded(run))
        for one in properties.iterchildren(VANISHED, COLOUR)
    )


def _is_shaded(run: Element) -> bool:
    """Is anything behind the run, so that white letters can be seen? A style of tables may colour its heading."""
    for element in (run, *run.iterancestors()):
        for properties in element.iterchildren(*PROPERTIES):
            shades = (
                properties.find(qn("w:shd")),
                properties.find(qn("w:highlight")),
                properties.find(qn("w:tblStyle")),
            )
            if any(
                shade is not None and shade.get(qn("w:fill"), "").upper() not in ("AUTO", WHITE)
                for shade in shades
            ):
                return True
        if element.tag == BOX:
            return True
    return False


def words_unseen(table: Element) -> str:
    """Figures in the table that nobody sees, and rows that are hidden."""
    if not any(one.tag != COLOUR or value_of(one).upper() == WHITE for one in table.iter(*HIDING)):
        return ""
    runs = (run for run in table.iter(RUN) if _is_unseen(run))
    texts = ("".join(text.text or "" for text in run.iter(TEXT)) for run in runs)
    return "、".join(text.strip() for text in texts if any(sign.isdigit() for sign in text))


def _is_unseen(run: Element) -> bool:
    properties = child_of(run, OF_RUN)
    is_hidden = properties is not None and _is_hidden(run, properties)
    return is_hidden or is_hidden_row(next(run.iterancestors(ROW)))


def is_hidden_row(row: Element) -> bool:
    hidden = row.find(f"{OF_ROW}/{HIDDEN_ROW}")
    return hidden is not None and value_of(hidden) not in OFF


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes of the paragraph. A box stands twice, for new and for old readers: the first is taken."""
    for box in paragraph.iter(BOX):
        ancestors = list(box.iterancestors())
        outer = ancestors[: ancestors.index(paragraph)]
        if not any(node.tag in (FALLBACK, BOX) for node in outer):
            yield box
