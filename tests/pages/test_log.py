"""The public log: what goes in, that nobody can change it unseen, and that it agrees with what is public."""

from __future__ import annotations

import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from disclosures.lifecycle.corrections import correct, revoke
from disclosures.lifecycle.public_log import complete, problems
from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.refusal import Refused
from disclosures.models import Amount, Disclosure, PublicLogEntry
from disclosures.models.public_log_entry import LogAct
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(country: Country) -> Country:
    """The country, all of it in the log."""
    complete()
    return country


def acts() -> list[str]:
    return list(PublicLogEntry.objects.order_by("number").values_list("act", flat=True))


def cell_of(disclosure: Disclosure) -> Amount:
    cells = Amount.objects.filter(line__statement__disclosure=disclosure, column__role="amount", fen__gt=0)
    return cells.select_related("line", "column__statement").order_by("pk")[0]


def test_what_is_done_is_entered_and_what_was_refused_is_not(country: Country) -> None:
    before = len(acts())
    withdraw(country.own_2022, None, "误传了征求意见稿")
    publish(country.own_2022, None, "核对无误")
    with pytest.raises(Refused):
        publish(country.own_2022, None, "再来一次")
    assert acts()[before:] == ["withdraw", "publish"]
    taken, shown = PublicLogEntry.objects.order_by("number")[before:]
    assert taken.facts["reason"] == "误传了征求意见稿"
    assert "reason" not in shown.facts, "why a reviewer let it through is told to the staff only"
    assert taken.facts["files"] == [country.own_2022.document.sha256]
    assert list(problems()) == []


def test_a_correction_is_entered_when_it_takes_effect_and_when_it_is_taken_back(country: Country) -> None:
    cell = cell_of(country.own_2022)
    made = correct(cell.line, cell.column, "99.99", "原件印作 99.99", None)
    entry = PublicLogEntry.objects.first()
    assert entry and entry.act == LogAct.CORRECT and entry.correction_id == made.pk
    assert (entry.facts["read"], entry.facts["printed"]) == (cell.printed, "99.99")
    revoke(made, "看错了一行", None)
    entry = PublicLogEntry.objects.first()
    assert entry and (entry.act, entry.facts["reason"]) == (LogAct.REVOKE, "看错了一行")
    assert list(problems()) == []


def test_a_correction_of_a_draft_is_entered_when_the_draft_is_published(country: Country) -> None:
    withdraw(country.own_2022, None, "再看一遍")
    cell = cell_of(country.own_2022)
    before = len(acts())
    correct(cell.line, cell.column, "99.99", "原件印作 99.99", None)
    assert acts()[before:] == []
    publish(country.own_2022, None, "核对无误")
    assert acts()[before:] == ["publish", "correct"]


@pytest.mark.parametrize("change", ["content", "whole", "left out"])
def test_whoever_changes_an_entry_is_seen(country: Country, change: str) -> None:
    withdraw(country.own_2022, None, "误传")
    publish(country.own_2022, None, "核对无误")
    second = PublicLogEntry.objects.get(number=2)
    if change == "left out":
        second.delete()
    else:
        second.content = second.content.replace('"year":20', '"year":19')
        if change == "whole":
            second.digest = hashlib.sha256(second.content.encode()).hexdigest()
        second.save()
    found = list(problems())
    assert any(one.startswith("第 2 条" if change != "whole" else "第 3 条") for one in found), found
    with pytest.raises(CommandError, match="不符"):
        call_command("verify_log", stdout=StringIO(), stderr=StringIO())


def test_what_changed_without_the_log_is_seen_and_can_be_completed(country: Country) -> None:
    PublicLogEntry.objects.all().delete()
    said = list(problems())
    assert any("已发布" in one for one in said)
    with pytest.raises(CommandError):
        call_command("verify_log", stdout=StringIO(), stderr=StringIO())
    call_command("verify_log", "--complete", stdout=StringIO())
    assert list(problems()) == []
    Disclosure.objects.filter(pk=country.own_2022.pk).update(state="withdrawn")
    assert [str(country.own_2022) in one for one in problems()] == [True]


def test_a_chain_made_anew_differs_from_a_copy_that_somebody_kept(
    client: Client, country: Country, tmp_path: Path
) -> None:
    kept = tmp_path / "log.jsonl"
    kept.write_bytes(b"".join(client.get("/log.jsonl").streaming_content))
    withdraw(country.own_2022, None, "误传")
    assert list(problems(kept.read_text().splitlines())) == [], "it has only grown"
    PublicLogEntry.objects.all().delete()
    call_command("verify_log", "--complete", stdout=StringIO())
    assert list(problems()) == [], "in itself it holds"
    with pytest.raises(CommandError):
        call_command("verify_log", "--kept", str(kept), stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="读不了"):
        call_command("verify_log", "--kept", str(tmp_path / "none"), stdout=StringIO())
    for bad in ("no json", "[]", '{"entry": 5}'):
        assert len(list(problems([bad]))) == 1


def test_the_page_tells_how_to_check_and_its_file_can_be_checked_by_hand(
    client: Client, country: Country
) -> None:
    withdraw(country.own_2022, None, "误传<b>")
    html = client.get("/log/").content.decode()
    last = PublicLogEntry.objects.first()
    assert last and last.digest in html and "误传&lt;b&gt;" in html
    previous = "0" * 64
    for line in b"".join(client.get("/log.jsonl").streaming_content).decode().splitlines():
        entry, digest = json.loads(line)["entry"], json.loads(line)["digest"]
        assert hashlib.sha256(entry.encode()).hexdigest() == digest
        assert json.loads(entry)["previous"] == previous
        previous = digest
    assert previous == last.digest
