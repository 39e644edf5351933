"""What is refused before any library opens it, and what is not."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import old_office
import pypdfium2
import pytest

from disclosures.parsing.content_limits import LIMITS, RATIO_FROM, ContentLimits
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import guards, read
from disclosures.parsing.readers.guards import FileKind

SHARED = Path(__file__).resolve().parents[3] / "shared" / "documents"


def refused(path: Path, limits: ContentLimits = LIMITS) -> str:
    with pytest.raises(UnreadableDocument) as error:
        guards.check(path, limits)
    return error.value.code


def made(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def stream(name: str) -> bytes:
    return old_office.compound({name: b"x"})


def pdf(tmp_path: Path, pages: int = 3) -> Path:
    path = tmp_path / "made.pdf"
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 200)
    document.save(path)
    return path


def word(tmp_path: Path, name: str = "made.docx") -> Path:
    document = docx.Document()
    document.add_paragraph("部门预算")
    document.save(str(tmp_path / name))
    return tmp_path / name


def repacked(path: Path, part: str, content: bytes) -> Path:
    """The package with one part replaced."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, old in (parts | {part: content}).items():
            package.writestr(name, old if name != part else content)
    return path


def test_good_files_pass(tmp_path: Path) -> None:
    assert guards.check(pdf(tmp_path)) is FileKind.PDF
    assert guards.check(word(tmp_path)) is FileKind.DOCX
    assert guards.check(made(tmp_path, "a.txt", "部门预算".encode("gb18030"))) is FileKind.TEXT
    assert guards.check(made(tmp_path, "无扩展名", "部门预算".encode())) is FileKind.TEXT


def test_an_empty_file(tmp_path: Path) -> None:
    assert refused(made(tmp_path, "a.pdf", b"")) == "empty"


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    assert refused(made(tmp_path, "a.txt", b"x" * 99), replace(LIMITS, file_bytes=98)) == "too-large"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", "序号 项目".encode()),
        ("a.docx", b"%PDF-1.7\n"),
        ("a.txt", b"%PDF-1.7\n"),
        ("a.xlsx", b"%PDF-1.7\n"),
        ("a.docx", "部门预算".encode()),
    ],
)
def test_the_extension_is_not_believed(tmp_path: Path, name: str, content: bytes) -> None:
    assert refused(made(tmp_path, name, content)) == "type-mismatch"


def test_a_word_document_named_pdf(tmp_path: Path) -> None:
    assert refused(word(tmp_path, "a.pdf")) == "type-mismatch"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.docx", stream("EncryptedPackage"), "encrypted"),
        ("a.xhtml", b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "b">]>', "unsupported-type"),
        ("a.png", b"\x89PNG\r\n", "unsupported-type"),
        ("a.bin", bytes(range(256)) * 9, "unsupported-type"),
        ("a.docx", b"PK\x03\x04broken", "damaged"),
    ],
)
def test_other_kinds(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refused(made(tmp_path, name, content)) == code


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xls", stream("Workbook"), FileKind.XLS),
        ("a.doc", stream("WordDocument"), FileKind.DOC),
        ("a.doc", b"{\\rtf1", FileKind.RTF),
        ("a.rtf", b"{\\rtf1", FileKind.RTF),
        ("a.xlsx", stream("Workbook"), FileKind.XLS),
        ("a.doc", stream("Workbook"), FileKind.XLS),
        ("a.doc", b"<html><body>", FileKind.HTML),
        ("a.xls", b"<table><tr><td>", FileKind.HTML),
        ("a.xls", "科目编码,科目名称".encode("gb18030"), FileKind.TEXT),
        ("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", FileKind.MHT),
        ("a.mht", b"From: x\nSubject: a\n b\nContent-Type: multipart/related; type=x\n\n", FileKind.MHT),
        ("a.html", b"<!DOCTYPE html><html>", FileKind.HTML),
    ],
)
def test_old_formats_and_web_pages_pass(tmp_path: Path, name: str, content: bytes, kind: FileKind) -> None:
    assert guards.check(made(tmp_path, name, content)) is kind


# --- packages --------------------------------------------------------------------------------------------


def test_entities_are_refused_wherever_they_stand(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?>' + b" " * guards.CHUNK + b'<!DOCTYPE lolz [<!ENTITY a "b">]><a/>'
    assert refused(repacked(word(tmp_path), "word/document.xml", bomb)) == "too-complex"


def test_entities_in_utf_16_are_refused(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY a "b">]><a/>'.encode("utf-16")
    assert refused(repacked(word(tmp_path), "word/document.xml", bomb)) == "too-complex"


def test_a_part_that_grows_too_much(tmp_path: Path) -> None:
    path = repacked(word(tmp_path), "word/media/a.bin", bytes(RATIO_FROM + 1))
    assert refused(path) == "too-complex"


def test_too_many_and_too_large_parts(tmp_path: Path) -> None:
    assert refused(word(tmp_path), replace(LIMITS, members=2)) == "too-complex"
    assert refused(word(tmp_path), replace(LIMITS, expanded_bytes=1000)) == "too-complex"
    assert refused(word(tmp_path), replace(LIMITS, part_bytes=1000)) == "too-complex"


def test_a_damaged_part(tmp_path: Path) -> None:
    path = word(tmp_path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40] = bytes(40)
    path.write_bytes(content)
    assert refused(path) == "damaged"


# --- PDF -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.05, 0.6, 0.98])
def test_a_truncated_pdf_is_damaged_not_short(tmp_path: Path, share: float) -> None:
    path = pdf(tmp_path, 40)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    assert refused(path) == "damaged"


def test_a_text_with_the_mark_of_a_pdf_is_damaged(tmp_path: Path) -> None:
    assert (
        refused(made(tmp_path, "a.pdf", b"%PDF-1.7\n" + "序号 项目 startxref 0 %%EOF".encode())) == "damaged"
    )


def test_too_many_pages(tmp_path: Path) -> None:
    path = pdf(tmp_path, 4)
    guards.check_pdf(path, replace(LIMITS, pages=4))
    with pytest.raises(UnreadableDocument) as error:
        guards.check_pdf(path, replace(LIMITS, pages=3))
    assert error.value.code == "too-many-pages"
    assert "4 页" in error.value.message


@pytest.mark.skipif(not SHARED.exists(), reason="shared documents are not here")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bomb-entities.docx", "too-complex"),
        ("bomb-zip.docx", "too-complex"),
        ("bomb-entities.xhtml", "too-complex"),
        ("fake-docx.pdf", "type-mismatch"),
        ("fake-empty.pdf", "empty"),
        ("fake-text.pdf", "type-mismatch"),
        ("fake-text-with-pdf-magic.pdf", "damaged"),
        ("hengshui-2022-2000-pages.pdf", "too-many-pages"),
        ("hengshui-2022-encrypted-user.pdf", "encrypted"),
        ("hengshui-2022-truncated-60pct.pdf", "damaged"),
        ("hengshui-2022-truncated-tail.pdf", "damaged"),
    ],
)
def test_hostile_files(name: str, code: str) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read(SHARED / "hostile" / name)
    assert error.value.code == code


@pytest.mark.skipif(not SHARED.exists(), reason="shared documents are not here")
def test_a_pdf_with_an_owner_password_only_opens() -> None:
    assert guards.check(SHARED / "hostile" / "hengshui-2022-encrypted-owner-only.pdf") is FileKind.PDF
