"""A corrected file takes the place of a published one: who sees what afterwards, and what was changed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from disclosures.admin import desk
from disclosures.lifecycle.corrections import correct
from disclosures.lifecycle.ingestion import ingest, store
from disclosures.lifecycle.publication import publish, rivals, withdraw
from disclosures.lifecycle.refusal import Refused
from disclosures.lifecycle.totals import differences
from disclosures.models import (
    Agency,
    Amount,
    Correction,
    Disclosure,
    Document,
    Edition,
    Finding,
    PublicationEvent,
    SearchEntry,
    Statement,
    Total,
)
from disclosures.pages.changes.facts import changes
from disclosures.pages.figure.facts import fixed_place
from disclosures.reading.columns import chosen_columns
from disclosures.vocabulary import AgencyKind, RowKind
from tests.pages import rows

pytestmark = pytest.mark.django_db

CHECK = "two-files-agree"
BEFORE = [
    ("", "合计", ["300.00", "120.00", "180.00"]),
    ("206", "科学技术支出", ["180.00", None, "180.00"]),
    ("208", "社会保障和就业支出", ["120.00", "120.00", "—"]),
    ("213", "农林水支出", ["0.00", None, None]),
]
AFTER = [
    ("", "合计", ["310.00", "120.00", "190.00"]),
    ("206", "科学技术支出", ["190.00", "0.00", "190.00"]),
    ("208", "社会保障和就业支出", ["120.00", "120.00", None]),
    ("210", "卫生健康支出", ["0.00", None, None]),
]


def version(body: Agency, name: str, table: list[tuple[str, str, rows.Cells]]) -> Disclosure:
    made = rows.disclosure(body, 2022, rows.document(name), state="draft")
    rows.summary(made, [(RowKind.REVENUE_TOTAL, "收入总计", table[0][2][0])])
    rows.expenditure(made, table)
    rows.stated(made, rows.HeadlineItem.EXPENDITURE_TOTAL, table[0][2][0] or "")
    Amount.objects.filter(line__statement__disclosure=made).update(
        proven=True
    )  # else the check asks to look first
    return made


@pytest.fixture
def body(db: None) -> Agency:
    place = rows.region("131100", "衡水市", rows.region("130000", "河北省"))
    return rows.agency("衡水市科学技术局", place, "360", AgencyKind.DEPARTMENT)


@pytest.fixture
def former(body: Agency) -> Disclosure:
    return publish(version(body, "初稿.txt", BEFORE), None, "核对无误")


@pytest.fixture
def corrected(body: Agency, former: Disclosure) -> Disclosure:
    """Replaces `former`."""
    return publish(version(body, "更正.txt", AFTER), None, "单位来函更正", former)


@pytest.fixture
def publisher(django_user_model: type[User]) -> User:
    user = django_user_model.objects.create_user("publisher", is_staff=True)
    user.groups.add(Group.objects.get(name="发布员"))
    return user


def cell(of: Disclosure, code: str = "", measure: str = "total") -> Amount:
    return Amount.objects.get(
        line__statement__disclosure=of,
        line__statement__statement="expenditure",
        line__code=code,
        measure=measure,
    )


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status, address
    return answer.content.decode()


# --- the act ---------------------------------------------------------------------------------------------------------


def test_one_transaction_replaces_and_keeps_the_history_of_both(
    former: Disclosure, corrected: Disclosure
) -> None:
    former.refresh_from_db()
    assert (former.state, corrected.state) == ("replaced", "published")
    assert corrected.replaces == former
    assert former.replaced_by == corrected
    old, new = (
        list(one.events.order_by("pk").values_list("action", "reason")) for one in (former, corrected)
    )
    assert old == [("publish", "核对无误"), ("replaced", "单位来函更正")]
    assert new == [("publish", "单位来函更正（更正件，替换文件“初稿.txt”中的一份）")]


def test_sums_search_and_edition_follow(body: Agency, former: Disclosure) -> None:
    before = Edition.objects.number()
    assert Total.objects.get(place="131100", code="206", kind="functional").fen == rows.fen("180.00")
    corrected = publish(version(body, "更正.txt", AFTER), None, "更正", former)
    assert Total.objects.get(place="131100", code="206", kind="functional").fen == rows.fen("190.00")
    assert sum(differences()) == 0
    assert Edition.objects.number() > before
    sources = set(SearchEntry.objects.values_list("source", flat=True))
    assert f"d{former.pk}" not in sources
    withdraw(corrected, None, "误发")
    assert not Total.objects.filter(place="131100", code="206").exists()
    assert sum(differences()) == 0


def test_without_the_choice_nothing_is_replaced(body: Agency, former: Disclosure) -> None:
    second = version(body, "更正.txt", AFTER)
    assert rivals([second]) == {second.pk: former}
    with pytest.raises(Refused, match="已有一份发布"):
        publish(second, None, "更正")
    former.refresh_from_db()
    assert former.is_published


def test_what_is_no_longer_the_published_one_cannot_be_replaced(
    body: Agency, former: Disclosure, corrected: Disclosure
) -> None:
    """Whoever decided while another published decided about something that is gone."""
    third = version(body, "再更正.txt", AFTER)
    with pytest.raises(Refused, match="现在已不是公布的一份"):
        publish(third, None, "更正", former)
    third.refresh_from_db()
    assert (third.state, third.replaces) == ("draft", None)
    assert third.events.get().action == "refused"
    elsewhere = publish(rows.disclosure(body, 2021, rows.document("前年.txt"), "draft"), None, "发布")
    with pytest.raises(Refused, match="现在已不是公布的一份"):
        publish(third, None, "更正", elsewhere)
    elsewhere.refresh_from_db()
    assert elsewhere.is_published


def test_a_failure_leaves_the_former_where_it_was(
    body: Agency, former: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = version(body, "更正.txt", AFTER)

    def fails(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("disclosures.lifecycle.publication.recheck", fails)
    with pytest.raises(RuntimeError):
        publish(second, None, "更正", former)
    former.refresh_from_db()
    second.refresh_from_db()
    assert (former.state, second.state, second.replaces) == ("published", "draft", None)
    assert sum(differences()) == 0


def test_a_chain_ends_at_the_last_and_can_be_turned_back(
    body: Agency, former: Disclosure, corrected: Disclosure
) -> None:
    third = publish(version(body, "再更正.txt", BEFORE), None, "再更正", corrected)
    withdraw(third, None, "误发", restoring=corrected)
    corrected.refresh_from_db()
    third.refresh_from_db()
    assert (corrected.state, third.state) == ("published", "withdrawn")
    assert (corrected.replaces, third.replaces) == (former, None), "nothing stands in its place any more"
    actions = list(corrected.events.order_by("pk").values_list("action", flat=True))
    assert actions == ["publish", "replaced", "publish"]
    assert publish(former, None, "先前的才对", corrected).is_published
    corrected.refresh_from_db()
    former.refresh_from_db()
    assert (corrected.state, corrected.replaces, former.replaces) == ("replaced", None, corrected)
    assert sum(differences()) == 0


def test_withdrawing_restores_only_what_it_replaced(
    body: Agency, former: Disclosure, corrected: Disclosure
) -> None:
    other = publish(rows.disclosure(body, 2021, rows.document("前年.txt"), "draft"), None, "发布")
    with pytest.raises(Refused, match="不是被它替换的"):
        withdraw(corrected, None, "误发", restoring=other)
    corrected.refresh_from_db()
    assert corrected.is_published
    withdraw(corrected, None, "误发")
    former.refresh_from_db()
    assert former.is_replaced, "without the choice it stays where it is"


def test_a_second_person_is_needed_for_the_restored_one_too(
    settings: Settings, publisher: User, former: Disclosure, corrected: Disclosure
) -> None:
    settings.REQUIRE_SECOND_PERSON = True
    Document.objects.filter(pk=former.document_id).update(uploaded_by=publisher)
    with pytest.raises(Refused, match="另一个人"):
        withdraw(corrected, publisher, "误发", restoring=former)
    corrected.refresh_from_db()
    assert corrected.is_published


def test_the_database_keeps_the_rules(former: Disclosure, corrected: Disclosure, body: Agency) -> None:
    third = version(body, "再.txt", AFTER)
    for wrong in (
        {"pk": corrected.pk, "replaces": corrected},
        {"pk": third.pk, "replaces": former},
        {"pk": former.pk, "published_at": None},
    ):
        pk = wrong.pop("pk")
        with pytest.raises(IntegrityError), transaction.atomic():
            Disclosure.objects.filter(pk=pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_two_publishers_replace_the_same_one(body: Agency, former: Disclosure) -> None:
    """One wins, the other is told that it is no longer the published one."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite 的内存库没有第二个连接")
    from concurrent.futures import ThreadPoolExecutor

    both = [version(body, name, AFTER) for name in ("更正甲.txt", "更正乙.txt")]

    def attempt(disclosure: Disclosure) -> str:
        try:
            publish(disclosure, None, "更正", former)
        except Refused as error:
            return error.message
        else:
            return "published"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, both))
    assert outcomes[0] == "published"
    assert "现在已不是公布的一份" in outcomes[1]
    assert Disclosure.objects.published().count() == 1
    assert Disclosure.objects.filter(replaces=former).count() == 1
    assert sorted(PublicationEvent.objects.values_list("action", flat=True)) == [
        "publish",
        "publish",
        "refused",
        "replaced",
    ]


