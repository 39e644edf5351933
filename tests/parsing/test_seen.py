"""What the second reader takes for a number of the page, and what it leaves out because nobody sees it.

Every page is written here, line by line, so that the reader under test is given what a typesetter would not draw.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from disclosures.parsing.document import Box, Document, Grid, Paragraph
from disclosures.parsing.document import Cell as GridCell
from disclosures.parsing.records import (
    AgencyName,
    Column,
    Note,
    ParsedDisclosure,
    StatementCell,
    StatementLine,
    StatementTable,
)
from disclosures.parsing.witness import Witness, confirmed, missed
from disclosures.vocabulary import AgencyKind, CellState, Stage, Statement

WIDE, HIGH = 400, 300


def pdf(path: Path, content: str, *, page: str = "", more: Sequence[str] = (), fonts: str = "") -> Path:
    """A PDF of one page of 400 × 300 points; `page` and `fonts` are more entries, `more` more objects from number 6."""
    stream = zlib.compress(content.encode("latin-1"))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R"
        + (" /OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>" if "/OCG" in "".join(more) else "")
        + " >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDE} {HIGH}] {page} /Contents 5 0 R /Resources "
        f"<< /Font << /F 4 0 R {fonts} >> /Properties << /L 6 0 R >> /XObject << /X 6 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n"
        + stream.decode("latin-1")
        + "\nendstream",
        *more,
    ]
    out, places = "%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
    path.write_bytes((out + f"startxref\n{out.rindex('xref')}\n%%EOF").encode("latin-1"))
    return path


def text(words: str, x: float, y: float, *, size: float = 10, before: str = "", font: str = "F") -> str:
    return f" {before} BT /{font} {size} Tf {x} {y} Td ({words}) Tj ET\n"


def stream(entries: str, body: str) -> str:
    return f"<< {entries} /Length {len(body)} >>\nstream\n{body}\nendstream"


def cell(x0: float, y0: float, x1: float, y1: float) -> Box:
    """A cell given as the content stream counts, from below."""
    return (x0, HIGH - y1, x1, HIGH - y0)


CELL = cell(100, 195, 160, 215)
HERE = text("1,234.50", 110, 200)
HERE_IN_FIELD = text("1,234.50", 10, 5)


def judged(path: Path, printed: str, box: Box = CELL, page: int = 1) -> tuple[bool | None, list[Note]]:
    """Whether the second reader confirms that `printed` stands in the box, and its notes."""
    amount = StatementCell(0, CellState.AMOUNT, printed, None, page, box)
    line = StatementLine(1, None, None, "201", "一般公共服务支出", 1, (amount,))
    columns = (Column(("本年支出", "合计"), "amount"),)
    table = StatementTable(Statement.EXPENDITURE, "支出总表", "万元", (1,), None, columns, (line,))
    agency = AgencyName(None, "某局", AgencyKind.UNIT)
    with Witness(path) as witness:
        result = confirmed(ParsedDisclosure(agency, 2025, Stage.BUDGET, (table,)), witness)
    return result.statements[0].lines[0].cells[0].confirmed, list(result.notes)


def codes(notes: Sequence[Note]) -> list[str]:
    return [note.code for note in notes]


# --- at its place ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        (HERE, "1,234.50"),
        (text("88.00", 134.2, 200) + text("77.00", 159, 200), "88.00"),  # the next one begins on the rule
        (text("66.00", 76.5, 200) + text("88.00", 101, 200), "88.00"),  # the one before ends behind it
        (text("132.50", 128, 200) + text("132.50", 158.6, 200), "132.50"),  # both set solid over the rule
        (text("9,999,999,999.99", 93, 200), "9,999,999,999.99"),  # wider than its cell
        (text("11,286.4", 112, 206) + text("0", 145, 196), "11,286.40"),  # broken because the cell is full
        (text("1,", 140, 206) + text("123.65", 116, 196), "1,123.65"),
        (text("300.00", 110, 200) + text("1", 141, 204, size=5), "300.00"),  # the mark of a footnote
        (text("12", 110, 200) + text(".64", 126, 200), "12.64"),  # in two pieces
        ("".join(text(c, 104 + 8 * at, 200) for at, c in enumerate("45.90")), "45.90"),  # spaced out
        (HERE + text("1,234.50", 110.35, 200), "1,234.50"),  # fake bold
        (text("-12.30", 110, 200), "-12.30"),
        (text("\\(12.30\\)", 110, 200), "（12.30）"),
        (text("12.30-", 110, 200), "-12.30"),
        ("0.8 g BT /F 30 Tf 0.7 0.7 -0.7 0.7 90 180 Tm (20261107) Tj ET 0 g\n" + HERE, "1,234.50"),
        ("0.7 0.7 1 rg" + text("88776", 90, 195, size=40) + "0 g" + HERE * 3, "1,234.50"),
        ("1 0 0 RG 90 190 80 30 re S\n" + HERE, "1,234.50"),
    ],
)
def test_an_amount_is_confirmed_however_it_is_set(tmp_path: Path, content: str, printed: str) -> None:
    assert judged(pdf(tmp_path / "a.pdf", content), printed) == (True, [])


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_rotated_and_cropped_pages(tmp_path: Path, quarter: int) -> None:
    """The page shows its box of 300 × 200 points, turned; the amount stands at 110, 200 of the sheet."""
    path = pdf(tmp_path / "a.pdf", HERE, page=f"/CropBox [50 60 350 260] /Rotate {quarter}")
    x0, y0, x1, y1 = 50, 135, 110, 155  # the cell, from the lower left corner of that box
    box = {
        0: (x0, 200 - y1, x1, 200 - y0),
        90: (y0, x0, y1, x1),
        180: (300 - x1, y0, 300 - x0, y1),
        270: (200 - y1, 300 - x1, 200 - y0, 300 - x0),
    }[quarter]
    assert judged(path, "1,234.50", tuple(map(float, box)))[0] is True  # type: ignore[arg-type]


def test_text_that_runs_upwards(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", "BT /F 10 Tf 0 1 -1 0 150 100 Tm (1,234.50) Tj ET")
    assert judged(path, "1,234.50", cell(135, 95, 155, 150))[0] is True


@pytest.mark.parametrize(
    ("content", "printed", "other"),
    [
        (HERE, "1,234.51", "1,234.50"),
        (HERE, "234.50", "1,234.50"),
        (text("1,234.56", 123, 200), "1,234.5", "1,234.56"),  # the rule cuts its last figure off
        (text("132", 110, 206) + text("132", 110, 196), "132132", "132 132"),  # two numbers in one cell
        (text("45", 101, 200) + text("67", 145, 200), "4567", "45 67"),
        (text("300", 110, 200) + text("1", 127, 204, size=5), "3001", "300"),
    ],
)
def test_what_is_read_otherwise_is_told_with_its_place(
    tmp_path: Path, content: str, printed: str, other: str
) -> None:
    agrees, notes = judged(pdf(tmp_path / "a.pdf", content), printed)
    assert agrees is False
    assert [(note.code, note.page) for note in notes] == [("witness-differs", 1)]
    assert f"“一般公共服务支出”一格读作 {printed}，另一读法是“{other}”" in notes[0].message
    assert "《支出总表》“本年支出/合计”一栏" in notes[0].message


# --- what nobody sees ------------------------------------------------------------------------------------------------

OCG = ["<< /Type /OCG /Name (draft) >>"]
IMAGE = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
OVER = "q 80 0 0 30 90 190 cm /X Do Q"


@pytest.mark.parametrize(
    ("content", "more"),
    [
        (text("1,234.50", 110, 200, before="3 Tr"), []),
        (text("1,234.50", 110, 200, before="1 g"), []),
        ("0.2 g 90 190 80 30 re f" + text("1,234.50", 110, 200, before="0.2 g"), []),
        (HERE + "1 g 90 190 80 30 re f", []),
        (HERE + OVER, [stream(IMAGE, "\xff")]),
        (text("1,234.50", 110, 200, before="0 0 50 50 re W n"), []),
        (text("1,234.50", 110, 200, size=1), []),
        ("/OC /L BDC " + HERE + "EMC", OCG),
    ],
)
def test_what_nobody_sees_is_no_witness(tmp_path: Path, content: str, more: list[str]) -> None:
    path = pdf(tmp_path / "a.pdf", content, more=more)
    agrees, notes = judged(path, "1,234.50")
    assert (agrees, codes(notes)) == (False, ["text-unseen"])
    assert "1,234.50" in notes[0].message
    with Witness(path) as witness:
        assert not list(missed(Document("a.pdf", "application/pdf", (), 1), witness)), "and it is not missed"


@pytest.mark.parametrize(
    ("content", "more"),
    [
        ("0.2 g 90 190 80 30 re f" + text("1,234.50", 110, 200, before="1 g"), []),  # white on dark
        ("1 g 90 190 80 30 re f 0 g" + HERE, []),  # the white ground of a cell
        (HERE + "1 g 90 215 80 30 re f", []),  # beside it
        (OVER + HERE, [stream(IMAGE, "\xff")]),
        (text("1,234.50", 110, 200, before="90 190 80 30 re W n"), []),
        (text("1,234.50", 110, 200, before="2 Tr"), []),  # bold, by an outline
        (HERE + "90 190 80 30 re S", []),
    ],
)
def test_what_everybody_sees_is(tmp_path: Path, content: str, more: list[str]) -> None:
    assert judged(pdf(tmp_path / "a.pdf", content, more=more), "1,234.50") == (True, [])


def test_a_number_put_over_another_is_the_one_that_counts(tmp_path: Path) -> None:
    content = HERE + "1 g 90 190 80 30 re f 0 g" + text("9,876.50", 110, 200)
    path = pdf(tmp_path / "a.pdf", content)
    assert judged(path, "9,876.50") == (True, [])
    assert codes(judged(path, "1,234.50")[1]) == ["text-unseen"]


def test_a_seal_that_one_sees_through_hides_nothing(tmp_path: Path) -> None:
    mask = stream(IMAGE, "\x40")
    path = pdf(tmp_path / "a.pdf", HERE + OVER, more=[stream(IMAGE + " /SMask 7 0 R", "\x80"), mask])
    assert judged(path, "1,234.50") == (True, [])


@pytest.mark.parametrize("shading", [True, False])
def test_patterns_are_never_drawn(tmp_path: Path, shading: bool) -> None:
    """What lies under one may be hidden: that is told at once, and not found out in minutes."""
    tile = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep .01 /YStep .01 /Resources << >>"
    shade = (
        "<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 1] /Function 7 0 R /Extend [true true] >>"
    )
    more = [
        shade if shading else stream(tile, "0.9 g 0 0 1 1 re f"),
        "<< /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [1] /N 1 >>",
    ]
    paint = "/S sh" if shading else "/Pattern cs /P scn 0 0 400 300 re f"
    path = pdf(
        tmp_path / "a.pdf",
        HERE + paint,
        more=more,
        fonts=">> /Shading << /S 6 0 R >> /Pattern << /P 6 0 R >> /ExtGState <<",
    )
    assert codes(judged(path, "1,234.50")[1]) == ["text-unseen"]


def test_what_a_form_field_shows_is_on_the_page(tmp_path: Path) -> None:
    shown = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 60 20] /Resources << /Font << /F 4 0 R >> >>", HERE_IN_FIELD
    )
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /F 4 /V (1,234.50) /Rect [100 195 160 215] /AP << /N 7 0 R >> >>"
    path = pdf(tmp_path / "a.pdf", text("88.00", 20, 20), page="/Annots [6 0 R]", more=[field, shown])
    assert judged(path, "1,234.50") == (True, [])


def test_a_page_that_only_one_reader_opens_ends_nothing(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", HERE)
    with Witness(path) as witness:
        assert not list(missed(Document("a.pdf", "application/pdf", (Paragraph("1,234.50", 1),), 9), witness))
    agrees, notes = judged(path, "1,234.50", page=7)
    assert (agrees, codes(notes)) == (None, ["page-unloaded"])


# --- fonts that lie --------------------------------------------------------------------------------------------------


def lying(drawn: str, said: str, twice: bool) -> str:
    """A ToUnicode that says one figure where the font draws another: the two changed about, or one said `twice`."""
    says = {ord(drawn): ord(said)} | ({} if twice else {ord(said): ord(drawn)})
    lines = [f"<{code:02x}> <{says.get(code, code):04x}>" for code in range(0x2C, 0x3A)]
    body = "\n".join(lines)
    return stream(
        "",
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <00> <ff> endcodespacerange {len(lines)} beginbfchar {body} endbfchar endcmap end end",
    )


@pytest.mark.parametrize(
    ("name", "twice"),
    [
        ("Helvetica", True),
        ("Helvetica", False),
        ("Times-Roman", True),
        ("Courier", False),
        ("Times-Bold", False),
    ],
)
@pytest.mark.parametrize(("drawn", "said"), [("3", "9"), ("1", "7"), ("8", "5"), ("6", "5"), ("2", "0")])
def test_a_font_that_draws_another_figure_is_found_out(
    tmp_path: Path, name: str, twice: bool, drawn: str, said: str
) -> None:
    more = [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /ToUnicode 7 0 R >>",
        lying(drawn, said, twice),
    ]
    content = text(f"{drawn}44.44", 110, 200, font="G") + text("17.20", 110, 100, font="F")
    path = pdf(tmp_path / "a.pdf", content, more=more, fonts="/G 6 0 R")
    agrees, notes = judged(path, f"{said}44.44")
    assert (agrees, codes(notes)) == (False, ["text-unlike"])
    assert f"{said}44.44" in notes[0].message
    assert judged(path, "17.20", cell(100, 95, 160, 115)) == (True, []), "the other font is honest"


@pytest.mark.parametrize("name", ["Helvetica-Oblique", "Times-BoldItalic", "Courier-Bold", "SimSun", "Arial"])
def test_honest_fonts_are_believed(tmp_path: Path, name: str) -> None:
    more = [f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} >>"]
    path = pdf(
        tmp_path / "a.pdf", text("98765.43210", 101, 200, font="G", size=9), more=more, fonts="/G 6 0 R"
    )
    assert judged(path, "98765.43210") == (True, [])


# --- what was not read -----------------------------------------------------------------------------------------------


def document(*texts: str, cells: Sequence[str] = ()) -> Document:
    blocks: list[Paragraph | Grid] = [Paragraph(text, 1) for text in texts]
    if cells:
        blocks.append(Grid((tuple(map(GridCell, cells)),), 1))
    return Document("a.pdf", "application/pdf", tuple(blocks), 1)


def test_every_number_that_was_read_nowhere_is_named(tmp_path: Path) -> None:
    content = "".join(text(f"{at}7.{at}5", 20, 280 - 12 * at) for at in range(1, 21))
    path = pdf(tmp_path / "a.pdf", content)
    with Witness(path) as witness:
        (note,) = missed(document(cells=["17.15", "27.25"]), witness)
    assert (note.code, note.page) == ("amount-missed", 1)
    assert "18 个数字" in note.message
    assert all(f"{at}7.{at}5" in note.message for at in range(3, 21)), "all of them, not the first ones"


def test_beyond_a_bound_the_note_says_how_many_there_are(tmp_path: Path) -> None:
    content = "".join(text(f"{at}.{at:02}", 20 + at % 9 * 40, 280 - at // 9 * 14) for at in range(10, 99))
    with Witness(pdf(tmp_path / "a.pdf", content)) as witness:
        (note,) = missed(document(), witness)
    assert "89 个数字" in note.message
    assert "只列前 60 个" in note.message


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (text("132.50", 128, 200) + text("77.25", 158.6, 200), document(cells=["132.50", "77.25"])),
        (text("11,286.4", 112, 206) + text("0", 145, 196), document(cells=["11,286.4\n0"])),
        (text("12.5%", 110, 200) + text("2026.01.15", 110, 100), document()),
        (text("402.20", 110, 200) + text("%", 110, 180), document("增加402.20%")),
        (text("1,23", 300, 200) + text("4.50", 20, 180), document("共1,234.50元")),
        (HERE + text("1,234.50", 110.4, 200), document(cells=["1,234.50"])),
        (  # every figure painted on its own
            "".join(
                text(c, x, 200)
                for c, x in zip("13.201245", (10, 16, 21, 24, 30, 35, 41, 46, 52), strict=True)
            ),
            document(cells=["13.201245"]),
        ),
    ],
)
def test_no_false_alarms(tmp_path: Path, content: str, read: Document) -> None:
    with Witness(pdf(tmp_path / "a.pdf", content)) as witness:
        assert not list(missed(read, witness))
