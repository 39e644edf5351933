"""A sample source written in the other forms that documents come in: text of three dialects, HTML, XLSX.

Only the standard library is used. As in real conversions, text knows no merged cells: their other places are blank
(in Word dumps those to the right are missing).
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from typeset import NOTICE, Grid, Table, cells, context_row, html_body, read_table, title_row, write_docx

Document = dict[str, Any]
Forms = dict[str, Any]

AMOUNT = re.compile(r"-?[\d,]+\.\d\d")


def _parts(document: Document, forms: Forms) -> Iterable[tuple[int, str] | Table]:
    """The document in reading order: (level, text), level 0 for prose; and tables."""
    for block in document["blocks"]:
        if "cover" in block:
            yield from ((1, line) for line in [*block["cover"], NOTICE])
        elif "heading" in block:
            yield block["level"], block["heading"]
        elif "paragraph" in block:
            yield 0, block["paragraph"]
        else:
            yield read_table(block, forms, document["fiscal_year"])
    yield 0, NOTICE


def _above(table: Table) -> list[str]:
    """Title, agency and scale, a line each."""
    return [part for part in (table.title, *table.context) if part]


def _grid(table: Table) -> Grid:
    return [*table.lead, *table.header, *table.rows]


def _own(text: str) -> str:
    """The text of one place, a blank where another cell reaches over it."""
    return "" if text in ("<", "^") else text


def _write(lines: Iterable[str], path: Path) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_tabs(document: Document, forms: Forms, path: Path) -> None:
    """Rows of cells parted by tabs."""

    def lines() -> Iterable[str]:
        for part in _parts(document, forms):
            if isinstance(part, tuple):
                yield from (part[1], "")
                continue
            for line in _above(part):
                yield from (line, "")
            yield from ("\t".join(_own(text).replace("\n", "") for text in row) for row in _grid(part))
            yield from ("", *part.notes, "")

    _write(lines(), path)


def write_pipes(document: Document, forms: Forms, path: Path) -> None:
    """Markdown: headings with marks, tables with pipes and a rule under the first row."""

    def lines() -> Iterable[str]:
        for part in _parts(document, forms):
            if isinstance(part, tuple):
                level, text = part
                yield from (f"{'#' * level} {text}" if level else text, "")
                continue
            for line in _above(part):
                yield from (line, "")
            for number, row in enumerate(_grid(part)):
                yield f"| {' | '.join(_own(text).replace(chr(10), '<br>') for text in row)} |"
                if not number:
                    yield f"|{'---|' * len(row)}"
            yield from ("", *part.notes, "")

    _write(lines(), path)


def write_word_dump(document: Document, forms: Forms, path: Path) -> None:
    """Every cell on a line of its own after a tab, rows parted by blank lines."""

    def lines() -> Iterable[str]:
        for part in _parts(document, forms):
            if isinstance(part, tuple):
                yield from (part[1], "")
                continue
            if part.title:
                yield part.title
            yield from (f"\t{line}" for line in part.context if line)
            yield ""
            for row in _grid(part):
                yield from (f"\t{_own(text).replace(chr(10), '')}" for text in row if text != "<")
                yield ""
            yield from (*part.notes, "")

    _write(lines(), path)


def write_html(document: Document, forms: Forms, path: Path) -> None:
    """The page that the PDF is printed from, without its style."""
    head = f'<meta charset="utf-8"><title>{html.escape(document["title"])}</title>'
    body = html_body(document, forms)
    path.write_text(
        f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{body}</body></html>', encoding="utf-8"
    )


# --- XLSX ----------------------------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="4"/></cellXfs>'
    "</styleSheet>"
)
"""Built-in formats: 2 is 0.00, 4 is #,##0.00."""


def write_xlsx(document: Document, forms: Forms, path: Path) -> None:
    """A workbook with a sheet for each table, amounts as numbers, and one for the words."""
    sheets: list[Grid] = []
    words: Grid = []
    for part in _parts(document, forms):
        if isinstance(part, tuple):
            words.append([part[1]])
            continue
        width = len(part.widths)
        above = [[part.title, *["<"] * (width - 1)]] if part.title else []
        above += [context_row(part.context, width)] if any(part.context) else []
        notes = [[note, *["<"] * (width - 1)] for note in part.notes]
        sheets.append([*(above if not part.inside else [title_row(part)]), *_grid(part), *notes])
    _write_workbook([words, *sheets], path)


def _write_workbook(sheets: list[Grid], path: Path) -> None:
    entries, relations = "", ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number, grid in enumerate(sheets, 1):
            entries += f'<sheet name="Sheet{number}" sheetId="{number}" r:id="rId{number}"/>'
            relations += _relation(number, "worksheet", f"worksheets/sheet{number}.xml")
            package.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(grid))
        relations += _relation(len(sheets) + 1, "styles", "styles.xml")
        book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>'
        package.writestr("xl/workbook.xml", book)
        package.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'
        )
        package.writestr("xl/styles.xml", STYLES)
        root = _relation(1, "officeDocument", "xl/workbook.xml")
        package.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>',
        )


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _sheet(grid: Grid) -> str:
    rows, merges = "", ""
    for number, row in enumerate(grid, 1):
        filled = [(_place(column, number), text) for column, text in enumerate(row) if _own(text)]
        rows += f'<row r="{number}">{"".join(_cell(place, text) for place, text in filled)}</row>'
    for cell in cells(grid):
        if cell.rows > 1 or cell.columns > 1:
            last = _place(cell.column + cell.columns - 1, cell.row + cell.rows)
            merges += f'<mergeCell ref="{_place(cell.column, cell.row + 1)}:{last}"/>'
    merged = f"<mergeCells>{merges}</mergeCells>" if merges else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _cell(place: str, text: str) -> str:
    if AMOUNT.fullmatch(text):
        return f'<c r="{place}" s="{2 if "," in text else 1}"><v>{text.replace(",", "")}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{html.escape(text)}</t></is></c>'


def _place(column: int, row: int) -> str:
    return f"{chr(ord('A') + column)}{row}"


WRITERS: dict[str, tuple[str, Callable[[Document, Forms, Path], None]]] = {
    "docx": (".docx", write_docx),
    "xlsx": (".xlsx", write_xlsx),
    "html": (".html", write_html),
    "markdown": (".md", write_pipes),
    "tabs": (".txt", write_tabs),
    "word_dump": (".txt", write_word_dump),
}
"""Form → the ending of its files and how one is written."""
