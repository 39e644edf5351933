from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from disclosures.lifecycle.corrections import approve, correct, decline, revoke
from disclosures.lifecycle.publication import publish
from disclosures.lifecycle.refusal import Refused
from disclosures.lifecycle.totals import differences
from disclosures.models import (
    Amount,
    Correction,
    Disclosure,
    Document,
    Edition,
    Head,
    StatementColumn,
    StatementLine,
)
from disclosures.parsing.records import ParsedDocument
from disclosures.vocabulary import CellState, Measure
from tests.ingestion import hand
from tests.ingestion.conftest import ingested, places  # noqa: F401 (fixtures)

Ingest = Callable[..., Document]


def cell(disclosure: Disclosure, name: str, measure: Measure) -> tuple[StatementLine, StatementColumn]:
    line = StatementLine.objects.get(
        statement__disclosure=disclosure,
        statement__statement="revenue_and_expenditure" if name == "支出总计" else "expenditure",
        name=name,
    )
    return line, line.statement.columns.get(measure=measure)


def amount(disclosure: Disclosure, name: str, measure: Measure) -> Amount | None:
    line, column = cell(disclosure, name, measure)
    return Amount.objects.filter(line=line, column=column).first()


def with_total(printed: str, yuan: str) -> ParsedDocument:
    """The hand-made document, with another reading of 合计 in 支出总表."""
    document = hand.document()
    (disclosure,) = document.disclosures
    tables = []
    for table in disclosure.statements:
        if table.statement == "expenditure":
            first, *rest = table.lines
            cells = tuple(
                replace(c, printed=printed, yuan=Decimal(yuan)) if c.column == 3 else c for c in first.cells
            )
            table = replace(table, lines=(replace(first, cells=cells), *rest))
        tables.append(table)
    return replace(document, disclosures=(replace(disclosure, statements=tuple(tables)),))


def test_a_correction_changes_what_is_shown_and_computed_and_keeps_the_reading(ingested: Ingest) -> None:  # noqa: F811
    disclosure = publish(ingested(hand.document()).disclosures.get(), None, "核对无误")
    correction = correct(
        *cell(disclosure, "支出总计", Measure.TOTAL), "100.07", "原件第 2 页印作 100.07", None
    )
    found = amount(disclosure, "支出总计", Measure.TOTAL)
    assert found is not None
    assert (found.fen, found.printed, found.is_corrected) == (100_070_000, "100.01", True)
    assert (correction.read_fen, correction.read_printed, correction.fen) == (
        100_010_000,
        "100.01",
        100_070_000,
    )
    assert correction.amount == found
    sides = [side for row in disclosure.ledger.results for side in (row["left"], row["right"]) if side]
    told = [place for side in sides for place in side["places"] if place.get("cell") == found.pk]
    assert told
    assert all(place["corrected"] for place in told)
    assert Head.objects.under("functional", "").get().fen == 100_070_000
    assert not any(differences())


def test_a_blank_cell_can_be_filled_and_emptied_again(ingested: Ingest) -> None:  # noqa: F811
    disclosure = ingested(hand.document()).disclosures.get()
    blank = next(
        (line, column)
        for line in StatementLine.objects.filter(statement__disclosure=disclosure)
        for column in line.statement.columns.filter(role="amount", side__in=("", line.side))
        if not Amount.objects.filter(line=line, column=column).exists()
    )
    correction = correct(*blank, "1,234.50", "原件此格印有数字", None)
    filled = Amount.objects.get(line=blank[0], column=blank[1])
    assert (filled.state, filled.printed, filled.is_corrected) == (CellState.AMOUNT, "", True)
    revoke(correction, "看错了行", None)
    assert not Amount.objects.filter(line=blank[0], column=blank[1]).exists()
    correction.refresh_from_db()
    assert correction.revoked_reason == "看错了行"


def test_a_revoked_correction_gives_the_reading_back_and_stays_in_the_log(ingested: Ingest) -> None:  # noqa: F811
    disclosure = publish(ingested(hand.document()).disclosures.get(), None, "核对无误")
    correction = correct(*cell(disclosure, "合计", Measure.TOTAL), "100.07", "看错", None)
    revoke(correction, "原件确为 100.01", None)
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None
    assert (found.fen, found.is_corrected) == (100_010_000, False)
    assert Head.objects.under("functional", "").get().fen == 100_010_000
    with pytest.raises(Refused, match="已经撤销"):
        revoke(correction, "再撤销", None)
    assert Correction.objects.count() == 1


def test_a_new_reading_keeps_the_correction(ingested: Ingest) -> None:  # noqa: F811
    document = ingested(hand.document())
    disclosure = publish(document.disclosures.get(), None, "核对无误")
    correct(*cell(disclosure, "支出总计", Measure.TOTAL), "100.07", "原件第 2 页印作 100.07", None)
    ingested(hand.document(), again=document)
    found = amount(disclosure, "支出总计", Measure.TOTAL)
    assert found is not None
    assert (found.fen, found.is_corrected) == (100_070_000, True)
    assert not disclosure.notes.filter(code__startswith="correction").exists()
    assert Head.objects.under("functional", "").get().fen == 100_070_000


