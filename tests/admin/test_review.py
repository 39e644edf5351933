"""The review desk: what is doubtful comes first, each beside its place; accepting, correcting; what publishing changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from disclosures.admin.entries import DETERMINATION, Entry, EntryKind, entries, named_cells, phrases
from disclosures.admin.preview import foresee
from disclosures.admin.walk import AT_ONCE, Walk
from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.totals import foreseen, rebuild
from disclosures.models import Amount, Disclosure, Document, Finding, Review, Total
from disclosures.models.disclosure import PublicationAction
from disclosures.parsing.records import Note, ParsedDisclosure, StatementTable
from disclosures.vocabulary import ReadBy, Stage
from tests.ingestion import hand
from tests.ingestion.conftest import ingested
from tests.security.test_matrix import client
from tests.security.world import ROLES, World
from tests.security.world import world as make_world

__all__ = ["ingested"]

Ingest = Callable[..., Document]
CHECKED = "“合计”一格读作 100.01，另一读法是“100.07”，请对照原件"
SUM = "“支出总表”“合计”合计 读作 100.01，其下 1 行之和为 100.02，请对照原件"


def doubtful(**changes: object) -> ParsedDisclosure:
    """A disclosure with a note that names a cell, a cell that the second reading reads otherwise, and its note."""
    whole = hand.disclosure()
    table: StatementTable = whole.statements[1]
    total = table.lines[0]
    cells = (replace(total.cells[0], confirmed=False), *total.cells[1:])
    tables = (whole.statements[0], replace(table, lines=(replace(total, cells=cells), *table.lines[1:])))
    notes = (
        Note("witness-differs", CHECKED, 2),
        Note("sum-differs", SUM, 2),
        Note("heading", "表头未识别", 4),
    )
    return replace(whole, statements=tables, notes=notes, **changes)  # type: ignore[arg-type]


@pytest.fixture
def disclosure(ingested: Ingest) -> Disclosure:
    return ingested(hand.document(doubtful())).disclosures.get()


def desk(disclosure: Disclosure, at: str = "") -> str:
    page = reverse("admin:disclosures_disclosure_change", args=[disclosure.pk])
    return f"{page}?at={at}" if at else page


def listed(disclosure: Disclosure) -> list[Entry]:
    return entries([disclosure])[disclosure.pk]


def one(disclosure: Disclosure, kind: EntryKind, words: str = "") -> Entry:
    return next(entry for entry in listed(disclosure) if entry.kind is kind and words in entry.words)


def accept(asked: Client, disclosure: Disclosure, key: str, **more: str) -> str:
    address = reverse("admin:disclosures_disclosure_accept", args=[disclosure.pk])
    return asked.post(address, {"key": key, **more})["Location"]


# --- the list --------------------------------------------------------------------------------------------------------


def test_what_is_doubtful_comes_first(disclosure: Disclosure) -> None:
    Finding.objects.filter(disclosure=disclosure).delete()
    Finding.objects.create(
        disclosure=disclosure,
        position=0,
        check_id="some",
        key="f" * 32,
        message="两处不一致",
        left={"places": []},
    )
    found = listed(disclosure)
    assert [entry.kind for entry in found] == [
        EntryKind.DETERMINATION,
        *[EntryKind.NOTE] * 3,  # of the sum, of the heading, of the whole file
        EntryKind.CELL,
        EntryKind.FINDING,
        *[EntryKind.TABLE] * 2,
    ]
    assert [entry.is_open for entry in found] == [False] + [True] * 7
    assert Walk.to(found, "").now == found[1], "one begins with the first that is open"
    cell = one(disclosure, EntryKind.CELL)
    assert cell.words.endswith("读作 100.01，另一读法是“100.07”"), (
        "the note of the cell is told with the cell"
    )
    assert cell.cell == Amount.objects.get(confirmed=False)


def test_what_is_not_determined_is_the_first_doubt(ingested: Ingest) -> None:
    nobody = ingested(hand.document(hand.disclosure("某局", None))).disclosures.get()
    first = listed(nobody)[0]
    assert (first.key, first.words, first.is_open) == (DETERMINATION, "机构没有确定，请填写", True)
    assert Walk.to(listed(nobody), "").now == first


def test_a_note_leads_to_the_cell_it_names(disclosure: Disclosure) -> None:
    (cell,) = named_cells(one(disclosure, EntryKind.NOTE, "其下"))
    assert (cell.printed, str(cell.column), str(cell.line)) == ("100.01", "合计", "合计")
    assert named_cells(one(disclosure, EntryKind.NOTE, "表头")) == []


def test_phrases_of_a_note() -> None:
    assert phrases("“支出总表”的列未识别：其他 / 合计") == ["支出总表", "其他 / 合计"]
    assert phrases("本页没有可读的文字") == []


def test_a_table_read_from_an_image_is_doubtful(disclosure: Disclosure) -> None:
    Amount.objects.filter(line__statement__title="收支总表").update(read_by=ReadBy.OCR)
    entry = one(disclosure, EntryKind.CELL, "图像识别")
    assert entry.statement
    assert entry.statement.title == "收支总表"
    assert entry.key in {other.key for other in entries([disclosure], only_doubts=True)[disclosure.pk]}, (
        "the same entry in the list and in the preview"
    )


def test_what_is_said_of_many_pages_is_said_once(ingested: Ingest) -> None:
    notes = tuple(Note("reader", "本页是图片", page) for page in range(1, 8))
    read = ingested(hand.document(hand.disclosure())).disclosures.get()
    Document.objects.get().notes.all().delete()
    for note in notes:
        read.notes.create(document=read.document, code=note.code, message=note.message, page=note.page)
    assert one(read, EntryKind.NOTE).pages == (1, 2, 3, 4, 5, 6, 7)


def test_a_long_list_is_shown_in_stretches(disclosure: Disclosure) -> None:
    many = [replace(listed(disclosure)[1], key=str(number)) for number in range(AT_ONCE + 20)]
    walk = Walk.to(many, "5")
    assert sum(len(found) for _, found in walk.shown) == AT_ONCE
    assert walk.stretch_after == many[AT_ONCE]
    last = Walk.to(many, str(AT_ONCE))
    assert sum(len(found) for _, found in last.shown) == 20
    assert (last.stretch_before, last.stretch_after) == (many[AT_ONCE - 1], None)


def test_parts_are_reviewed_with_the_whole(ingested: Ingest) -> None:
    tables = ingested(hand.document(replace(doubtful(), headline=()))).disclosures.get()
    narrative = ingested(hand.document(hand.disclosure(statements=()))).disclosures.get()
    narrative.refresh_from_db()
    assert narrative.part_of == tables
    found = listed(tables)
    assert {entry.disclosure for entry in found} == {tables, narrative}
    assert sum("另一部分" in entry.words or "的一部分" in entry.words for entry in found) == 1, "said once"


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_desk_walks_by_links(admin_client: Client, disclosure: Disclosure) -> None:
    found = listed(disclosure)
    text = admin_client.get(desk(disclosure, found[2].key)).content.decode()
    assert f"第 3 条，共 {len(found)} 条" in text
    assert f'href="?at={found[1].key}#now" aria-keyshortcuts="k"' in text
    assert f'href="?at={found[3].key}#now" aria-keyshortcuts="j"' in text
    assert all(f"?at={entry.key}#now" in text for entry in found)
    assert 'aria-current="true"' in text
    assert admin_client.get(desk(disclosure, "nonsense")).status_code == 200
    assert admin_client.get(desk(disclosure, found[1].key) + "&page=99999").status_code == 200


def test_every_entry_opens(admin_client: Client, disclosure: Disclosure) -> None:
    for entry in listed(disclosure):
        text = unescape(admin_client.get(desk(disclosure, entry.key)).content.decode())
        assert f'<h2 id="now-title">{entry.words}</h2>' in text


def test_a_cell_is_corrected_from_the_desk_and_back(admin_client: Client, disclosure: Disclosure) -> None:
    entry = one(disclosure, EntryKind.CELL)
    assert entry.cell
    text = unescape(admin_client.get(desk(disclosure, entry.key)).content.decode())
    form = reverse("admin:disclosures_correction_cell", args=[entry.cell.line_id, entry.cell.column_id])
    back = f"{desk(disclosure, entry.key)}#now"
    assert form in text
    answer = admin_client.post(
        form,
        {"printed": "100.07", "reason": "原件第 2 页印作 100.07"},
        QUERY_STRING=f"back={back.replace('#', '%23')}",
    )
    assert answer["Location"] == back
    settled = one(disclosure, EntryKind.CELL)
    assert (settled.key, settled.settled) == (entry.key, "已更正")
    away = admin_client.post(form, {"reason": "看错"}, QUERY_STRING="back=//elsewhere.example/")
    assert away["Location"].startswith("/"), "not to another site"
    assert not away["Location"].startswith("//")


def test_accepting_is_kept_with_who_and_when_and_may_be_taken_back(
    admin_client: Client, admin_user: User, disclosure: Disclosure
) -> None:
    first, second = [entry for entry in listed(disclosure) if entry.is_open][:2]
    where = accept(admin_client, disclosure, first.key)
    assert f"at={second.key}" in where, "on to the next that is open"
    review = Review.objects.get()
    assert (review.about, review.by) == (first.words, admin_user)
    assert "admin" in one(disclosure, first.kind, first.words).settled
    logged = LogEntry.objects.get_for_object(review)
    assert [(entry.action, entry.actor) for entry in logged] == [(LogEntry.Action.CREATE, admin_user)]
    accept(admin_client, disclosure, first.key)
    assert Review.objects.count() == 1, "twice is once"
    accept(admin_client, disclosure, first.key, undo="1")
    assert not Review.objects.exists()
    assert LogEntry.objects.filter(action=LogEntry.Action.DELETE, object_repr=first.words).exists()


def test_what_is_not_in_the_list_cannot_be_accepted(admin_client: Client, disclosure: Disclosure) -> None:
    for key in ("", "nonsense", DETERMINATION):
        accept(admin_client, disclosure, key)
    assert not Review.objects.exists()


def test_what_was_accepted_stays_so_where_a_new_reading_reads_the_same(
    admin_client: Client, disclosure: Disclosure, ingested: Ingest
) -> None:
    for entry in listed(disclosure):
        accept(admin_client, disclosure, entry.key)
    assert Walk.to(listed(disclosure), "").open_doubts == 0
    ingested(hand.document(doubtful()), again=disclosure.document)
    assert not [entry.words for entry in listed(disclosure) if entry.is_open]
    other = doubtful()
    table = other.statements[0]
    cell = replace(table.lines[0].cells[0], printed="900.00", yuan=Decimal("9000000"))
    changed = replace(table, lines=(replace(table.lines[0], cells=(cell,)),))
    read = replace(other, statements=(changed, *other.statements[1:]))
    ingested(hand.document(read), again=disclosure.document)
    tables = [entry.words for entry in listed(disclosure) if entry.is_open and entry.kind is EntryKind.TABLE]
    assert tables == ["《收支总表》1 格"], "what reads otherwise now is to be looked at again"


def test_the_form_of_whose_it_is_stands_in_the_list(admin_client: Client, ingested: Ingest) -> None:
    nobody = ingested(hand.document(hand.disclosure("某局", None))).disclosures.get()
    text = admin_client.get(desk(nobody)).content.decode()
    assert 'name="agency"' in text
    assert 'aria-keyshortcuts="p"' not in text
    said = {
        "region": "衡水市",
        "agency": "某局",
        "kind": "department",
        "year": "2022",
        "stage": "budget",
        "create": "on",
    }
    answer = admin_client.post(desk(nobody), said)
    assert answer["Location"] == desk(nobody), "one stays at the desk"
    assert not listed(nobody) or listed(nobody)[0].settled == "已确定"


def test_queries_do_not_grow_with_the_list(
    admin_client: Client, disclosure: Disclosure, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for page in range(1, 60):
        disclosure.notes.create(document=disclosure.document, code="x", message=f"说明 {page}", page=page)
    for entry in [*listed(disclosure)[:3], one(disclosure, EntryKind.CELL), one(disclosure, EntryKind.TABLE)]:
        with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
            admin_client.get(desk(disclosure, entry.key))


# --- roles -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_the_desk_and_does_what_is_theirs(world: World, role: str) -> None:
    entry = one(world.hidden, EntryKind.TABLE)
    asked = client(world, role)
    text = asked.get(desk(world.hidden, entry.key)).content.decode()
    reviews, publishes = role in ("reviewer", "administrator"), role in ("publisher", "administrator")
    assert entry.words in unescape(text)
    assert ("已核对</button>" in text) is reviews
    assert ('aria-keyshortcuts="c"' in text) is reviews
    assert ('aria-keyshortcuts="p"' in text) is publishes
    answer = asked.post(
        reverse("admin:disclosures_disclosure_accept", args=[world.hidden.pk]), {"key": entry.key}
    )
    assert answer.status_code == (302 if reviews else 403)
    assert Review.objects.exists() is reviews


def test_a_second_person_is_asked_for_on_the_page(world: World, settings: object) -> None:
    settings.REQUIRE_SECOND_PERSON = True  # type: ignore[attr-defined]
    Document.objects.filter(pk=world.hidden.document_id).update(uploaded_by=world.people["publisher"])
    own = client(world, "publisher").get(desk(world.hidden)).content.decode()
    assert "不能由您发布：文件是您上传的，须由另一个人发布。" in own
    assert 'aria-keyshortcuts="p"' not in own
    other = client(world, "administrator").get(desk(world.hidden)).content.decode()
    assert "须由另一个人发布" not in other
    assert 'aria-keyshortcuts="p"' in other
    act = reverse("admin:disclosures_disclosure_act", args=["publish"]) + f"?d={world.hidden.pk}"
    assert "不能发布：文件是您上传的" in client(world, "publisher").get(act).content.decode()
    assert "不能发布" not in client(world, "administrator").get(act).content.decode()


# --- before it is done -------------------------------------------------------------------------------------------------


def totals() -> dict[tuple[object, ...], tuple[int, int]]:
    rows = Total.objects.values_list("place", "fiscal_year", "stage", "kind", "code", "fen", "count")
    return {row[:5]: row[5:] for row in rows}


def difference(
    before: dict[tuple[object, ...], tuple[int, int]], after: dict[tuple[object, ...], tuple[int, int]]
) -> dict[tuple[object, ...], tuple[int, int]]:
    none = (0, 0)
    changed = {
        key: (
            after.get(key, none)[0] - before.get(key, none)[0],
            after.get(key, none)[1] - before.get(key, none)[1],
        )
        for key in {*before, *after}
    }
    return {key: by for key, by in changed.items() if by != none}


def test_what_is_foreseen_is_what_happens(world: World) -> None:
    """Publishing a draft, publishing a department whose units stood for it, withdrawing: to the 分, for every total."""
    rebuild()
    country = world.country
    for disclosure, act in (
        (world.hidden, publish),
        (country.hengshui_2020, withdraw),
        (country.hengshui_2020, publish),
        (world.shown, withdraw),
        (country.draft, publish),
    ):
        disclosure = Disclosure.objects.with_agency().get(pk=disclosure.pk)
        told = foreseen((disclosure,), ()) if act is publish else foreseen((), (disclosure,))
        before = totals()
        act(disclosure, None, "测试")
        assert {tuple(key): by for key, by in told.items()} == difference(before, totals())
    assert told or before


def test_the_preview_says_what_becomes_public(world: World) -> None:
    hidden = world.hidden
    act = reverse("admin:disclosures_disclosure_act", args=["publish"]) + f"?d={hidden.pk}"
    text = client(world, "publisher").get(act).content.decode()
    numbers = Amount.objects.filter(line__statement__disclosure=hidden, state="amount").count()
    assert f"报表 1 张，数字 {numbers} 个，说明中的金额 1 个" in text
    assert "不一致 1 项，随之公开" in text
    assert desk(hidden) in text, "what nobody has looked at is a link to the desk"
    assert "改变的合计" in text
    assert not Disclosure.objects.get(pk=hidden.pk).is_published


def test_publishing_one_of_several_says_that_the_whole_file_becomes_public(
    admin_client: Client, ingested: Ingest
) -> None:
    """A part counts as published with its whole; a file that is public already is not told of again."""
    bodies = ("衡水市工业和信息化局", "衡水市商务局", "衡水市审计局", "衡水市林业局")
    whole = ingested(hand.document(*(hand.disclosure(body, None) for body in bodies)))
    first, second, third, part = whole.disclosures.order_by("position")
    Disclosure.objects.filter(pk=part.pk).update(part_of=first)
    act = reverse("admin:disclosures_disclosure_act", args=["publish"])
    alone = ingested(hand.document(hand.disclosure("衡水市水利局", None))).disclosures.get()

    def told(*chosen: Disclosure, action: str = act) -> str:
        html = admin_client.get(action + "?" + "&".join(f"d={one.pk}" for one in chosen)).content.decode()
        return unescape(
            re.sub(r"<[^>]+>", "", html.partition('class="mz-files mz-plain">')[2].partition("</div>")[0])
        )

    assert "随之公开的文件 1 份：原件和它的每一页，任何人都能打开、下载。" in told(first)
    assert f"里另有 2 份不随之发布，但从公开的原件里看得到：{second}（部门，未发布）、{third}" in told(first)
    assert str(part) not in told(first)
    assert f"里另有 1 份不随之发布，但从公开的原件里看得到：{third}" in told(first, second)
    assert "随之公开的文件 1 份" in told(alone)
    assert "不随之发布" not in told(alone), "nothing else is in it"
    publish(first, None, "测试")
    assert told(second) == "", "the file is public already"
    assert told(first, action=act.replace("publish", "withdraw")) == ""


def test_obstacles_are_said_before_a_reason_is_asked_for(world: World, admin_user: User) -> None:
    twin = Disclosure.objects.get(pk=world.hidden.pk)
    twin.pk, twin.position = None, 1
    twin.save()
    unknown = Disclosure.objects.create(
        document=world.hidden.document, position=2, stage=Stage.BUDGET, kind="unit"
    )
    chosen = list(
        Disclosure.objects.with_agency().filter(pk__in=[world.hidden.pk, twin.pk, unknown.pk, world.shown.pk])
    )
    found = {
        preview.disclosure.pk: preview.obstacles
        for preview in foresee(PublicationAction.PUBLISH, chosen, {}, admin_user).previews
    }
    assert sum(not obstacles for obstacles in found.values()) == 1
    assert "只能发布一份" in "".join(found[world.hidden.pk] + found[twin.pk])
    assert "机构或年度还没有确定" in found[unknown.pk][0]
    assert "已经发布" in found[world.shown.pk][0]
    withdrawn = foresee(PublicationAction.WITHDRAW, chosen, {}, admin_user)
    assert [preview.disclosure.pk for preview in withdrawn.previews if not preview.obstacles] == [
        world.shown.pk
    ]


def test_all_of_some_files_that_are_not_out_yet(world: World) -> None:
    act = reverse("admin:disclosures_disclosure_act", args=["publish"])
    files = f"{world.shown.document_id},{world.hidden.document_id}"
    text = client(world, "publisher").get(f"{act}?f={files}").content.decode()
    assert f"<h2>{world.hidden}</h2>" in text
    assert f"<h2>{world.shown}</h2>" not in text, "what is published already is not asked about"
    desk_of_files = reverse("admin:disclosures_document_uploaded") + f"?d={world.hidden.document_id}"
    assert (
        f"{act}?f={world.hidden.document_id}"
        in client(world, "publisher").get(desk_of_files).content.decode()
    )
    assert act not in client(world, "uploader").get(desk_of_files).content.decode()


def test_the_preview_of_many_takes_no_more_queries(
    world: World, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    asked = client(world, "publisher")
    act = reverse("admin:disclosures_disclosure_act", args=["withdraw"])
    everything = "&".join(f"d={pk}" for pk in Disclosure.objects.values_list("pk", flat=True))
    assert everything.count("d=") > 8
    with django_assert_max_num_queries(29):  # type: ignore[attr-defined]
        asked.get(f"{act}?{everything}")
    with django_assert_max_num_queries(36):  # type: ignore[attr-defined]  # with what each would replace
        asked.get(f"{act.replace('withdraw', 'publish')}?{everything}")


def test_pages_of_a_draft_are_for_the_staff(world: World) -> None:
    page = reverse("admin:disclosures_document_page", args=[world.hidden.document_id, 1])
    assert client(world, "anonymous").get(page).status_code == 302
    assert client(world, "staff").get(page).status_code == 403
    assert client(world, "uploader").get(page).status_code == 404, "may see it: this one has no image"