# --- what the public sees --------------------------------------------------------------------------------------------


def test_the_former_stays_under_its_address_and_says_so(
    client: Client, former: Disclosure, corrected: Disclosure
) -> None:
    html = text(client, f"/disclosures/{former.pk}/")
    assert "被更正件替换" in html
    assert "单位来函更正" in html
    assert f'href="/disclosures/{corrected.pk}/"' in html
    assert f'href="/disclosures/{corrected.pk}/changes/"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "180.00" in html, "its tables stay to be read"
    assert "导出" not in html.split("</main>")[0].replace("不再进入合计、搜索、比较和导出", "")
    assert "data-add" not in html
    answer = client.get(f"/disclosures/{former.pk}/?format=csv")
    assert answer["Content-Type"].startswith("text/html"), "it goes into no file"
    for page in ("checks", "questions"):
        assert client.get(f"/disclosures/{former.pk}/{page}/").url == f"/disclosures/{former.pk}/"
    assert client.get(f"/documents/{former.document_id}/original/").status_code == 200
    new = text(client, f"/disclosures/{corrected.pk}/")
    assert "noindex" not in new
    assert f'href="/disclosures/{former.pk}/"' in new
    assert f'href="/disclosures/{corrected.pk}/changes/"' in new


def test_the_former_is_in_no_list_no_comparison_no_package(
    client: Client,
    body: Agency,
    former: Disclosure,
    corrected: Disclosure,
    settings: Settings,
    tmp_path: Path,
) -> None:
    for address in ("/", "/agencies/", f"/agencies/{body.pk}/", "/search/?q=衡水", "/regions/131100/"):
        assert f"/disclosures/{former.pk}/" not in text(client, address), address
    assert "180.00" not in text(client, f"/agencies/{body.pk}/years/?table=expenditure")
    assert chosen_columns([str(former.pk)])[0].ids == (corrected.pk,), (
        "an old address leads to what is there now"
    )
    settings.DATA_DIR = tmp_path
    call_command("write_data")
    listed = b"".join(client.get("/data/disclosures.csv")).decode("utf-8-sig")
    numbers = [row[0] for row in csv.reader(io.StringIO(listed))]
    assert str(corrected.pk) in numbers
    assert str(former.pk) not in numbers