def test_a_new_reading_that_spells_the_row_otherwise_keeps_the_correction(ingested: Ingest) -> None:  # noqa: F811
    document = ingested(hand.document())
    disclosure = document.disclosures.get()
    correct(*cell(disclosure, "合计", Measure.TOTAL), "100.07", "原件第 2 页印作 100.07", None)
    Correction.objects.update(name="一、合 计", heading=["合 计"])
    ingested(hand.document(), again=document)
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None
    assert (found.fen, found.is_corrected) == (100_070_000, True)
    assert not disclosure.notes.filter(code__startswith="correction").exists()


def test_a_better_reading_makes_the_correction_needless(ingested: Ingest) -> None:  # noqa: F811
    document = ingested(hand.document())
    disclosure = document.disclosures.get()
    correction = correct(*cell(disclosure, "合计", Measure.TOTAL), "100.07", "原件第 2 页印作 100.07", None)
    ingested(with_total("100.07", "1000700.00"), again=document)
    correction.refresh_from_db()
    assert correction.is_needless
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None
    assert (found.fen, found.is_corrected) == (100_070_000, False)
    assert disclosure.notes.filter(code="correction-needless").exists()


def test_a_third_reading_asks_a_person(ingested: Ingest) -> None:  # noqa: F811
    document = ingested(hand.document())
    disclosure = document.disclosures.get()
    correct(*cell(disclosure, "合计", Measure.TOTAL), "100.07", "原件第 2 页印作 100.07", None)
    ingested(with_total("109.01", "1090100.00"), again=document)
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None
    assert (found.fen, found.printed) == (100_070_000, "109.01")
    assert disclosure.notes.filter(code="correction-lost").exists()


@pytest.mark.parametrize(
    ("printed", "reason", "message"),
    [
        ("一百万", "看错", "不是金额"),
        ("", "看错", "不是金额"),
        ("100.07", " ", "请写明理由"),
        ("100.01", "看错", "与读出的相同"),
    ],
)
def test_what_cannot_be_a_correction_is_refused_in_words(
    ingested: Ingest,  # noqa: F811
    printed: str,
    reason: str,
    message: str,
) -> None:
    disclosure = ingested(hand.document()).disclosures.get()
    with pytest.raises(Refused, match=message):
        correct(*cell(disclosure, "合计", Measure.TOTAL), printed, reason, None)
    assert not Correction.objects.exists()


def test_a_cell_has_one_correction_at_a_time(ingested: Ingest) -> None:  # noqa: F811
    disclosure = ingested(hand.document()).disclosures.get()
    place = cell(disclosure, "合计", Measure.TOTAL)
    correct(*place, "100.07", "看错", None)
    with pytest.raises(Refused, match="已有更正"):
        correct(*place, "100.08", "又看错", None)


