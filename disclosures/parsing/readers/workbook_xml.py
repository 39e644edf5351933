"""The sheets of an XLSX as the file stores them, and what of them nobody sees.

Names are taken without their namespaces, so that a workbook saved as “Strict Open XML” reads like any other.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from disclosures.parsing.normalise import raised
from disclosures.parsing.readers.number_formats import BUILT_IN

Element = Any  # an lxml element
Place = tuple[int, int]
"""Row and column, from 0."""

CELL_NAME = re.compile(r"([A-Z]{1,3})(\d{1,7})")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
WHITE = frozenset(
    {("rgb", "FFFFFFFF"), ("rgb", "00FFFFFF"), ("theme", "0"), ("indexed", "1"), ("indexed", "9")}
)
"""How a style names white."""
THIN = 0.3
"""Characters, or points: a column or row no thicker is not seen."""
SHEET_PARTS = ("{*}row", "{*}c", "{*}col", "{*}mergeCell")
TRUE = frozenset({"1", "true", "on"})


class StoredKind(Enum):
    """What a cell stores."""

    NUMBER = auto()
    TEXT = auto()
    ERROR = auto()
    UNCOMPUTED = auto()  # a formula without a result


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell is shown."""

    format: str = ""
    indent: int = 0
    unseen: bool = False  # white on nothing


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Stored:
    """What a cell holds: the digits of a number, a text, the name of an error."""

    kind: StoredKind
    text: str
    style: Style = PLAIN


@dataclass(slots=True)
class WorkbookSheet:
    """`merged` are top, left, bottom, right, all within."""

    name: str
    visible: bool = True
    from_1904: bool = False
    cells: dict[Place, Stored] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def extent(self) -> Place:
        """Rows and columns, counted to the last filled cell."""
        return (
            max((row + 1 for row, _ in self.cells), default=0),
            max((column + 1 for _, column in self.cells), default=0),
        )


def sheets(path: Path) -> Iterator[WorkbookSheet]:
    """Every worksheet; the hidden ones without their cells. The package has passed `guards.check_package`."""
    with zipfile.ZipFile(path) as package:
        names = frozenset(package.namelist())
        book = _tree(package, "xl/workbook.xml")
        targets = {relation.get("Id"): relation for relation in _tree(package, "xl/_rels/workbook.xml.rels")}
        parts = {
            relation.get("Type", "").rpartition("/")[2]: _part(relation) for relation in targets.values()
        }
        words = _shared(package, part) if (part := parts.get("sharedStrings", "")) in names else []
        styles = _styles(package, part) if (part := parts.get("styles", "")) in names else []
        from_1904 = any(_local(e) == "workbookPr" and e.get("date1904") in TRUE for e in book)
        for element in book.iter():
            if _local(element) != "sheet":
                continue
            sheet = WorkbookSheet(
                element.get("name", ""), element.get("state", "visible") == "visible", from_1904
            )
            relation = targets.get(_attribute(element, "id"))
            if relation is not None and sheet.visible and (part := _part(relation)) in names:
                _fill(sheet, package, part, words, styles)
            yield sheet


def _local(element: Element) -> str:
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=64)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    """The attribute in whatever namespace of relationships."""
    return next((str(value) for key, value in element.items() if key.endswith("}" + name)), "")