def test_its_figures_sentences_and_findings_can_still_be_cited(
    client: Client, body: Agency, former: Disclosure
) -> None:
    amount, sentence = cell(former, "206"), former.headline.get()
    placed = fixed_place(amount.pk)
    cited = f"/figures/{placed.file}/{placed.place}/"
    finding = Finding.objects.filter(disclosure=former).first()
    corrected = publish(version(body, "更正.txt", AFTER), None, "更正", former)
    assert client.get(f"/figures/{amount.pk}/").headers["Location"] == cited
    for address in (cited, f"/figures/text/{sentence.pk}/"):
        with CaptureQueriesContext(connection) as queries:
            html = text(client, address)
        assert len(queries) <= 10
        assert "被更正件替换" in html
        assert f'href="/disclosures/{corrected.pk}/"' in html
        assert '<meta name="robots" content="noindex">' in html
    assert "180.00" in text(client, cited)
    assert "被更正件替换" not in text(client, f"/figures/{cell(corrected, '206').pk}/")
    if finding and Finding.objects.filter(disclosure=former, key=finding.key).exists():
        assert "被更正件替换" in text(client, f"/findings/{former.pk}-{finding.key}/")
    assert f"/findings/{former.pk}-" not in text(client, "/findings/")


def test_withdrawn_altogether_it_is_gone(client: Client, former: Disclosure, corrected: Disclosure) -> None:
    withdraw(former, None, "含个人信息")
    answer = client.get(f"/disclosures/{former.pk}/")
    assert answer.status_code == 410
    assert "含个人信息" in answer.content.decode()
    assert f"/disclosures/{corrected.pk}/" in answer.content.decode()
    assert client.get(f"/figures/{cell(former).pk}/", follow=True).status_code == 404
    assert client.get(f"/documents/{former.document_id}/original/").status_code == 404
    assert client.get(f"/disclosures/{corrected.pk}/changes/").status_code == 404
    assert f"/disclosures/{former.pk}/" not in text(client, f"/disclosures/{corrected.pk}/")


