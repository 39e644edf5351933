from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from disclosures.lifecycle.ingestion import shown_name, store
from disclosures.models import Document

pytestmark = pytest.mark.django_db


def test_the_same_bytes_are_one_document() -> None:
    first, created = store(ContentFile("甲".encode()), "甲.pdf")
    second, created_again = store(ContentFile("甲".encode()), "另一个名字.docx")
    assert (created, created_again) == (True, False)
    assert first == second
    assert second.original_name == "甲.pdf"
    assert Document.objects.count() == 1


def test_the_file_is_kept_as_it_was() -> None:
    document, _ = store(ContentFile(b"%PDF-1.7 \x00\xff"), "a.pdf")
    assert Path(document.file.path).read_bytes() == b"%PDF-1.7 \x00\xff"
    assert document.size == 11


def test_a_half_written_file_of_a_killed_attempt_is_replaced() -> None:
    document, _ = store(ContentFile("完整的内容".encode()), "a.pdf")
    Path(document.file.path).write_bytes(b"half")
    document.delete()
    again, created = store(ContentFile("完整的内容".encode()), "a.pdf")
    assert created
    assert Path(again.file.path).read_bytes() == "完整的内容".encode()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\windows\\x.pdf",
        "a\0b.pdf",
        "字" * 300 + ".pdf",
        "CON",
        "\u202efdp.exe",
        "..",
        "",
        "a.p/df",
    ],
)
def test_hostile_names_never_leave_the_media_folder(name: str) -> None:
    document, _ = store(ContentFile(name.encode("utf-8", "replace") + b"!"), name)
    media = Path(settings.MEDIA_ROOT).resolve()
    assert Path(document.file.path).resolve().is_relative_to(media / "documents")
    assert document.sha256 in document.file.name
    assert len(document.original_name) <= 255
    assert not set(document.original_name) & set("/\\\0\u202e")


def test_a_long_name_keeps_its_ending() -> None:
    assert shown_name("字" * 300 + ".pdf").endswith(".pdf")


def test_nothing_is_left_where_the_file_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", full)
    with pytest.raises(OSError, match="No space"):
        store(ContentFile(b"x"), "x.pdf")
    assert not Document.objects.exists()