def _tree(package: zipfile.ZipFile, part: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(package.read(part), parser)


def _part(relation: Element) -> str:
    target = relation.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


# --- words and styles ------------------------------------------------------------------------------------


def _shared(package: zipfile.ZipFile, part: str) -> list[str]:
    return [_words(element) for element in _tree(package, part) if _local(element) == "si"]


def _words(element: Element) -> str:
    """The text of an si or is: its runs, without readings (rPh); a raised run beside others is the mark of a note."""
    runs: list[tuple[bool, str]] = []
    for child in element:
        if _local(child) == "t":
            runs.append((False, child.text or ""))
        elif _local(child) == "r":
            up = any(_local(one) == "vertAlign" and one.get("val") == "superscript" for one in child.iter())
            runs.append((up, "".join(one.text or "" for one in child if _local(one) == "t")))
    beside = any(not up and text.strip() for up, text in runs)
    text = "".join(raised(text) if up and beside else text for up, text in runs)
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _styles(package: zipfile.ZipFile, part: str) -> list[Style]:
    """The cell styles by their number."""
    groups: dict[str, list[Element]] = {}
    for group in _tree(package, part):
        groups[_local(group)] = [child for child in group if isinstance(child.tag, str)]
    formats = {
        _whole(element.get("numFmtId")): element.get("formatCode", "")
        for element in groups.get("numFmts", ())
    }
    white = [_is_white(font, "color") for font in groups.get("fonts", ())]
    bare = [_is_bare(fill) for fill in groups.get("fills", ())]
    return [_style(element, formats, white, bare) for element in groups.get("cellXfs", ())]


def _style(element: Element, formats: dict[int, str], white: list[bool], bare: list[bool]) -> Style:
    number, font, fill = (_whole(element.get(name)) for name in ("numFmtId", "fontId", "fillId"))
    indent = next((_whole(child.get("indent")) for child in element if _local(child) == "alignment"), 0)
    unseen = font < len(white) and white[font] and (fill >= len(bare) or bare[fill])
    # A number that no edition defines shows what nobody here can know: its name is no format, so no cell passes.
    return Style(formats.get(number, BUILT_IN.get(number, f"[{number}]")), indent, unseen)


def _is_white(parent: Element, name: str) -> bool:
    colours = [child for child in parent if _local(child) == name]
    return any(
        (key, child.get(key)) in WHITE and not child.get("tint") for child in colours for key in child.attrib
    )


def _is_bare(fill: Element) -> bool:
    """No colour behind the text, or white."""
    pattern = next((child for child in fill if _local(child) == "patternFill"), None)
    if pattern is None:
        return False
    return pattern.get("patternType", "none") == "none" or (
        pattern.get("patternType") == "solid" and _is_white(pattern, "fgColor")
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


# --- one sheet -------------------------------------------------------------------------------------------


def _fill(
    sheet: WorkbookSheet, package: zipfile.ZipFile, part: str, words: list[str], styles: list[Style]
) -> None:
    row = column = -1  # the last place; files may leave out where rows and cells stand
    with package.open(part) as content:
        for event, element in etree.iterparse(
            content, events=("start", "end"), tag=SHEET_PARTS, resolve_entities=False, no_network=True
        ):
            name = _local(element)
            if event == "start":
                if name == "row":
                    row, column = (_whole(element.get("r")) or row + 2) - 1, -1
                    if element.get("hidden") in TRUE or _is_thin(element.get("ht")):
                        sheet.hidden_rows.add(row)
            elif name == "c":
                match = CELL_NAME.fullmatch(element.get("r", ""))
                row, column = (int(match[2]) - 1, column_number(match[1])) if match else (row, column + 1)
                if stored := _stored(element, words, styles):
                    sheet.cells[row, column] = stored
            elif name == "row":
                element.clear()
            elif name == "col":
                _take_columns(sheet, element)
            elif name == "mergeCell":
                _take_merged(sheet, element.get("ref", ""))


def _is_thin(size: str | None) -> bool:
    try:
        return size is not None and float(size) < THIN
    except ValueError:
        return False


def _take_columns(sheet: WorkbookSheet, element: Element) -> None:
    if element.get("hidden") in TRUE or _is_thin(element.get("width")):
        first, last = _whole(element.get("min")), _whole(element.get("max"))
        sheet.hidden_columns.update(range(first - 1, min(last, 16384)))


def _take_merged(sheet: WorkbookSheet, reference: str) -> None:
    corners = [CELL_NAME.fullmatch(corner) for corner in reference.split(":")]
    places = [(int(match[2]) - 1, column_number(match[1])) for match in corners if match]
    if len(places) == 2:
        sheet.merged.append((*places[0], *places[1]))


def _stored(cell: Element, words: list[str], styles: list[Style]) -> Stored | None:
    kind = cell.get("t", "n")
    if kind == "n" and not len(cell):
        return None
    children = {_local(child): child for child in cell}
    number = _whole(cell.get("s"))
    style = styles[number] if number < len(styles) else PLAIN
    value = children.get("v")
    text = (value.text or "") if value is not None else ""
    if kind == "inlineStr" and "is" in children:
        return Stored(StoredKind.TEXT, _words(children["is"]), style)
    if kind == "str":
        return Stored(StoredKind.TEXT, ESCAPED.sub(lambda match: chr(int(match[1], 16)), text), style)
    if not text:
        return Stored(StoredKind.UNCOMPUTED, "", style) if "f" in children else None
    if kind == "s":
        index = _whole(text)
        return (
            Stored(StoredKind.TEXT, words[index], style)
            if index < len(words)
            else Stored(StoredKind.ERROR, "#REF!", style)
        )
    if kind == "e":
        return Stored(StoredKind.ERROR, text, style)
    if kind == "b":
        return Stored(StoredKind.TEXT, "TRUE" if text in TRUE else "FALSE", style)
    return Stored(StoredKind.TEXT if kind == "d" else StoredKind.NUMBER, text, style)


@cache
def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_name(number: int) -> str:
    name = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
