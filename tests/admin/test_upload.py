"""The clerk's way: upload, read what was read, confirm, publish, withdraw. Only forms and links, no script."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disclosures.admin import desk
from disclosures.lifecycle import ingestion
from disclosures.lifecycle.ingestion import queue
from disclosures.lifecycle.publication import publish
from disclosures.models import Agency, AgencyAlias, Disclosure, Document, PublicationEvent
from disclosures.models.disclosure import DisclosureState
from disclosures.models.document import DocumentState
from disclosures.parsing.records import ParsedDocument
from tests.ingestion import hand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ADD = "/admin/disclosures/document/add/"
UNSURE = hand.disclosure("工业和信息化局", None, fiscal_year=None)


@pytest.fixture
def parser(monkeypatch: pytest.MonkeyPatch) -> list[ParsedDocument]:
    """What the parser reads, whatever the file; a test may replace it."""
    outcome = [hand.document(hand.disclosure(), hand.disclosure("衡水市信息产业中心", "350003"))]
    monkeypatch.setattr(ingestion, "parse_limited", lambda *_: outcome[0])
    return outcome


def upload(client: Client, *names: str, **said: object) -> str:
    """Upload files and return the page that the clerk ends on."""
    files = [SimpleUploadedFile(name, f"内容 {name}".encode()) for name in names]
    answer = client.post(ADD, {"documents": files, **said}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"admin:disclosures_{name}", args=args))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<script>" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    return text


def test_upload_shows_what_was_read(admin_client: Client, parser: list[ParsedDocument]) -> None:
    text = upload(admin_client, "一.pdf", "二.pdf")
    assert "2 份：已读取，待发布 2。" in text
    assert "衡水市信息产业中心 2022年预算" in text
    document = Document.objects.get(original_name="一.pdf")
    assert document.uploaded_by is not None
    text = page(admin_client, "document_change", document.pk)
    assert "收支总表" in text
    assert "注：空表列示。" in text
    assert "表头未识别" in text
    assert "第 9 页是图片" in text
    assert reverse("disclosures:original", args=[document.pk]) in text
    assert "全年支出" not in text or "支出100.01万元" in text
    assert page(admin_client, "document_changelist")
    assert page(admin_client, "disclosure_changelist")
    assert page(admin_client, "document_add")


def test_the_page_of_a_document_takes_few_queries(
    admin_client: Client, parser: list[ParsedDocument], django_assert_max_num_queries: object
) -> None:
    upload(admin_client, "一.pdf")
    document = Document.objects.get()
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page(admin_client, "document_change", document.pk)


def test_the_same_file_again_is_the_same_document(admin_client: Client, parser: list[ParsedDocument]) -> None:
    upload(admin_client, "一.pdf")
    text = upload(admin_client, "一.pdf")
    assert "已经上传过" in text
    assert Document.objects.count() == 1
    assert Disclosure.objects.count() == 2


def test_publish_and_withdraw_with_a_reason(admin_client: Client, parser: list[ParsedDocument]) -> None:
    upload(admin_client, "一.pdf")
    first, second = Disclosure.objects.order_by("position")
    chosen = f"?d={first.pk}&d={second.pk}"
    act = reverse("admin:disclosures_disclosure_act", args=["publish"]) + chosen
    assert "理由" in admin_client.get(act).content.decode()
    admin_client.post(act, {"reason": ""})
    assert not Disclosure.objects.published().exists(), "no reason, no publication"
    text = admin_client.post(act, {"reason": "核对无误"}, follow=True).content.decode()
    assert "已发布" in text
    assert Disclosure.objects.published().count() == 2
    assert set(PublicationEvent.objects.values_list("reason", "by__username")) == {("核对无误", "admin")}
    assert LogEntry.objects.filter(change_message__contains="核对无误").count() == 2
    text = admin_client.post(act, {"reason": "再来一次"}, follow=True).content.decode()
    assert "已经发布" in text

    text = page(admin_client, "disclosure_change", first.pk)
    assert "核对无误" in text
    assert 'name="agency"' not in text, "what is published is not reassigned"
    act = reverse("admin:disclosures_disclosure_act", args=["withdraw"]) + chosen
    admin_client.post(act, {"reason": "单位更正"})
    first.refresh_from_db()
    assert first.state == DisclosureState.WITHDRAWN


def test_actions_of_the_list_ask_for_a_reason(admin_client: Client, parser: list[ParsedDocument]) -> None:
    upload(admin_client, "一.pdf")
    pks = list(Disclosure.objects.values_list("pk", flat=True))
    answer = admin_client.post(
        reverse("admin:disclosures_disclosure_changelist"),
        {"action": "publish_chosen", "_selected_action": pks},
        follow=True,
    )
    assert "衡水市信息产业中心" in answer.content.decode()
    assert not Disclosure.objects.published().exists()


def test_another_year_than_the_printed_one_is_asked_about(
    admin_client: Client, parser: list[ParsedDocument]
) -> None:
    upload(admin_client, "一.pdf", year="2021")
    disclosure = Disclosure.objects.order_by("pk")[0]
    assert disclosure.fiscal_year == disclosure.printed_year == 2022
    note = disclosure.notes.get(code="year-unsure")
    assert "上传时填写的年度是 2021，文件印作 2022" in note.message
    assert disclosure.agency
    address = reverse("admin:disclosures_disclosure_change", args=[disclosure.pk])
    said = {
        "region": disclosure.agency.region.full_name,
        "agency": disclosure.agency.name,
        "kind": disclosure.kind,
        "year": "2021",
        "stage": disclosure.stage,
    }
    assert "文件印作 2022 年，这里填写 2021 年" in admin_client.post(address, said).content.decode()
    disclosure.refresh_from_db()
    assert disclosure.fiscal_year == 2022
    admin_client.post(address, said | {"is_other_year": "on"})
    disclosure.refresh_from_db()
    assert (disclosure.fiscal_year, disclosure.printed_year) == (2021, 2022)


def test_a_person_says_what_the_parser_cannot(admin_client: Client, parser: list[ParsedDocument]) -> None:
    parser[0] = hand.document(UNSURE)
    text = upload(admin_client, "一.pdf")
    assert "待确认" in text
    document = Document.objects.get()
    disclosure = document.disclosures.get()
    assert "确认机构和年度" in page(admin_client, "document_change", document.pk)
    address = reverse("admin:disclosures_disclosure_change", args=[disclosure.pk])
    assert page(admin_client, "disclosure_change", disclosure.pk)
    said = {"region": "衡水市", "agency": hand.BODY, "kind": "department", "year": "2022", "stage": "budget"}
    text = admin_client.post(address, said).content.decode()
    assert "还没有这个部门" in text
    assert "有几个地区叫" in admin_client.post(address, said | {"region": "普陀区"}).content.decode()
    admin_client.post(address, said | {"create": "on"})
    disclosure.refresh_from_db()
    assert (str(disclosure.agency), disclosure.fiscal_year) == (hand.BODY, 2022)
    assert AgencyAlias.objects.get().name == "工业和信息化局"
    document.refresh_from_db()
    assert document.state == DocumentState.READY


def test_what_is_said_at_upload_is_used_where_the_file_is_silent(
    admin_client: Client, parser: list[ParsedDocument]
) -> None:
    agency = Agency.objects.create(region_id="131100", name=hand.BODY, kind="department")
    parser[0] = hand.document(UNSURE)
    assert "没有这个机构" in upload(admin_client, "一.pdf", agency="不存在的局")
    assert not Document.objects.exists()
    upload(admin_client, "一.pdf", agency=hand.BODY, region="131100", year="2021")
    disclosure = Disclosure.objects.get()
    assert (disclosure.agency, disclosure.fiscal_year) == (agency, 2021)


def test_reread(admin_client: Client, parser: list[ParsedDocument]) -> None:
    upload(admin_client, "一.pdf")
    document = Document.objects.get()
    address = reverse("admin:disclosures_document_reread", args=[document.pk])
    assert admin_client.get(address).status_code == 405
    parser[0] = hand.document()
    admin_client.post(address)
    assert document.disclosures.count() == 1


def test_a_full_disk_is_said(
    admin_client: Client, parser: list[ParsedDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", full)
    assert "没有存下" in upload(admin_client, "一.pdf")
    assert not Document.objects.exists()


@pytest.mark.parametrize("staff", [False, True])
def test_nobody_else_gets_in(
    client: Client, parser: list[ParsedDocument], django_user_model: type, admin_client: Client, staff: bool
) -> None:
    upload(admin_client, "一.pdf")
    document, disclosure = Document.objects.get(), Disclosure.objects.order_by("pk")[0]
    client.force_login(django_user_model.objects.create_user("someone", is_staff=staff))
    addresses = [
        ADD,
        reverse("admin:disclosures_document_uploaded"),
        reverse("admin:disclosures_document_change", args=[document.pk]),
        reverse("admin:disclosures_disclosure_change", args=[disclosure.pk]),
        reverse("admin:disclosures_disclosure_act", args=["publish"]) + f"?d={disclosure.pk}",
    ]
    refused = 403 if staff else 302
    assert {client.get(address).status_code for address in addresses} == {refused}
    assert {client.post(address, {"reason": "x"}).status_code for address in addresses} == {refused}
    assert (
        client.post(reverse("admin:disclosures_document_reread", args=[document.pk])).status_code == refused
    )
    assert client.get(reverse("disclosures:original", args=[document.pk])).status_code == 404
    assert not Disclosure.objects.published().exists()


# --- the desk ----------------------------------------------------------------------------------------------

JSON = {"accept": "application/json"}


def archive(**members: bytes) -> SimpleUploadedFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name, words in members.items():
            made.writestr(name, words)
    return SimpleUploadedFile("公开.zip", content.getvalue())


@pytest.fixture
def waiting(settings: object) -> None:
    """Documents wait for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # type: ignore[attr-defined]