def test_every_public_place_follows_and_the_log_says_so(ingested: Ingest, client: Client) -> None:  # noqa: F811
    disclosure = publish(ingested(hand.document()).disclosures.get(), None, "核对无误")
    agency, year = disclosure.agency_id, disclosure.fiscal_year
    shows = (
        f"/disclosures/{disclosure.pk}/",
        f"/disclosures/{disclosure.pk}/?format=csv",
        f"/agencies/{agency}/years/?table=expenditure",
        f"/agencies/{agency}/years/?table=expenditure&format=csv",
        f"/compare/?d={agency}-{year}&d={disclosure.agency.parent_id}-{year}",
    )

    def shown(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200
        return b"".join(answer).decode() if answer.streaming else answer.content.decode()

    assert all("100.01" in shown(place) for place in shows)
    tags = {place: client.get(place)["ETag"] for place in shows}
    checked = disclosure.ledger.checked_at
    correct(*cell(disclosure, "合计", Measure.TOTAL), "100.07", "原件第 2 页印作 100.07", None)
    for place in shows:
        assert "100.07" in shown(place), place
        assert client.get(place)["ETag"] != tags[place]
    disclosure.ledger.refresh_from_db()
    assert disclosure.ledger.checked_at > checked
    log = shown("/corrections/")
    assert "<s>100.01</s>" in log
    assert "原件第 2 页印作 100.07" in log
    out = StringIO()
    call_command("list_corrections", stdout=out)
    (candidate,) = map(json.loads, out.getvalue().splitlines())
    assert (candidate["read"], candidate["printed"], candidate["yuan"]) == ("100.01", "100.07", "1000700.00")


# --- two people ------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(settings: Any, django_user_model: Any) -> tuple[User, User]:
    settings.REQUIRE_SECOND_PERSON = True
    return django_user_model.objects.create_user("甲"), django_user_model.objects.create_user("乙")


def shown(client: Client, disclosure: Disclosure) -> str:
    """The disclosure as everybody sees it."""
    answer = client.get(f"/disclosures/{disclosure.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_published_number_changes_when_another_person_approves(
    ingested: Ingest,  # noqa: F811
    client: Client,
    two: tuple[User, User],
) -> None:
    one, other = two
    disclosure = publish(ingested(hand.document()).disclosures.get(), None, "核对无误")
    edition, before = Edition.objects.number(), shown(client, disclosure)
    proposal = correct(*cell(disclosure, "合计", Measure.TOTAL), "99999.99", "原件如此", one)
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None and (found.fen, found.is_corrected) == (100_010_000, False)
    assert (shown(client, disclosure), Edition.objects.number()) == (before, edition)
    assert "99999.99" not in client.get("/corrections/").content.decode()
    with pytest.raises(Refused, match="须由另一个人批准"):
        approve(proposal, one)
    with pytest.raises(Refused, match="等待另一个人批准"):
        correct(*cell(disclosure, "合计", Measure.TOTAL), "100.05", "原件如此", other)
    approve(proposal, other)
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None and (found.fen, found.is_corrected) == (99_999_990_000, True)
    assert "99999.99" in client.get("/corrections/").content.decode()
    assert Edition.objects.number() > edition
    proposal.refresh_from_db()
    assert (proposal.by, proposal.approved_by) == (one, other)

    revoke(proposal, "看错了", other)
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None and found.is_corrected
    proposal.refresh_from_db()
    assert proposal.is_in_force and proposal.is_waiting
    with pytest.raises(Refused, match="须由另一个人批准"):
        approve(proposal, other)
    decline(proposal, "没有看错", one)
    proposal.refresh_from_db()
    assert proposal.is_in_force and not proposal.is_waiting
    revoke(proposal, "看错了", other)
    approve(proposal, one)
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None and (found.fen, found.is_corrected) == (100_010_000, False)


def test_what_is_turned_down_changes_nothing_and_is_not_public(
    ingested: Ingest,  # noqa: F811
    client: Client,
    two: tuple[User, User],
) -> None:
    disclosure = publish(ingested(hand.document()).disclosures.get(), None, "核对无误")
    amounts = list(Amount.objects.order_by("pk").values())
    line = StatementLine.objects.filter(statement__disclosure=disclosure, amounts=None).first()
    where = (line, line.statement.columns.filter(role="amount").first()) if line else None
    for place in filter(None, (cell(disclosure, "合计", Measure.TOTAL), where)):
        proposal = correct(*place, "99999.99", "原件如此", two[0])
        decline(proposal, "原件不是这样", two[1])
        with pytest.raises(Refused, match="不在等待批准"):
            approve(proposal, two[1])
        correct(*place, "5.00", "原件如此", two[1])
        decline(Correction.objects.latest("pk"), "我弄错了", two[1])
    assert list(Amount.objects.order_by("pk").values()) == amounts
    assert "99999.99" not in client.get("/corrections/").content.decode()


def test_a_draft_is_corrected_by_one_person(ingested: Ingest, two: tuple[User, User]) -> None:  # noqa: F811
    disclosure = ingested(hand.document()).disclosures.get()
    assert correct(*cell(disclosure, "合计", Measure.TOTAL), "100.07", "原件第 2 页", two[0]).is_in_force


def test_a_proposal_is_decided_at_its_cell(
    ingested: Ingest,  # noqa: F811
    client: Client,
    settings: Any,
    django_user_model: Any,
) -> None:
    settings.REQUIRE_SECOND_PERSON = True
    one, other = (django_user_model.objects.create_superuser(name) for name in ("甲", "乙"))
    disclosure = publish(ingested(hand.document()).disclosures.get(), None, "核对无误")
    line, column = cell(disclosure, "合计", Measure.TOTAL)
    where = reverse("admin:disclosures_correction_cell", args=[line.pk, column.pk])
    client.force_login(one)
    answer = client.post(where, {"printed": "100.07", "reason": "原件第 2 页"}, follow=True)
    assert "须由另一个人批准后才改变" in answer.content.decode()
    assert "须由另一个人批准。" in client.post(where, {"approve": "1"}).content.decode()
    client.force_login(other)
    index = client.get(reverse("admin:index")).content.decode()
    assert "更正等待第二个人批准" in index
    form = client.get(where).content.decode()
    assert "甲 提出" in form
    assert "100.07（等待批准，尚未公开）" in form
    assert "请写明退回的理由" in client.post(where, {"decline": "1"}).content.decode()
    answer = client.post(where, {"approve": "1"}, follow=True)
    assert "已批准更正" in answer.content.decode()
    assert "尚未公开" not in client.get(where).content.decode()
    found = amount(disclosure, "合计", Measure.TOTAL)
    assert found is not None and found.is_corrected
