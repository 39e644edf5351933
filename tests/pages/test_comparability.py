"""The comparability card: every difference of two columns is stated, and nothing that is struck is drawn or exported."""

from __future__ import annotations

import csv
import html as html_text
import io
import json
import re

import pytest
from django.test import Client
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from disclosures.models import Amount, Disclosure, Statement
from disclosures.pages.compare.facts import compare
from disclosures.pages.compare.judgement import Judgement
from disclosures.pages.compare.sections import CompareSection, Mode
from disclosures.reading.columns import chosen_columns
from disclosures.vocabulary import AgencyKind, HeadlineItem, RowKind, Stage
from disclosures.vocabulary import Statement as StatementType
from tests.pages import rows
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db


@pytest.fixture
def shanghai(country: Country) -> tuple[Disclosure, Disclosure]:
    """A department of Shanghai in yuan: its budget of 2025, and its final accounts of 2024 in 万元."""
    place = rows.region("310107", "普陀区", rows.region("310000", "上海市"))
    body = rows.agency("上海市普陀区商务委员会", place, "", AgencyKind.DEPARTMENT)
    budget = rows.disclosure(body, 2025, rows.document("putuo-budget.txt"))
    accounts = rows.disclosure(body, 2024, rows.document("putuo-final.txt"))
    for found, total in ((budget, "3715.14"), (accounts, "2871.63")):
        rows.summary(found, [(RowKind.GENERAL_PUBLIC, "一、一般公共预算拨款收入", total)])
        for which in (StatementType.EXPENDITURE, StatementType.GENERAL_PUBLIC_BUDGET):
            rows.expenditure(
                found, [("", "合计", [total, total, None]), ("215", "资源勘探", [total, total, None])], which
            )
    Disclosure.objects.filter(pk=accounts.pk).update(stage=Stage.FINAL_ACCOUNTS)
    Amount.objects.filter(line__statement__disclosure=accounts).update(basis="final")
    Statement.objects.filter(disclosure=budget).update(printed_unit="元")
    for amount in Amount.objects.filter(line__statement__disclosure=budget):
        amount.printed = str(amount.fen // 100)
        amount.save()
    return budget, Disclosure.objects.get(pk=accounts.pk)


def judged(*disclosures: Disclosure | str, **how: object) -> Judgement:
    keys = [d if isinstance(d, str) else str(d.pk) for d in disclosures]
    return compare(chosen_columns(keys), **how).judgement  # type: ignore[arg-type]


def differing(judgement: Judgement) -> set[str]:
    return {name for name, _ in judgement.differing}


def struck(judgement: Judgement) -> dict[str, str]:
    return {strike.what: strike.reason for strike in judgement.struck}


def ways_out(judgement: Judgement, what: str) -> list[str]:
    return [way.words for strike in judgement.struck if strike.what == what for way in strike.ways_out]


def address(*keys: object) -> str:
    return "/compare/?" + "&".join(f"d={getattr(key, 'pk', key)}" for key in keys)


# --- the card of each pair -----------------------------------------------------------------------------------------


def test_a_department_beside_its_own_unit(country: Country) -> None:
    judgement = judged(country.lianchi_2023, country.lianchi_own_2023)
    assert differing(judgement) == {"范围"}
    assert dict(judgement.shared)["年度"] == "2023"
    reason = struck(judgement)["部门与所属单位之差"]
    assert "已包含 保定市莲池区工业和信息化局本级 2023" in reason
    assert "不能相加" in reason
    assert "部门规模" in struck(judgement)
    assert ways_out(judgement, "部门与所属单位之差") == ["改看各列自己的构成（占比）"]
    assert judgement.charted(CompareSection.FUNCTIONAL) == [0]


def test_a_third_column_stays_when_the_unit_is_left_out(country: Country) -> None:
    judgement = judged(country.xingtai_2022, country.lianchi_own_2023, country.lianchi_2023)
    assert judgement.charted(CompareSection.FUNCTIONAL) == [0, 2]
    assert "去掉 保定市莲池区工业和信息化局本级 2023" in ways_out(judgement, "部门与所属单位之差")


def test_the_sum_of_units_contains_each_of_them(country: Country) -> None:
    judgement = judged(country.own_2022, f"a{country.hengshui.pk}-2022")
    assert "部门与所属单位之差" in struck(judgement)


def test_a_unit_of_another_year_is_not_contained(country: Country) -> None:
    judgement = judged(country.own_2022, country.hengshui_2020)
    assert "部门与所属单位之差" not in struck(judgement)
    assert {"较上年增减", "部门规模"} <= set(struck(judgement))


def test_a_narrative_beside_a_sum_of_units(country: Country) -> None:
    judgement = judged(country.hengshui_2020, f"a{country.hengshui.pk}-2022")
    assert differing(judgement) == {"范围", "年度", "资金", "形式", "科目", "缺少的表"}
    cells = dict(judgement.rows)
    assert [cell.text for cell in cells["形式"]] == ["只有说明文字", "表与说明"]
    assert cells["范围"][1].text == "3 个单位相加"
    assert "只有说明文字，没有表" in struck(judgement)["按科目的支出"]
    assert ways_out(judgement, "按科目的支出") == ["只比较主要数字"]
    assert "3 个已收录单位之和" in struck(judgement)["部门规模"]
    assert judgement.charted(CompareSection.FUNCTIONAL) == []


def test_a_budget_beside_final_accounts(country: Country, shanghai: tuple[Disclosure, Disclosure]) -> None:
    judgement = judged(*shanghai)
    assert differing(judgement) == {"年度", "阶段", "科目", "单位"}
    assert "年初的计划" in struck(judgement)["预算与决算"]
    assert ways_out(judgement, "预算与决算") == ["仍要比较"]
    assert judgement.charted(CompareSection.FUNCTIONAL) == [0]
    asked = judged(*shanghai, is_mixed=True)
    assert "预算与决算" not in struck(asked)
    assert any("已按要求并列预算与决算" in words for words in asked.common)
    assert asked.charted(CompareSection.FUNCTIONAL) == [0, 1]


def test_the_same_stage_is_offered_where_it_is_published(
    country: Country, shanghai: tuple[Disclosure, Disclosure]
) -> None:
    budget, accounts = shanghai
    plan = rows.disclosure(accounts.agency, 2024, rows.document("putuo-plan.txt"))
    rows.expenditure(plan, [("", "合计", ["1.00", "1.00", None])])
    assert ways_out(judged(budget, accounts), "预算与决算") == ["都换成预算", "仍要比较"]


def test_a_unit_of_hebei_beside_a_department_of_shanghai(
    country: Country, shanghai: tuple[Disclosure, Disclosure]
) -> None:
    budget, _ = shanghai
    judgement = judged(country.own_2022, budget)
    assert differing(judgement) == {"范围", "年度", "资金", "形式", "单位", "科目", "缺少的表"}
    assert {"支出总计之差", "部门规模", "较上年增减", "“三公”经费"} <= set(struck(judgement))
    assert (
        struck(judgement)["支出总计之差"] == "衡水市工业和信息化局本级 2022 含国有资本经营预算，其余各列没有"
    )
    assert ways_out(judgement, "支出总计之差") == ["改用一般公共预算（各列都有）"]
    assert any("已换算为同一单位" in words for words in judgement.common)
    cells = dict(judgement.rows)
    assert [cell.text for cell in cells["科目"]] == ["2022 年版", "2025 年版"]
    assert [cell.text for cell in cells["单位"]] == ["万元，2 位小数", "元，没有小数"]


def test_on_the_basis_of_one_fund_its_total_is_compared(
    country: Country, shanghai: tuple[Disclosure, Disclosure]
) -> None:
    budget, _ = shanghai
    judgement = judged(country.own_2022, budget, basis=StatementType.GENERAL_PUBLIC_BUDGET)
    funds = next(strike for strike in judgement.struck if strike.name == "funds")
    assert not funds.covers(CompareSection.FUNCTIONAL, "total")
    assert funds.covers(CompareSection.HEADLINE, HeadlineItem.EXPENDITURE_TOTAL)
    assert funds.ways_out == ()


def test_other_columns_are_offered_as_the_common_basis(country: Country) -> None:
    own = rows.agency("邢台市工业和信息化局本级", country.xingtai.region, "501001", parent=country.xingtai)
    rows.expenditure(
        rows.disclosure(own, 2022, rows.document("xingtai-own.txt")), [("", "合计", ["3.00", "3.00", None])]
    )
    judgement = judged(country.own_2022, country.xingtai_2022)
    assert ways_out(judgement, "部门规模") == ["部门都换成本级", "单位都换成所属部门"]
    way = next(w for s in judgement.struck for w in s.ways_out if w.words == "部门都换成本级")
    keys = dict(way.changes)["d"]
    assert keys == (f"{country.own_level.pk}-2022", f"{own.pk}-2022")
    assert [column.agency.pk for column in chosen_columns(list(keys or ()))] == [country.own_level.pk, own.pk]


def test_the_same_year_is_offered_where_it_is_published(country: Country) -> None:
    later = rows.disclosure(country.own_level, 2023, rows.document("own-2023.txt"))
    rows.expenditure(later, [("", "合计", ["1.00", "1.00", None])])
    judgement = judged(country.own_2022, country.lianchi_own_2023)
    assert ways_out(judgement, "较上年增减") == ["都换成 2023 年"]


def test_like_columns_strike_nothing(country: Country) -> None:
    twin = rows.disclosure(
        rows.agency("保定市工业和信息化局", rows.region("130600", "保定市"), "9", AgencyKind.DEPARTMENT),
        2022,
        rows.document("baoding.txt"),
    )
    rows.summary(twin, [(RowKind.GENERAL_PUBLIC, "一、一般公共预算拨款收入", "10.00")])
    rows.expenditure(twin, [("", "合计", ["10.00", "10.00", None])])
    rows.three_public(twin, [(RowKind.TOTAL, "合计", "1.00")])
    judgement = judged(country.xingtai_2022, twin)
    assert judgement.struck == ()
    assert judgement.differing == []


def test_a_table_printed_empty_is_not_missing(country: Country) -> None:
    judgement = judged(country.own_2022, country.resources_2022)
    assert "“三公”经费" not in struck(judgement)


def test_a_figure_read_from_an_image_is_told(country: Country) -> None:
    Amount.objects.filter(line__statement__disclosure=country.xingtai_2022).update(read_by="ocr")
    cells = dict(judged(country.own_2022, country.xingtai_2022).rows)
    assert [cell.text for cell in cells["形式"]] == ["表与说明", "表，图像识别"]


# --- nothing struck leaks ------------------------------------------------------------------------------------------


def pairs_of(country: Country, shanghai: tuple[Disclosure, Disclosure]) -> dict[str, str]:
    return {
        "department and unit": address(country.lianchi_2023, country.lianchi_own_2023),
        "narrative and sum": address(country.hengshui_2020, f"a{country.hengshui.pk}-2022"),
        "budget and accounts": address(*shanghai),
        "Hebei and Shanghai": address(country.own_2022, shanghai[0]),
    }


def everything_exported(client: Client, page: str) -> list[str]:
    """All texts and numbers of every file that the page gives away, amounts with two decimals."""
    found: list[str] = []
    content = client.get(f"{page}&format=csv").content.decode("utf-8-sig")
    found += [cell for line in csv.reader(io.StringIO(content)) for cell in line]
    tables = json.loads(client.get(f"{page}&format=json").content)["tables"]
    for table in tables:
        for row in table["rows"]:
            for cell in row:
                found += [str(v) for v in cell.values()] if isinstance(cell, dict) else [cell]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{page}&format=xlsx").content))
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True):
            found += [f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row]
    for chart in ("bars", "shares"):
        for form in (f"format=svg&part={chart}", f"embed={chart}"):
            answer = client.get(f"{page}&{form}")
            if answer.status_code == 200:
                found += re.findall(r">([^<>]+)<", html_text.unescape(answer.content.decode()))
    return [text.replace(",", "") for text in found]


