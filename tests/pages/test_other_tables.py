"""Tables that are kept as printed: from a made file to the page, the exports and the checks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from disclosures.lifecycle.publication import publish
from disclosures.models import Amount, Disclosure, Document, Statement
from disclosures.pages.disclosure.facts import whole_disclosure
from disclosures.reading.recorded import recorded
from disclosures.reading.statement_lines import table_heads
from disclosures.vocabulary import CellState
from disclosures.vocabulary import Statement as StatementType
from tests.ingestion.conftest import ingested, places  # noqa: F401  (fixtures)
from tests.readings import reading

pytestmark = pytest.mark.django_db

PAGE = """<html><body><p>衡水市某局2026年部门预算</p>
<p>收入总表</p><p>部门：衡水市某局　单位：万元</p>
<table><tr><th>科目编码</th><th>科目名称</th><th>合计</th><th>事业收入</th></tr>
<tr><td>213</td><td>农林水支出</td><td>30.00</td><td>30.00</td></tr></table>
<p>项目支出明细表</p><p>单位：万元</p>
<table><tr><th>项目名称</th><th>项目内容</th><th>单价（元）</th><th>数量（台）</th><th>金额</th></tr>
<tr><td>雨量站 &lt;更新&gt;</td><td>更换设备</td><td>1,500.00</td><td>20</td><td>3.00</td></tr>
<tr><td>合计</td><td></td><td></td><td>20</td><td>3.00</td></tr></table></body></html>"""


@pytest.fixture
def disclosure(ingested: Callable[..., Document], tmp_path: Path) -> Disclosure:  # noqa: F811
    path = tmp_path / "made.html"
    path.write_text(PAGE)
    (found,) = ingested(reading(path)).disclosures.all()
    return publish(found, None, "核对无误")


def test_words_and_counts_are_stored_beside_the_amounts(disclosure: Disclosure) -> None:
    kept = disclosure.statements.get(statement=StatementType.PROJECTS)
    cells = Amount.objects.filter(line__statement=kept, line__position=0).order_by("column__position")
    assert list(cells.values_list("printed", "state", "fen")) == [
        ("更换设备", CellState.PRINTED, None),
        ("1,500.00", CellState.AMOUNT, 150_000),
        ("20", CellState.PRINTED, None),
        ("3.00", CellState.AMOUNT, 3_000_000),
    ]


def test_nothing_but_the_page_and_its_files_reads_them(disclosure: Disclosure) -> None:
    assert [head.statement for head in table_heads([disclosure.pk])] == [StatementType.REVENUE]
    (from_database,) = recorded([disclosure])
    known = {table.statement: len(table.lines) for table in from_database.parsed.statements}
    assert known.pop(StatementType.PROJECTS) == 0, "its title alone: that it is there"
    assert list(known) == [StatementType.REVENUE]
    assert Statement.objects.standard().count() == 1
    whole = whole_disclosure(disclosure.pk)
    assert [table.statement for table in whole.statements] == [StatementType.REVENUE]
    assert [table.statement for table in whole.kept] == [StatementType.PROJECTS]


def test_the_page_folds_them_and_shows_what_is_printed(client: Client, disclosure: Disclosure) -> None:
    page = client.get(reverse("disclosures:disclosure", args=[disclosure.pk])).content.decode()
    section = page[page.index('id="h-kept"') :]
    assert "项目支出明细表" in section
    assert "2 行 5 栏" in section
    assert "雨量站&lt;更新&gt;" in section
    assert "更换设备" in section
    assert ">1,500.00</a>" in section, "a price in yuan in a table in 万元 is shown as printed"
    assert "<td>20</td>" in section


def test_the_files_of_the_page_hold_them(client: Client, disclosure: Disclosure) -> None:
    kept = disclosure.statements.get(statement=StatementType.PROJECTS)
    address = reverse("disclosures:disclosure", args=[disclosure.pk])
    answer = client.get(f"{address}?format=csv&part=s{kept.pk}")
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text)))
    assert any(row[:5] == ["雨量站<更新>", "更换设备", "1500.00", "20", "3.00"] for row in found), found


def test_a_figure_of_them_opens_and_has_no_like_elsewhere(
    client: Client, disclosure: Disclosure, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cell = Amount.objects.get(printed="1,500.00")
    with django_assert_max_num_queries(14):
        page = client.get(reverse("disclosures:figure", args=[cell.pk]), follow=True)
    assert page.status_code == 200
    assert "1,500.00" in page.content.decode()
