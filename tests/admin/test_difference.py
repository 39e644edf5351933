"""Before a corrected file or a new reading takes the place of what is public, the clerk sees what changes, and says yes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.admin import difference
from disclosures.lifecycle.corrections import correct
from disclosures.lifecycle.publication import publish
from disclosures.models import Amount, Disclosure, Document
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import ParsedDisclosure, ParsedDocument
from tests.admin.test_upload import page, parser, upload
from tests.ingestion import hand
from tests.test_replacement import AFTER, BEFORE, body, version

__all__ = ["body", "parser"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_a_corrected_file_against_what_it_replaces(admin_client: Client, body: object) -> None:
    former = publish(version(body, "初稿.txt", BEFORE), None, "核对无误")  # type: ignore[arg-type]
    corrected = version(body, "更正.txt", AFTER)  # type: ignore[arg-type]
    text = admin_client.get(
        reverse("admin:disclosures_disclosure_act", args=["publish"]) + f"?d={corrected.pk}"
    ).content.decode()
    assert "上面的改动已看过" in text
    shown = text.partition("mz-difference")[2].partition("</table>")[0]
    for words in ("300.00", "310.00", "180.00", "190.00", "卫生健康支出", "农林水支出", "无此行"):
        assert words in shown, words
    text = text.partition("说明文字，")[2].partition("</tr>")[0]
    assert "支出" in text
    assert "300.00" in text
    assert "310.00" in text
    former.refresh_from_db()
    assert former.is_published


def changed(disclosure: ParsedDisclosure, printed: str) -> ParsedDisclosure:
    """With the total of the first table of expenditure read otherwise."""
    tables = list(disclosure.statements)
    at = next(i for i, table in enumerate(tables) if table.title == "支出总表")
    line = tables[at].lines[0]
    cell = replace(line.cells[0], printed=printed, yuan=Decimal(printed) * 10_000)
    lines = (replace(line, cells=(cell, *line.cells[1:])), *tables[at].lines[1:])
    tables[at] = replace(tables[at], lines=lines)
    return replace(disclosure, statements=tuple(tables))


@pytest.fixture
def public(
    admin_client: Client, parser: list[ParsedDocument], monkeypatch: pytest.MonkeyPatch
) -> tuple[Disclosure, str]:
    """A published disclosure, whose file is read otherwise now, and the address to read it again."""
    parser[0] = hand.document(hand.disclosure())
    monkeypatch.setattr(difference, "parse_limited", lambda *_: parser[0])
    upload(admin_client, "一.pdf")
    disclosure = publish(Disclosure.objects.get(), None, "核对无误")
    parser[0] = hand.document(changed(hand.disclosure(), "120.01"))
    return disclosure, reverse("admin:disclosures_document_reread", args=[disclosure.document_id])


def total(disclosure: Disclosure) -> Amount:
    return Amount.objects.get(
        line__statement__disclosure=disclosure,
        line__statement__title="支出总表",
        line__kind="total",
        measure="total",
    )


def test_a_new_reading_is_looked_at_before_it_is_public(
    admin_client: Client, public: tuple[Disclosure, str]
) -> None:
    disclosure, address = public
    text = admin_client.post(address).content.decode()
    assert total(disclosure).printed == "100.01", "nothing has changed yet"
    shown = text.partition("mz-difference")[2].partition("</table>")[0]
    assert "100.01" in shown
    assert "120.01" in shown
    assert "20.00" in shown
    assert "第 2 页" in shown
    assert admin_client.post(address, headers={"accept": "application/json"}).status_code == 409
    assert admin_client.post(address, {"seen": "1"}).status_code == 302
    assert total(disclosure).printed == "120.01"
    assert "逐格相同" in admin_client.post(address).content.decode()


def test_what_a_person_corrected_is_no_change(admin_client: Client, public: tuple[Disclosure, str]) -> None:
    disclosure, address = public
    cell = total(disclosure)
    correct(cell.line, cell.column, "130.00", "原件如此", None)
    assert "逐格相同" in admin_client.post(address).content.decode()


def test_what_cannot_be_compared_is_said(
    admin_client: Client, public: tuple[Disclosure, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    disclosure, address = public
    with difference._turn:
        assert "正在比较另一个文件" in admin_client.post(address).content.decode()

    def unreadable(*_: object) -> None:
        raise UnreadableDocument("damaged")

    monkeypatch.setattr(difference, "parse_limited", unreadable)
    assert "文件已损坏" in admin_client.post(address).content.decode()
    monkeypatch.setattr(
        difference, "parse_limited", lambda *_: hand.document(hand.disclosure("另一个局", "9"))
    )
    assert Document.objects.get().state == "ready"
    assert page(admin_client, "disclosure_change", disclosure.pk)
