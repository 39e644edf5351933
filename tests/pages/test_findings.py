"""Results of checks in public: the ledger of a disclosure, findings over everything, one finding, the catalogue."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.lifecycle.checking import answer, count_everything
from disclosures.lifecycle.totals import rebuild
from disclosures.models import Amount, Disclosure, Finding, FindingAnswer, HeadlineFigure, Ledger, Section
from disclosures.models.finding import Verdict
from disclosures.pages.figure.facts import fixed_place
from disclosures.reading.columns import own_column
from disclosures.reading.ledger import catalogue, tallies
from disclosures.reconciliation import Group, State
from disclosures.reconciliation.natures import CHECKS_OF_FORM, CHECKS_OF_SHARES, Nature
from tests.pages.checked import address_of, cell, check_id, checked, counted, result, sentence, side
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

JUDGING = ("错误", "异常", "违规", "疑似")


@pytest.fixture
def ledgers(country: Country) -> Country:
    """衡水本级 2022: a table that does not add up, with a consequence; a name; one that holds; one not done. 邢台: a sentence."""
    own = country.own_2022
    cells = amounts(own)
    total, science, welfare = cells["合计"], cells["科学技术支出"], cells["社会保障和就业支出"]
    checked(
        own,
        result(
            "合计与各类之和不一致，相差 0.50 万元",
            side("支出总表合计", "3952.59", cell(total)),
            side("各类之和", "3952.09", cell(science), cell(welfare)),
        ),
        result(
            "收支总表与支出总表不一致，相差 0.50 万元",
            side("收支总表", "3952.59", cell(total)),
            side("支出总表", "3952.09"),
            check=check_id(Group.ACROSS),
            cause=0,
        ),
        result(
            "科目 215 有两个名称",
            side("收入总表", "资源勘探工业信息支出"),
            side("支出总表", "资源勘探工业信息等支出"),
            check=check_id(Group.ACROSS, 1),
        ),
        result(
            "两处数字一致",
            side("科学技术支出", "180.00", cell(science)),
            side("款之和", "180.00"),
            State.HOLDS,
        ),
        result("没有可比的数", side("年初结转", None), None, State.COULD_NOT_BE_DONE),
    )
    words = "2022年支出预算1476.29万元，较上年增加。"
    checked(
        country.xingtai_2022,
        result(
            "说明与表不一致，相差 120 万元",
            side("说明文字", "1596.29", sentence(country.xingtai_2022, words, 3)),
            side("支出总表合计", "1476.29", cell(amounts(country.xingtai_2022)["合计"])),
            check=check_id(Group.NARRATIVE) if any_of(Group.NARRATIVE) else check_id(),
        ),
    )
    checked(country.draft, result("未发布的不一致", side("甲", "9999.99"), side("乙", "1.00")))
    return country


def any_of(group: Group) -> bool:
    return any(check.group is group for check in catalogue())


def amounts(of: Disclosure) -> dict[str, Amount]:
    """The first column of 支出总表, by the name of the row."""
    rows = Amount.objects.filter(
        line__statement__disclosure=of, line__statement__statement="expenditure", measure="total"
    )
    return {amount.line.name: amount for amount in rows.select_related("line", "column")}


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status, address
    return answer.content.decode()


def shown(html: str) -> list[str]:
    """The messages of the findings on a page, in order."""
    return [re.sub(r"<[^>]+>", "", title) for title in re.findall(r"<h3>(.*?)</h3>", html)]


def test_the_disclosure_says_what_was_checked(client: Client, ledgers: Country) -> None:
    html = text_of(client, f"/disclosures/{ledgers.own_2022.pk}/")
    assert "能核对的 4 处中，一致 1 处，舍入差 0 处，不一致 3 处；另有 1 处未能核对" in html
    summary = html[html.index('id="h-chk"') :]
    assert shown(summary) == ["合计与各类之和不一致，相差 0.50 万元", "科目 215 有两个名称"]
    assert "由此引起的另外 1 处" in summary
    assert "收支总表与支出总表不一致" in summary
    assert f'href="/figures/{amounts(ledgers.own_2022)["合计"].pk}/"' in summary
    assert "+0.50" in summary
    assert not any(word in summary for word in JUDGING)


def test_a_disclosure_without_a_ledger(client: Client, country: Country) -> None:
    assert "还没有核对过" in text_of(client, f"/disclosures/{country.own_2022.pk}/")
    assert "还没有核对过" in text_of(client, f"/disclosures/{country.own_2022.pk}/checks/")


def test_the_whole_ledger_and_its_filters(client: Client, ledgers: Country) -> None:
    page = f"/disclosures/{ledgers.own_2022.pk}/checks/"
    opened = text_of(client, page)
    assert opened.count('<span class="verdict v-differs">不一致</span><small>') == 3
    assert "没有可比的数" not in opened, "it opens on what differs"
    address = page + "?state=all"
    html = text_of(client, address)
    assert html.count('<span class="verdict v-differs">不一致</span><small>') == 3
    assert html.count('<span class="verdict v-undone">未能核对</span><small>') == 1
    assert html.index("有两个名称") < html.index("没有可比的数") < html.index("一致</span></td>")
    only = text_of(client, page + "?state=could_not_be_done")
    assert "没有可比的数" in only
    assert "有两个名称" not in only
    across = text_of(client, page + f"?state=differs&group={Group.ACROSS}")
    assert "有两个名称" in across
    assert "各类之和不一致" not in across
    assert text_of(client, page + "?state=x&group=x&page=999").count("<small>") == opened.count("<small>")
    assert client.get(f"/disclosures/{ledgers.draft.pk}/checks/").status_code == 404


def test_findings_are_roots_of_what_is_published(client: Client, ledgers: Country) -> None:
    html = text_of(client, "/findings/")
    assert sorted(shown(html)) == sorted(
        [
            "合计与各类之和不一致，相差 0.50 万元",
            "科目 215 有两个名称",
            "说明与表不一致，相差 120 万元",
        ]
    )
    assert "由此引起的另有 1 处" in html
    assert "未发布" not in html
    assert not any(word in html for word in JUDGING)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("region=131100", ["合计", "科目"]),
        ("region=130000", ["说明", "合计", "科目"]),
        ("q=邢台", ["说明"]),
        ("year=2022&size=100", ["说明"]),
        ("nature=words", ["科目"]),
        ("nature=amount", ["说明", "合计"]),
        ("sort=size", ["说明", "合计", "科目"]),
        ("stage=budget&verdict=open", ["说明", "合计", "科目"]),
    ],
)
def test_filters(client: Client, ledgers: Country, query: str, expected: list[str]) -> None:
    found = shown(text_of(client, f"/findings/?{query}"))
    assert [message[:2] for message in found] == expected


def test_natures_are_of_checks_that_there_are() -> None:
    assert {check.id for check in catalogue()} >= CHECKS_OF_FORM | CHECKS_OF_SHARES
    assert not CHECKS_OF_FORM & CHECKS_OF_SHARES


def test_a_chosen_check_lists_consequences_too(client: Client, ledgers: Country) -> None:
    html = text_of(client, f"/findings/?check={check_id(Group.ACROSS)}")
    assert shown(html) == ["收支总表与支出总表不一致，相差 0.50 万元"]
    assert "（1）" in html
    group = text_of(client, f"/findings/?group={Group.ACROSS}")
    assert len(shown(group)) == 2
    assert shown(text_of(client, f"/findings/?agency={ledgers.xingtai.pk}")) == [
        "说明与表不一致，相差 120 万元"
    ]


def test_a_consequence_stands_for_itself_where_its_cause_is_filtered_away(
    client: Client, ledgers: Country
) -> None:
    root = Finding.objects.get(message__startswith="合计与各类")
    root.answer = FindingAnswer.objects.create(
        disclosure=root.disclosure, key=root.key, verdict=Verdict.EXPLAINED, note="已说明"
    )
    root.save()
    assert "收支总表与支出总表不一致，相差 0.50 万元" in shown(text_of(client, "/findings/?verdict=open"))


def number(pattern: str, html: str) -> int:
    found = re.search(pattern, re.sub(r"<[^>]+>", "", html))
    assert found is not None, pattern
    return int(found[1].replace(",", ""))


def test_all_counts_agree(client: Client, ledgers: Country) -> None:
    """One definition: every result that differs, of what is published; a part is counted with its whole."""
    own = ledgers.own_2022
    part = Disclosure.objects.create(
        document=own.document, position=60, agency=own.agency, kind=own.kind, fiscal_year=own.fiscal_year,
        stage=own.stage, state="published", published_at=own.published_at, part_of=own,
    )  # fmt: skip
    Ledger.objects.create(disclosure=part, differs=7, holds=7)
    count_everything()
    total = Finding.objects.published().count()
    assert total == 4
    home = text_of(client, "/")
    assert number(r"核对，([\d,]+) 处不一致", home) == number(r"全部 ([\d,]+) 处", home) == total
    natures = {
        nature: number(rf"{nature.label} ([\d,]+)", home) for nature in Nature if f"{nature.label} " in home
    }
    assert natures == {Nature.AMOUNT: 3, Nature.WORDS: 1}
    page = text_of(client, "/findings/")
    assert number(r"\n\s*([\d,]+) 处\n", page) == total
    assert len(shown(page)) + sum(map(int, re.findall(r"由此引起的另有 (\d+) 处", page))) == total
    for name in ("nature", "group", "check", "year", "stage", "verdict"):
        choices = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
        assert choices is not None, name
        assert sum(map(int, re.findall(r"（(\d+)）", choices[0]))) == total, name
    for nature, count in natures.items():
        assert number(r"\n\s*([\d,]+) 处\n", text_of(client, f"/findings/?nature={nature}")) == count
    assert sum(counts[2] for counts in tallies().values()) == total
    whole = (text_of(client, f"/disclosures/{pk}/checks/") for pk in (own.pk, ledgers.xingtai_2022.pk))
    assert sum(number(r"不一致 ([\d,]+)", html) for html in whole) == total
    rows = list(csv.reader(io.StringIO(client.get("/findings/?format=csv").content.decode("utf-8-sig"))))
    assert sum(len(row) > 5 and row[5] == "不一致" for row in rows) == total
    checks = sum(
        ledger.possible
        for ledger in Ledger.objects.filter(disclosure__part_of=None, disclosure__state="published")
    )
    assert f"<dd>{checks}</dd>" in home


def test_what_matters_most_comes_first(client: Client, ledgers: Country) -> None:
    own = ledgers.own_2022
    checked(
        own,
        result("“增长5”没有百分号", side("文字", "5"), None, check="percent-sign"),
        result("科目 215 有两个名称", side("收入总表", "甲"), side("支出总表", "乙"), check="a-code-has-one-name"),
        result("占比印作 5%，应为 6%", side("占比", "5%"), side("计算", "6%"), check="share-follows-from-amounts"),
        result("相差一点", side("甲", "3.00"), side("乙", "2.00")),
        result("相差很多", side("甲", "900.00"), side("乙", "2.00")),
    )  # fmt: skip
    order = [
        "相差很多",
        "说明与表不一致，相差 120 万元",
        "相差一点",
        "占比印作 5%，应为 6%",
        "科目 215 有两个名称",
        "“增长5”没有百分号",
    ]
    assert shown(text_of(client, "/findings/")) == order
    summary = text_of(client, f"/disclosures/{own.pk}/")
    assert shown(summary[summary.index('id="h-chk"') :]) == [words for words in order if "120" not in words]
    striking = re.findall(r'<li><a href="/findings/\d[^>]*>(.*?)</a>', text_of(client, "/"))
    assert striking == ["相差很多", "说明与表不一致，相差 120 万元"], "one of each agency"


def test_odd_filters_do_no_harm(client: Client, ledgers: Country) -> None:
    for query in (
        "check=x&group=x&region=x&year=x&size=x&verdict=x&sort=x&page=x",
        f"agency={10**30}",
        "q=%00",
    ):
        assert client.get(f"/findings/?{query}").status_code == 200, query
    for address in (
        f"/findings/{10**30}-00/",
        "/findings/1-zz/",
        "/checks/nothing/",
        f"/disclosures/{10**30}/checks/",
    ):
        assert client.get(address).status_code == 404, address


def test_one_finding(client: Client, ledgers: Country) -> None:
    root = Finding.objects.get(message__startswith="合计与各类")
    html = text_of(client, address_of(root))
    assert "3,952.59" in html
    assert "3,952.09" in html
    assert "+0.50" in html
    for place in amounts(ledgers.own_2022).values():
        if place.line.name in ("合计", "科学技术支出", "社会保障和就业支出"):
            assert f'href="/figures/{place.pk}/"' in html
    caused = root.consequences.get()
    assert f'href="{address_of(caused)}"' in html
    assert f'href="{address_of(root)}"' in text_of(client, address_of(caused))
    assert f"http://testserver{address_of(root)}" in html
    assert not any(word in html for word in JUDGING)


def test_the_address_of_a_finding_outlives_a_new_run(client: Client, ledgers: Country) -> None:
    before = Finding.objects.get(message__startswith="科目 215")
    rows = ledgers.own_2022.ledger.results
    checked(ledgers.own_2022, *reversed([row | {"cause": None} for row in rows]))
    after = Finding.objects.get(message__startswith="科目 215")
    assert (after.pk, after.position) != (before.pk, before.position)
    assert "科目 215 有两个名称" in text_of(client, address_of(before))


def test_answers_are_public_with_their_history(client: Client, ledgers: Country) -> None:
    finding = Finding.objects.get(message__startswith="说明与表")
    for verdict, note in ((Verdict.EXPLAINED, "机构说明：含上年结转。"), (Verdict.OPEN, "又撤回了说明。")):
        finding.answer = FindingAnswer.objects.create(
            disclosure=finding.disclosure, key=finding.key, verdict=verdict, note=note
        )
        finding.save()
    html = text_of(client, address_of(finding))
    assert html.index("又撤回了说明。") < html.index("机构说明：含上年结转。")
    finding.answer = FindingAnswer.objects.get(note__startswith="机构")
    finding.save()
    assert shown(text_of(client, "/findings/?verdict=explained")) == [finding.message]
    assert finding.message not in text_of(client, "/findings/?verdict=open")
    assert "机构已说明" in text_of(client, f"/disclosures/{finding.disclosure_id}/")


def test_nothing_of_a_draft_or_withdrawn_disclosure(client: Client, ledgers: Country) -> None:
    hidden = Finding.objects.get(disclosure=ledgers.draft)
    assert client.get(address_of(hidden)).status_code == 404
    seen = Finding.objects.get(message__startswith="说明与表")
    Disclosure.objects.filter(pk=seen.disclosure_id).update(state="withdrawn")
    assert client.get(address_of(seen)).status_code == 404
    assert seen.message not in text_of(client, "/findings/?x=1")


def test_the_catalogue_explains_every_check(client: Client, ledgers: Country) -> None:
    html = text_of(client, "/checks/")
    for check in catalogue():
        assert f'href="/checks/{check.id}/"' in html, check.id
    one = next(check for check in catalogue() if check.id == check_id())
    page = text_of(client, f"/checks/{one.id}/").replace("&#x27;", "'")
    for words in (one.title, one.formula, one.explanation, one.source):
        assert words.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "合计与各类之和不一致" in page
    for check in catalogue():
        assert client.get(f"/checks/{check.id}/").status_code == 200


def test_tallies_follow_the_ledgers(ledgers: Country) -> None:
    assert tallies()[check_id()] == (1, 0, 1 + (not any_of(Group.NARRATIVE)), 1)
    checked(ledgers.own_2022)
    checked(ledgers.xingtai_2022)
    assert tallies() == {}


def test_exports_equal_the_page(client: Client, ledgers: Country) -> None:
    rows = list(
        csv.reader(io.StringIO(client.get("/findings/?format=csv&sort=size").content.decode("utf-8-sig")))
    )
    head = rows[0]
    told = [row[head.index("说明")] for row in rows[1:5]]
    listed = shown(text_of(client, "/findings/?sort=size"))
    assert [words for words in told if not words.startswith("收支总表与支出总表")] == listed
    assert len(told) == len(listed) + 1, "a file lists consequences, too"
    assert rows[1][head.index("相差")] == "120.00"
    found = json.loads(
        client.get(f"/disclosures/{ledgers.own_2022.pk}/checks/?state=all&format=json").content
    )
    table = next(table for table in found["tables"] if table["key"] == "ledger")
    assert len(table["rows"]) == 5
    number = table["rows"][0][table["columns"].index(["一边数额"])]
    assert number["yuan"] == "39525900.00"
    assert number["figure"].endswith(f"/figures/{amounts(ledgers.own_2022)['合计'].pk}/")
    assert client.get("/findings/?format=xlsx").status_code == 200


def test_the_list_of_one_agency_is_called_after_it(client: Client, ledgers: Country) -> None:
    address = f"/findings/?agency={ledgers.own_level.pk}"
    assert f"<title>{ledgers.own_level.name}：两处数字不一致 · 明账</title>" in text_of(client, address)
    name = unquote(client.get(address + "&format=csv")["Content-Disposition"])
    assert ledgers.own_level.name in name
    assert "<title>两处数字不一致" in text_of(client, "/findings/?agency=999999")
    assert "<title>两处数字不一致" in text_of(client, "/findings/?agency=x")


def test_three_conditions_stand_open_and_the_rest_is_folded(client: Client, ledgers: Country) -> None:
    page = text_of(client, "/findings/")
    before, folded = page.split("<details><summary>更多条件与排序", 1)
    assert re.findall(r'<(?:input|select)[^>]* name="(\w+)"', before.split('class="filters"')[1]) == [
        "q",
        "nature",
        "region",
    ]
    assert 'name="verdict"' in folded
    assert "<details open><summary>更多条件与排序" in text_of(client, "/findings/?verdict=open")


def test_no_page_of_checks_needs_more_than_ten_queries(client: Client, ledgers: Country) -> None:
    own = ledgers.own_2022.pk
    for address in (
        "/findings/",
        "/findings/?q=衡水&region=131100&group=A&year=2022&nature=amount&size=1&verdict=open&sort=size",
        address_of(Finding.objects.get(message__startswith="合计与各类")),
        address_of(Finding.objects.get(message__startswith="收支总表与")),
        "/checks/",
        f"/checks/{check_id()}/",
        f"/disclosures/{own}/checks/",
        f"/disclosures/{own}/",
        "/figures/{}/{}/".format(*fixed_place(amounts(ledgers.own_2022)["合计"].pk)),
    ):
        with CaptureQueriesContext(connection) as queries:
            html = text_of(client, address)
        assert len(queries) <= 10, (address, len(queries))
        assert not re.search(r"<script(?! type=\"module\" src)|<style|\sstyle=|\son[a-z]+=", html), address


def test_a_blank_side_and_small_or_relative_differences_are_told_as_what_they_are(
    client: Client, country: Country
) -> None:
    blank = result("空白的一边", side("车", None), side("购置 + 运行", "6.00"))
    blank["difference_fen"] = -6_000_000
    rate = result("增幅与金额不符", counted("所述增幅", "12.5", "%"), counted("算得", "12.30", "%"))
    small = result("相差很小", side("一边", "0.0013"), side("另一边", "0.0012"))
    checked(country.own_2022, blank, rate, small)
    html = text_of(client, f"/findings/?agency={country.own_level.pk}")
    for words in (
        ">没有印出数字<",
        "相差，万元；空白按 0 计",
        "12.5%",
        "相差，百分点",
        "0.20",
        "相差，元",
        "13.00 元",
        "1.00",
    ):
        assert words in html, words


def test_what_is_counted_has_its_unit_and_is_no_amount(client: Client, country: Country) -> None:
    """8,013 square metres are no 0.80 万元: on no page and in no file."""
    own = country.own_2022
    parts = counted("计容面积 + 不计容面积", "8103", "平方米")
    parts["printed"] = "7998平方米 + 105平方米"
    checked(own, result("各部分相加为 8103平方米", counted("地上建筑面积", "8013", "平方米"), parts))
    (finding,) = Finding.objects.filter(disclosure=own)
    addresses = (
        "/findings/?q=本级",
        address_of(finding),
        f"/disclosures/{own.pk}/",
        f"/disclosures/{own.pk}/checks/",
    )
    for address in addresses:
        html = text_of(client, address)
        found = html[html.index("各部分相加") :]
        for words in (">8,013 平方米<", ">8,103 平方米<", "\u221290"):
            assert words in found, (address, words)
        assert "0.80" not in found, address
        assert "0.81" not in found, address
    assert "相差，平方米" in text_of(client, "/findings/?q=本级")
    assert "印作 7998平方米 + 105平方米" in text_of(client, "/findings/?q=本级")
    for address in ("/findings/?q=本级", f"/disclosures/{own.pk}/checks/"):
        lines = client.get(f"{address}{'&' if '?' in address else '?'}format=csv").content.decode("utf-8-sig")
        (row,) = (line for line in csv.reader(io.StringIO(lines)) if "各部分相加为 8103平方米" in line)
        assert "8,013 平方米" in row
        assert "\u221290 平方米" in row
        assert not any("0.8" in text for text in row)
    assert shown(text_of(client, "/findings/?q=本级&nature=words")), "it is no difference of amounts"
    assert not shown(text_of(client, "/findings/?q=本级&nature=amount"))


# --- the mark of a number that differs -------------------------------------------------------------------------------


MARKED = r'href="/figures/{}/"[^>]*>[^<]*</a><sup class="differs"'


def test_a_number_with_an_open_difference_is_marked_wherever_it_is_shown(
    client: Client, ledgers: Country
) -> None:
    rebuild()
    cells = amounts(ledgers.own_2022)
    total, science = cells["合计"], cells["科学技术支出"]
    pages = {
        "the statement": f"/disclosures/{ledgers.own_2022.pk}/",
        "the comparison": f"/compare/?d={own_column(ledgers.own_2022).key}&d={own_column(ledgers.xingtai_2022).key}",
        "the years": f"/agencies/{ledgers.own_2022.agency_id}/years/?table=expenditure",
        "the home page": "/",
    }
    for name, address in pages.items():
        html = text_of(client, address)
        assert re.search(MARKED.format(total.pk), html), name
        assert not re.search(MARKED.format(science.pk), html), (
            f"{name}: what is only added up differs from nothing"
        )
    figure = text_of(client, f"/figures/{total.pk}/")
    assert "这个数字与另一处不一致，还没有说明" in figure
    assert "还没有说明。" not in text_of(client, f"/figures/{science.pk}/")
    of_code = next(amount for amount in amounts(ledgers.xingtai_2022).values() if len(amount.line.code) == 3)
    checked(
        ledgers.xingtai_2022,
        result("一类不一致", side("支出总表一类", of_code.printed, cell(of_code)), side("文字", "1.00")),
    )
    ranking = text_of(client, f"/codes/functional/{of_code.line.code}/?year=2022")
    assert re.search(MARKED.format(of_code.pk), ranking)


def test_exports_and_charts_carry_the_mark(client: Client, ledgers: Country) -> None:
    own, xingtai = ledgers.own_2022, ledgers.xingtai_2022
    compared = f"/compare/?d={own_column(own).key}&d={own_column(xingtai).key}"
    checked(
        own, result("类不一致", side("甲", "180.00", cell(amounts(own)["科学技术支出"])), side("乙", "1.00"))
    )
    for address, column in ((f"/disclosures/{own.pk}/?", "合计"), (f"{compared}&", own.agency.name)):
        text = client.get(f"{address}format=csv").content.decode("utf-8-sig")
        marked = [row for row in csv.reader(io.StringIO(text)) if "科学技术支出" in row and column in row[-1]]
        assert marked, address
        assert "表中最后一栏写明这一行里哪几栏的数与另一处不一致" in text
        tables = client.get(f"{address}format=json").json()["tables"]
        cells = [c for table in tables for row in table["rows"] for c in row if isinstance(c, dict)]
        assert "180.00" in {c["shown"] for c in cells if c.get("differs")}
        assert client.get(f"{address}format=xlsx").status_code == 200
    assert "180.00 ≠" in text_of(client, f"{compared}&format=svg&part=bars")


def test_a_mark_goes_when_the_difference_is_explained_or_is_of_no_amount(
    client: Client, ledgers: Country
) -> None:
    own = ledgers.own_2022
    total = amounts(own)["合计"]
    address = f"/disclosures/{own.pk}/"
    assert re.search(MARKED.format(total.pk), text_of(client, address))
    for finding in Finding.objects.filter(cells=total):
        answer(finding, Verdict.EXPLAINED, "四舍五入", None)
    assert not re.search(MARKED.format(total.pk), text_of(client, address))
    checked(own, result("名称不同", side("支出总表", "甲", cell(total)), side("收入总表", "乙")))
    assert not re.search(MARKED.format(total.pk), text_of(client, address))
    checked(ledgers.draft, result("没有发布的", side("甲", "1.00", cell(total)), side("乙", "2.00")))
    assert not re.search(MARKED.format(total.pk), text_of(client, address)), "nobody published it"


def test_an_amount_of_the_text_is_marked(client: Client, ledgers: Country) -> None:
    own = ledgers.own_2022
    figure = HeadlineFigure.objects.get(disclosure=own, item="expenditure_total")
    Section.objects.create(disclosure=own, position=70, level=1, heading="支出说明", text=figure.sentence)
    told = sentence(own, figure.sentence, 3)
    checked(own, result("说明与表不一致", side("文字", "3952.59", told), side("表", "2.00")))
    html = text_of(client, f"/disclosures/{own.pk}/")
    narrative = html[html.index('class="prose narrative"') :]
    assert re.search(
        rf'href="/figures/text/{figure.pk}/"[^>]*>[^<]*</a></mark><sup class="differs"', narrative
    )


def test_other_cells_with_the_amount_of_a_side_are_told(client: Client, ledgers: Country) -> None:
    cells = amounts(ledgers.own_2022)
    science, welfare = cells["科学技术支出"], cells["社会保障和就业支出"]
    checked(
        ledgers.own_2022,
        result(
            "文字与表不一致",
            side("文字“社会保障”", "180.00", sentence(ledgers.own_2022, "社会保障180.00万元", 3)),
            side("支出总表", str((welfare.fen or 0) / 1_000_000), cell(welfare)),
        ),
    )
    html = text_of(client, address_of(Finding.objects.get(message="文字与表不一致")))
    told = re.search(r"同样的数还印在：(.*?)</p>", html)
    assert told is not None
    assert f'href="/figures/{science.pk}/"' in told[1]