@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_struck_is_in_a_chart_or_an_export(
    client: Client, country: Country, shanghai: tuple[Disclosure, Disclosure], mode: Mode
) -> None:
    """What the page strikes through is looked for in every file; so are the differences that nobody should see."""
    missing = {
        # Differences of totals and of department less unit; what only one column has; the other stage.
        "department and unit": ["0.00"],
        "narrative and sum": ["527.49", "-1689.15", "1689.15"],
        "budget and accounts": ["2871.63", "28716300.00", "-843.51", "843.51"],
        "Hebei and Shanghai": ["-237.45", "237.45", "8.55"],
    }
    for name, page in pairs_of(country, shanghai).items():
        page += f"&mode={mode}&open=all"
        shown = client.get(page, follow=True)
        tree = lxml_html.fromstring(shown.content.decode())
        through = [
            "".join(s.itertext()).replace(",", "") for s in tree.xpath('//table[contains(@class,"cmp")]//s')
        ]
        plain = {"".join(td.itertext()).replace(",", "") for td in tree.xpath("//td[not(.//s)]")}
        through = [text for text in through if text not in plain]  # the same figure may stand elsewhere
        query = shown.request["QUERY_STRING"]
        files = everything_exported(client, f"/compare/?{query}")
        assert len(files) > 50, name
        for text in [*missing[name], *through]:
            assert text not in files, f"{name}, {mode}: {text}"
        if mode is Mode.AMOUNT and name != "department and unit":
            assert through or "不比" in shown.content.decode(), name


