"""A second witness for PDF: pdfium's text layer, read independently of pdfplumber, and only what a person sees of it.

Every amount is looked up at its own place, and every number of a page is looked for in what was read. The two readers
share no code, so that what both have is hardly a slip of either. Nothing is changed: what differs is flagged.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from disclosures.parsing.document import Box, Document, Paragraph
from disclosures.parsing.normalise import number, tidy
from disclosures.parsing.records import Note, ParsedDisclosure, StatementCell, StatementLine, StatementTable
from disclosures.vocabulary import CellState, ReadBy

from .textlayer import FOLDED, PageFigures, Verdicts, figures_of
from .textlayer_numbers import SMALL, Digit, DigitRun, lines_of, once

_AMOUNT = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d+\.\d{1,6})(?![\d.]|,\d)"
DECIMAL, SHARE_OR_DECIMAL = re.compile(_AMOUNT + "(?!%)"), re.compile(_AMOUNT)
"""Numbers that say themselves that they are amounts, with decimals or commas; no dates, and no percentages or with them."""
HOLDS_FIGURES = re.compile(r"[^\W_\u3400-\u9fffA-Za-z]")
"""No words alone, which are most of what stands in cells."""
APART = 2.5
"""Of the type size: figures of one line that stand further apart are two numbers."""
ROOM = 16.0
"""PDF points. The air on both sides of a cell (Word has 10.8, browsers up to 15): a line that leaves more than that and
a figure of it free was not broken because it was full."""
NAMED = 60
"""So many numbers of a page are named in its note."""
UNSEEN = "text-unseen"
"""The code of notes on amounts in the text layer that nobody sees."""
UNLOADED = "page-unloaded"
"""The code of notes on amounts of a page that only one reader could open."""
UNLIKE = "text-unlike"
"""The code of notes on amounts whose figures are drawn otherwise than the text layer says."""


class Witness:
    """pdfium's reading of a PDF, page by page. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._pdf = pdfium.PdfDocument(path)
        self._pages: dict[int, PageFigures | None] = {}
        self._verdicts: Verdicts = {}

    def __enter__(self) -> Witness:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    def page(self, number: int) -> PageFigures | None:
        """The numbers of a page, counted from 1; None where pdfium cannot load it."""
        if number not in self._pages:
            self._pages[number] = self._figures(number)
        return self._pages[number]

    def _figures(self, number: int) -> PageFigures | None:
        try:
            page = self._pdf[number - 1]
            if _is_annotated(page):
                # What form fields and notes show is part of the page that a person sees.
                raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
                page.close()
                page = self._pdf[number - 1]
        except pdfium.PdfiumError:
            return None
        figures = figures_of(page, self._verdicts)
        page.close()
        return figures

    def decimals(self, page: int) -> Counter[str]:
        """Every amount that the page shows, with how often; commas left out."""
        figures = self.page(page)
        return decimals_in("\n".join(found.text for found in figures.numbers)) if figures else Counter()


def _is_annotated(page: pdfium.PdfPage) -> bool:
    """Are there annotations that show something? Links and closed notes do not."""
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
            return True
    return False


def decimals_in(text: str, pattern: re.Pattern[str] = DECIMAL) -> Counter[str]:
    """The amounts in a text, with how often; commas left out."""
    folded = unicodedata.normalize("NFKC", text.replace("，", "、"))
    return Counter(found.replace(",", "") for found in pattern.findall(folded))


# --- every amount at its place -------------------------------------------------------------------------------------


def confirmed(disclosure: ParsedDisclosure, witness: Witness) -> ParsedDisclosure:
    """The disclosure with every amount marked as confirmed or not, and notes on those that are not."""
    notes: list[Note] = []
    doubted: dict[tuple[str, int], list[str]] = {}

    def cell_of(table: StatementTable, line: StatementLine, cell: StatementCell) -> StatementCell:
        if cell.state is not CellState.AMOUNT or cell.page is None or cell.box is None:
            return cell
        if cell.read_by is ReadBy.OCR:  # an image has no text layer
            return cell
        page = witness.page(cell.page)
        if page is None:
            doubted.setdefault((UNLOADED, cell.page), []).append(cell.printed)
            return cell
        found = page.within(cell.box)
        text = text_of(found, cell.box)
        if value_of(text) == _value(cell.printed):
            honest = all(part.honest for part in found)
            if not honest:
                doubted.setdefault((UNLIKE, cell.page), []).append(cell.printed)
            return replace(cell, confirmed=honest)
        if value_of(text_of(page.within(cell.box, hidden=True), cell.box)) == _value(cell.printed):
            doubted.setdefault((UNSEEN, cell.page), []).append(cell.printed)
        else:
            notes.append(Note("witness-differs", _differs(table, line, cell, text), cell.page))
        return replace(cell, confirmed=False)

    def table_of(table: StatementTable) -> StatementTable:
        lines = tuple(
            replace(line, cells=tuple(cell_of(table, line, cell) for cell in line.cells))
            for line in table.lines
        )
        return replace(table, lines=lines)

    statements = tuple(table_of(table) for table in disclosure.statements)
    notes += [
        Note(code, DOUBTS[code].format(_listed(amounts)), page) for (code, page), amounts in doubted.items()
    ]
    return replace(disclosure, statements=statements, notes=(*disclosure.notes, *notes))