def test_the_corrected_one_withdrawn_the_former_says_that_nothing_is_published(
    client: Client, former: Disclosure, corrected: Disclosure
) -> None:
    withdraw(corrected, None, "误发")
    html = text(client, f"/disclosures/{former.pk}/")
    assert "更正件现在没有公布" in html
    assert f"/disclosures/{corrected.pk}/" not in html
    assert client.get(f"/disclosures/{corrected.pk}/changes/").status_code == 404


def test_a_reader_with_the_page_gets_the_new_one(client: Client, body: Agency, former: Disclosure) -> None:
    address = f"/disclosures/{former.pk}/"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    publish(version(body, "更正.txt", AFTER), None, "更正", former)
    again = client.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 200
    tag = again["ETag"]
    line = cell(former, "206").line
    column = line.statement.columns.get(heading=["基本支出"])
    correct(line, column, "5.00", "原件印有", None)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, "its page changed, too"


# --- what was changed ------------------------------------------------------------------------------------------------


def test_every_change_is_listed_once(former: Disclosure, corrected: Disclosure) -> None:
    found = changes(corrected.pk)
    listed = {
        (change.kind.value, change.row, change.column, change.before.words, change.after.words, change.fen)
        for change in found.changes
        if change.table == "部门预算支出总表"
    }
    ten = rows.fen("10.00")
    assert listed == {
        ("amount", "合计", "合计", "300.00", "310.00", ten),
        ("amount", "合计", "项目支出", "180.00", "190.00", ten),
        ("amount", "206 科学技术支出", "合计", "180.00", "190.00", ten),
        ("amount", "206 科学技术支出", "项目支出", "180.00", "190.00", ten),
        ("one_sided", "206 科学技术支出", "基本支出", "空白", "0.00", None),
        ("sign", "208 社会保障和就业支出", "项目支出", "—", "空白", None),
        ("row", "210 卫生健康支出", "合计", "无此行", "0.00", None),
        ("row", "213 农林水支出", "合计", "0.00", "无此行", None),
    }
    assert len(found.changes) == len(listed) + 1, "and 收入总计 in the other table"
    assert dict(found.counts) == {"amount": 5, "one_sided": 1, "sign": 1, "row": 2}
    assert found.same == 3
    for change in found.changes:
        for side, whole in ((change.before, former), (change.after, corrected)):
            if side.cell is not None:
                amount = Amount.objects.get(pk=side.cell)
                assert amount.line.statement.disclosure_id == whole.pk
                assert amount.printed == side.words


def test_another_numbering_or_ending_of_a_name_is_no_other_row(body: Agency, former: Disclosure) -> None:
    spelled = [
        (code, f"1.{name.removesuffix('支出')}" if code else name, cells) for code, name, cells in BEFORE
    ]
    second = publish(version(body, "更正.txt", spelled), None, "更正", former)
    assert changes(second.pk).changes == ()


def test_the_page_of_changes(client: Client, former: Disclosure, corrected: Disclosure) -> None:
    address = f"/disclosures/{corrected.pk}/changes/"
    with CaptureQueriesContext(connection) as queries:
        html = text(client, address)
    assert len(queries) <= 10
    assert f'href="/figures/{cell(former, "206").pk}/"' in html
    assert f'href="/figures/{cell(corrected, "206").pk}/"' in html
    assert "+10.00" in html
    assert "无此行" in html
    assert "单位来函更正" in html
    assert "卫生健康" not in text(client, f"{address}?kind=amount")
    assert "+100,000.00" in text(client, f"{address}?unit=yuan")
    for no in (former.pk, 999999):
        assert client.get(f"/disclosures/{no}/changes/").status_code == 404


