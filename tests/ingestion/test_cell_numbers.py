"""The number of a cell that was public outlives every new reading of its file, and so does its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from disclosures.lifecycle.publication import publish, withdraw
from disclosures.models import Amount, Document, FormerCell
from disclosures.parsing.records import ParsedDocument, StatementLine
from tests.ingestion import hand

Ingest = Callable[..., Document]


def placed(parsed: ParsedDocument, is_on_pages: bool, moved: float = 0.0) -> ParsedDocument:
    """Each cell with a box of its own (points), moved by less than another parser might, or without boxes."""

    def line(table: int, one: StatementLine) -> StatementLine:
        top = table * 100.0 + one.row * 20 + moved
        cells = [
            replace(
                cell,
                page=2 if is_on_pages else None,
                box=(cell.column * 60.0, top, cell.column * 60.0 + 40, top + 10) if is_on_pages else None,
            )
            for cell in one.cells
        ]
        return replace(one, cells=tuple(cells))

    (disclosure,) = parsed.disclosures
    tables = [
        replace(table, lines=tuple(line(place, one) for one in table.lines))
        for place, table in enumerate(disclosure.statements)
    ]
    return replace(parsed, disclosures=(replace(disclosure, statements=tuple(tables)),))


def without_last_line(parsed: ParsedDocument) -> ParsedDocument:
    (disclosure,) = parsed.disclosures
    longest = max(disclosure.statements, key=lambda table: len(table.lines))
    tables = [
        replace(table, lines=table.lines[:-1]) if table is longest else table
        for table in disclosure.statements
    ]
    return replace(parsed, disclosures=(replace(disclosure, statements=tuple(tables)),))


def numbers() -> dict[int, tuple[str, str, str]]:
    return {
        cell.pk: (cell.line.statement.title, cell.line.name, cell.printed)
        for cell in Amount.objects.select_related("line__statement")
    }


def published(ingested: Ingest, parsed: ParsedDocument) -> Document:
    document = ingested(parsed)
    publish(document.disclosures.get(), None, "核对无误")
    return document


@pytest.mark.parametrize("is_on_pages", [True, False])
def test_read_again_every_cell_keeps_its_number(ingested: Ingest, is_on_pages: bool) -> None:
    document = published(ingested, placed(hand.document(), is_on_pages))
    before = numbers()
    assert len(before) > 5
    ingested(placed(hand.document(), is_on_pages, moved=0.2), again=document)
    assert numbers() == before
    assert not FormerCell.objects.exists()


@pytest.mark.parametrize("is_on_pages", [True, False])
def test_what_is_not_read_again_keeps_its_address(
    ingested: Ingest, client: Client, is_on_pages: bool
) -> None:
    document = published(ingested, placed(hand.document(), is_on_pages))
    before = numbers()
    addresses = {pk: client.get(f"/figures/{pk}/").headers["Location"] for pk in before}
    ingested(placed(without_last_line(hand.document()), is_on_pages), again=document)
    lost = before.keys() - numbers().keys()
    assert lost
    assert set(FormerCell.objects.values_list("number", flat=True)) == lost
    for pk in before:
        assert client.get(f"/figures/{pk}/").headers["Location"] == addresses[pk]
    page = client.get(f"/figures/{min(lost)}/", follow=True)
    assert page.status_code == 404 and "现在没有数字" in page.content.decode()
    ingested(placed(hand.document(), is_on_pages), again=document)
    assert numbers() == before, "read there again, it is that cell again"
    assert not FormerCell.objects.exists()


def test_taken_back_it_still_leads_to_where_it_stood(ingested: Ingest, client: Client) -> None:
    document = published(ingested, placed(hand.document(), is_on_pages=True))
    pk, address = min(numbers()), ""
    address = client.get(f"/figures/{pk}/").headers["Location"]
    withdraw(document.disclosures.get(), None, "误传")
    assert client.get(f"/figures/{pk}/").headers["Location"] == address
    page = client.get(address)
    assert page.status_code == 404 and "已经撤回" in page.content.decode()
    ingested(placed(hand.document(), is_on_pages=True), again=document)
    assert client.get(f"/figures/{pk}/").headers["Location"] == address


def test_what_was_never_public_has_no_address(ingested: Ingest, client: Client) -> None:
    document = ingested(placed(hand.document(), is_on_pages=True))
    drafted = min(numbers())
    assert client.get(f"/figures/{drafted}/").status_code == 404
    ingested(placed(hand.document(), is_on_pages=True), again=document)
    assert client.get(f"/figures/{drafted}/").status_code == 404
    assert drafted not in numbers()
    assert client.get(f"/figures/{10**30}/").status_code == 404
