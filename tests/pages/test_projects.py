"""The list of projects: where they and their amounts come from, which are one, what is found."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from disclosures.lifecycle.publication import withdraw
from disclosures.lifecycle.totals import differences, rebuild
from disclosures.models import (
    Amount,
    Disclosure,
    NamedUnit,
    PerformanceTarget,
    Project,
    Statement,
    StatementColumn,
    StatementLine,
)
from disclosures.pages.projects import facts, view
from disclosures.reading.projects import Found, joined
from disclosures.vocabulary import CellState, HeadlineItem
from disclosures.vocabulary import Statement as StatementType
from tests.pages.rows import Country, fen, stated

pytestmark = pytest.mark.django_db


def table_of(
    of: Disclosure,
    rows: list[tuple[str, str]],
    heading: str = "项目名称",
    kind: StatementType = StatementType.PROJECTS,
) -> None:
    """A table that is kept as printed: names and amounts in 万元."""
    table = Statement.objects.create(disclosure=of, position=of.statements.count(), statement=kind, title="")
    name, amount = (
        StatementColumn.objects.create(statement=table, position=place, heading=[word], role=role)
        for place, (word, role) in enumerate(((heading, "name"), ("金额", "amount")))
    )
    assert name.pk
    for row, (text, printed) in enumerate(rows):
        line = StatementLine.objects.create(statement=table, position=row, row=row, name=text, page=9)
        Amount.objects.create(
            line=line, column=amount, state=CellState.AMOUNT, fen=fen(printed), printed=printed
        )


def form(of: Disclosure, title: str, printed: str | None, goal: str = "") -> PerformanceTarget:
    return PerformanceTarget.objects.create(
        disclosure=of,
        position=of.performance_targets.count(),
        title=title,
        funds_fen=fen(printed) if printed else None,
        objectives=[goal] if goal else [],
    )


def made(of: Disclosure) -> list[tuple[str, str | None]]:
    rebuild()
    rows = Project.objects.filter(disclosure=of).values_list("name", "fen")
    return [
        (name, None if value is None else f"{value / 1_000_000:.2f}")
        for name, value in rows.order_by("position")
    ]


def test_a_project_of_a_table_a_form_and_a_sentence_is_one(country: Country) -> None:
    of = country.xingtai_2022
    table_of(of, [("合计", "75"), ("办公楼租赁费", "60"), ("食盐储备", "5"), ("食盐储备", "10")])
    first = form(of, "食盐储备", "10.00", "补贴企业")
    form(of, "办公楼租赁", None, "满足办公")
    form(of, "信访维稳", "3")
    stated(of, HeadlineItem.PROJECT_ITEM, "3")
    of.headline.update(text="信访维稳专项经费3万元", label="")
    assert made(of) == [
        ("办公楼租赁费", "60.00"),
        ("食盐储备", "5.00"),
        ("食盐储备", "10.00"),
        ("信访维稳", "3.00"),
    ]
    whole = Project.objects.get(disclosure=of, name="食盐储备", fen=fen("10"))
    assert (whole.target, whole.goal) == (first, "补贴企业")
    assert whole.amount
    assert not any(differences())


def test_amounts_that_do_not_agree_are_two_projects() -> None:
    known = [Found("租赁费", fen("60"), amount_id=1)]
    joined(known, [Found("租赁费", fen("61"), target_id=1), Found("租赁费", fen("60.004"), target_id=2)])
    assert [(one.fen, one.target_id) for one in known] == [(fen("60"), 2), (fen("61"), 1)]


def test_units_and_categories_over_projects_are_none(country: Country) -> None:
    of = country.xingtai_2022
    table_of(
        of,
        [
            ("邢台市节能监察中心", "15"),
            ("专用项目", "15"),
            ("监察经费", "10"),
            ("仪器维修", "5"),
            ("新建社区服务中心", "7"),
            ("其中：设计", "1"),
        ],
        "单位（项目）名称",
    )
    assert made(of) == [("监察经费", "10.00"), ("仪器维修", "5.00"), ("新建社区服务中心", "7.00")]
    assert {p.unit for p in Project.objects.filter(name="监察经费")} == {"邢台市节能监察中心"}
    assert not NamedUnit.objects.exists()


def test_rows_by_function_or_by_economic_item_are_no_projects(country: Country) -> None:
    of = country.xingtai_2022
    table_of(of, [("工资福利支出", "15")], "部门预算支出经济科目")
    table_of(of, [("行政运行", "15")], "科目名称")
    assert made(of) == []


def test_who_rents_offices_and_for_how_much_is_one_search(client: Client, country: Country) -> None:
    table_of(country.xingtai_2022, [("机关办公用房租赁", "12.50"), ("食盐储备", "5")])
    table_of(country.draft, [("不公开的租赁", "99")])
    rebuild()
    html = client.get("/projects/?q=租赁").content.decode()
    assert "机关办公用房租赁" in html and "12.50" in html
    assert "办公楼租赁费" in html and "未提及" in html  # a form without an amount
    assert "食盐储备" not in html and "不公开的租赁" not in html
    assert html.index("机关办公用房租赁") < html.index("办公楼租赁费")
    text = client.get("/projects/?q=租赁 邢台&format=csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert [line[:3] for line in lines[1 : lines.index([])] if len(line) == len(lines[0])] == [
        ["机关办公用房租赁", "12.50", "邢台市工业和信息化局"]
    ]
    assert client.get("/projects/?q=租赁&format=xlsx").status_code == 200
    assert client.get("/projects/?region=x&year=y&sort=z&page=99&same=没有").status_code == 200


def test_projects_of_one_name_stand_side_by_side(client: Client, country: Country) -> None:
    form(country.xingtai_2022, "办公楼租赁经费", "30", "按时付租")
    rebuild()
    assert "同名 2" in client.get("/projects/").content.decode()
    html = client.get("/projects/?same=办公楼租赁").content.decode()
    assert "衡水市工业和信息化局本级" in html and "邢台市工业和信息化局" in html
    assert "按时付租" in html and "30.00" in html and "≤60万元" in html


def test_what_is_withdrawn_has_no_projects(client: Client, country: Country) -> None:
    assert Project.objects.exists()
    withdraw(country.own_2022, None, "测试")
    assert not Project.objects.exists()
    assert "办公楼租赁费" not in client.get("/projects/").content.decode()


def test_a_project_has_the_number_of_its_entry(client: Client, country: Country) -> None:
    """By which the list is searched: names, units, goals, agencies, places, years, with words mended as in every search."""
    form(country.xingtai_2022, "甲项目", "30", "按时付租")
    table_of(country.own_2022, [("乙项目", "5"), ("丙项目", "6")])
    rebuild()
    listed = {
        words: client.get("/projects/", {"q": words}).content.decode()
        for words in ("付租", "甲项目 邢台", "乙项目", "丙项目 2022", "yixiangmu", "乙像目", "乙项目 邢台")
    }
    held = {
        words: {name for name in ("甲项目", "乙项目", "丙项目") if f'<th scope="row">{name}' in html}
        for words, html in listed.items()
    }
    assert held == {
        "付租": {"甲项目"},
        "甲项目 邢台": {"甲项目"},
        "乙项目": {"乙项目"},
        "丙项目 2022": {"丙项目"},
        "yixiangmu": {"乙项目"},
        "乙像目": {"乙项目"},
        "乙项目 邢台": set(),
    }
    assert "没有找到“乙像目”，“乙像目”按相近的字找“乙项目”" in listed["乙像目"]


def test_words_are_looked_for_in_what_place_year_and_stage_choose(client: Client, country: Country) -> None:
    """And are not mended where they stand elsewhere as they were written."""
    table_of(country.xingtai_2022, [("食盐储备", "5"), ("信访维稳", "3")])
    table_of(country.own_2022, [("食盐储务", "6")])
    rebuild()
    listed = {
        place: client.get("/projects/", {"q": "食盐储备", "region": place, "year": year}).content.decode()
        for place, year in (("130500", "2022"), ("131100", "2022"), ("", "2022"))
    }
    assert "1 个项目，" in listed["130500"] and '<th scope="row">食盐储备' in listed["130500"]
    assert '<th scope="row">' not in listed["131100"]
    assert "没有找到“食盐储备”" not in listed["131100"]
    assert "1 个项目，" in listed[""]


def test_no_more_are_counted_than_a_list_is_looked_through(
    client: Client, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    table_of(country.xingtai_2022, [("食盐储备", "5"), ("食盐储备", "10"), ("信访维稳", "3")])
    rebuild()
    assert "4 个项目，" in client.get("/projects/").content.decode()
    assert "同名 2</a>" in client.get("/projects/").content.decode()
    for module in (view, facts):
        monkeypatch.setattr(module, "MOST_COUNTED", 3)
    assert "3 个以上项目，" in client.get("/projects/").content.decode()
    monkeypatch.setattr(facts, "MOST_SAME", 2)
    assert "同名 2 以上</a>" in client.get("/projects/").content.decode()
