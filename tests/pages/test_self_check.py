"""Checking a file before it is published: what is shown, and that nothing stays."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from config.counters import counters
from disclosures.models import Document
from disclosures.pages.self_check import facts, view
from disclosures.parsing import sandbox
from tests.readings import ROOT, reading
from tests.security.test_matrix import writes

pytestmark = pytest.mark.django_db

DEMO = ROOT / "disclosures" / "data" / "demo"
SMALL = DEMO / "dacheng-2022-unit.docx"
PAGE = "/check-my-file/"


def dropped(client: Client, path: Path = SMALL, name: str = "绝密局2022年预算.docx") -> tuple[int, str]:
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, path.read_bytes())})
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.content.decode()


@pytest.fixture
def read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file as it was read before; what is looked at is the page."""
    monkeypatch.setattr(facts, "parse_unlogged", lambda *_: reading(SMALL))


def test_thirty_pages_take_less_than_ten_seconds_and_nothing_stays(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    places = (Path(configured.DATA_DIR), Path(configured.MEDIA_ROOT), tmp_path)
    before, began = [set(place.rglob("*")) for place in places], time.monotonic()
    with writes() as written:
        status, text = dropped(client, DEMO / "xingtai-2022-department.pdf", "绝密局.pdf")
    assert status == 200
    assert time.monotonic() - began < 10
    assert "邢台市工业和信息化局，2022 年预算" in text
    assert written == []
    assert Document.objects.count() == 0
    assert [set(place.rglob("*")) for place in places] == before
    assert "绝密局" not in caplog.text
    assert "邢台" not in caplog.text


@pytest.mark.usefixtures("read_before")
def test_both_numbers_with_their_places_and_what_is_not_proven(client: Client) -> None:
    status, text = dropped(client)
    assert status == 200
    checked = facts.checked_file(SMALL).disclosures[0]
    assert checked.differing
    for row in checked.differing:
        assert all(place.words in text for side in row.sides for place in side.places[:12])
        assert all(not side.printed or side.printed in text for side in row.sides)
    assert f"{checked.proven} 个由表内的算术证实" in text
    assert f"未能核对的 {len(checked.undone)} 处" in text


@pytest.mark.usefixtures("read_before")
def test_what_is_not_proven_is_said_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = facts.checked_file(SMALL).disclosures[0].differing[0]
    monkeypatch.setattr(facts, "withheld", lambda: {row.check.id})
    text = dropped(client)[1]
    assert "<h3>先对照原件</h3>" in text
    assert "要先由人对照原件" in text


def test_an_error_of_ours_is_told_without_words_of_the_file(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Path) -> None:
        raise ValueError("绝密数字 123.45")

    monkeypatch.setattr(view, "checked_file", fail)
    assert dropped(client)[0] == 400
    assert "ValueError at test_self_check.py" in caplog.text
    assert "绝密" not in caplog.text


def test_what_a_crashed_child_said_is_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(sandbox, "_understood", lambda _: (_ for _ in ()).throw(sandbox._Crashed("绝密")))
    file = tmp_path / "绝密.txt"
    file.write_text("绝密", encoding="utf-8")
    for parse, is_told in ((sandbox.parse_unlogged, False), (sandbox.parse_limited, True)):
        with pytest.raises(sandbox.UnreadableDocument):
            parse(file, sandbox.Limits())
        assert ("绝密" in caplog.text) is is_told


def test_bounds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.post(PAGE, {}).status_code == 400
    status, text = dropped(client, name="x.exe", path=Path(__file__))
    assert (status, 'role="alert"' in text) == (400, True)
    with view._turn:
        assert dropped(client)[0] == 503
    monkeypatch.setattr(view, "MOST_BYTES", -view.ENVELOPE)
    taken_in = property(lambda _: pytest.fail("taken in"))
    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest.FILES", taken_in)
    assert dropped(client)[0] == 413


@pytest.fixture
def limited(settings: object) -> Iterator[None]:
    settings.REQUEST_LIMITS = settings.REQUEST_LIMITS | {"check": (2, 3600)}  # type: ignore[attr-defined]
    counters.clear()
    yield
    counters.clear()


@pytest.mark.usefixtures("read_before", "limited")
def test_who_sends_too_many(client: Client) -> None:
    assert [dropped(client)[0] for _ in range(3)] == [200, 200, 429]
    assert client.get(PAGE).status_code == 200


def test_switched_off_it_is_not_there(client: Client, settings: object) -> None:
    assert PAGE in client.get("/about/").content.decode()
    settings.SELF_CHECK = False  # type: ignore[attr-defined]
    assert client.get(PAGE).status_code == client.post(PAGE).status_code == 404
    assert PAGE not in client.get("/glossary/").content.decode()