def sent(client: Client, *files: SimpleUploadedFile) -> list[str]:
    """Upload as the script does; the lines of each file, one after another."""
    answer = client.post(ADD, {"documents": files}, headers=JSON)
    assert answer.status_code == 200
    return ["".join(lines) for lines in answer.json()["files"]]


@pytest.mark.usefixtures("waiting")
def test_every_state_has_a_line(admin_client: Client, parser: list[ParsedDocument]) -> None:
    line = sent(admin_client, SimpleUploadedFile("一.pdf", b"one"))[0]
    assert "等待读取" in line
    assert "取消" in line
    document = Document.objects.get()
    desk = reverse("admin:disclosures_document_uploaded")

    def state() -> str:
        [line] = admin_client.get(desk, {"d": document.pk}, headers=JSON).json()["lines"]
        assert line in admin_client.get(desk).content.decode()
        return line

    ingestion.claim(document)
    queue.beat(document, 3, 28)
    assert "第 3 页，共 28 页" in state()
    assert "data-unfinished" in state()
    ingestion.conclude(document, hand.document(UNSURE))
    assert "待确认" in state()
    ingestion.ingest(document)
    assert "data-unfinished" not in state()
    first, second = document.disclosures.filter(fiscal_year=2022).order_by("position")
    Document.objects.update(state=DocumentState.READY)
    assert "待发布" in state()
    publish(first, None, "核对")
    assert f"已发布 1/{document.disclosures.count()} 份" in state()
    Document.objects.update(
        state=DocumentState.FAILED, error_code="encrypted", error_message="文件设有打开密码。"
    )
    assert "文件设有打开密码。" in state()
    assert "重试" in state()
    assert second.pk


