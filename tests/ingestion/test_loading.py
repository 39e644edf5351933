from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from disclosures.lifecycle.ingestion import loader, settle
from disclosures.lifecycle.publication import publish
from disclosures.models import (
    Agency,
    Amount,
    Disclosure,
    Document,
    FunctionalCode,
    Note,
    Section,
    Statement,
    StatementLine,
)
from disclosures.models.classification import CodeSource
from disclosures.models.document import DocumentState
from disclosures.parsing.errors import UnreadableDocument
from disclosures.vocabulary import AgencyKind, CellState, Measure, Stage
from tests.ingestion import hand

Ingest = Callable[..., Document]


def test_everything_that_was_parsed_is_loaded(ingested: Ingest) -> None:
    document = ingested(hand.document())
    assert document.state == DocumentState.READY
    assert (document.pages, document.layout, document.media_type) == (9, "hebei", "application/pdf")
    disclosure = document.disclosures.get()
    assert (disclosure.fiscal_year, disclosure.stage, disclosure.kind) == (
        2022,
        Stage.BUDGET,
        AgencyKind.UNIT,
    )
    assert list(disclosure.statements.values_list("title", "empty_note")) == [
        ("收支总表", ""), ("支出总表", ""), ("国有资本经营预算表", "注：空表列示。"),
    ]  # fmt: skip
    target = disclosure.performance_targets.get()
    assert target.payment_schedule == [["3月底", "0%"], ["6月底", "50%"]]
    assert target.funds_fen == 60_000_000
    assert target.indicators.get().operator == "≥"
    assert disclosure.procurement.get().amounts.get().fen == 1_000_000
    assert disclosure.assets.get().fen == 1, "half a 分 is rounded up, the printed text is kept"
    assert disclosure.assets.get().printed == "0.005"
    assert [note.message for note in document.notes.all()] == ["表头未识别", "第 9 页是图片"]


def test_cells_keep_state_money_text_and_place(ingested: Ingest) -> None:
    disclosure = ingested(hand.document()).disclosures.get()
    cells = (
        Amount.objects.filter(line__statement__disclosure=disclosure).of_statement("expenditure").with_place()
    )
    assert [(cell.line.name, cell.measure, cell.state, cell.fen, cell.printed) for cell in cells] == [
        ("合计", Measure.TOTAL, CellState.AMOUNT, 100_010_000, "100.01"),
        ("合计", Measure.BASIC, CellState.AMOUNT, 100_010_000, "100.01"),
        ("合计", Measure.PROJECT, CellState.AMOUNT, 0, "0.00"),
        ("行政运行", Measure.TOTAL, CellState.AMOUNT, 100_010_000, "100.01"),
        ("行政运行", Measure.PROJECT, CellState.DASH, None, "—"),
    ]
    assert cells[0].box == (10.0, 20.0, 30.0, 40.3)
    assert cells[0].column.heading == ["合计"]


def test_a_stated_amount_points_to_the_cell_that_it_repeats(ingested: Ingest) -> None:
    total, change, other = ingested(hand.document()).disclosures.get().headline.all()
    assert total.amount is not None
    assert (total.amount.line.statement.title, total.amount.line.name) == ("收支总表", "支出总计"), (
        "the cell that is shown as the figure, though 支出总表 prints the amount, too"
    )
    assert change.amount is None
    assert other.amount is None


def test_codes_that_documents_print_are_observed(ingested: Ingest) -> None:
    ingested(hand.document())
    assert FunctionalCode.objects.get(edition=2022, code="2150801").source == CodeSource.OBSERVED
    assert FunctionalCode.objects.get(edition=2022, code="215").name == "资源勘探工业信息等支出"


def test_a_file_that_cannot_be_read_fails_with_its_reason(ingested: Ingest) -> None:
    document = ingested(UnreadableDocument("encrypted"))
    assert (document.state, document.error_code) == (DocumentState.FAILED, "encrypted")
    assert "密码" in document.error_message
    document = ingested(hand.document(), again=document)
    assert (document.state, document.error_code) == (DocumentState.READY, ""), (
        "a failure does not block the next try"
    )