def test_the_page_of_changes_as_files(client: Client, former: Disclosure, corrected: Disclosure) -> None:
    address = f"/disclosures/{corrected.pk}/changes/"
    listed = csv.reader(io.StringIO(client.get(f"{address}?format=csv").content.decode("utf-8-sig")))
    assert ["金额不同", "部门预算支出总表", "206 科学技术支出", "合计", "180.00", "190.00", "10.00"] in [
        row[:7] for row in listed
    ]
    made = json.loads(client.get(f"{address}?format=json&kind=row").content)
    words = json.dumps(made, ensure_ascii=False)
    assert "卫生健康支出" in words
    assert "社会保障" not in words
    assert former.document.sha256 in words
    assert corrected.document.sha256 in words
    assert client.get(f"{address}?format=xlsx").content[:2] == b"PK"


def test_many_changes_are_shown_some_at_a_time(client: Client, body: Agency) -> None:
    many = [(f"2{i:06}", f"项目{i}", [f"{i}.00", None, None]) for i in range(1, 300)]
    more = [(code, name, [f"1{cells[0]}", None, None]) for code, name, cells in many]
    first = publish(version(body, "多.txt", [("", "合计", ["1.00", None, None]), *many]), None, "发布")
    second = version(body, "多更正.txt", [("", "合计", ["1.00", None, None]), *more])
    publish(second, None, "更正", first)
    html = text(client, f"/disclosures/{second.pk}/changes/")
    assert html.count('<tr><th scope="row">2') == 200
    assert "第 1 页，共 2 页" in html
    assert text(client, f"/disclosures/{second.pk}/changes/?page=2").count('<tr><th scope="row">2') == 99


def test_units_notes_and_tables_of_one_file_only(body: Agency, former: Disclosure) -> None:
    second = version(body, "更正.txt", BEFORE)
    Statement.objects.filter(disclosure=second, statement="expenditure").update(
        printed_unit="元", empty_note="空表"
    )
    rows.three_public(second, [(RowKind.TOTAL, "合计", "1.00")])
    publish(second, None, "更正", former)
    found = {(c.kind.value, c.row, c.before.words, c.after.words) for c in changes(second.pk).changes}
    assert found == {
        ("text", "表上单位", "万元", "元"),
        ("text", "表下附注", "空白", "空表"),
        ("table", "", "无此表", "整张表，1 个数字"),
    }


def test_the_check_is_the_same_comparison(former: Disclosure, corrected: Disclosure) -> None:
    finding = Finding.objects.get(disclosure=corrected, check_id=CHECK)
    assert finding.message.startswith(f"两份文件有 {len(changes(corrected.pk).changes)} 处不同")
    assert {place["cell"] for place in finding.right["places"] if "cell" in place} == {
        change.before.cell for change in changes(corrected.pk).changes if change.before.cell
    }


def test_equal_files_hold(client: Client, body: Agency, former: Disclosure) -> None:
    second = publish(version(body, "重发.txt", BEFORE), None, "重发", former)
    assert not Finding.objects.filter(disclosure=second, check_id=CHECK).exists()
    results = second.ledger.results
    assert [row["state"] for row in results if row["check"] == CHECK] == ["holds"]
    assert "各表逐格相同" in text(client, f"/disclosures/{second.pk}/changes/")


def test_a_misprinted_name_does_not_part_the_two(body: Agency, former: Disclosure) -> None:
    second = version(body, "更正.txt", AFTER)
    Disclosure.objects.filter(pk=second.pk).update(printed_name="衡水市科技局", printed_code="999")
    publish(second, None, "更正", former)
    assert Finding.objects.filter(disclosure=second, check_id=CHECK).exists()


def test_corrections_are_not_carried_over_and_counted(
    client: Client, body: Agency, former: Disclosure
) -> None:
    line = cell(former, "206").line
    correct(line, line.statement.columns.get(heading=["合计"]), "181.00", "原件印作 181.00", None)
    second = publish(version(body, "更正.txt", AFTER), None, "更正", former)
    assert not second.corrections.exists()
    said = "1 处人工更正，没有自动带入"
    assert said in text(client, f"/disclosures/{second.pk}/")
    assert said in text(client, f"/disclosures/{second.pk}/changes/")
    assert "原件印作 181.00" in text(client, "/corrections/"), "the log keeps it"
    assert Correction.objects.get().disclosure == former
    words = {(c.row, c.column): c.before.words for c in changes(second.pk).changes}
    assert words["206 科学技术支出", "合计"] == "181.00"