@pytest.mark.usefixtures("waiting")
def test_cancel_and_retry(admin_client: Client, parser: list[ParsedDocument]) -> None:
    sent(admin_client, SimpleUploadedFile("一.pdf", b"one"))
    pk = Document.objects.get().pk
    cancel = reverse("admin:disclosures_document_cancel", args=[pk])
    retry = reverse("admin:disclosures_document_reread", args=[pk])
    assert admin_client.get(cancel).status_code == 405
    assert "已取消" in admin_client.post(cancel, headers=JSON).json()["lines"][0]
    assert "已取消" in admin_client.post(cancel, headers=JSON).json()["lines"][0]
    assert "等待读取" in admin_client.post(retry, headers=JSON).json()["lines"][0]
    desk = reverse("admin:disclosures_document_uploaded") + "?d=1-3"
    assert admin_client.post(cancel, {"back": desk})["Location"] == desk
    away = admin_client.post(cancel, {"back": "https://example.org/"})["Location"]
    assert away == reverse("admin:disclosures_document_change", args=[pk])


def test_an_archive_is_its_files(admin_client: Client, parser: list[ParsedDocument]) -> None:
    hidden = {
        "../财政局.pdf": b"a",
        "办公室/财政局.pdf": b"a",
        "__MACOSX/x.pdf": b"b",
        "内.zip": b"PK",
        "教育局.pdf": b"c",
    }
    lines = sent(admin_client, archive(**hidden), SimpleUploadedFile("坏.zip", b"nothing"))
    assert lines[0].count("<tr") == 5
    assert "这是压缩文件里的压缩文件，没有解开。请先解开它" in lines[0]
    assert "与“公开.zip/../财政局.pdf”内容相同，没有重复存入" in lines[0]
    assert "系统或办公软件留下的文件，不是公开文件，没有收下，不用处理：__MACOSX/x.pdf。" in lines[0]
    assert "没有收下" in lines[1]
    assert set(Document.objects.values_list("original_name", flat=True)) == {"财政局.pdf", "教育局.pdf"}
    text = admin_client.post(ADD, {"documents": archive(**hidden)}, follow=True).content.decode()
    assert text.count("已经上传过") == 2
    messages = re.findall(r'<li class="(\w+)">(.*?)</li>', text, re.DOTALL)
    assert [(level, words.split("：")[0]) for level, words in messages] == [
        ("error", "“公开.zip/内.zip”没有收下"),
        ("warning", "“公开.zip/办公室/财政局.pdf”重复"),
        ("warning", "“公开.zip”略过"),
    ]


