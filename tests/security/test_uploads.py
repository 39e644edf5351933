"""Files from strangers: what they are called, what they pretend to be, how they are given back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from disclosures.lifecycle import ingestion
from disclosures.lifecycle.ingestion import store
from disclosures.models import Disclosure, Document
from disclosures.models.document import DocumentState
from disclosures.parsing.temporary import own_folder
from tests.ingestion import hand
from tests.ingestion.conftest import places
from tests.operations.site import ROOT
from tests.pages import rows
from tests.security.test_matrix import content

__all__ = ["places"]

pytestmark = pytest.mark.django_db

HOSTILE_NAMES = [
    "../../../../etc/passwd.pdf",
    "..\\..\\windows\\system32\\x.pdf",
    "/etc/cron.d/x.pdf",
    "C:\\Windows\\x.pdf",
    "a\x00b.pdf",
    "决算" * 150 + ".pdf",
    "\u202efdp.exe.pdf",
    "CON.pdf",
    "NUL",
    "....pdf",
    ".pdf",
    "",
    "x.pdf\r\nSet-Cookie: a=b",
    '"><script>alert(1)</script>.pdf',
    "x.pdf; filename=evil.html",
    "x.html",
    "x.svg",
    "-rf.pdf",
    "=cmd|calc.pdf",
]

POSING = {
    "html": b"<!doctype html><html><body><script>alert(document.cookie)</script></body></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    "xml": b'<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "script": b"alert(1)//",
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "program": b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200,
    "zip": b"PK\x05\x06" + b"\x00" * 18,
    "html behind white space": b"   \n\t<HTML><script>alert(1)</script>",
    "html with a comment first": b"<!-- %PDF-1.7 --><script>alert(1)</script>",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_is_never_a_path(name: str) -> None:
    file = SimpleUploadedFile("x.pdf", b"bytes")
    document, _ = store(file, name)
    stored = Path(document.file.path).resolve()
    media = Path(configured.MEDIA_ROOT).resolve()
    assert media in stored.parents
    assert stored.exists()
    relative = document.file.name
    assert document.sha256[:16] in relative, "made from the bytes, not from the name"
    assert relative.isascii()
    assert not set(relative) & set('\\:*?"<>| \x00\r\n')
    assert ".." not in relative
    assert len(relative) <= 120
    assert Path(relative).suffix not in (".html", ".svg", ".exe", ".js") or name.endswith(
        Path(relative).suffix
    )
    assert len(document.original_name) <= 255
    assert document.original_name
    assert document.original_name.isprintable()


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_breaks_no_header(name: str, admin_client: Client) -> None:
    document, _ = store(SimpleUploadedFile("x.pdf", b"bytes"), name)
    answer = admin_client.get(reverse("disclosures:original", args=[document.pk]))
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "\r" not in disposition
    assert "\n" not in disposition
    assert "Set-Cookie: a=b" not in dict(answer.items())
    content(answer)


@pytest.mark.parametrize("what", POSING)
def test_what_poses_as_a_pdf_is_refused_and_never_shown(
    what: str, admin_client: Client, places: None
) -> None:
    """The real parser, in its child process. What was refused can only be downloaded, and only by the staff."""
    file = SimpleUploadedFile(f"{what}.pdf", POSING[what], content_type="application/pdf")
    admin_client.post(reverse("admin:disclosures_document_add"), {"documents": file})
    document = Document.objects.get()
    if document.state in (DocumentState.RECEIVED, DocumentState.PARSING):
        ingestion.ingest(document)
        document.refresh_from_db()
    assert document.state == DocumentState.FAILED
    assert document.error_code in ("type-mismatch", "damaged", "unsupported-type")
    assert not document.disclosures.exists()
    assert_only_downloaded(admin_client, document)
    assert admin_client.get(reverse("disclosures:page-image", args=[document.pk, 1])).status_code == 404
    assert Client().get(reverse("disclosures:original", args=[document.pk])).status_code == 404


def assert_only_downloaded(client: Client, document: Document) -> None:
    answer = client.get(reverse("disclosures:original", args=[document.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    content(answer)


def test_a_published_web_page_is_only_downloaded_too(client: Client, places: None) -> None:
    """A disclosure may be a web page: its original holds whatever its site put there."""
    body = rows.agency("某局", rows.region("131100", "衡水市"))
    document, _ = store(SimpleUploadedFile("x.html", POSING["html"]), "公开.html")
    Document.objects.filter(pk=document.pk).update(state="ready", media_type="text/html")
    rows.disclosure(body, 2022, document)
    assert Disclosure.objects.published().exists()
    assert_only_downloaded(client, document)


def test_no_address_leads_into_the_folder_of_uploads(client: Client) -> None:
    document, _ = store(SimpleUploadedFile("x.pdf", b"bytes"), "x.pdf")
    name = document.file.name
    for where in (f"/{name}", f"/media/{name}", f"/static/{name}", f"/static/../{name}", f"/data/{name}"):
        assert client.get(where).status_code == 404, where
    assert configured.MEDIA_URL in ("", "/")
    assert Path(configured.STATIC_ROOT).resolve() not in Path(document.file.path).resolve().parents


def test_names_are_words_on_pages(
    admin_client: Client, places: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingestion, "parse_limited", lambda *_: hand.document(hand.disclosure()))
    name = "<img src=x onerror=alert(1)>.pdf"
    answer = admin_client.post(
        reverse("admin:disclosures_document_add"),
        {"documents": SimpleUploadedFile(name, b"bytes")},
        follow=True,
    )
    document = Document.objects.get()
    pages = [answer.content.decode()]
    for where in ("admin:disclosures_document_changelist",):
        pages.append(admin_client.get(reverse(where)).content.decode())
    pages.append(
        admin_client.get(reverse("admin:disclosures_document_change", args=[document.pk])).content.decode()
    )
    for text in pages:
        assert "<img src=x" not in text
    assert any("&lt;img src=x" in text for text in pages)


def test_a_killed_process_leaves_no_copy_of_an_upload(tmp_path: Path) -> None:
    """Large uploads and unpacked originals: nothing of them has a name that outlives the process."""
    program = f"""
import os, signal, tempfile
tempfile.tempdir = {str(tmp_path)!r}
import django; django.setup()
from config.uploads import NamelessFileUploadHandler
from disclosures.parsing.temporary import own_folder
handler = NamelessFileUploadHandler()
handler.new_file("file", "a.pdf", "application/pdf", 9_000_000)
handler.receive_data_chunk(b"x" * 9_000_000, 0)
assert not os.listdir(tempfile.tempdir)
with own_folder() as folder:
    (folder / "copy.zip").write_bytes(b"x")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 1  # its folder, until the next one is made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path))
        with own_folder() as folder:
            assert list(tmp_path.iterdir()) == [folder]
    assert not list(tmp_path.iterdir())


def test_a_large_upload_arrives_whole(rf: RequestFactory) -> None:
    content = bytes(range(256)) * 40_000  # ten megabytes: more than is held in memory
    request = rf.post("/", {"file": SimpleUploadedFile("a.pdf", content, "application/pdf")})
    file = request.FILES["file"]
    assert (file.name, file.size, file.content_type) == ("a.pdf", len(content), "application/pdf")
    assert b"".join(file.chunks()) == content
    assert not hasattr(file, "temporary_file_path")
