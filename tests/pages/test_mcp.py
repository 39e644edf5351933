"""The tools for language models: by the official client, by hand, and by those who mean harm."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from mcp import Client as McpClient
from pytest_django.live_server_helper import LiveServer

from disclosures.lifecycle.publication import publish
from disclosures.machines.mcp.tools import MOST_ROWS, TOOLS
from tests.pages.rows import Country, three_public

pytestmark = pytest.mark.django_db

ANYTHING = (
    "\x00",
    "\\ud800",
    "9" * 400,
    "' OR 1=1 --",
    "DROP TABLE disclosures_amount",
    "../..",
    "",
    "٣",
    "​" * 90,
)


def sent(client: Client, body: bytes | str, **headers: str) -> Any:
    return client.generic("POST", "/mcp", body, content_type="application/json", headers=headers)


def call(client: Client, method: str, **params: Any) -> dict[str, Any]:
    answer = sent(client, json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def told(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = call(client, "tools/call", name=tool, arguments=arguments)["result"]
    assert not result["isError"], result
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    return result["structuredContent"]


def values_of(answer: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return next(row["values"] for row in answer["rows"] if row["key"] == key)


@pytest.mark.django_db(transaction=True)
def test_the_official_client_answers_how_three_public_changed(
    live_server: LiveServer, country: Country
) -> None:
    """As an agent would: find the body by words, take its years, read the amounts and open their addresses."""

    async def asked() -> tuple[list[str], dict[str, Any], dict[str, Any]]:
        async with McpClient(f"{live_server.url}/mcp") as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            found = await client.call_tool("find", {"text": "衡水 工信局", "kind": "agency"})
            assert found.structured_content
            body = found.structured_content["found"][0]
            years = await client.call_tool(
                "series", {"agency_id": body["agency_id"], "row": "three_public_total"}
            )
            assert years.structured_content
            return names, body, years.structured_content

    three_public(country.hengshui_2020, [("total", "合计", "12.00")])
    names, body, years = asyncio.run(asked())
    assert names == list(TOOLS)
    assert body["agency_id"] == country.hengshui.pk
    values = {value["column"]: value for value in values_of(years["series"][0], "three_public_total")}
    assert {key: value["amount_yuan"] for key, value in values.items()} == {
        f"{country.hengshui.pk}-2020": 120000.00,
        f"{country.hengshui.pk}-2022": 89500.00,
    }
    sums = values[f"{country.hengshui.pk}-2022"]
    assert sums["is_derived"] and "3 个单位相加" in sums["scope"]
    assert {value["stage"] for value in values.values()} == {"budget"}
    client = Client()
    for value in values.values():
        where = urlsplit(value["url"])
        assert client.get(where.path, follow=True).status_code == 200
    assert years["series"][0]["unit"].startswith("元")


def test_compare_names_what_cannot_be_compared(client: Client, country: Country) -> None:
    keys = [f"{country.own_level.pk}-2022", f"{country.xingtai.pk}-2022"]
    answer = told(client, "compare", columns=keys, row="210")
    assert [v["amount_yuan"] for v in values_of(answer, "210")] == [684700.00, 4400000.00]
    assert [column["column"] for column in answer["columns"]] == keys
    assert any("部门规模" in words or "支出总计之差" in words for words in answer["not_comparable"])
    for value in values_of(answer, "210"):
        assert client.get(urlsplit(value["url"]).path, follow=True).status_code == 200
    whole = told(client, "compare", columns=keys)
    assert len(whole["rows"]) <= MOST_ROWS


def test_what_is_not_there_is_said(client: Client, country: Country) -> None:
    for tool, arguments in (
        ("series", {"agency_id": 999999}),
        ("series", {"agency_id": country.xingtai.pk, "table": "state_capital"}),
        ("compare", {"columns": ["1-1990", f"{country.xingtai.pk}-2023"]}),
        ("compare", {"columns": ["x"]}),
        ("find", {"text": ""}),
        ("find", {"text": "x", "limit": 1000}),
        ("find", {"text": "x", "kind": "unpublished"}),
        ("find", {"words": "x"}),
    ):
        result = call(client, "tools/call", name=tool, arguments=arguments)["result"]
        assert result["isError"] and result["content"][0]["text"], tool
    assert call(client, "tools/call", name="delete")["error"]["code"] == -32602
    assert call(client, "nothing")["error"]["code"] == -32601


def test_a_draft_is_in_no_answer_and_would_be_if_it_were_published(client: Client, country: Country) -> None:
    asked = {"agency_id": country.xingtai.pk, "row": "expenditure_total"}
    assert "2023" not in json.dumps(told(client, "series", **asked)["series"][0]["columns"])
    assert "9999" not in json.dumps(told(client, "find", text="9,999.99")["found"])
    publish(country.draft, None, "测试")
    assert "2023" in json.dumps(told(client, "series", **asked)["series"][0]["columns"])


def test_clients_of_older_versions_and_wrong_requests(client: Client, country: Country) -> None:
    begun = call(client, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={})
    assert begun["result"]["protocolVersion"] == "2025-06-18"
    assert sent(client, '{"jsonrpc": "2.0", "method": "notifications/initialized"}').status_code == 202
    assert call(client, "server/discover")["result"]["supportedVersions"][0] == "2026-07-28"
    refused = sent(
        client, '{"jsonrpc":"2.0","id":1,"method":"ping"}', **{"mcp-protocol-version": "1999-01-01"}
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, -32022)
    assert client.get("/mcp").status_code == 405
    before = client.options("/mcp")
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (204, "POST, OPTIONS")


def test_a_thousand_hostile_bodies(country: Country) -> None:
    chance, client = random.Random(7), Client(raise_request_exception=False)
    whole = [
        b"", b"\x00", b"[" * 60_000, b'{"a":' * 9_000, b"\xff\xfe", b"null", b"[]", b"1e999", b'"\\ud800"', b"x" * 70_000,
        b'{"jsonrpc":"2.0","id":' + b"9" * 500 + b',"method":"ping"}', b'{"jsonrpc":"2.0","id":{},"method":1}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[1]}',
    ]  # fmt: skip
    for number in range(1000):
        body = whole[number] if number < len(whole) else hostile(chance)
        answer = sent(client, body)
        assert answer.status_code in (200, 202, 400), (answer.status_code, body[:300])


def hostile(chance: random.Random) -> bytes:
    def value(depth: int = 0) -> Any:
        kinds = [*ANYTHING, chance.getrandbits(chance.choice((8, 70, 2000))), -1, 1.5e308, None, True]
        if depth < 4:
            kinds += [[value(depth + 1)], {chance.choice(ANYTHING): value(depth + 1)}]
        return chance.choice(kinds)

    tool = chance.choice([*TOOLS, "x"])
    names = ["text", "kind", "limit", "agency_id", "table", "row", "stage", "columns", "x"]
    arguments = {name: value() for name in chance.sample(names, chance.randint(0, 4))}
    if chance.random() < 0.5:  # well formed as far as it goes
        arguments = {
            "find": {"text": chance.choice([*ANYTHING, "工业"])},
            "series": {
                "agency_id": chance.choice([1, 2, 1 << 62, 1 << 70]),
                "row": chance.choice([*ANYTHING, "x"]),
            },
            "compare": {
                "columns": [
                    chance.choice([*ANYTHING, "1-2022", "2-2022"]) for _ in range(chance.randint(0, 14))
                ]
            },
        }.get(tool, arguments)
    asked = {
        "jsonrpc": "2.0",
        "id": value(3),
        "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    }
    return json.dumps(asked).replace("\\\\ud800", "\\ud800").encode()
