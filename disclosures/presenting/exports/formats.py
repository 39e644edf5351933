"""Writing an export. A text that a spreadsheet could take for a formula is disarmed; numbers stay numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import xlsxwriter
from django.urls import reverse
from xlsxwriter.utility import xl_rowcol_to_cell

from disclosures.models.statement import fen_to_yuan
from disclosures.presenting.amounts import FEN_AND_DECIMALS, PER_PEOPLE_DECIMALS, exact_text
from disclosures.presenting.grids import header_rows
from disclosures.reading.values import Value
from disclosures.vocabulary import Term

from .sheets import DIFFERS, NO_DIFFERENCE, Export, ExportCell, ExportNumber, ExportTable, words

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula."""

AMOUNTS_SHEET = "金额"
A4 = 9
MOST_FROZEN = 2
"""Columns of words at the left that stay in sight."""


class Format(Term):
    """A file to take away (`?format=`)."""

    CSV = "csv", "text/csv; charset=utf-8"
    XLSX = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    JSON = "json", "application/json"
    SVG = "svg", "image/svg+xml"


def written(export: Export, form: Format) -> bytes:
    """The bytes of a file of tables; charts are written by `svg`."""
    return WRITERS[form](export)


def disarmed(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe where it begins like one, white space aside."""
    if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS):
        return "'" + text
    return text


def address_of(export: Export, value: Value) -> str:
    if value.amount_id is not None:
        return export.site + reverse("disclosures:figure", args=[value.amount_id])
    if value.headline_id is not None:
        return export.site + reverse("disclosures:sentence", args=[value.headline_id])
    return ""


# --- CSV -----------------------------------------------------------------------------------------------------------


def csv_file(export: Export) -> bytes:
    """The tables one below the other, then the sources. With a byte order mark: Excel shows Chinese only so."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for table in export.tables:
        if len(export.tables) > 1:
            writer.writerow([disarmed(table.title)])
        writer.writerow([disarmed(" › ".join(path)) for path in table.columns])
        writer.writerows([_csv_text(cell) for cell in row] for row in table.rows)
        if table.is_tidy:
            return out.getvalue().encode("utf-8-sig")
        if table.note:
            writer.writerow([disarmed(table.note)])
        writer.writerow([])
    writer.writerow(["来源"])
    writer.writerows([disarmed(name), disarmed(text)] for name, text in export.facts)
    writer.writerow([disarmed(" › ".join(path)) for path in export.documents.columns])
    writer.writerows([_csv_text(cell) for cell in row] for row in export.documents.rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_text(cell: ExportCell) -> str:
    return disarmed(cell.text) if cell.number is None else format(cell.number, "f")


# --- JSON ----------------------------------------------------------------------------------------------------------


def json_file(export: Export) -> bytes:
    tables = [*export.tables, export.documents]
    content = {
        "title": export.title,
        "address": export.address,
        "facts": [{"name": name, "text": text} for name, text in export.facts],
        "tables": [
            {
                "key": table.key,
                "title": table.title,
                "note": table.note,
                "unit": table.unit.label,
                "columns": table.columns,
                "rows": [[_json_cell(export, cell) for cell in row] for row in table.rows],
            }
            for table in tables
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _json_cell(export: Export, cell: ExportCell) -> Any:
    """Text as it is; a number with its exact yuan and its source; an empty place with which kind of nothing it is."""
    value = cell.value
    if cell.number is None:
        if value is None or value.absence is None:
            return cell.text
        return {"number": None, "absence": value.absence.value, "shown": cell.text, "remark": value.remark}
    found: dict[str, Any] = {"number": float(cell.number), "kind": cell.kind.value, "shown": cell.text}
    if value is None or value.fen is None:
        return found
    found["yuan"] = f"{fen_to_yuan(value.fen):.2f}"
    if value.differs:
        found["differs"] = True
    if value.is_derived:
        made = {"sum_of": value.parts} if value.parts else {}
        return found | made | ({"implied": True} if value.is_implied else {}) | {"remark": value.remark}
    place = export.places.of(value)
    corrected = {"corrected": True} if value.is_corrected else {}
    found |= corrected | {"printed": value.printed, "figure": address_of(export, value)}
    return found | ({"page": place.page, "document": place.document} if place else {})


# --- XLSX ----------------------------------------------------------------------------------------------------------


def xlsx_file(export: Export) -> bytes:
    """The page on the first sheet, its sources on the second; further sheets for further tables of a disclosure."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": export.title, "comments": export.address})
        _Workbook(book, export).write()
    return out.getvalue()


class _Workbook:
    """Lays out tables on sheets, one below the other, and remembers where each figure stands."""

    def __init__(self, book: Any, export: Export) -> None:
        self.book, self.export = book, export
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bottom": 1}
        )
        self.note = book.add_format({"font_color": "#575954"})
        self.word = book.add_format({"font_color": "#575954", "align": "right"})
        self.formats: dict[str, Any] = {}
        self.figures: list[tuple[str, str, str, str, Value]] = []
        self.placed: dict[str, list[tuple[ExportTable, int]]] = {}
        """The tables on each sheet, and the first row below the head of each."""

    def write(self) -> None:
        names = _sheet_names(self.export.tables)
        first, *others = dict.fromkeys(names) or ("结果",)  # a workbook has a sheet, be there nothing to tell
        pages = {first: self.book.add_worksheet(first)}
        sources = self.book.add_worksheet("来源")
        pages |= {name: self.book.add_worksheet(name) for name in others}
        amounts = None
        if any(table.amounts for table in self.export.tables):
            amounts = self.book.add_worksheet(AMOUNTS_SHEET)
            amounts.set_column(0, 0, 12)
            amounts.set_column(1, 30, 18)
        rows = dict.fromkeys(pages, 0)
        for name, table in zip(names, self.export.tables, strict=True):
            sheet, row = pages[name], rows[name]
            if amounts is not None and table.amounts:
                self._table(amounts, AMOUNTS_SHEET, row, table, table.amounts)
                for column, cell in enumerate(table.wholes):
                    if cell.number is not None:
                        amounts.write_number(row + 1, column, float(cell.number), self._format(cell, table))
                    elif cell.text:
                        amounts.write_string(row + 1, column, cell.text, self.note)
            rows[name] = self._table(sheet, name, row, table, table.rows)
        for sheet in pages.values():
            sheet.set_column(0, 0, 14)
            sheet.set_column(1, 1, 34)
            sheet.set_column(2, 40, 18)
        self._sources(sources)
        for sheet in self.book.worksheets():
            self._set_up(sheet)

    def _set_up(self, sheet: Any) -> None:
        """For print: across A4, as wide as the page. The names at the left stay in sight and are on every page; so does
        the head where it is that of all tables of the sheet."""
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self.export.title[:80].replace('&', '&&')}&R&P / &N")
        placed = self.placed.get(sheet.name, [])
        if not placed:
            return
        names = min(_leading_names(table) for table, _ in placed)
        table, below = placed[0]
        is_one_head = all(other.columns == table.columns for other, _ in placed)
        sheet.freeze_panes(below if is_one_head else 0, names)
        if is_one_head:
            sheet.repeat_rows(below - max(map(len, table.columns)), below - 1)
        if names:
            sheet.repeat_columns(0, names - 1)

    def _table(
        self, sheet: Any, name: str, row: int, table: ExportTable, lines: Iterable[tuple[ExportCell, ...]]
    ) -> int:
        """Title, note, merged head, rows; returns the row where the next table begins."""
        sheet.write_string(row, 0, table.title, self.bold)
        if table.note and not (table.wholes and name == AMOUNTS_SHEET):
            sheet.write_string(row + 1, 0, table.note, self.note)
        top = row + 2
        heads = header_rows(table.columns)
        for level, cells in enumerate(heads):
            for text, column, across, down in cells:
                if across > 1 or down > 1:
                    sheet.merge_range(
                        top + level, column, top + level + down - 1, column + across - 1, "", self.head
                    )
                sheet.write_string(top + level, column, text, self.head)
        at = first = top + len(heads)
        self.placed.setdefault(name, []).append((table, first))
        for line in lines:
            for column, cell in enumerate(line):
                self._cell(sheet, at, column, cell, table, row + 1, first)
                if cell.number is not None and cell.value is not None:
                    named = zip(table.columns, line, strict=False)
                    told = (c.text for path, c in named if path != (DIFFERS,) and c.is_word)
                    what = " ".join(text for text in told if text != NO_DIFFERENCE)
                    place = xl_rowcol_to_cell(at, column)
                    self.figures.append((name, place, what, " › ".join(table.columns[column]), cell.value))
            at += 1
        return at + 1

    def _cell(
        self, sheet: Any, row: int, column: int, cell: ExportCell, table: ExportTable, wholes: int, first: int
    ) -> None:
        if cell.number is None:
            if cell.text:
                style = self.word if cell.value is not None else self._indented(cell.indent)
                sheet.write_string(row, column, cell.text, style)
            return
        style = self._format(cell, table)
        if cell.formula is not None:
            formula = _formula(cell, row, wholes, first, AMOUNTS_SHEET if table.amounts else "")
            sheet.write_formula(row, column, formula, style, cell.formula.result)
            return
        sheet.write_number(row, column, float(cell.number), style)

    def _indented(self, indent: int) -> Any:
        return self._made(f"indent {indent}", {"indent": indent}) if indent else None

    def _format(self, cell: ExportCell, table: ExportTable) -> Any:
        _, decimals = FEN_AND_DECIMALS[table.unit]
        amount = "#,##0." + "0" * decimals
        code = {
            ExportNumber.AMOUNT: amount,
            ExportNumber.CHANGE: f"+{amount};-{amount};{amount}",
            ExportNumber.SHARE: "0.00%",
            ExportNumber.PART: "0.00%",
            ExportNumber.RATE: "+0.00%;-0.00%;0.00%",
            ExportNumber.INDEX: "0.0",
            ExportNumber.PER_PEOPLE: "#,##0." + "0" * PER_PEOPLE_DECIMALS[table.unit],
            ExportNumber.PEOPLE: "#,##0",
            ExportNumber.POINTS: "+0.00;-0.00;0.00",
            ExportNumber.EXECUTION: "0.00%",
        }[cell.kind]
        return self._made(code, {"num_format": code})

    def _made(self, key: str, properties: dict[str, Any]) -> Any:
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def _sources(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 10, 26)
        sheet.write_string(0, 0, self.export.title, self.bold)
        for row, (name, text) in enumerate(self.export.facts, start=1):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, text)
        documents = self.export.documents
        row = self._table(sheet, "来源", len(self.export.facts) + 2, documents, documents.rows)
        figures = ExportTable(
            key="figures",
            title="每个数字的出处",
            note="单元格里的数照文件所印换算；本站相加的数没有原件。",
            columns=tuple((name,) for name in FIGURE_COLUMNS),
            rows=tuple(self._figure_rows()),
        )
        self._table(sheet, "来源", row, figures, figures.rows)

    def _figure_rows(self) -> Iterator[tuple[ExportCell, ...]]:
        for sheet, cell, row, column, value in self.figures:
            place = self.export.places.of(value)
            page = str(place.page) if place and place.page else ""
            printed = value.remark if value.is_derived else value.printed
            if value.is_corrected:
                printed = f"更正前为“{value.printed or '空白'}”"
            yield words(
                sheet,
                cell,
                row,
                column,
                exact_text(value.fen or 0),
                printed,
                page,
                place.where if place else "",
                place.document if place else "",
                address_of(self.export, value),
            )


FIGURE_COLUMNS = ("工作表", "单元格", "行", "栏", "元", "印刷文字", "页", "表", "原件", "出处")


def _leading_names(table: ExportTable) -> int:
    """How many columns at the left hold words alone, as far as they stay in sight."""
    numbers = (
        i for line in table.rows for i, cell in enumerate(line) if cell.number is not None or cell.value
    )
    return min(MOST_FROZEN, min(numbers, default=MOST_FROZEN))


def _sheet_names(tables: Iterable[ExportTable]) -> list[str]:
    """A name for each table's sheet: short, without signs that sheets may not have, and its own unless shared."""
    names: list[str] = []
    taken = {"来源": "", AMOUNTS_SHEET: ""}
    for table in tables:
        stem = (
            "".join("_" if sign in "[]:*?/\\'" else sign for sign in table.sheet or table.title)[:26] or "表"
        )
        owner = table.sheet or table.key
        name, number = stem, 2
        while taken.get(name, owner) != owner:
            name, number = f"{stem} {number}", number + 1
        taken[name] = owner
        names.append(name)
    return names


def _formula(cell: ExportCell, row: int, wholes: int, first: int, sheet: str) -> str:
    """=C5-B5, =(C5-B5)/B5, ='金额'!C5/'金额'!C$2. `wholes` is the row of the totals, `first` that of the table."""
    assert cell.formula is not None
    prefix = f"'{sheet}'!" if sheet else ""
    left = prefix + xl_rowcol_to_cell(row, cell.formula.left)
    right = prefix + xl_rowcol_to_cell(row, cell.formula.right)
    whole = prefix + xl_rowcol_to_cell(wholes, cell.formula.right, row_abs=True)
    total = prefix + xl_rowcol_to_cell(first + cell.formula.whole_row, cell.formula.right, row_abs=True)
    return {
        ExportNumber.CHANGE: f"={left}-{right}",
        ExportNumber.RATE: f"=({left}-{right})/{right}",
        ExportNumber.INDEX: f"={left}/{right}*100",
        ExportNumber.SHARE: f"={left}/{whole}",
        ExportNumber.PER_PEOPLE: f"={left}/{whole}*10000",
        ExportNumber.PART: f"={left}/{right}",
        ExportNumber.POINTS: f"=({left}-{right})/{total}*100",
        ExportNumber.EXECUTION: f"={left}/{right}",
    }[cell.kind]


WRITERS: dict[Format, Callable[[Export], bytes]] = {
    Format.CSV: csv_file,
    Format.XLSX: xlsx_file,
    Format.JSON: json_file,
}
