"""Every title, chart and file name says whose figures they are: body, year, scope and stage."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client
from lxml import html as lxml_html

from disclosures.presenting.downloads import file_name
from disclosures.vocabulary import HeadlineItem
from tests.pages import rows
from tests.pages.rows import Country, compare_address

pytestmark = pytest.mark.django_db

OWN = "衡水市工业和信息化局本级 2022 年单位预算"
XINGTAI = "邢台市工业和信息化局 2022 年部门预算"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def name_of(client: Client, address: str) -> str:
    return unquote(client.get(address)["Content-Disposition"])


def test_a_comparison_is_titled_with_its_columns(client: Client, country: Country) -> None:
    """It was titled 衡水市 2022、邢台市 2022: cities, though bureaus are compared."""
    address = compare_address(country.own_2022, country.xingtai_2022)
    tree = lxml_html.fromstring(client.get(address).content.decode())
    title = f"{OWN}、{XINGTAI}的支出比较"
    assert plain(tree.xpath("string(//h1)")) == title
    assert plain(tree.xpath("string(//title)")).startswith(title)
    assert title in name_of(client, f"{address}&format=csv")
    for part, word in (("bars", "各类支出"), ("shares", "各类占比")):
        assert f"{title}：{word}.svg" in name_of(client, f"{address}&format=svg&part={part}")
        svg = client.get(f"{address}&format=svg&part={part}").content.decode()
        told = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
        assert OWN in told
        assert XINGTAI in told
        assert title in client.get(f"{address}&embed={part}").content.decode()


def test_a_sum_of_units_is_called_one(client: Client, country: Country) -> None:
    address = f"/compare/?d={country.hengshui.pk}-2022&d={country.xingtai.pk}-2022"
    tree = lxml_html.fromstring(client.get(address).content.decode())
    assert "衡水市工业和信息化局 2022 年 3 个单位预算相加、" in plain(tree.xpath("string(//h1)"))


def test_more_columns_than_a_title_holds_are_counted(client: Client, country: Country) -> None:
    chosen = (
        country.own_2022,
        country.centre_2022,
        country.resources_2022,
        country.xingtai_2022,
        country.lianchi_2023,
    )
    tree = lxml_html.fromstring(client.get(compare_address(*chosen)).content.decode())
    assert plain(tree.xpath("string(//h1)")) == f"{OWN}等 5 列的支出比较"


def test_the_years_of_a_body_say_scope_and_stage(client: Client, country: Country) -> None:
    later = rows.disclosure(country.xingtai, 2023, rows.document("xingtai-2023.txt"))
    rows.expenditure(later, [("", "合计", ["1500.00", "900.00", "600.00"])])
    address = f"/agencies/{country.xingtai.pk}/years/"
    title = "邢台市工业和信息化局 2022—2023 年部门预算比较"
    assert f"<title>{title}" in client.get(address).content.decode()
    assert title in name_of(client, f"{address}?format=xlsx")
    assert title in client.get(f"{address}?embed=lines").content.decode()
    svg = client.get(f"{address}?format=svg&part=lines").content.decode()
    assert title in "".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def test_a_long_title_does_not_push_out_what_a_file_holds() -> None:
    assert file_name("长" * 100, "各类支出") == "长" * 75 + "：各类支出"
    assert file_name("长" * 100) == "长" * 80


def test_no_list_of_what_is_alike_where_nothing_is(client: Client, country: Country) -> None:
    html = client.get(compare_address(country.own_2022, country.lianchi_2023)).content.decode()
    for words in re.findall(r"各列相同：(.*?)</p>", html, re.S):
        assert re.sub(r"<[^>]+>", "", words).strip()


def test_what_stands_in_the_books_is_no_part_of_what_is_spent(client: Client, country: Country) -> None:
    for one in (country.own_2022, country.xingtai_2022):
        rows.stated(one, HeadlineItem.FIXED_ASSETS_TOTAL, "374.03")
    address = f"{compare_address(country.own_2022, country.xingtai_2022)}&mode=share"
    tree = lxml_html.fromstring(client.get(address).content.decode())
    (row,) = tree.xpath("//tr[th[contains(., '上年末固定资产')]]")
    assert ["".join(cell.itertext()) for cell in row.xpath("./td")] == ["不适用", "不适用"]


@pytest.mark.parametrize(
    "words", ["无数<", '"无数"', "第二种读法", "没有金额差", "一边 − 另一边", "项目 1<", "新列"]
)
def test_words_of_the_trade_are_not_said_to_readers(words: str) -> None:
    """A reader of a newspaper does not know what they mean."""
    base = Path(settings.BASE_DIR)
    public = (base / "templates", base / "disclosures" / "pages", base / "disclosures" / "presenting")
    files = [path for folder in public for path in folder.rglob("*") if path.suffix in (".html", ".py")]
    assert len(files) > 100
    assert not [str(path) for path in files if "admin" not in path.parts and words in path.read_text("utf-8")]
