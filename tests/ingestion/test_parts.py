"""Tables in one file and narrative in another are one disclosure."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from disclosures.lifecycle.ingestion import conclude, store
from disclosures.lifecycle.ingestion.parts import JOINED, PROPOSED, join, separate
from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.refusal import Refused
from disclosures.models import Agency, Disclosure, Document, PublicationEvent
from disclosures.models.disclosure import DisclosureState
from disclosures.pages.compare.facts import compare
from disclosures.parsing.records import ParsedDocument
from disclosures.reading.columns import chosen_columns
from disclosures.reading.key_figures import KeyFigures
from disclosures.vocabulary import HeadlineItem, Stage
from tests.ingestion import hand

Ingest = Callable[..., Document]
NAME = "中共衡水市委办公室"
NARRATIVE_ONLY = {"statements": (), "procurement": (), "assets": (), "notes": ()}
TABLES_ONLY = {
    "headline": (), "claims": (), "sections": (), "institutions": (), "performance_targets": (), "notes": (),
}  # fmt: skip


def tables(name: str = "中国共产党衡水市委员会办公室", **changes: object) -> ParsedDocument:
    return hand.document(hand.disclosure(name, None, **{**TABLES_ONLY, **changes}))


def narrative(name: str = "衡水市委办公室", **changes: object) -> ParsedDocument:
    return hand.document(hand.disclosure(name, None, **{**NARRATIVE_ONLY, **changes}))


def only(document: Document) -> Disclosure:
    return document.disclosures.get()


@pytest.fixture(params=["tables first", "narrative first"])
def joined(request: pytest.FixtureRequest, ingested: Ingest) -> tuple[Disclosure, Disclosure]:
    """The whole and its part, in whatever order the files came."""
    if request.param == "tables first":
        whole, part = ingested(tables()), ingested(narrative())
    else:
        part, whole = ingested(narrative()), ingested(tables())
    return only(whole), only(part)


def test_the_narrative_becomes_a_part_of_the_tables(joined: tuple[Disclosure, Disclosure]) -> None:
    whole, part = joined
    assert part.part_of == whole
    assert whole.part_of is None
    assert whole.agency == part.agency
    for disclosure, other in ((whole, part), (part, whole)):
        assert str(other.document) in disclosure.notes.get(code=JOINED).message


def test_what_the_narrative_states_points_to_the_cells_of_the_tables(
    joined: tuple[Disclosure, Disclosure],
) -> None:
    whole, part = joined
    total, change, other = part.headline.order_by("position")
    assert total.amount is not None
    assert total.amount.line.statement.disclosure == whole
    assert (change.amount, other.amount) == (None, None)


def test_reading_again_keeps_the_join(joined: tuple[Disclosure, Disclosure], ingested: Ingest) -> None:
    whole, part = joined
    ingested(tables(), again=whole.document)
    ingested(narrative(), again=part.document)
    ingested(tables(), again=whole.document)
    part.refresh_from_db()
    assert part.part_of == whole
    assert part.headline.order_by("position")[0].amount is not None
    assert whole.notes.filter(code=JOINED).count() == part.notes.filter(code=JOINED).count() == 1


def test_a_part_is_published_and_withdrawn_with_its_whole(
    joined: tuple[Disclosure, Disclosure], client: Client
) -> None:
    whole, part = joined
    original = reverse("disclosures:original", args=[part.document_id])
    with pytest.raises(Refused, match="并入"):
        publish(part, None, "核对无误")
    assert client.get(original).status_code == 404
    publish(whole, None, "核对无误")
    part.refresh_from_db()
    assert part.is_published
    assert list(Disclosure.objects.published()) == [whole]
    assert client.get(original).status_code == 200
    with pytest.raises(Refused, match="并入"):
        withdraw(part, None, "有误")
    with pytest.raises(Refused, match="先撤回"):
        separate(part)
    withdraw(whole, None, "有误")
    part.refresh_from_db()
    assert part.state == DisclosureState.WITHDRAWN
    assert client.get(original).status_code == 404
    acts = PublicationEvent.objects.filter(disclosure=part).exclude(action="refused").order_by("pk")
    assert list(acts.values_list("action", flat=True)) == ["publish", "withdraw"]


def test_the_page_shows_both(
    joined: tuple[Disclosure, Disclosure], client: Client, django_assert_max_num_queries: Callable
) -> None:
    whole, part = joined
    publish(whole, None, "核对无误")
    with django_assert_max_num_queries(10):
        text = client.get(reverse("disclosures:disclosure", args=[whole.pk])).content.decode()
    for words in ("支出总表", "一、职责", "办公楼租赁费", "分印在 2 个文件里"):
        assert words in text
    assert reverse("disclosures:original", args=[part.document_id]) in text
    assert reverse("disclosures:page-image", args=[part.document_id, 4]) in text
    answer = client.get(reverse("disclosures:disclosure", args=[part.pk]))
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("disclosures:disclosure", args=[whole.pk]),
    )
    figure = part.headline.order_by("position")[0]
    text = client.get(reverse("disclosures:sentence", args=[figure.pk])).content.decode()
    assert f"{reverse('disclosures:disclosure', args=[whole.pk])}#h-text" in text
    assert reverse("disclosures:original", args=[part.document_id]) in text
    text = client.get(reverse("disclosures:agency", args=[whole.agency_id])).content.decode()
    assert text.count('<th scope="row"><a href="/disclosures/') == 1
    assert client.get(reverse("disclosures:years", args=[whole.agency_id])).status_code == 200


def test_key_figures_see_the_sentences_of_parts(joined: tuple[Disclosure, Disclosure]) -> None:
    whole, part = joined
    publish(whole, None, "核对无误")
    figures = KeyFigures.load([whole.pk])
    assert figures.value(whole.pk, HeadlineItem.EXPENDITURE_TOTAL).amount_id is not None
    stated = part.headline.create(
        position=9, item=HeadlineItem.PROCUREMENT_TOTAL, fen=100, printed="1元", text="采购1元", sentence="。"
    )
    value = KeyFigures.load([whole.pk]).value(whole.pk, HeadlineItem.PROCUREMENT_TOTAL)
    assert (value.fen, value.headline_id) == (100, stated.pk)
    found = compare(chosen_columns([str(whole.pk)]))
    assert any(row.values[0].headline_id == stated.pk for row in found.headline)
    assert chosen_columns([str(part.pk)]) == []


def test_undone_it_stays_undone(joined: tuple[Disclosure, Disclosure], ingested: Ingest) -> None:
    whole, part = joined
    separate(part)
    part.refresh_from_db()
    assert part.part_of is None
    assert not part.notes.filter(code=JOINED).exists()
    assert not whole.notes.filter(code=JOINED).exists()
    assert part.headline.filter(amount=None).count() == 3
    ingested(narrative(), again=part.document)
    ingested(tables(), again=whole.document)
    part.refresh_from_db()
    assert part.part_of is None
    join(part, whole)
    part.refresh_from_db()
    assert part.part_of == whole


OTHERS = {
    "another body": narrative("衡水市人大常委会办公室"),
    "another year": narrative(fiscal_year=2021),
    "another stage": narrative(stage=Stage.FINAL_ACCOUNTS),
    "whole in itself": hand.document(hand.disclosure(NAME, None)),
    "tables too": tables(),
}


@pytest.mark.parametrize("other", OTHERS)
def test_nothing_else_is_joined(ingested: Ingest, other: str) -> None:
    ingested(tables())
    ingested(OTHERS[other])
    assert not Disclosure.objects.exclude(part_of=None).exists()


def test_where_there_is_a_choice_a_person_makes_it(ingested: Ingest) -> None:
    first, second = only(ingested(tables())), only(ingested(tables()))
    part = only(ingested(narrative()))
    assert part.part_of is None
    message = part.notes.get(code=PROPOSED).message
    assert str(first.document) in message
    join(part, second)
    assert not part.notes.filter(code=PROPOSED).exists()


def test_what_is_published_is_not_changed_by_a_file(ingested: Ingest) -> None:
    part = only(ingested(narrative()))
    publish(part, None, "先有说明")
    whole = only(ingested(tables()))
    part.refresh_from_db()
    assert part.part_of is None
    assert part.is_published
    assert "撤回" in whole.notes.get(code=PROPOSED).message
    with pytest.raises(Refused, match="先撤回"):
        join(part, whole)
    withdraw(part, None, "与表合并")
    join(part, whole)
    publish(whole, None, "合并")
    part.refresh_from_db()
    assert part.is_published


def test_a_part_has_no_parts(joined: tuple[Disclosure, Disclosure], ingested: Ingest) -> None:
    whole, part = joined
    another = only(ingested(narrative()))
    assert another.part_of is None
    for one, other in ((another, part), (whole, another), (part, another)):
        with pytest.raises(Refused):
            join(one, other)
    join(another, whole)
    assert set(whole.parts.all()) == {part, another}
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=whole.pk).update(part_of=whole.pk)


def test_a_whole_that_is_read_no_more_leaves_its_part_alone(ingested: Ingest) -> None:
    document = ingested(tables())
    part = only(ingested(narrative()))
    ingested(
        hand.document(hand.disclosure(), hand.disclosure("衡水市信息产业中心", "350003")), again=document
    )
    part.refresh_from_db()
    assert part.part_of is None
    assert not part.notes.filter(code=JOINED).exists()


def test_the_clerk_parts_and_joins(joined: tuple[Disclosure, Disclosure], admin_client: Client) -> None:
    whole, part = joined
    page = reverse("admin:disclosures_disclosure_change", args=[part.pk])
    text = admin_client.get(page).content.decode()
    assert "分开" in text
    assert "发布</a>" not in text
    assert (
        "并入的一份"
        in admin_client.get(
            reverse("admin:disclosures_document_change", args=[part.document_id])
        ).content.decode()
    )
    separate_it = reverse("admin:disclosures_disclosure_separate", args=[part.pk])
    assert admin_client.get(separate_it).status_code == 405
    admin_client.post(separate_it)
    part.refresh_from_db()
    assert part.part_of is None
    text = admin_client.get(page).content.decode()
    assert f'<option value="{whole.pk}">' in text
    join_it = reverse("admin:disclosures_disclosure_join", args=[part.pk])
    assert admin_client.post(join_it, {"whole": "x"}).status_code == 404
    admin_client.post(join_it, {"whole": whole.pk})
    part.refresh_from_db()
    assert part.part_of == whole
    assert (
        str(part.document)
        in admin_client.get(reverse("admin:disclosures_disclosure_change", args=[whole.pk])).content.decode()
    )
    assert "已经合并过" in admin_client.post(join_it, {"whole": whole.pk}, follow=True).content.decode()
    assert admin_client.get(reverse("admin:disclosures_disclosure_changelist")).status_code == 200


def test_a_correction_undoes_and_makes_joins(
    joined: tuple[Disclosure, Disclosure], admin_client: Client
) -> None:
    whole, part = joined
    said = {"region": "衡水市", "agency": str(part.agency), "kind": "department", "stage": "budget"}
    page = reverse("admin:disclosures_disclosure_change", args=[part.pk])
    admin_client.post(page, said | {"year": "2021", "is_other_year": "on"})
    part.refresh_from_db()
    assert (part.fiscal_year, part.part_of) == (2021, None)
    admin_client.post(page, said | {"year": "2022"})
    part.refresh_from_db()
    assert part.part_of == whole


def test_nobody_else_parts_or_joins(joined: tuple[Disclosure, Disclosure], client: Client) -> None:
    _, part = joined
    for name in ("join", "separate"):
        assert client.post(reverse(f"admin:disclosures_disclosure_{name}", args=[part.pk])).status_code == 302
    part.refresh_from_db()
    assert part.part_of is not None


@pytest.mark.django_db(transaction=True)
def test_two_loaded_at_once_are_joined(transactional_db: None, places: None) -> None:
    """On a database with several writers: one agency though both are new and written differently, and one whole."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite 的内存库没有第二个连接")

    def finish(document: Document, parsed: ParsedDocument) -> str:
        try:
            return conclude(document, parsed).state
        finally:
            connection.close()

    for round_ in range(3):
        both = [store(ContentFile(b"%d %d" % (round_, n)), "x.pdf")[0] for n in range(2)]
        year = {"fiscal_year": 2020 + round_}
        with ThreadPoolExecutor(2) as pool:
            states = list(pool.map(finish, both, (tables(**year), narrative(**year))))
        assert states == ["ready", "ready"]
    assert Agency.objects.count() == 1
    assert Disclosure.objects.exclude(part_of=None).count() == 3