def test_real_files_replaced_and_read_again(client: Client, tmp_path: Path) -> None:
    """The same tables in two files: nothing changed; the former, read again, stays replaced and where it was cited."""
    demo = (
        Path(__file__).resolve().parents[1] / "disclosures" / "data" / "demo" / "lianchi-2023-department.docx"
    )
    call_command("load_classifications", verbosity=0)
    found = []
    for number in range(2):
        content = io.BytesIO(demo.read_bytes())
        with zipfile.ZipFile(content, "a") as package:
            package.comment = str(number).encode()
        (tmp_path / f"{number}.docx").write_bytes(content.getvalue())
        document, _ = store(ContentFile(content.getvalue()), f"{number}.docx")
        found.append(ingest(document).disclosures.get(kind=AgencyKind.DEPARTMENT))
    publish(found[0], None, "核对无误")
    amount = Amount.objects.filter(line__statement__disclosure=found[0]).numeric()[0]
    placed, printed = fixed_place(amount.pk), amount.printed
    publish(found[1], None, "重发", found[0])
    assert not changes(found[1].pk).changes
    assert changes(found[1].pk).same > 100
    before = Edition.objects.number()
    ingest(found[0].document)
    found[0].refresh_from_db()
    assert found[0].is_replaced
    assert Edition.objects.number() > before
    html = text(client, f"/figures/{placed.file}/{placed.place}/")
    assert printed in html
    assert "被更正件替换" in html
    assert sum(differences()) == 0
    withdraw(found[1], None, "误发")
    call_command("ingest", str(tmp_path / "0.docx"), publish="测试", verbosity=0)
    published = Disclosure.objects.published().filter(kind=AgencyKind.DEPARTMENT)
    assert not published.exists(), "a command does not bring back what was replaced"


# --- in the admin ----------------------------------------------------------------------------------------------------


def test_the_publisher_chooses(client: Client, body: Agency, former: Disclosure, publisher: User) -> None:
    second = version(body, "更正.txt", AFTER)
    line = cell(former, "206").line
    correct(line, line.statement.columns.get(heading=["合计"]), "181.00", "原件印作 181.00", None)
    client.force_login(publisher)
    address = f"/admin/disclosures/disclosure/act/publish/?d={second.pk}"
    html = text(client, address)
    assert "更正件：替换已公开的那一份" in html
    assert "1 处人工更正，不会自动带入" in html
    client.post(address, {"reason": "更正"})
    second.refresh_from_db()
    assert second.state == "draft", "not chosen, not replaced"
    answer = client.post(address, {"reason": "更正", "other": f"{second.pk}-{former.pk}"}, follow=True)
    assert "1 处人工更正，没有自动带入" in answer.content.decode()
    second.refresh_from_db()
    assert second.is_published
    assert second.replaces == former
    old = text(client, f"/admin/disclosures/disclosure/{former.pk}/change/")
    assert "被更正件替换" in old
    assert f"/admin/disclosures/disclosure/{second.pk}/change/" in old
    back = f"/admin/disclosures/disclosure/act/withdraw/?d={second.pk}"
    assert "恢复公布" in text(client, back)
    client.post(back, {"reason": "误发", "other": f"{second.pk}-{former.pk}"})
    former.refresh_from_db()
    assert former.is_published


def test_whose_a_replaced_one_is_stays(
    admin_client: Client, former: Disclosure, corrected: Disclosure
) -> None:
    answer = admin_client.post(f"/admin/disclosures/disclosure/{former.pk}/change/", {"year": "2021"})
    assert answer.status_code == 403
    former.refresh_from_db()
    assert former.fiscal_year == 2022


def test_the_desk_says_that_something_is_published_already(body: Agency, former: Disclosure) -> None:
    second = version(body, "更正.txt", AFTER)
    old, new = desk.lines_of(Document.objects.all())
    assert (old.label, old.hint) == ("已发布", "")
    assert (new.label, new.hint) == ("已读取，待发布", desk.REPLACEABLE)
    publish(second, None, "更正", former)
    old, new = desk.lines_of(Document.objects.all())
    assert (old.label, old.hint) == ("已被更正件替换", "")
    assert (new.label, new.hint) == ("已发布", "")
