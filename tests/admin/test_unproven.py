"""What nothing proves: first on the review desk, no difference in public until a person compared it with the original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import strip_tags

from disclosures.admin.entries import Entry, EntryKind, entries
from disclosures.admin.review import accept
from disclosures.admin.walk import Walk
from disclosures.lifecycle import checking, claims
from disclosures.lifecycle.claims import UNPROVEN, UNSURE
from disclosures.lifecycle.publication import publish
from disclosures.models import Amount, Disclosure, Document, Finding, Ledger, Statement
from disclosures.parsing.proof import proven
from disclosures.parsing.records import ParsedDisclosure, StatementCell, StatementTable
from disclosures.reconciliation import State
from tests.ingestion import hand
from tests.ingestion.conftest import ingested

__all__ = ["ingested"]


def misread() -> ParsedDisclosure:
    """A disclosure whose 合计 of expenditure was read with another digit, in all its columns."""
    whole = hand.disclosure()
    table: StatementTable = whole.statements[1]
    total = table.lines[0]
    wrong = replace(total, cells=tuple(one_more(cell) for cell in total.cells))
    tables = (whole.statements[0], replace(table, lines=(wrong, *table.lines[1:])), *whole.statements[2:])
    return proven(replace(whole, statements=tables))


def one_more(cell: StatementCell) -> StatementCell:
    return cell if not cell.yuan else replace(cell, yuan=cell.yuan + Decimal(770_000))


@pytest.fixture
def disclosure(ingested: Callable[..., Document]) -> Disclosure:
    return ingested(hand.document(misread())).disclosures.get()


def of_kind(disclosure: Disclosure, kind: EntryKind) -> list[Entry]:
    return [entry for entry in entries([disclosure])[disclosure.pk] if entry.kind is kind]


def doubted(disclosure: Disclosure) -> list[dict]:
    rows = Ledger.objects.get(disclosure=disclosure).results
    return [row for row in rows if row["state"] == State.NEEDS_CONFIRMATION]


def test_what_is_not_proven_is_first_on_the_desk_and_no_finding(disclosure: Disclosure) -> None:
    assert Amount.objects.filter(proven=False).exists()
    found = entries([disclosure])[disclosure.pk]
    assert Walk.to(found, "").now.kind is EntryKind.UNPROVEN
    rows = doubted(disclosure)
    assert rows
    assert {row["message"] for row in rows} == {UNPROVEN}
    assert {row["difference_fen"] for row in rows} == {None}
    assert not {row["key"] for row in rows} & set(Finding.objects.values_list("key", flat=True))
    assert Ledger.objects.get(disclosure=disclosure).could_not_be_done >= len(rows)


def test_a_person_makes_it_a_difference_and_takes_that_back(
    disclosure: Disclosure, django_user_model: type[User]
) -> None:
    user = django_user_model.objects.create(username="核对员")
    entry = of_kind(disclosure, EntryKind.DOUBT)[0]
    assert accept(disclosure, entry.key, user)
    finding = Finding.objects.get(disclosure=disclosure, key=entry.key)
    assert finding.message in entry.words
    assert entry.key not in {row["key"] for row in doubted(disclosure)}
    assert accept(disclosure, entry.key, user, undo=True)
    assert not Finding.objects.filter(key=entry.key).exists()
    assert entry.key in {row["key"] for row in doubted(disclosure)}


def test_the_public_sees_what_is_proven(disclosure: Disclosure, client: Client) -> None:
    publish(disclosure, None, "核对过")
    proven_of = Statement.objects.get(disclosure=disclosure, position=0)
    proven_of.amounts_read, proven_of.amounts_proven = 2, 1
    proven_of.save()
    sure = Amount.objects.filter(line__statement=proven_of, fen__gt=0)[0]
    Amount.objects.filter(pk=sure.pk).update(proven=True, proofs=3, confirmed=True)
    page = client.get(f"/disclosures/{disclosure.pk}/").content.decode()
    assert "读出的 2 个数字中，1 个由" in page
    accuracy = client.get("/data/accuracy/").content.decode()
    assert "得到证实的数字" in accuracy
    assert "河北" in accuracy
    for place, pk in enumerate(
        Amount.objects.values_list("pk", flat=True)
    ):  # by hand they are all at one place
        Amount.objects.filter(pk=pk).update(top=place * 300, bottom=place * 300 + 100)
    open_ = Amount.objects.filter(proven=False).first()
    assert open_ is not None
    assert "未得证实" in client.get(f"/figures/{open_.pk}/", follow=True).content.decode()
    told = strip_tags(client.get(f"/figures/{sure.pk}/", follow=True).content.decode())
    assert "由 3 条勾稽关系和另一种读法证实" in told
    ledger = client.get(f"/disclosures/{disclosure.pk}/checks/?state=all").content.decode()
    assert UNPROVEN in ledger


def test_what_a_withheld_check_finds_is_for_the_reviewer_alone(
    ingested: Callable[..., Document],
    client: Client,
    django_user_model: type[User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing public tells of it: not the list, the ledger's count, the home page or the export, until a person saw it."""
    disclosure = ingested(hand.document(hand.disclosure())).disclosures.get()
    publish(disclosure, None, "核对过")
    finding = Finding.objects.filter(cause=None)[0]
    for module in (checking, claims):
        monkeypatch.setattr(module, "withheld", lambda: frozenset({finding.check_id}))
    checking.recheck([disclosure])
    assert not Finding.objects.filter(check_id=finding.check_id).exists()
    assert {row["message"] for row in doubted(disclosure) if row["check"] == finding.check_id} == {UNSURE}
    addresses = ("/", "/findings/", "/findings/?format=csv", f"/disclosures/{disclosure.pk}/")
    addresses += (f"/disclosures/{disclosure.pk}/checks/", f"/checks/{finding.check_id}/")
    for address in addresses:
        assert finding.message not in client.get(address).content.decode(), address
    assert client.get(f"/findings/{disclosure.pk}-{finding.key}/").status_code == 404
    entry = next(one for one in of_kind(disclosure, EntryKind.DOUBT) if one.key == finding.key)
    assert finding.message in entry.words
    assert accept(disclosure, entry.key, django_user_model.objects.create(username="核对员"))
    assert client.get(f"/findings/{disclosure.pk}-{finding.key}/").status_code == 200
