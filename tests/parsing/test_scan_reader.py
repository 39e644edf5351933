"""Scanned pages: pages drawn here, their cells and lines; reading them needs the extra and is skipped without it."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.parsing import parse
from disclosures.parsing.document import Box, Grid, Paragraph
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.ocr_marks import marked
from disclosures.parsing.proof import proven
from disclosures.parsing.readers import pdf, scan
from disclosures.parsing.record_json import disclosure_json
from disclosures.parsing.records import (
    AgencyName,
    Column,
    HeadlineFigure,
    Note,
    ParsedDisclosure,
    StatementCell,
    StatementLine,
    StatementTable,
)
from disclosures.vocabulary import (
    AgencyKind,
    CellState,
    HeadlineItem,
    Measure,
    ReadBy,
    Stage,
    Statement,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "documents"
needs_ocr = pytest.mark.skipif(not scan.is_installed(), reason="the packages for OCR are not installed")

PIXELS = 300 / 72
"""A point, on pages drawn with 300 dpi."""
PAGE = (842, 595)
COLUMNS = (60, 120, 300, 420, 540)
ROWS = (120, 150, 180, 210)
TEXTS = (
    ("206", "Science", "1,083.83", "99.60"),
    ("208", "Pensions", "", "-"),
    ("210", "Health", "0.98", "66.99"),
)


def _drawn(size: tuple[int, int] = PAGE, table: bool = True, turn: float = 0.0):
    """A page with a line of text over a ruled table, turned by some degrees."""
    image_module = pytest.importorskip("PIL.Image")
    draw_module = pytest.importorskip("PIL.ImageDraw")
    font_module = pytest.importorskip("PIL.ImageFont")
    image = image_module.new("L", tuple(round(side * PIXELS) for side in size), 245)
    draw = draw_module.Draw(image)
    font = font_module.load_default(9 * PIXELS)

    def at(x: float, y: float) -> tuple[float, float]:
        return x * PIXELS, y * PIXELS

    draw.text(at(62, 90), "350001 Bureau of Industry 2022", fill=0, font=font)
    if table:
        for y in ROWS:
            draw.line([at(COLUMNS[0], y), at(COLUMNS[-1], y)], fill=0, width=2)
        for x in COLUMNS:
            draw.line([at(x, ROWS[0]), at(x, ROWS[-1])], fill=0, width=2)
        for texts, top in zip(TEXTS, ROWS, strict=False):
            for text, left in zip(texts, COLUMNS, strict=False):
                draw.text(at(left + 4, top + 9), text, fill=0, font=font)
    return image.rotate(turn, fillcolor=245, resample=image_module.Resampling.BILINEAR)


def _scan(tmp_path: Path, *images) -> Path:
    path = tmp_path / "scan.pdf"
    content = io.BytesIO()
    images[0].save(content, "PDF", resolution=300, save_all=True, append_images=images[1:])
    path.write_bytes(content.getvalue())
    return path


# --- without the models --------------------------------------------------------------------------------------------


def test_without_the_extra_the_person_is_told_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    with pytest.raises(UnreadableDocument, match="没有安装图像识别") as caught:
        pdf.read(_scan(tmp_path, _drawn()))
    assert caught.value.code == "no-text"


def test_pages_that_are_images_are_seen_before_reading(tmp_path: Path) -> None:
    assert scan.has_image_pages(_scan(tmp_path, _drawn()))


@pytest.mark.parametrize("turn", [0.0, 1.3, -2.5])
def test_cells_are_found_on_a_page_that_lies_askew(turn: float) -> None:
    ruling, np = pytest.importorskip("disclosures.parsing.readers.ruling"), pytest.importorskip("numpy")
    sheet = ruling.sheet(np.asarray(_drawn(turn=turn)), PIXELS)
    assert sheet.angle == pytest.approx(-turn, abs=0.1)
    (cells,) = sheet.tables
    assert len(cells) == 12
    widths = [round((x1 - x0) / PIXELS) for x0, _, x1, _ in sorted(cells)[::3]]
    assert widths == pytest.approx([60, 180, 120, 120], abs=2)


def test_only_ink_is_cut_into_lines() -> None:
    ruling, np = pytest.importorskip("disclosures.parsing.readers.ruling"), pytest.importorskip("numpy")
    image = np.asarray(_drawn()).copy()
    image[::97, ::89] = 0  # dust
    assert len(ruling.text_lines(ruling.sheet(image, PIXELS))) == 11


def test_large_type_is_no_table() -> None:
    ruling, np = pytest.importorskip("disclosures.parsing.readers.ruling"), pytest.importorskip("numpy")
    image = np.full((1000, 2000), 255, np.uint8)
    image[300:310, 200:800] = image[500:510, 200:800] = image[300:510, 200:210] = image[300:510, 790:800] = 0
    assert ruling.sheet(image, PIXELS).tables == ()


def test_a_blank_page() -> None:
    ruling, np = pytest.importorskip("disclosures.parsing.readers.ruling"), pytest.importorskip("numpy")
    noise = np.random.default_rng(1).normal(235, 5, (800, 800)).clip(0, 255).astype(np.uint8)
    sheet = ruling.sheet(noise, PIXELS)
    assert (sheet.tables, ruling.text_lines(sheet), ruling.outside(sheet)) == ((), [], None)


def test_boxes_are_turned_back_to_the_page_as_it_lies() -> None:
    page = scan.ScannedPage(1, 842, 595, 0, 1.0, (), (), ())
    assert page.back((421, 297.5, 421, 297.5)) == (421, 297.5, 421, 297.5)
    x0, top, x1, bottom = page.back((721, 297.5, 741, 307.5))
    assert (x1 - x0, bottom - top) == pytest.approx((20, 10), abs=0.1)
    assert top - 297.5 == pytest.approx(5.4, abs=0.2)  # 310 points off the middle, at one degree


# --- marks and doubts ----------------------------------------------------------------------------------------------


def _cell(column: int, yuan: str) -> StatementCell:
    return StatementCell(column, CellState.AMOUNT, yuan, Decimal(yuan), 1, (0, 0, 1, 1))


def _line(row: int, total: str, basic: str, project: str) -> StatementLine:
    cells = tuple(_cell(column, yuan) for column, yuan in enumerate((total, basic, project)) if yuan)
    return StatementLine(row, None, None, f"20{row}", f"第{row}行", 1, cells)


def _disclosure(*lines: StatementLine) -> ParsedDisclosure:
    measures = (Measure.TOTAL, Measure.BASIC, Measure.PROJECT)
    columns = tuple(Column((measure.label,), "amount", measure=measure) for measure in measures)
    table = StatementTable(Statement.EXPENDITURE, "支出总表", "元", (1,), None, columns, lines)
    figure = HeadlineFigure(HeadlineItem.REVENUE_TOTAL, False, Decimal(1), "1", "", "", page=2)
    agency = AgencyName(None, "某局", AgencyKind.UNIT)
    notes = (Note("sum-differs", "合计", 1), Note("sum-differs", "合计", 2))
    return ParsedDisclosure(agency, 2022, Stage.BUDGET, (table,), (figure,), notes=notes)


GOOD = (_line(5, "3.00", "1.00", "2.00"), _line(6, "4.00", "", "4.00"), _line(7, "7.00", "1.00", "6.00"))


def test_figures_of_images_are_marked_and_others_are_not() -> None:
    disclosure = marked(_disclosure(*GOOD), frozenset({1}))
    cells = [cell for line in disclosure.statements[0].lines for cell in line.cells]
    assert {cell.read_by for cell in cells} == {ReadBy.OCR}
    assert disclosure.headline[0].read_by is ReadBy.TEXT
    plain = disclosure_json(disclosure)
    assert plain["statements"][0]["lines"][0]["cells"][0]["read_by"] == "ocr"
    assert "read_by" not in plain["headline"][0]


def test_a_document_of_text_is_left_alone() -> None:
    disclosure = _disclosure(*GOOD)
    assert marked(disclosure, frozenset()) is disclosure
    assert "read_by" not in str(disclosure_json(disclosure))


def test_a_row_that_does_not_add_up_is_flagged_and_not_changed() -> None:
    wrong = _line(8, "8.00", "1.00", "6.00")
    disclosure = proven(marked(_disclosure(*GOOD, wrong), frozenset({1})))
    (doubtful,) = (note for note in disclosure.notes if note.code == "ocr-doubtful")
    assert doubtful.page == 1
    assert "读作 8.00" in doubtful.message
    assert "为 7" in doubtful.message
    assert disclosure.statements[0].lines[-1].cells[0].yuan == Decimal("8.00")
    assert [note.code for note in disclosure.notes[:2]] == ["sum-differs", "sum-differs"]  # as they were


# --- with the models -----------------------------------------------------------------------------------------------


def _inside(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and inner[2] <= outer[2] and outer[1] <= inner[1] and inner[3] <= outer[3]


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("turn", [0.0, 1.3])
def test_a_scanned_table(tmp_path: Path, turn: float) -> None:
    document = pdf.read(_scan(tmp_path, _drawn(turn=turn)))
    assert document.ocr_pages == {1}
    assert "图像识别" in document.notes[0].message
    paragraph, grid = document.blocks
    assert isinstance(paragraph, Paragraph) and isinstance(grid, Grid)
    assert paragraph.text.replace(" ", "") == "350001BureauofIndustry2022"
    assert [[cell.text for cell in row if cell] for row in grid.rows] == [list(texts) for texts in TEXTS]
    cell = grid.rows[0][2]
    assert cell is not None and cell.box is not None
    assert _inside(cell.box, (290, 110, 430, 165))


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_a_sheet_that_lay_otherwise_in_the_feeder(tmp_path: Path, quarter: int) -> None:
    image = _drawn().rotate(quarter, expand=True)
    (page,) = scan.read_pages(_scan(tmp_path, image), [1])
    assert page.quarter == quarter
    (word,) = (word for word in page.words if word.text == "1,083.83")
    x0, top, x1, bottom = (round(value * PIXELS) for value in page.back(word.box))
    assert image.crop((x0, top, x1, bottom)).getextrema()[0] < 60  # there is ink in the place it names
    assert (bottom - top > x1 - x0) is (quarter != 180)


@needs_ocr
@pytest.mark.slow
def test_an_image_amid_pages_of_text(tmp_path: Path) -> None:
    """Two pages, one with a text layer of its own: only the other is recognised."""
    pdfium = pytest.importorskip("pypdfium2")
    whole = pdfium.PdfDocument.new()
    for source in (SHARED / "hebei" / "xingtai-2022-department.pdf", _scan(tmp_path, _drawn())):
        if not source.exists():
            pytest.skip("shared documents are not here")
        whole.import_pages(pdfium.PdfDocument(source), [0])
    whole.save(tmp_path / "mixed.pdf")
    assert pdf.read(tmp_path / "mixed.pdf").ocr_pages == {2}


@needs_ocr
@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="shared documents are not here")
@pytest.mark.parametrize(("resolution", "pages"), [(300, range(8)), (150, range(8, 17))])
def test_the_scans_have_every_amount_of_the_original(resolution: int, pages: range, tmp_path: Path) -> None:
    """Three statements of one resolution and six of the other: recognising takes seconds a page."""

    def amounts(parsed):
        return [
            (
                table.statement,
                line.code or line.name,
                table.columns[cell.column].measure,
                cell.yuan,
                cell.page,
            )
            for table in parsed.disclosures[0].statements
            for line in table.lines
            for cell in line.cells
            if cell.yuan is not None and not table.statement.is_kept
        ]

    scan, print_ = tmp_path / "scan.pdf", tmp_path / "print.pdf"
    _part(SHARED / "variants" / f"hengshui-2022-scan-{resolution}dpi.pdf", pages, scan)
    _part(SHARED / "hebei" / "hengshui-2022-units.pdf", pages, print_)
    scanned, original = parse(scan), parse(print_)
    assert amounts(scanned) == amounts(original)
    assert not [note for disclosure in scanned.disclosures for note in disclosure.notes]
    assert {
        cell.read_by
        for table in scanned.disclosures[0].statements
        for line in table.lines
        for cell in line.cells
    } == {ReadBy.OCR}


def _part(source: Path, pages: range, target: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    part = pdfium.PdfDocument.new()
    part.import_pages(pdfium.PdfDocument(source), list(pages))
    part.save(target)