DOUBTS = {
    UNLOADED: "换一种方法读时打不开这一页，以下金额没有再读一遍：{}。请对照原件",
    UNSEEN: "文字层里有、纸面上却看不见的金额（隐藏、被遮盖、与底色相同或图层关闭）：{}。不能当作公开的数字，请对照原件",
    UNLIKE: "看到的数字与文字层不一定一致，字体画出的字形像别的数字：{}。请对照原件",
}


def _differs(table: StatementTable, line: StatementLine, cell: StatementCell, text: str) -> str:
    """Which cell, how it was read, and how otherwise: in the words that the review desk looks for."""
    heading = "/".join(table.columns[cell.column].heading)
    where = f"《{table.title}》“{heading}”一栏" if heading else f"《{table.title}》"
    other = f"另一读法是“{text}”" if text else "另一读法在这里没有见到数字"
    return f"“{line.name or line.code}”一格读作 {cell.printed}，{other}（{where}），请对照原件"


def _listed(amounts: Sequence[str]) -> str:
    """Amounts as a note names them: every one, up to a bound that it tells."""
    shown = "、".join(amounts[:NAMED])
    return shown if len(amounts) <= NAMED else f"{shown}……共 {len(amounts)} 个，只列前 {NAMED} 个"


def text_of(numbers: Sequence[DigitRun], box: Box) -> str:
    """What stands in a cell, as one number where it can be one: broken because a line was full, spaced out, or with the
    mark of a footnote beside it. Numbers that only stand in one cell are parted by spaces; a bracket alone is of words."""
    figures = _without_marks([figure for part in numbers if part.text not in "()" for figure in part.figures])
    if not figures:
        return ""
    by_quarter = Counter(figure.quarter for figure in figures)
    quarter = by_quarter.most_common(1)[0][0]
    lines = [once(line) for line in lines_of(figure for figure in figures if figure.quarter == quarter)]
    across, down = box[2] - box[0], box[3] - box[1]
    length = down if quarter % 2 else across
    text = ""
    for at, line in enumerate(lines):
        if at:
            before = lines[at - 1]
            room = length - (before[-1].end - before[0].start)
            broken = room < ROOM + before[-1].size or before[-1].text in ".,"
            text += "" if broken else " "
        for place, figure in enumerate(line):
            apart = place and figure.start - line[place - 1].end > APART * figure.size
            text += (" " if apart else "") + figure.text
    return text


def _without_marks(figures: list[Digit]) -> list[Digit]:
    """The figures of a cell without those of a footnote: smaller, and raised or lowered."""
    largest = max((figure.size for figure in figures), default=0.0)
    return [figure for figure in figures if figure.size >= SMALL * largest]


def value_of(text: str) -> Decimal | None:
    """The number that figures in FOLDED make; None if they make none. A minus may stand at either end."""
    plain = text.replace("，", ",")
    digits = plain.strip("-()").replace(",", "")
    if not re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", digits):
        return None
    negative = plain.startswith(("-", "(")) or plain.endswith("-")
    return -Decimal(digits) if negative else Decimal(digits)


def _value(printed: str) -> Decimal | None:
    """What the first reader made of a cell; signs that it knows and this module does not are read as here."""
    value = number(printed)
    return value if value is not None else value_of("".join(FOLDED.get(ord(c), "") for c in printed))


# --- every number that was read ------------------------------------------------------------------------------------


def missed(document: Document, witness: Witness) -> Iterator[Note]:
    """A note for each page that shows amounts which were not read at all."""
    read: dict[int, Counter[str]] = {}
    prose: dict[int, str] = {}
    for block in document.blocks:
        page = block.page or 0
        if isinstance(block, Paragraph):
            texts = [block.text]
            prose[page] = prose.get(page, "") + tidy(block.text)
        else:
            texts = [cell.text for row in block.rows for cell in row if cell]
        read.setdefault(page, Counter()).update(_decimals_of(texts))
    for page in range(1, (document.pages or 0) + 1):
        if page in document.ocr_pages:
            continue
        # A paragraph broken over a page counts on its first page: what is on the page before is not missed.
        missing = witness.decimals(page) - read.get(page, Counter()) - read.get(page - 1, Counter())
        told = prose.get(page - 1, "") + prose.get(page, "")
        lost = [amount for amount in missing.elements() if not _broken_over_lines(amount, told)]
        if lost:
            yield Note(
                "amount-missed",
                f"本页有 {len(lost)} 个数字没有读入任何表格或段落：{_listed(lost)}。请对照原件",
                page,
            )


def _decimals_of(texts: Iterable[str]) -> Counter[str]:
    """The amounts in cells or paragraphs: as they stand, and without the breaks and gaps in them."""
    found: Counter[str] = Counter()
    for text in filter(HOLDS_FIGURES.search, texts):
        found.update(decimals_in(text, SHARE_OR_DECIMAL) | decimals_in(tidy(text), SHARE_OR_DECIMAL))
    return found


def _broken_over_lines(amount: str, prose: str) -> bool:
    """Is it the half of an amount that a line of text ends in the middle of?"""
    return bool(re.search(rf"\d{re.escape(amount)}|{re.escape(amount)}\d", prose.replace(",", "")))