@pytest.mark.parametrize(
    "step", ["load_statements", "load_part", "load_prose_claims", "observe_codes", "at_hand"]
)
def test_a_failure_in_the_middle_leaves_nothing_half_loaded(
    ingested: Ingest, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    agencies = Agency.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(loader, step, lambda *_: 1 / 0)
        document = ingested(hand.document())
    assert (document.state, document.error_code) == (DocumentState.FAILED, "crashed")
    for model in (Disclosure, Statement, StatementLine, Amount, Section, Note):
        assert not model.objects.exists()
    assert Agency.objects.count() == agencies


def test_a_killed_process_leaves_a_document_that_is_visibly_not_done(
    ingested: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(loader, "load_part", killed)
        with pytest.raises(SystemExit):
            ingested(hand.document())
    document = Document.objects.unfinished().get()
    assert document.state == DocumentState.PARSING
    assert not Amount.objects.exists()
    assert ingested(hand.document(), again=document).state == DocumentState.PARSING, "its reader may be alive"
    Document.objects.update(heartbeat_at=document.received_at - timedelta(hours=1))
    assert ingested(hand.document(), again=document).state == DocumentState.READY


def test_reading_again_replaces_the_rows_and_keeps_the_disclosures(ingested: Ingest) -> None:
    first, second = hand.disclosure(), hand.disclosure("衡水市信息产业中心", "350003")
    document = ingested(hand.document(first, second))
    before = {disclosure.printed_code: disclosure.pk for disclosure in document.disclosures.all()}
    published = publish(document.disclosures.get(printed_code="350003"), None, "核对无误")
    amounts = Amount.objects.count()

    shorter = replace(second, statements=second.statements[:1], notes=())
    document = ingested(hand.document(shorter, first), again=document)

    assert {disclosure.printed_code: disclosure.pk for disclosure in document.disclosures.all()} == before
    assert [disclosure.printed_code for disclosure in document.disclosures.order_by("position")] == [
        "350003",
        "350001",
    ]
    published.refresh_from_db()
    assert published.is_published
    assert Amount.objects.count() == amounts - 5
    assert Note.objects.filter(document=document).count() == 2


def test_a_failed_second_reading_keeps_the_first(ingested: Ingest) -> None:
    document = ingested(hand.document())
    amounts = set(Amount.objects.order_by().values_list("pk", flat=True))
    document = ingested(UnreadableDocument("timeout", seconds=60), again=document)
    assert document.state == DocumentState.FAILED
    assert set(Amount.objects.order_by().values_list("pk", flat=True)) == amounts


def test_what_is_no_longer_found_goes_unless_it_was_published(ingested: Ingest) -> None:
    units = [
        hand.disclosure(),
        hand.disclosure("衡水市信息产业中心", "350003"),
        hand.disclosure("衡水市信息资源管理中心", "350004"),
    ]
    document = ingested(hand.document(*units))
    publish(document.disclosures.get(printed_code="350004"), None, "核对无误")
    document = ingested(hand.document(units[0]), again=document)
    assert set(document.disclosures.values_list("printed_code", flat=True)) == {"350001", "350004"}
    assert document.notes.filter(code="not-found-again").count() == 1


def test_what_a_person_decided_outlives_a_second_reading(ingested: Ingest) -> None:
    unsure = hand.document(hand.disclosure("工业和信息化局", None, fiscal_year=None))
    document = ingested(unsure)
    assert document.state == DocumentState.NEEDS_REVIEW
    disclosure = document.disclosures.get()
    assert (disclosure.agency, disclosure.fiscal_year) == (None, None)
    assert document.notes.filter(code="agency-unsure").exists()

    agency = Agency.objects.create(region_id="131100", name=hand.BODY, kind=AgencyKind.DEPARTMENT)
    disclosure.agency, disclosure.fiscal_year = agency, 2021
    disclosure.save()
    assert settle(document).state == DocumentState.READY

    document = ingested(unsure, again=document)
    assert document.state == DocumentState.READY
    disclosure.refresh_from_db()
    assert (disclosure.agency, disclosure.fiscal_year) == (agency, 2021)


def test_what_was_said_at_upload_fills_gaps_only(ingested: Ingest) -> None:
    silent = hand.document(hand.disclosure("工业和信息化局", None, fiscal_year=None))
    document = ingested(silent, region=None, year=2019, stage=Stage.FINAL_ACCOUNTS)
    disclosure = document.disclosures.get()
    assert (disclosure.fiscal_year, disclosure.stage) == (2019, Stage.FINAL_ACCOUNTS)
    document = ingested(hand.document(), year=2019)
    assert document.disclosures.get().fiscal_year == 2022


def test_loading_takes_few_queries(ingested: Ingest, django_assert_max_num_queries: Callable) -> None:
    document = ingested(hand.document())
    with django_assert_max_num_queries(120):
        loader.load(document, hand.document())


def test_the_database_keeps_the_rules(ingested: Ingest) -> None:
    disclosure = ingested(hand.document()).disclosures.get()
    amount = Amount.objects.filter(line__statement__disclosure=disclosure).first()
    assert amount is not None
    broken = (
        lambda: Amount.objects.filter(pk=amount.pk).update(fen=None),
        lambda: Amount.objects.filter(pk=amount.pk).update(state=CellState.BLANK, fen=None),
        lambda: Disclosure.objects.filter(pk=disclosure.pk).update(state="published"),
        lambda: Document.objects.filter(pk=disclosure.document_id).update(state=DocumentState.FAILED),
        lambda: Agency.objects.create(region_id="131100", name="另一个", code="350001", kind=AgencyKind.UNIT),
    )
    for breach in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            breach()