def test_the_same_file_again_leads_to_what_is_there(
    admin_client: Client, parser: list[ParsedDocument]
) -> None:
    sent(admin_client, SimpleUploadedFile("一.pdf", b"one"))
    line = sent(admin_client, SimpleUploadedFile("另一个名字.pdf", b"one"))[0]
    assert "已经上传过" in line
    assert reverse("admin:disclosures_document_change", args=[Document.objects.get().pk]) in line
    assert Document.objects.get().attempts == 1, "it is not read again"


def test_what_the_form_refuses_is_told_to_the_script(admin_client: Client) -> None:
    files = [SimpleUploadedFile("一.pdf", b"one")]
    answer = admin_client.post(ADD, {"documents": files, "region": "没有的地方"}, headers=JSON)
    assert answer.status_code == 400
    assert "没有地区" in answer.json()["error"]
    assert not Document.objects.exists()


@pytest.mark.usefixtures("waiting")
def test_four_hundred_files(admin_client: Client, django_assert_max_num_queries: object) -> None:
    files = [SimpleUploadedFile(f"{number}.pdf", f"{number}".encode()) for number in range(400)]
    answer = admin_client.post(ADD, {"documents": files})
    assert Document.objects.filter(state=DocumentState.RECEIVED).count() == 400
    assert len(answer["Location"]) < 200, "an address that every server takes"
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        text = admin_client.get(answer["Location"]).content.decode()
    assert "400 份：等待读取 400。" in text
    assert text.count("<tr data-document") == 400


def test_an_uploader_cancels_what_is_theirs(
    client: Client, admin_client: Client, django_user_model: type, waiting: None
) -> None:
    sent(admin_client, SimpleUploadedFile("别人的.pdf", b"one"))
    someone = django_user_model.objects.create_user("someone", is_staff=True)
    someone.user_permissions.set(Permission.objects.filter(codename__in=["add_document", "view_document"]))
    client.force_login(someone)
    sent(client, SimpleUploadedFile("自己的.pdf", b"two"))
    answers = [
        client.post(reverse("admin:disclosures_document_cancel", args=[pk])).status_code
        for pk in Document.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert answers == [403, 302]


def test_spans() -> None:
    assert desk.spans([4, 6, 5, 9, 9]) == "4-6,9"
    assert desk.numbers("4-6,9") == [4, 5, 6, 9]
    assert desk.numbers("x,1-,-3,7-5,") == [1]
    assert len(desk.numbers("1-99999999")) == desk.MOST_LINES


HOSTILE = {
    "bomb-colspan.html": "too-complex",
    "bomb-entities.docx": "too-complex",
    "bomb-entities.xhtml": "too-complex",
    "bomb-nested.html": "too-complex",
    "bomb-zip.docx": "too-complex",
    "fake-docx.pdf": "type-mismatch",
    "fake-empty.pdf": "empty",
    "fake-pdf.docx": "type-mismatch",
    "fake-text-with-pdf-magic.pdf": "damaged",
    "fake-text.pdf": "type-mismatch",
    "hengshui-2022-2000-pages.pdf": "too-many-pages",
    "hengshui-2022-encrypted-owner-only.pdf": "",
    "hengshui-2022-encrypted-user.pdf": "encrypted",
    "hengshui-2022-truncated-60pct.pdf": "damaged",
    "hengshui-2022-truncated-head.pdf": "damaged",
    "hengshui-2022-truncated-tail.pdf": "damaged",
    "lianchi-2023-formulas-external-links.xlsx": "",
}


@pytest.mark.one_database
def test_hostile_files_through_the_admin(admin_client: Client, shared: Path) -> None:
    """The real parser, in its child process: every file ends in a state with a reason, and the next is unaffected."""
    folder = shared / "documents" / "hostile"
    assert {path.name for path in folder.iterdir()} == set(HOSTILE)
    for name in HOSTILE:
        file = SimpleUploadedFile(name, (folder / name).read_bytes())
        answer = admin_client.post(ADD, {"documents": file}, follow=True)
        assert answer.status_code == 200
        document = Document.objects.get(original_name=name)
        assert document.error_code == HOSTILE[name], name
        assert document.error_message in answer.content.decode()
        assert document.finished_at is not None
        assert document.started_at is not None
        assert (document.finished_at - document.started_at).total_seconds() < 60
        assert document.disclosures.exists() is (HOSTILE[name] == "")
    owner_only = Document.objects.get(original_name="hengshui-2022-encrypted-owner-only.pdf")
    assert owner_only.disclosures.count() == 3
