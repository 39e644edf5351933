"""The compare page: its modes, order and filters, and its exports cell by cell."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from disclosures.management.commands.load_classifications import DATA
from disclosures.models import (
    Amount,
    AssetHolding,
    Disclosure,
    Head,
    PerformanceIndicator,
    PerformanceTarget,
    Population,
    ProcurementAmount,
    ProcurementItem,
    StatementColumn,
    StatementLine,
)
from disclosures.pages.compare.arranged import Kept, ShownRow, arranged
from disclosures.pages.compare.facts import compare
from disclosures.pages.compare.sections import CompareSection, Mode
from disclosures.pages.compare.shown import Shown, ShownKind, ShownPlace
from disclosures.parsing.same import bare_without_aside
from disclosures.presenting.amounts import MINUS
from disclosures.presenting.ordering import Order
from disclosures.reading.columns import chosen_columns
from disclosures.reading.pivot import PivotRow
from disclosures.reading.project_names import core_of
from disclosures.reading.values import Value
from disclosures.vocabulary import Measure
from disclosures.vocabulary import Statement as StatementType
from tests.pages import rows
from tests.pages.rows import Country, fen

MOST_BYTES = 300_000
MOST_QUERIES = 10


def test_populations_of_parts_add_up_to_their_province() -> None:
    with (DATA / "populations.csv").open(encoding="utf-8", newline="") as file:
        people = {row["code"]: int(row["people"]) for row in csv.DictReader(file) if row["year"] == "2020"}
    provinces = {code: count for code, count in people.items() if code.endswith("0000")}
    assert len(provinces) == 31
    assert (
        sum(provinces.values()) == 1_409_778_724
    )  # with 2,000,000 in service the 1,411,778,724 of the nation
    for province in ("130000", "310000", "320000"):
        parts = [n for code, n in people.items() if code[:2] == province[:2] and code != province]
        assert sum(parts) == people[province]


# --- a country with procurement, assets and projects ---------------------------------------------------------------


def purchase(of: Disclosure, project: str, printed: str, item: str = "", code: str = "", **how: Any) -> None:
    row = ProcurementItem.objects.create(
        disclosure=of, position=of.procurement.count(), project=project, item=item, catalogue_code=code, **how
    )
    for heading, text in (("合计", printed), ("一般公共预算拨款", printed)):
        ProcurementAmount.objects.create(
            item=row,
            position=row.amounts.count(),
            heading=["政府采购金额", heading],
            printed=text,
            fen=fen(text),
        )


def asset(of: Disclosure, item: str, printed: str) -> None:
    AssetHolding.objects.create(
        disclosure=of, position=of.assets.count(), item=item, quantity="2", fen=fen(printed) if printed else None,
        printed=printed,
    )  # fmt: skip


def project(of: Disclosure, title: str, *indicators: tuple[str, str, str, str]) -> None:
    target = PerformanceTarget.objects.create(
        disclosure=of, position=of.performance_targets.count(), title=title
    )
    for level_1, level_2, level_3, value in indicators:
        PerformanceIndicator.objects.create(
            target=target, position=target.indicators.count(), level_1=level_1, level_2=level_2, level_3=level_3,
            operator="≥", value=value, unit="个",
        )  # fmt: skip


@pytest.fixture
def full(country: Country) -> Country:
    own, xingtai = country.own_2022, country.xingtai_2022
    purchase(own, "合计", "252.00", is_total=True)
    purchase(own, "办公费", "60.00", "台式计算机", "A02010104")
    purchase(own, "工业设计", "192.00", "其他专业技术服务", "C0908")
    purchase(xingtai, "办公费", "1.50", "台式计算机（20万以下）", "A02010104")
    purchase(xingtai, "设备", "2.50", "台式计算机", "A02010104")
    purchase(xingtai, "会议", "3.00", "会议服务", "C0601")
    asset(own, "资产总额", "148.31")
    asset(own, "1.房屋（平方米）", "0.26")
    asset(own, "其中：办公用房（平方米）", "")
    asset(xingtai, "资产总额", "374.03")
    asset(xingtai, "1、房屋", "174.00")
    project(
        own,
        "中小企业发展专项资金",
        ("产出指标", "数量指标", "培训企业", "30"),
        ("效益指标", "", "满意", "90"),
    )
    project(xingtai, "市级中小企业发展专项", ("产出", "数量", "服务企业", "12"))
    Population.objects.create(region_id="131100", year=2020, people=4_212_933, source="公报甲")
    Population.objects.create(region_id="130500", year=2020, people=7_111_106, source="公报乙")
    Population.objects.create(region_id="130500", year=2023, people=1, source="其后")
    return country


def three(country: Country) -> str:
    chosen = (
        (country.own_level, 2022),
        (country.xingtai, 2022),
        (country.lianchi, 2023),
    )
    return "/compare/?" + "&".join(f"d={agency.pk}-{year}" for agency, year in chosen)


def page(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return lxml_html.fromstring(answer.content.decode())


def page_tables(client: Client, address: str) -> dict[str, list[list[str]]]:
    """Heading and body rows by section, as text; a struck place is empty, as it must be in every file."""
    found: dict[str, list[list[str]]] = {}
    for table in page(client, address).xpath('//table[contains(@class,"cmp") or contains(@class,"aims")]'):
        key = table.xpath("ancestor::section/@aria-labelledby")[0].removeprefix("h-")
        found[key] = [
            [
                "" if "struck" in cell.get("class", "").split() else "；".join(items) if items else text
                for cell in row.xpath("./th|./td")
                for text in ["".join(cell.itertext()).strip()]
                for items in [
                    [re.sub(r"\s+", " ", "".join(li.itertext())).strip() for li in cell.xpath(".//li")]
                ]
            ]
            for row in table.xpath("./tbody/tr")
        ]
    return found


def shown(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell["shown"]


def joined(row: list[Any]) -> list[Any]:
    """Code and name of an exported row as the one heading that pages make of them."""
    return [f"{row[0]}{row[1]}", *row[2:]]


def number(text: str) -> Decimal | None:
    """The number that the page prints, or None for words."""
    plain = text.replace(",", "").replace(MINUS, "-").replace("+", "").removesuffix("%").strip()
    return Decimal(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None


STATES = (
    "",
    "&open=all&sort=-2",
    "&open=215,21505&sort=1&rows=filled",
    "&rows=different&sort=-3&unit=yuan",
    "&open=all,-215&table=general_public_budget&measure=project&unit=yi",
)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("mode", list(Mode))
def test_every_file_holds_what_the_page_shows(client: Client, full: Country, mode: Mode, state: str) -> None:
    address = f"{three(full)}&mode={mode}{state}"
    tables = page_tables(client, address)
    assert {"headline", "functional", "three_public"} <= set(tables)
    exported = {
        table["key"]: [[shown(cell) for cell in without_mark(table, row)] for row in table["rows"]]
        for table in json.loads(client.get(f"{address}&format=json").content)["tables"]
    }
    assert set(exported) - {"card", "documents"} == set(tables)
    lines = list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{address}&format=xlsx").content))
    sheet = book.get_sheet_by_name("比较").to_python(skip_empty_area=False)
    for key, found in tables.items():
        if key == "projects":
            assert [row[1:] for row in exported[key]] == [row[1:] for row in found]
            continue
        assert [joined(row) for row in exported[key]] == found, key
        title = CompareSection(key).label
        top = next(i for i, line in enumerate(lines) if line[:1] == [title])
        sheet_top = next(i for i, line in enumerate(sheet) if line[0] == title)
        for i, row in enumerate(found):
            in_csv = joined(lines[top + 2 + i])
            in_xlsx = joined(sheet[sheet_top + 3 + i])
            for text, written, typed in zip(row[1:], in_csv[1:], in_xlsx[1:], strict=False):
                same_number(text, written, typed)


def without_mark(table: dict[str, Any], row: list[Any]) -> list[Any]:
    """A row as the page has it: the mark of what differs stands there in the cells, in files in a last column."""
    return row[:-1] if table["columns"][-1] == ["≠"] else row


def same_number(text: str, written: str, typed: object) -> None:
    """A page's place, its CSV and its XLSX cell. Amounts in files may be more exact than the page; shares in a workbook
    are fractions, so that they can be formatted as per cent."""
    expected = number(text)
    if expected is None:
        assert written.lstrip("'") == text
        assert typed == text
        return
    places = -int(expected.as_tuple().exponent)
    assert round(Decimal(written), places) == expected
    assert isinstance(typed, float)
    scale = 100 if text.endswith("%") else 1
    assert abs(Decimal(typed) * scale - expected) <= Decimal(6).scaleb(-places - 1)


# --- rows ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("printed", "remark"),
    [
        ("（一）卫生健康", ""),
        ("卫健支出", "另印作：卫健支出"),
    ],
)
def test_only_another_name_is_told_as_one(full: Country, printed: str, remark: str) -> None:
    StatementLine.objects.filter(statement__disclosure=full.xingtai_2022, code="210").update(name=printed)
    found = compare(chosen_columns([f"{full.own_level.pk}-2022", f"{full.xingtai.pk}-2022"]))
    row = next(row for row in found.blocks[CompareSection.FUNCTIONAL].rows if row.code == "210")
    assert row.remark == remark


@pytest.mark.django_db
def test_procurement_is_printed_or_added_up(full: Country) -> None:
    found = compare(chosen_columns([f"{full.own_level.pk}-2022", f"{full.xingtai.pk}-2022"]))
    by_name = {row.name: row.values for row in found.blocks[CompareSection.PROCUREMENT].rows}
    assert [value.fen for value in by_name["政府采购总额"]] == [fen("252"), fen("7")]
    assert [value.is_derived for value in by_name["政府采购总额"]] == [False, True]
    assert [value.fen for value in by_name["货物"]] == [fen("60"), fen("4")]
    assert [value.fen for value in by_name["服务"]] == [fen("192"), fen("3")]
    assert "工程" not in by_name
    assert [value.fen for value in by_name["台式计算机"]] == [fen("60"), fen("4")]
    assert "本站相加：2 行" in by_name["台式计算机"][1].remark
    assert "会议服务" not in by_name


@pytest.mark.django_db
def test_assets_are_joined_by_name(full: Country) -> None:
    found = compare(chosen_columns([f"{full.own_level.pk}-2022", f"{full.xingtai.pk}-2022"]))
    assets = found.blocks[CompareSection.ASSETS].rows
    assert [(row.level, row.name) for row in assets] == [
        (1, "资产总额"),
        (2, "房屋"),
        (3, "办公用房"),
    ], "a value in 万元 is no number of square metres"
    assert assets[1].values[0].remark == "数量 2 平方米"
    assert [value.fen for value in assets[1].values] == [fen("0.26"), fen("174")]
    assert [value.absence.label for value in assets[2].values if value.absence] == ["空白", "无此行"]


@pytest.mark.django_db
def test_a_share_of_assets_is_of_the_columns_own_whole(client: Client, full: Country) -> None:
    """One prints 资产总额, the next 固定资产总额; the third prints neither, and its expenditure is no whole of assets."""
    asset(full.lianchi_2023, "固定资产总额", "50.00")
    asset(full.lianchi_2023, "1、房屋（平方米）", "25.00")
    asset(full.centre_2022, "1、房屋", "10.00")
    whole = compare(chosen_columns([f"{full.xingtai.pk}-2022", f"{full.lianchi.pk}-2023"]))
    assert [value.fen for value in whole.blocks[CompareSection.ASSETS].wholes] == [fen("374.03"), fen("50")]
    agency = full.centre_2022.agency
    assert agency is not None
    without = compare(chosen_columns([f"{full.xingtai.pk}-2022", f"{agency.pk}-2022"]))
    assert [value.fen for value in without.blocks[CompareSection.ASSETS].wholes] == [fen("374.03"), None]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("3、单价在20万元以上的设备(台、套)", "单价在20万元以上设备"),
        ("其中：办公用房（平方米）", "办公用房"),
        ("一、货物A", "货物A"),
    ],
)
def test_names_of_rows(printed: str, name: str) -> None:
    assert bare_without_aside(printed) == name


@pytest.mark.django_db
def test_like_projects_stand_side_by_side(client: Client, full: Country) -> None:
    key = PerformanceTarget.objects.get(title="中小企业发展专项资金").pk
    folded = page_tables(client, three(full))["projects"]
    assert folded == [
        ["中小企业发展专项资金（2 项指标）", "中小企业发展专项资金", "市级中小企业发展专项", "没有相近的项目"]
    ]
    opened = page_tables(client, f"{three(full)}&open=215,p{key}")["projects"]
    assert opened[1:] == [
        ["产出 › 数量", "培训企业 ≥30个", "服务企业 ≥12个", ""],
        ["效益", "满意 ≥90个", "没有这类指标", ""],
    ]


def test_what_projects_have_in_common_is_left_out_of_their_names() -> None:
    assert core_of("安全生产办公室工作经费") == "安全生产"
    assert core_of("2022年中小企业发展专项资金") == "中小企业发展"


# --- per 10,000 people ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_amounts_for_every_ten_thousand_people(client: Client, full: Country) -> None:
    address = f"{three(full)}&mode=people&unit=yuan"
    row = next(row for row in page_tables(client, address)["functional"] if row[0].startswith("210"))
    # 684,700 元 ÷ 4,212,933 × 10,000; the count of 2023 is later than the budget of 2022.
    assert row[1:] == ["1,625.23", "6,187.50", "无此行"]
    text = page(client, address).text_content()
    assert "4,212,933 人（2020 年，公报甲）" in text
    assert "保定市莲池区工业和信息化局 2023 没有人口数" in text
    assert "由本站算出" in text
    assert "其后" not in text
    employment = next(r for r in page_tables(client, address)["functional"] if r[0].startswith("205"))
    assert employment[3] == "不适用"


@pytest.mark.django_db
def test_derived_numbers_are_marked(client: Client, full: Country) -> None:
    tree = page(client, f"{three(full)}&mode=people")
    tables = tree.xpath('//table[contains(@class,"cmp")]')
    assert tables
    assert all(
        "made" in table.get("class").split() for table in tables
    )  # the stylesheet sets ≈ before each number


# --- order and filters ---------------------------------------------------------------------------------------------


def tree_of(*entries: tuple[str, int, int | None, int | None]) -> list[ShownRow]:
    def cell(fen: int | None) -> Shown:
        return Shown("") if fen is None else Shown(str(fen), ShownKind.AMOUNT, Value(fen=fen), fen)

    return [
        ShownRow(
            PivotRow(key, key, key, level, tuple(Value(fen=n) for n in values), is_total=key == "合计"),
            [cell(n) for n in values],
        )
        for key, level, *values in entries
    ]


ROWS = tree_of(
    ("205", 1, 5, 9),
    ("20501", 2, 1, 2),
    ("20502", 2, 4, 7),
    ("208", 1, 3, None),
    ("20801", 2, None, None),
    ("215", 1, 4, 4),
    ("21505", 2, 4, 4),
    ("合计", 1, 12, 13),
)
PLACES = [ShownPlace(0), ShownPlace(1)]


@pytest.mark.parametrize(
    ("sort", "kept", "keys"),
    [
        ("", Kept.ALL, "205 20501 20502 208 20801 215 21505 合计"),
        ("-1", Kept.ALL, "205 20502 20501 215 21505 208 20801 合计"),
        ("1", Kept.ALL, "208 20801 215 21505 205 20501 20502 合计"),
        ("2", Kept.ALL, "215 21505 205 20501 20502 208 20801 合计"),
        ("", Kept.FILLED, "205 20501 20502 208 215 21505 合计"),
        ("", Kept.DIFFERENT, "205 20501 20502 208 合计"),
        ("9", Kept.ALL, "205 20501 20502 208 20801 215 21505 合计"),
    ],
)
def test_sorting_keeps_the_tree(sort: str, kept: Kept, keys: str) -> None:
    found = arranged(ROWS, PLACES, Order.chosen(sort, (place.key for place in PLACES)), kept)
    assert [shown.row.key for shown in found] == keys.split()


def test_what_is_above_a_kept_row_is_kept() -> None:
    rows_ = tree_of(("205", 1, 1, 1), ("20501", 2, 1, 2))
    assert len(arranged(rows_, PLACES, Order(), Kept.DIFFERENT)) == 2


@pytest.mark.django_db
def test_heads_lead_through_the_orders(client: Client, full: Country) -> None:
    state, found = three(full), []
    for _ in range(4):
        tree = page(client, state)
        head = tree.xpath('//section[@aria-labelledby="h-functional"]//thead//th[3]')[0]
        keys = tree.xpath('//section[@aria-labelledby="h-functional"]//tbody//span[@class="code"]/text()')
        found.append((head.get("aria-sort"), keys[0]))
        state = "/compare/" + head.xpath(".//a/@href")[0]
    assert found == [(None, "205"), ("descending", "215"), ("ascending", "210"), (None, "205")]


@pytest.mark.django_db
def test_everything_unfolds_at_once_and_folds_one_by_one(client: Client, full: Country) -> None:
    tree = page(client, f"{three(full)}&open=all")
    assert tree.xpath('//span[@class="code"][text()="2150501"]')
    link = tree.xpath('//a[@id="r215"]/@href')[0]
    assert "open=all,-215" in link
    folded = page(client, f"/compare/{link}")
    assert not folded.xpath('//span[@class="code"][text()="21505"]')
    assert "open=all" in folded.xpath('//a[@id="r215"]/@href')[0]
    assert "-215" not in folded.xpath('//a[@id="r215"]/@href')[0]


@pytest.mark.django_db
def test_an_address_that_asks_for_nothing_known_is_the_page(client: Client, full: Country) -> None:
    plain = page_tables(client, three(full))
    for odd in (
        "&sort=99d",
        "&sort=--1",
        "&rows=none",
        "&mode=x",
        "&stage=x",
        "&open=-1,p,all",
        "&open=all,-x",
    ):
        found = page_tables(client, three(full) + odd)
        if not odd.startswith("&open=all"):
            assert found == plain, odd


# --- weight --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("mode", list(Mode))
def test_queries(client: Client, full: Country, mode: Mode) -> None:
    for address in (three(full), f"{three(full)}&d={full.hengshui.pk}-2022&d={full.hengshui.pk}-2020"):
        with CaptureQueriesContext(connection) as queries:
            page(client, f"{address}&mode={mode}&open=all&sort=-2&rows=filled")
        assert len(queries) <= MOST_QUERIES


def many_codes() -> list[tuple[str, str]]:
    """Fourteen categories with three sections of three items: more than any department of the samples prints."""
    found: list[tuple[str, str]] = []
    for category in range(201, 215):
        found.append((str(category), "社会保障和就业支出"))
        for section in range(1, 4):
            found.append((f"{category}{section:02d}", "行政事业单位养老支出"))
            found += [
                (f"{category}{section:02d}{i:02d}", "机关事业单位基本养老保险缴费") for i in range(1, 4)
            ]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("mode", [Mode.AMOUNT, Mode.PER_PEOPLE])
def test_twelve_columns_unfolded_to_items_stay_below_300_kb(client: Client, mode: Mode) -> None:
    place = rows.region("131100", "衡水市", rows.region("130000", "河北省"))
    Population.objects.create(region=place, year=2020, people=4_212_933, source="公报")
    keys: list[str] = []
    for n in range(12):
        body = rows.agency(f"衡水市第{n}工业和信息化委员会办公室", place, str(n))
        found = rows.disclosure(body, 2022, rows.document(f"{n}.pdf"))
        statement = rows.expenditure(found, [("", "合计", ["123456.78", "1.00", "1.00"])])
        column = StatementColumn.objects.get(statement=statement, measure=Measure.TOTAL)
        lines = StatementLine.objects.bulk_create(
            StatementLine(statement=statement, position=i, row=i, code=code, name=name)
            for i, (code, name) in enumerate(many_codes(), start=2)
        )
        Amount.objects.bulk_create(
            Amount(line=line, column=column, measure=Measure.TOTAL, basis="budget", state="amount",
                   fen=fen("12345.67") + i, printed="12345.67")
            for i, line in enumerate(lines)
        )  # fmt: skip
        keys.append(f"{body.pk}-2022")
    address = "/compare/?" + "&".join(f"d={key}" for key in keys) + f"&open=all&mode={mode}"
    answer = client.get(address)
    assert answer.content.count(b'<tr class="lv3">') == 14 * 9
    assert len(answer.content) < MOST_BYTES


@pytest.mark.django_db
def test_codes_of_one_basis(full: Country) -> None:
    found = compare(
        chosen_columns([f"{full.own_level.pk}-2022", f"{full.xingtai.pk}-2022"]),
        basis=StatementType.GENERAL_PUBLIC_BUDGET,
    )
    assert found.basis is StatementType.GENERAL_PUBLIC_BUDGET
    assert found.judgement.charted(CompareSection.FUNCTIONAL) == []  # 邢台 of the fixture has no such table


@pytest.mark.django_db
def test_a_column_without_categories_is_in_no_chart(client: Client, full: Country) -> None:
    Head.objects.all().delete()
    StatementLine.objects.filter(
        statement__disclosure=full.lianchi_2023, statement__statement="expenditure"
    ).exclude(code="").delete()
    answer = client.get(f"{three(full)}&embed=shares").content.decode()
    assert "衡水市工业和信息化局本级 2022 年单位预算" in answer
    assert "莲池区" not in lxml_html.fromstring(answer).xpath("string(//*[name()='svg'][@role='img'])")
    assert (
        "保定市莲池区工业和信息化局 2023 没有按科目的数，不在图中" in client.get(three(full)).content.decode()
    )