def test_the_reason_stands_on_the_page_and_in_the_files(
    client: Client, country: Country, shanghai: tuple[Disclosure, Disclosure]
) -> None:
    for page in pairs_of(country, shanghai).values():
        answer = client.get(page, follow=True)
        page = f"/compare/?{answer.request['QUERY_STRING']}"
        text = re.sub(r"\s+", "", lxml_html.fromstring(answer.content.decode()).text_content())
        facts = json.loads(client.get(f"{page}&format=json").content)["facts"]
        told = [fact["text"] for fact in facts if fact["name"] == "不宜比较，格留空"]
        assert told
        for reason in told:
            assert re.sub(r"\s+", "", reason.partition("：")[2]) in text


def test_the_reader_may_ask_for_budget_beside_accounts(
    client: Client, country: Country, shanghai: tuple[Disclosure, Disclosure]
) -> None:
    page = client.get(address(*shanghai), follow=True)
    tree = lxml_html.fromstring(page.content.decode())
    link = tree.xpath('//a[text()="仍要比较"]/@href')[0]
    asked = client.get(f"/compare/{link}").content.decode()
    assert "不再并列预算与决算" in asked
    assert "−843.51" in asked
    query = page.request["QUERY_STRING"]
    assert "2871.63" in everything_exported(client, f"/compare/?{query}&stage=mixed")


