"""A page is read as a person sees it: what nobody sees is not read, what is drawn twice is there once, the mark of a note
is no digit, and one page that trips is a note and not the end of the file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from disclosures.parsing.document import Document, Grid
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import pdf, read
from disclosures.parsing.readers.canvas import Sheet
from tests.parsing import paper

XS, YS = [60, 160, 380, 520, 660], [80, 100, 120, 140]
HEADINGS = ["科目编码", "科目名称", "合计", "项目支出"]
ROWS = [HEADINGS, ["20301", "兵役征集", "418.27", "33.10"], ["20306", "国防动员", "96.05", ""]]
TABLE = paper.grid(XS, YS) + "\n" + paper.rows(XS, 80, 20, ROWS)


def grids(document: Document) -> list[list[list[str | None]]]:
    return [
        [[cell and cell.text for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Grid)
    ]


def messages(document: Document) -> str:
    return "\n".join(note.message for note in document.notes)


def under_another(words: str) -> str:
    """The words in the blank cell, and the table."""
    return TABLE + "\n" + words


@pytest.mark.parametrize(
    ("hidden", "how"),
    [
        (paper.text(600, 132, "777.77", mode=3), "painted with nothing"),
        (f"q 10 10 20 20 re W n {paper.text(600, 132, '777.77')} Q", "clipped away"),
        (f"/OC /L1 BDC {paper.text(600, 132, '777.77')} EMC", "on a layer that is off"),
        (
            paper.text(600, 132, "777.77") + "\n" + paper.area(530, 122, 650, 138, "1 g"),
            "painted over in white",
        ),
    ],
)
def test_text_that_nobody_sees_is_not_read_and_told(tmp_path: Path, hidden: str, how: str) -> None:
    document = read(
        paper.pdf(
            tmp_path / "a.pdf",
            under_another(hidden),
            catalog="/OCProperties << /OCGs [20 0 R] /D << /OFF [20 0 R] >> >>",
            resources="/Properties << /L1 20 0 R >>",
            objects=["<< /Type /OCG /Name (old) >>"],
        )
    )
    assert grids(document) == [ROWS], how
    assert "看不见的文字“777.77”" in messages(document)


@pytest.mark.parametrize(
    "shown",
    [
        paper.area(530, 122, 650, 138, "1 g") + "\n" + paper.text(600, 132, "777.77"),  # over its ground
        f"q 520 300 200 200 re W n {paper.text(600, 132, '777.77')} Q",  # within the clip
        f"/OC /L2 BDC {paper.text(600, 132, '777.77')} EMC",  # a layer that is on
        paper.text(600, 132, "777.77")
        + "\n/G1 gs "
        + paper.area(530, 122, 650, 138, "1 1 0 rg"),  # seen through
    ],
)
def test_text_that_is_seen_is_read(tmp_path: Path, shown: str) -> None:
    document = read(
        paper.pdf(
            tmp_path / "a.pdf",
            under_another(shown),
            catalog="/OCProperties << /OCGs [20 0 R 21 0 R] /D << /OFF [20 0 R] >> >>",
            resources="/Properties << /L1 20 0 R /L2 21 0 R >> /ExtGState << /G1 << /ca 0.4 >> >>",
            objects=["<< /Type /OCG /Name (old) >>", "<< /Type /OCG /Name (new) >>"],
        )
    )
    assert grids(document) == [[*ROWS[:2], ["20306", "国防动员", "96.05", "777.77"]]]
    assert "看不见" not in messages(document)


def test_what_is_hidden_on_several_pages_is_told_once_with_them(tmp_path: Path) -> None:
    hidden, other = (paper.text(600, 132, words, mode=3) for words in ("777.77", "88.8"))
    pages = [under_another(found) for found in (hidden, hidden, other, hidden)]
    told = [note for note in read(paper.pdf(tmp_path / "a.pdf", *pages)).notes if "看不见" in note.message]
    assert [(note.message.split("有看不见")[0], note.page) for note in told] == [
        ("第 1–2、4 页", 1),
        ("本页", 3),
    ]


def test_glyphs_drawn_twice_are_there_once(tmp_path: Path) -> None:
    shifted = TABLE + "\n".join(f"q 1 0 0 1 {dx} 0 cm {paper.rows(XS, 80, 20, ROWS)} Q" for dx in (0.3, 0.6))
    assert grids(read(paper.pdf(tmp_path / "a.pdf", shifted))) == [ROWS]


def test_amounts_with_the_same_digits_side_by_side_stay(tmp_path: Path) -> None:
    rows = [HEADINGS, ["11111", "合计", "1,111.11", "111.11"], ["", "", "", ""]]
    table = paper.grid(XS, YS) + "\n" + paper.rows(XS, 80, 20, rows)
    assert grids(read(paper.pdf(tmp_path / "a.pdf", table))) == [rows]


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        (paper.text(517, 108, "2", size=5), "2"),
        (paper.text(517, 112, "*"), "*"),
        (paper.text(516.5, 112, "①"), "①"),
        (paper.text(516.5, 108, "[3]", size=4.5), "[3]"),
    ],
)
def test_the_mark_of_a_note_is_no_digit(tmp_path: Path, mark: str, told: str) -> None:
    document = read(paper.pdf(tmp_path / "a.pdf", TABLE + "\n" + mark))
    assert grids(document) == [ROWS]
    assert f"注码“{told}”" in messages(document)


def test_signs_within_words_are_no_marks(tmp_path: Path) -> None:
    rows = [HEADINGS, ["20301", "7*24小时值守①", "NVR420*", "33.10"], ["20306", "1800*850*390", "96.05", ""]]
    table = paper.grid(XS, YS) + "\n" + paper.rows(XS, 80, 20, rows)
    document = read(paper.pdf(tmp_path / "a.pdf", table))
    assert grids(document) == [rows]
    assert "注码" not in messages(document)


def test_a_field_of_a_form_is_read_where_it_stands(tmp_path: Path) -> None:
    shown = paper.stream(
        "BT /F2 9 Tf 3 4 Td (1,204.60) Tj ET",
        "/Type /XObject /Subtype /Form /BBox [0 0 90 16] /Resources << /Font << /F2 6 0 R >> >>",
    )
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /V (1,204.60) /Rect [540 457 630 473] /F 4 /AP << /N 20 0 R >> >>"
    document = read(paper.pdf(tmp_path / "a.pdf", TABLE, page="/Annots [21 0 R]", objects=[shown, field]))
    assert grids(document) == [[*ROWS[:2], ["20306", "国防动员", "96.05", "1,204.60"]]]


def test_a_field_without_an_appearance_is_told(tmp_path: Path) -> None:
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /V (55.30) /Rect [540 457 630 473] /F 4 >>"
    document = read(paper.pdf(tmp_path / "a.pdf", TABLE, page="/Annots [20 0 R]", objects=[field]))
    assert "表单内容“55.30”" in messages(document)


def test_a_hidden_annotation_is_not_read(tmp_path: Path) -> None:
    shown = paper.stream("BT /F2 9 Tf 3 4 Td (9.99) Tj ET", "/Subtype /Form /BBox [0 0 90 16]")
    field = "<< /Subtype /Stamp /Rect [540 457 630 473] /F 2 /AP << /N 20 0 R >> >>"
    document = read(paper.pdf(tmp_path / "a.pdf", TABLE, page="/Annots [21 0 R]", objects=[shown, field]))
    assert grids(document) == [ROWS]


@pytest.mark.parametrize("again", ["q Q\n", "1 0 0 1 0 0 cm\n", "0 g\n"])
def test_a_page_of_millions_of_operators_is_refused_early(tmp_path: Path, again: str) -> None:
    path = paper.pdf(tmp_path / "a.pdf", TABLE + "\n" + again * (6_000_000 // len(again)))
    started = time.process_time()
    with pytest.raises(UnreadableDocument) as refused:
        read(path)
    assert refused.value.code == "too-complex"
    assert time.process_time() - started < 5


def test_forms_that_use_forms_are_counted_as_often_as_they_are_used(tmp_path: Path) -> None:
    def form(content: str, inner: str) -> str:
        return paper.stream(
            content, f"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << {inner} >> >>"
        )

    bomb = [form("/X Do " * 50, f"/X {21 + n} 0 R") for n in range(4)] + [form("0 g " * 100, "")]
    path = paper.pdf(tmp_path / "a.pdf", TABLE + " /X Do", resources="/XObject << /X 20 0 R >>", objects=bomb)
    with pytest.raises(UnreadableDocument) as refused:
        read(path)
    assert refused.value.code == "too-complex"


def test_one_page_that_trips_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = pdf.content.interpret

    def trips(page: object, resources: object, sheet: Sheet, layers: object) -> object:
        if sheet.number == 2:
            raise KeyError("broken object")
        return sound(page, resources, sheet, layers)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf.content, "interpret", trips)
    document = read(paper.pdf(tmp_path / "a.pdf", TABLE, TABLE, TABLE))
    assert [block.page for block in document.blocks] == [1, 3]
    assert [(note.page, note.message) for note in document.notes] == [(2, "本页已损坏，没有读入，请对照原件")]


def test_type_that_a_font_hangs_too_low_stays_on_its_line(tmp_path: Path) -> None:
    """The descent of Helvetica as some newspapers' fonts state it: a full em below the line."""
    low = [
        "<< /Type /FontDescriptor /FontName /ABCDEF+Odd /Flags 32 /FontBBox [0 -900 1000 100] /ItalicAngle 0"
        " /Ascent 100 /Descent -1050 /CapHeight 700 /StemV 80 >>",
        f"<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Odd /FirstChar 32 /LastChar 126 /FontDescriptor 20 0 R"
        f" /Widths [{' '.join(['556'] * 95)}] /Encoding /WinAnsiEncoding >>",
    ]
    words = "BT 1 0 0 1 60 395 Tm /F1 9 Tf <{}> Tj /Odd 9 Tf (2,031.44) Tj /F1 9 Tf <{}> Tj ET"
    page = words.format(
        "本年财政拨款收入".encode("utf-16-be").hex(), "万元，全部为一般公共预算。".encode("utf-16-be").hex()
    )
    document = read(paper.pdf(tmp_path / "a.pdf", page, fonts="/Odd 21 0 R", objects=low))
    assert [block.text for block in document.blocks if not isinstance(block, Grid)] == [
        "本年财政拨款收入2,031.44万元，全部为一般公共预算。"
    ]


@pytest.mark.parametrize(
    ("content", "page"), [(f"q -1 0 0 -1 842 595 cm\n{TABLE}\nQ", ""), (TABLE, "/Rotate 180")]
)
def test_a_page_that_lies_upside_down(tmp_path: Path, content: str, page: str) -> None:
    document = read(paper.pdf(tmp_path / "a.pdf", content, page=page))
    assert grids(document) == [ROWS]
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert grid.rows[1][2] is not None
    assert grid.rows[1][2].box == (322.0, 475.0, 462.0, 495.0)  # 418.27, on the page as it is displayed
