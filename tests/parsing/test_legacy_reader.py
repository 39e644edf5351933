"""Old formats by LibreOffice. What needs it is skipped where it is missing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import docx
import pytest

from disclosures.parsing.document import Grid, Paragraph
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import legacy, read
from disclosures.parsing.sandbox import parse_limited

SHARED = Path(__file__).resolve().parents[3] / "shared" / "documents"
needs_libreoffice = pytest.mark.skipif(
    legacy.office.converter() is None, reason="LibreOffice is not installed"
)
RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\f0 \u37096?\u38376?\u39044?\u31639?\par"
    rb"\trowd\cellx2000\cellx4000\intbl 206\cell 180.00\cell\row\pard}"
)


@pytest.fixture
def rtf(tmp_path: Path) -> Path:
    path = tmp_path / "made.rtf"
    path.write_bytes(RTF)
    return path


def code(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(path)
    return caught.value.code


def test_without_libreoffice_the_person_is_told(rtf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy.office, "converter", lambda: None)
    with pytest.raises(UnreadableDocument, match="LibreOffice") as caught:
        read(rtf)
    assert caught.value.code == "legacy-format"


def test_a_password_is_seen_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = bytearray(b"\0" * 1024)
    stream[512:514] = legacy.FIB
    stream[512 + legacy.FLAGS : 512 + legacy.FLAGS + 2] = legacy.ENCRYPTED.to_bytes(2, "little")
    path = tmp_path / "a.doc"
    path.write_bytes(stream)
    monkeypatch.setattr(legacy, "_run", lambda *_: pytest.fail("started"))
    with pytest.raises(UnreadableDocument) as caught:
        legacy.read_text_document(path)
    assert caught.value.code == "encrypted"


def test_a_converter_that_hangs_is_killed(rtf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = tmp_path / "sleeper"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o755)
    monkeypatch.setattr(legacy.office, "converter", lambda: sleeper)
    monkeypatch.setattr(legacy, "SECONDS", 0.2)
    assert code(rtf) == "timeout"


def test_a_converter_that_makes_nothing(rtf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy.office, "converter", lambda: Path("/bin/true"))
    assert code(rtf) == "damaged"


@needs_libreoffice
@pytest.mark.slow
def test_rich_text(rtf: Path) -> None:
    document = read(rtf)
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["部门预算"]
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    assert [cell.text for row in grid.rows for cell in row if cell] == ["206", "180.00"]
    assert "转换读取" in document.notes[0].message


@needs_libreoffice
@pytest.mark.slow
def test_it_converts_behind_the_walls_too(rtf: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        parse_limited(rtf)
    assert caught.value.code == "no-statement"  # it was read: there is one table in it, and that is none


@needs_libreoffice
@pytest.mark.slow
def test_a_word_97_document(tmp_path: Path) -> None:
    source = docx.Document()
    source.add_paragraph("部门预算支出总表")
    table = source.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "合计", "12.34"
    source.add_paragraph("说明")  # Word wants a paragraph after a table
    source.save(str(tmp_path / "made.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            "doc",
            "--outdir",
            tmp_path,
            tmp_path / "made.docx",
        ],
        check=True,
        capture_output=True,
    )
    document = read(tmp_path / "made.doc")
    assert document.name == "made.doc"
    assert any(isinstance(block, Grid) for block in document.blocks)


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="shared documents are not here")
def test_the_document_reads_as_its_docx_does() -> None:
    old, new = (read(SHARED / "hebei" / f"lianchi-2023-department.{form}") for form in ("doc", "docx"))
    assert [_texts(block) for block in old.blocks] == [_texts(block) for block in new.blocks]


def _texts(block: Grid | Paragraph) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    return [cell.text for row in block.rows for cell in row if cell is not None]
