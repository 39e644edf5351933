"""Charts: labels are whole and inside, areas and lengths are in proportion, nothing negative poses as positive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.test import Client
from lxml import html as lxml_html
from pytest_django.live_server_helper import LiveServer

from disclosures.presenting.amounts import amount_text
from disclosures.presenting.charts import (
    dot_plot,
    flow,
    grouped_bars,
    slope,
    stacked_shares,
    treemap,
    year_lines,
)
from disclosures.presenting.charts.labels import NARROW, lines, width
from disclosures.presenting.named_charts import named_charts
from disclosures.reading.values import Absence, Value, absent
from disclosures.vocabulary import Unit
from tests.pages.rows import Country
from tests.pages.test_rankings import more_departments

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG = "某某省某某市某某自治县人民政府行政审批制度改革和政务服务管理办公室（某某县大数据发展管理局）"
BIG, SMALL = 98_765_432_109_876, 1


def fen(*numbers: int | None) -> list[Value]:
    return [absent(Absence.NO_ROW) if number is None else Value(fen=number) for number in numbers]


def drawn(**charts: object) -> ElementTree.Element:
    """The figure of one chart, as its page has it."""
    (name,) = charts
    (chart,) = named_charts(**{name: ("图", charts[name], "")}).values()  # type: ignore[arg-type]
    return ElementTree.fromstring(render_to_string(chart.template, {**chart.context, "id": name}))


def texts(figure: ElementTree.Element) -> str:
    return "".join("".join(text.itertext()) for text in figure.iter() if text.tag in ("text", "span", "p"))


CHARTS = {
    "bars": grouped_bars(
        "图", [LONG, "乙", "丙", "丁", "戊", "己"], [(LONG, fen(BIG, SMALL, 0, -5, None, 7))], Unit.YUAN
    ),
    "shares": stacked_shares(
        "图",
        [(f"20{i}", LONG) for i in range(9)],
        [(LONG, BIG, [BIG - 36, 1, 2, 3, 4, 5, 6, 7, 8]), ("乙", 100, [10, 80, 10, None, 0, 0, 0, 0, 0])],
        Unit.YUAN,
    ),
    "lines": year_lines(
        "图",
        [(str(2015 + i), "3 个单位相加", i == 4) for i in range(9)],
        [("支出总计", fen(*range(-4, 5))), ("其中", fen(None, 1, None, 3, 3, 3, 3, 3, 3)), ("零", fen(*[0] * 9))],
        Unit.WAN,
    ),
    "slope": slope(
        "图",
        ("2022", "2023"),
        [("215", LONG, *fen(BIG, SMALL)), ("208", "乙", *fen(None, BIG // 10_000)), ("", "丙", *fen(0, 0))]
        + [(f"2{i:02}", LONG, *fen(i, i)) for i in range(12)],
        Unit.YUAN,
        True,
    ),
    "dots": dot_plot(
        "图",
        [(LONG, "部门", Value(fen=BIG)), ("乙", "单位", Value(fen=-BIG, parts=3)), ("丙", "单位", absent(Absence.BLANK))],
        Unit.YUAN,
        [("部门", BIG), ("单位", -SMALL)],
    ),
    "tree": treemap(
        "图",
        [("215", LONG, BIG), ("208", LONG, BIG // 3), ("210", "卫生", -7), ("211", "零", 0)]
        + [(f"3{i:02}", LONG, BIG // 50 + i) for i in range(15)],
        Unit.YUAN,
    ),
    "flow": flow("图", BIG, [(LONG, BIG - 9)], [(f"2{i:02} {LONG}", BIG // 20) for i in range(15)], Unit.YUAN),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_no_label_is_wider_than_the_narrowest_chart_or_runs_out_of_it(name: str) -> None:
    figure = drawn(**{name: CHARTS[name]})
    for svg in figure.iter("svg"):
        if svg.get("role") != "img":
            continue
        height = float(svg.get("height", "0"))
        for group in svg.findall(".//g[@class='wide']"):
            group.clear()  # shown on wide charts only
        for text in svg.iter("text"):
            said = text.text or ""
            size = 12 if "m" in (text.get("class") or "").split() else 13
            x = text.get("x", "0")
            at = float(x.rstrip("%")) * NARROW / 100 if x.endswith("%") else float(x)
            at += float(text.get("dx", "0"))
            wide = width(said, size)
            css = (text.get("class") or "").split()
            start = at - wide if "e" in css else at - wide / 2 if "c" in css else at
            assert start >= -8, said
            assert start + wide <= NARROW + 8, said
            assert 0 <= float(text.get("y", "0")) <= height + 1, said


@pytest.mark.parametrize("name", [name for name in CHARTS if name not in ("tree", "lines")])
def test_long_names_are_whole(name: str) -> None:
    assert LONG in re.sub(r"\s", "", texts(drawn(**{name: CHARTS[name]})))


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_says_what_it_is(name: str) -> None:
    svg = next(svg for svg in drawn(**{name: CHARTS[name]}).iter("svg") if svg.get("role") == "img")
    title, desc = svg.find("title"), svg.find("desc")
    assert title is not None
    assert desc is not None
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text
    assert desc.text


def test_lines_are_even_and_numbers_whole() -> None:
    assert lines("208 社会保障和就业支出", 136) == ("208 社会保", "障和就业支出")
    assert lines("", 100) == ("",)
    assert lines("1,234,567.89 万元", 100) == ("1,234,567.89", "万元")
    assert "".join(lines(LONG, 60)) == LONG
    assert not any(line.startswith("）") or line.endswith("（") for line in lines(LONG, 60))


def test_bars_are_as_long_as_their_amounts() -> None:
    chart = grouped_bars("图", ["甲", "乙"], [("一", fen(400, 100)), ("二", fen(-3, None))], Unit.YUAN)
    assert chart
    first, second = chart.groups
    assert float(first.bars[0].width[:-1]) == pytest.approx(4 * float(first.bars[1].width[:-1]), abs=0.5)
    assert second.bars == ()
    assert [text for _, text in second.remark] == ["−0.03：甲　无此行：乙"]
    assert grouped_bars("图", ["甲"], [("一", fen(0))], Unit.WAN) is None


def test_tiles_are_as_large_as_their_amounts_and_cover_the_whole() -> None:
    rows = [
        ("1", "甲", 60),
        ("2", "乙", 25),
        ("3", "丙", 10),
        ("4", "丁", 5),
        ("5", "戊", -9),
        ("6", "己", 0),
    ]
    chart = treemap("图", rows, Unit.YUAN, 200)
    assert chart
    areas = [float(t.width[:-1]) * float(t.height) for t in chart.tiles]
    assert [area / sum(areas) for area in areas] == pytest.approx([0.6, 0.25, 0.1, 0.05], abs=0.02)
    assert "5 戊 −0.09；6 己 0.00" in chart.left_out
    assert chart.tiles[0].name == "1 甲 30.0 %"  # of 200
    assert treemap("图", [("1", "甲", 5), ("2", "乙", -5)], Unit.WAN) is None


def test_dots_stand_where_their_amounts_are() -> None:
    rows = [("甲", "部门", Value(fen=300)), ("乙", "部门", Value(fen=100)), ("丙", "单位", Value(fen=-100))]
    chart = dot_plot("图", rows, Unit.WAN, [("部门", 200), ("单位", None)])
    assert chart
    low, middle, high = (float(dot.x[:-1]) for dot in reversed(chart.dots))
    assert low == 0
    assert middle == pytest.approx(high / 2, abs=0.1)
    assert float(chart.zero[:-1]) == pytest.approx(high / 4, abs=0.1)
    assert [median.words[0][1] for median in chart.medians] == ["部门中位数 0.00"]
    assert chart.dots[2].tone != chart.dots[0].tone
    assert dot_plot("图", rows[:1], Unit.WAN) is None
    assert dot_plot("图", [("甲", "", Value(fen=0)), ("乙", "", Value(fen=0))], Unit.WAN) is None


def test_a_flow_never_links_a_source_to_a_function_and_shows_what_is_not_named() -> None:
    chart = flow("图", 100, [("拨款", 90)], [("教育", 60), ("卫生", 40)], Unit.YUAN)
    assert chart
    assert [ribbon.is_rest for ribbon in chart.ribbons] == [False, True, False, False]
    thick = [float(ribbon.thick) for ribbon in chart.ribbons]
    assert [part / sum(thick[:2]) for part in thick[:2]] == pytest.approx([0.9, 0.1], abs=0.01)
    for wrong in ([("拨款", 101)], [("拨款", -1)], []):
        assert flow("图", 100, wrong, [("教育", 60)], Unit.YUAN) is None


def test_a_slope_over_a_break_is_dotted_and_an_empty_side_has_no_line() -> None:
    chart = slope("图", ("甲", "乙"), [("1", "一", *fen(5, 10)), ("2", "二", *fen(None, 3))], Unit.YUAN, True)
    assert chart
    assert chart.dotted
    assert [line.is_drawn for line in chart.lines] == [True, False]
    assert chart.lines[1].left.label[-1][1] == "无此行"
    assert slope("图", ("甲", "乙"), [("1", "一", *fen(5, -1))], Unit.YUAN) is None
    assert slope("图", ("甲", "乙"), [("1", "一", *fen(5, None))], Unit.YUAN) is None


# --- on pages --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_chart_can_be_framed_and_nothing_else_can(client: Client, country: Country) -> None:
    more_departments(country, ["100.00", "200.00", "300.00", "400.00"])
    page = "/codes/functional/210/?year=2022&region=130500"
    answer = client.get(page)
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    tree = lxml_html.fromstring(answer.content.decode())
    code = lxml_html.fromstring(tree.xpath("//p[@class='embed-code']/code")[0].text)
    assert code.tag == "iframe"
    framed = client.get(code.get("src"))
    html = framed.content.decode()
    assert framed.status_code == 200
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "script-src 'self'" in framed["Content-Security-Policy"]
    assert 'href="http://testserver/codes/functional/210/?year=2022&amp;region=130500"' in html
    assert "<form" not in html
    assert "<script" not in html
    assert "转载请注明来源" in html
    assert "MIT" not in html
    assert amount_text(440 * 1_000_000) in html
    assert client.get(page + "&embed=nothing").status_code == 404
    agency = client.get(f"/agencies/{country.xingtai.pk}/?embed=flow")
    assert "frame-ancestors *" in agency["Content-Security-Policy"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_framed_charts_and_sorted_tables_fit_and_pass_axe(
    page: Page, live_server: LiveServer, country: Country
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    more_departments(country, ["100.00", "200.00", "300.00", "400.00"])
    axe, findings = Axe(), []
    code = "/codes/functional/210/?year=2022"
    for address in (
        f"{code}&embed=rank",
        "/regions/130000/?year=2022&embed=spent",
        f"{code}&sort=-share",
        "/regions/130000/?year=2022&sort=name&places=-amount&parts=count",
        f"/agencies/{country.xingtai.pk}/",
    ):
        for wide in (1280, 360):
            page.set_viewport_size({"width": wide, "height": 700})
            page.goto(live_server.url + address)
            if page.evaluate("document.documentElement.scrollWidth") > wide:
                findings.append(f"{address} {wide}: too wide")
            for violation in axe.run(page).response["violations"]:
                findings.append(f"{address} {wide}: {violation['id']}: {violation['nodes'][0]['html'][:200]}")
    assert findings == []
    page.goto(live_server.url + code)
    page.get_by_role("link", name="金额").click()
    page.locator("th[aria-sort=ascending]", has_text="金额").wait_for()
    page.get_by_text("取用这张图").first.click()
    assert "<iframe" in page.locator(".embed-code").first.inner_text()


def test_a_number_stands_nearest_to_its_own_point() -> None:
    """Two lines close to each other: the number of the one was printed beside the point of the other."""
    near = [(100, 82, 64), (104, 90, 67), (96, 76, 60), (110, 93, 74), (101, 85, 70)]
    for amounts in near:
        found = year_lines(
            "图",
            [(str(2020 + i), "", False) for i in range(4)],
            [
                (f"线{n}", fen(*[amount * 1_000_000 * (i + 3) for i in range(4)]))
                for n, amount in enumerate(amounts)
            ],
            Unit.WAN,
        )
        assert found is not None
        dots = [(n, point) for n, line in enumerate(found.lines) for point in line.points]
        for n, point in dots:
            if not point.text:
                continue
            middle = float(point.label_y) - 4.5
            nearest = min((abs(middle - float(other.y)), m) for m, other in dots if other.x == point.x)
            assert nearest[1] == n, (amounts, point)
