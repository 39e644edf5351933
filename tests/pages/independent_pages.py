"""What a reader sees of a page: the exact yuan of a cell, its words, the tables and their rows."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.test import Client
from lxml import html as lxml_html

Number = Decimal | str | None


def page(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return lxml_html.fromstring(answer.content.decode())


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[,+%\s]|元.*", "", text).replace("−", "-"))


def shown(cell: Any) -> Number:
    """Exact yuan from the title of a figure; a word where there is none; a number that has no title as it stands."""
    figures = cell.xpath(".//*[@title and contains(@title, ' 元')]")
    if figures:
        return number(figures[0].get("title"))
    text = "".join(cell.xpath(".//text()[not(ancestor::small) and not(ancestor::*[@class='vh'])]")).strip()
    if re.fullmatch(r"[+−]?[\d,]+(\.\d+)?( %)?", text):
        return number(text)
    return text or None


def table(tree: Any, key: str) -> Any:
    found = tree.xpath(f"//table[caption[@id='cap-{key}']]")
    return found[0] if found else None


def rows(one: Any) -> list[Any]:
    return [] if one is None else one.xpath("./tbody/tr[not(@class='ordinals')] | ./tfoot/tr")


def body_of(row: Any) -> int:
    return int(re.search(r"/agencies/(\d+)/", row.xpath("./th//a/@href")[0])[1])  # type: ignore[index]


def code_of(row: Any) -> str:
    return "".join(row.xpath("./th//span[@class='code']//text()")).strip()


def cells(row: Any) -> list[Number]:
    return [shown(cell) for cell in row.xpath("./td")]


def text_of(cell: Any) -> Number:
    """What a reader sees, as a number where it is one."""
    text = "".join(cell.xpath(".//text()[not(ancestor::*[@class='vh'])]")).strip()
    return number(text) if re.fullmatch(r"[+−]?[\d,]+(\.\d+)?( %)?", text) else text or None