def test_ways_out_lead_to_a_comparison(
    client: Client, country: Country, shanghai: tuple[Disclosure, Disclosure]
) -> None:
    for page in pairs_of(country, shanghai).values():
        tree = lxml_html.fromstring(client.get(page, follow=True).content.decode())
        links = tree.xpath('//section[@aria-labelledby="h-card"]//li/a/@href')
        assert links
        for link in links:
            if link.startswith("#"):
                assert tree.xpath(f'//*[@id="{link[1:]}"]')
                continue
            assert "能否直接比较" in client.get(f"/compare/{link}").content.decode(), link


def test_measures_of_totals_are_struck_by_scope(country: Country) -> None:
    """Per 10,000 people the total of one unit says nothing of its place; a department's does."""
    found = compare(chosen_columns([str(country.own_2022.pk), str(country.xingtai_2022.pk)]))
    total = found.judgement.of_row(CompareSection.FUNCTIONAL, "total")
    item = found.judgement.of_row(CompareSection.FUNCTIONAL, "215")
    assert any(strike.hits(Mode.PER_PEOPLE, 0, 0) for strike in total)
    assert not any(strike.hits(Mode.PER_PEOPLE, 1, 0) for strike in total)
    assert any(strike.hits(Mode.DIFFERENCE, 1, 0) for strike in total)
    assert item == []
