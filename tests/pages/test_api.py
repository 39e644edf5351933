"""The API: what is answered equals what is published, what is asked wrongly is refused by name, nothing answers 500."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html
from openapi_spec_validator import validate

from disclosures.lifecycle.publication import withdraw
from disclosures.machines.api.answers import _rows
from disclosures.machines.api.resources import RESOURCES
from disclosures.models import Amount, AssetHolding, Head, HeadlineFigure, Section
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

NAMES = sorted(RESOURCES)
WITHOUT_ROWS = {"procurement", "procurement-amounts", "institutions", "corrections", "projects"}
WITHOUT_ROWS |= {"populations", "functional-codes", "economic-codes"}
"""What the country of the tests has none of."""


def asked(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status, answer.content.decode()
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def all_rows(client: Client, address: str) -> list[dict[str, Any]]:
    """By its `next` links, as a program would."""
    rows, where = [], f"/api/v1/{address}"
    while where:
        answer = client.get(where).json()
        rows += answer["rows"]
        following = answer["next"]
        where = following and following.removeprefix("http://testserver")
    return rows


def test_every_amount_is_given_once_with_its_yuan(client: Client, country: Country) -> None:
    rows = all_rows(client, "amounts?limit=7")
    published = {amount.pk: amount for amount in Amount.objects.published().select_related("line__statement")}
    assert [(row["disclosure_id"], row["id"]) for row in rows] == sorted(
        (amount.line.statement.disclosure_id, pk) for pk, amount in published.items()
    )
    for row in rows:
        amount = published[row["id"]]
        assert row["amount_yuan"] == (None if amount.yuan is None else float(amount.yuan))
        assert row["printed"] == amount.printed
    assert all(isinstance(row["heading"], list) for row in rows)


def test_money_is_exact(client: Client, country: Country) -> None:
    Amount.objects.filter(printed="8.55").update(fen=9_007_199_254_740_993)
    text = client.get("/api/v1/amounts?statement=three_public").content.decode()
    row = next(r for r in json.loads(text, parse_float=Decimal)["rows"] if r["printed"] == "8.55")
    assert row["amount_yuan"] == Decimal("90071992547409.93")


def test_the_page_of_every_row_opens_and_no_row_is_of_a_draft(client: Client, country: Country) -> None:
    AssetHolding.objects.create(disclosure=country.own_2022, position=0, item="房屋", fen=100, printed="0.01")
    without = set()
    for name in NAMES:
        rows = all_rows(client, name)
        if not rows:
            without.add(name)
        for row in rows:
            assert row.get("disclosure_id") != country.draft.pk, name
            assert row.get("amount_yuan") != 99999900, name
        for address in {row["url"] for row in rows[:40] if row.get("url")}:
            assert client.get(urlsplit(address).path, follow=True).status_code == 200, (name, address)
    assert without <= WITHOUT_ROWS


def test_filters(client: Client, country: Country) -> None:
    own = country.own_2022
    rows = all_rows(client, f"amounts?disclosure_id={own.pk}&code=215&statement=expenditure")
    assert [row["printed"] for row in rows] == ["3186.09", "634.02", "2552.07"]
    assert {row["agency_id"] for row in rows} == {own.agency_id}
    assert {row["scope"] for row in rows} == {"unit"}
    of_baoding = all_rows(client, "disclosures?region=130600")
    assert {row["id"] for row in of_baoding} == {country.lianchi_2023.pk, country.lianchi_own_2023.pk}
    assert len(all_rows(client, "regions?region=130000")) == 5
    whole = all_rows(client, f"three-public?agency_id={country.xingtai.pk}&code=")
    assert [row["amount_yuan"] for row in whole] == [80000]
    heads = Head.objects.filter(kind="functional", code="215")
    assert {r["amount_yuan"] for r in all_rows(client, "by-code?code=215")} == {
        float(Decimal(head.fen) / 100) for head in heads
    }


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("measure=total", {"measure": "total"}),
        ("measure=vehicles", {"measure": "vehicles"}),
        ("basis=budget&measure=basic", {"basis": "budget", "measure": "basic"}),
        ("region=130500", {"line__statement__disclosure__agency__region__code__startswith": "1305"}),
        ("region=130000&basis=final", {"basis": "final"}),
    ],
)
def test_filters_of_columns_and_places_choose_what_the_cells_say(
    client: Client, country: Country, asked: str, where: dict[str, str]
) -> None:
    expected = set(Amount.objects.published().filter(**where).values_list("pk", flat=True))
    assert {row["id"] for row in all_rows(client, f"amounts?{asked}")} == expected


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite plans")
def test_sqlite_goes_by_disclosures_not_by_a_region(country: Country) -> None:
    rows = _rows(RESOURCES["amounts"], {"region": "130500", "measure": "total"})
    plan = (
        rows.filter(line__statement__disclosure__gte=0).order_by("line__statement__disclosure")[:9].explain()
    )
    first, *_ = plan.splitlines()
    assert "disclosures_agency" not in first, plan
    assert "region_id>" not in plan, plan
    assert "CORRELATED" in plan, plan


def test_what_was_printed_in_two_files_is_found_under_one(client: Client, country: Country) -> None:
    part = country.hengshui_2020
    part.part_of = country.own_2022
    part.save(update_fields=["part_of"])
    rows = all_rows(client, f"headline?disclosure_id={country.own_2022.pk}")
    assert len(rows) == HeadlineFigure.objects.filter(disclosure__in=[part, country.own_2022]).count() > 1


def test_sentences_are_those_that_have_pages(client: Client, country: Country) -> None:
    """Each once whatever the size of a page, with its section, its page, and the figures that its own page marks."""
    said = "一般公共预算支出180.00万元。比上年增加5.00万元。\n第二段没有数。\n\f第三段在下一页。"
    for disclosure in (country.own_2022, country.draft):
        section = Section.objects.create(
            disclosure=disclosure, position=9, heading="九、其他", level=1, page=7, text=said
        )
        HeadlineFigure.objects.create(
            disclosure=disclosure, position=99, item="expenditure", fen=18000, printed="180.00万元", page=7,
            text="一般公共预算支出180.00万元", sentence="一般公共预算支出180.00万元。",
        )  # fmt: skip
    rows = all_rows(client, "sentences?limit=1")
    assert rows == all_rows(client, "sentences?limit=1000")
    assert {row["disclosure_id"] for row in rows}.isdisjoint({country.draft.pk})
    assert "".join(row["text"] for row in rows) == "".join(
        re.sub(r"\s", "", text)
        for text in Section.objects.published().order_by("pk").values_list("text", flat=True)
    )
    own = [row for row in rows if row["heading"] == section.heading]
    assert [(row["number"], row["page"]) for row in own] == [(1, 7), (2, 7), (3, 7), (4, 8)]
    assert own == all_rows(client, f"sentences?section_id={own[0]['section_id']}")
    [figure] = own[0]["figures"]
    assert (figure["item"], figure["amount_yuan"], figure["printed"]) == ("expenditure", 180, "180.00万元")
    assert client.get(urlsplit(figure["url"]).path, follow=True).status_code == 200
    for row in own:
        html = client.get(urlsplit(row["url"]).path).content.decode()
        marked = lxml_html.fromstring(html)
        assert row["text"] in "".join(marked.text_content().split())
        assert f"第 {row['page']} 页" in html
    assert asked(client, "sentences?after=1-x", 422)["error"]["parameter"] == "after"
    only = asked(client, "sentences?fields=figures,text&limit=2")
    assert [list(row) for row in only["rows"]] == [["figures", "text"]] * 2


def test_fields(client: Client, country: Country) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = asked(client, "amounts?fields=url,amount_yuan,id&limit=2")
    assert [list(row) for row in answer["rows"]] == [["url", "amount_yuan", "id"]] * 2
    assert len([q for q in queries if "SELECT" in q["sql"]]) <= 2


def test_lines_of_json(client: Client, country: Country) -> None:
    lines = client.get("/api/v1/agencies?limit=2", headers={"accept": "application/x-ndjson"})
    asked_for = client.get("/api/v1/agencies?limit=2&format=jsonl")
    for answer in (lines, asked_for):
        assert answer["Content-Type"] == "application/jsonl"
        assert len([json.loads(line) for line in answer.content.splitlines()]) == 2
        assert 'rel="next"' in answer["Link"]
    assert "Accept" in lines["Vary"]
    assert lines["ETag"] == client.get(asked_for.wsgi_request.get_full_path())["ETag"]
    as_document = client.get("/api/v1/agencies?limit=2", headers={"if-none-match": lines["ETag"]})
    assert (as_document.status_code, as_document["Content-Type"]) == (200, "application/json")
    assert lines["ETag"] != as_document["ETag"]


REFUSED = (
    ("amounts?agency=1", "unknown_parameter", "agency"),
    ("amounts?stage=budget&stage=budget", "repeated_parameter", "stage"),
    ("amounts?limit=10001", "invalid_parameter", "limit"),
    ("amounts?limit=x", "invalid_parameter", "limit"),
    ("amounts?stage=plan", "invalid_parameter", "stage"),
    ("amounts?fields=id,fen", "invalid_parameter", "fields"),
    ("amounts?region=13", "invalid_parameter", "region"),
    ("amounts?after=7", "invalid_parameter", "after"),
    ("amounts?code=%00", "invalid_parameter", "code"),
    ("amounts?id=99999999999999999999999999", "invalid_parameter", "id"),
)


def test_what_is_asked_wrongly_is_refused_by_name(client: Client, db: None) -> None:
    for address, code, parameter in REFUSED:
        error = asked(client, address, 422)["error"]
        assert (error["code"], error["parameter"]) == (code, parameter)
        assert parameter in error["message"] or parameter == "fields"


def test_other_errors_have_the_same_shape(client: Client, country: Country) -> None:
    assert asked(client, "nothing", 404)["error"]["code"] == "not_found"
    refused = client.post("/api/v1/amounts", {"a": 1})
    assert (refused.status_code, refused.json()["error"]["code"]) == (405, "method_not_allowed")
    asked_before = client.options("/api/v1/amounts")
    assert asked_before.status_code == 204
    assert asked_before["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_what_is_withdrawn_is_gone_and_the_tag_is_another(client: Client, country: Country) -> None:
    where = f"/api/v1/amounts?disclosure_id={country.xingtai_2022.pk}"
    before = client.get(where)
    assert client.get(where, headers={"if-none-match": before["ETag"]}).status_code == 304
    withdraw(country.xingtai_2022, None, "测试")
    after = client.get(where, headers={"if-none-match": before["ETag"]})
    assert (after.status_code, after.json()["rows"]) == (200, [])


def test_the_description_is_valid_and_names_every_resource(client: Client, country: Country) -> None:
    document = client.get("/api/v1/openapi.json").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {f"/api/v1/{name}" for name in NAMES}
    page = client.get("/api/v1/").content.decode()
    for name in NAMES:
        assert f"/api/v1/{name}" in page
