"""What python-calamine leaves out of an XLSX: number formats, formulas that were never computed, the true extent."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

Element = Any

BUILT_IN_FORMATS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"',
}
"""Formats that a style names by number only (ECMA-376 part 1, 18.8.30). The others count as General here."""
CELL_NAME = re.compile(r"([A-Z]{1,3})(\d{1,7})")
OFFICE_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class SheetFacts:
    """`formats` by (row, column) from 0; `uncomputed` names cells whose formula has no stored result."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0


def sheet_facts(path: Path) -> dict[str, SheetFacts]:
    """Facts of every worksheet by its name. The package has passed `guards.check_package`."""
    with zipfile.ZipFile(path) as package:
        styles = _styles(package)
        return {
            name: _facts(package, part, styles)
            for name, part in _sheets(package)
            if part in package.namelist()
        }


def _local(element: Element) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _tree(package: zipfile.ZipFile, part: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(package.read(part), parser)


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name, part) of the worksheets."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _tree(package, "xl/_rels/workbook.xml.rels")
    }
    for element in _tree(package, "xl/workbook.xml").iter():
        if _local(element) == "sheet":
            target = targets.get(element.get(OFFICE_RELATION), "")
            yield (
                element.get("name", ""),
                target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target),
            )


def _styles(package: zipfile.ZipFile) -> list[str]:
    """The number format of each cell style; "" for General."""
    if "xl/styles.xml" not in package.namelist():
        return []
    custom: dict[int, str] = {}
    styles: list[str] = []
    for element in _tree(package, "xl/styles.xml").iter():
        if _local(element) == "numFmt":
            custom[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif _local(element) == "xf" and _local(element.getparent()) == "cellXfs":
            number = int(element.get("numFmtId", "0"))
            styles.append(custom.get(number, BUILT_IN_FORMATS.get(number, "")))
    return styles


def _facts(package: zipfile.ZipFile, part: str, styles: list[str]) -> SheetFacts:
    facts = SheetFacts()
    with package.open(part) as content:
        for _, element in etree.iterparse(content, events=("end",), resolve_entities=False, no_network=True):
            if _local(element) == "c":
                _take_cell(facts, element, styles)
            elif _local(element) == "row":
                element.clear()
    return facts


def _take_cell(facts: SheetFacts, cell: Element, styles: list[str]) -> None:
    children = {_local(child): child for child in cell}
    value = children.get("v")
    stored = "is" in children or (value is not None and bool(value.text))
    match = CELL_NAME.fullmatch(cell.get("r", ""))
    if match is None or not (stored or "f" in children):
        return
    row, column = int(match[2]) - 1, _column_number(match[1])
    facts.rows, facts.columns = max(facts.rows, row + 1), max(facts.columns, column + 1)
    if not stored:
        facts.uncomputed.append(match[0])
    style = int(cell.get("s", "0"))
    if style < len(styles) and styles[style]:
        facts.formats[row, column] = styles[style]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
