"""One disclosure in two files: no page shows the rows of one file and forgets those of the other."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from disclosures.lifecycle.ingestion.parts import join
from disclosures.lifecycle.publication import publish
from disclosures.models import Disclosure, Document
from disclosures.parsing.records import (
    AssetHolding,
    Claim,
    Institution,
    Note,
    ParsedDisclosure,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementItem,
    Section,
)
from disclosures.parsing.records import HeadlineFigure as Stated
from disclosures.reading.agencies import agency_list
from disclosures.vocabulary import Direction, HeadlineItem, Statement
from tests.ingestion import hand
from tests.ingestion.conftest import ingested, places  # noqa: F401  (fixtures)

BODY = "衡水市工业和信息化局"
ROWS = ("表", "资产", "单位", "备注", "项目", "指标", "采购", "正文", "原因")
FIRST, SECOND = "甲乙"


def word(file: str, kind: str) -> str:
    return f"{file}{kind}字样"


def printed_in(file: str) -> ParsedDisclosure:
    """A file that prints one row of every kind, each under words of its own."""
    own = {kind: word(file, kind) for kind in ROWS}
    table = replace(
        hand.expenditure(),
        statement=Statement.GENERAL_PUBLIC_BUDGET if file == SECOND else Statement.EXPENDITURE,
    )
    line = replace(table.lines[1], code=f"215080{'丙甲乙'.index(file)}", name=own["表"])
    said = f"{own['正文']}增加3.00万元，主要原因是{own['原因']}。"
    item = {"甲": HeadlineItem.REVENUE_TOTAL}.get(file, HeadlineItem.HOSPITALITY)
    return hand.disclosure(
        BODY,
        None,
        statements=(replace(table, lines=(table.lines[0], line)),),
        headline=(Stated(item, False, Decimal("70000"), "7.00万元", said, said, 1),),
        claims=(
            Claim(item, Direction.INCREASE, Decimal("30000"), None, 2021, own["原因"], said, "3.00万元", 1),
        ),
        institutions=(Institution(own["单位"], "行政", "县处级", "财政拨款"),),
        performance_targets=(
            PerformanceTarget(
                1, own["项目"], None, None, (), (),
                (PerformanceIndicator("产出", "数量", own["指标"], "", "≥", "1", None, ""),),
            ),
        ),
        procurement=(ProcurementItem(own["采购"], Decimal("10000"), None, None, None, None, None, ()),),
        assets=(AssetHolding(own["资产"], "1", Decimal("20000"), "2.00"),),
        sections=(Section(f"一、{own['正文']}", 1, 1, said),),
        notes=(Note("heading", own["备注"]),),
    )  # fmt: skip


@pytest.fixture
def both(ingested: Callable[..., Document]) -> tuple[Disclosure, Disclosure]:  # noqa: F811
    """A published whole and its part; the year before it came in one file."""
    whole, part = (ingested(hand.document(printed_in(file))).disclosures.get() for file in "甲乙")
    before = ingested(hand.document(replace(printed_in("丙"), fiscal_year=2021))).disclosures.get()
    join(part, whole)
    for disclosure in (whole, before):
        publish(disclosure, None, "核对无误")
    part.refresh_from_db()
    return whole, part


SHOWN = {
    "/disclosures/{whole}/": {*ROWS},
    "/disclosures/{whole}/?format=csv": {*ROWS},
    "/disclosures/{whole}/claims/": {"原因"},
    "/disclosures/{whole}/questions/": {"表"},
    "/agencies/{agency}/years/": {"原因"},
    "/agencies/{agency}/years/?open=all&table=expenditure /agencies/{agency}/years/?open=all&table=general_public_budget": {
        "表"
    },
    "/compare/?d={agency}-2022&d={agency}-2021&open=all /compare/?d={agency}-2022&d={agency}-2021&open=all&table=general_public_budget": {
        "表",
        "资产",
    },
    "/search/?q=字样": {"项目", "指标", "采购", "正文"},
}
"""Addresses (of some pages two: a table of each file), and the kinds of rows that each shows."""


@pytest.mark.parametrize("where", SHOWN)
def test_a_page_that_shows_rows_of_one_file_shows_those_of_the_other(
    where: str, both: tuple[Disclosure, Disclosure], client: Client
) -> None:
    whole, _ = both
    answers = map(client.get, where.format(whole=whole.pk, agency=whole.agency_id).split())
    text = re.sub("</?(mark|wbr)>", "", "".join(answer.content.decode() for answer in answers))
    shown = {file: {kind for kind in ROWS if word(file, kind) in text} for file in "甲乙"}
    assert shown[FIRST] >= SHOWN[where]
    assert shown[SECOND] >= SHOWN[where]


def test_the_list_of_agencies_knows_a_table_that_came_as_a_part(
    ingested: Callable[..., Document],  # noqa: F811
) -> None:
    narrative, tables = printed_in(FIRST), printed_in(SECOND)
    whole = ingested(hand.document(replace(narrative, statements=(hand.empty(),)))).disclosures.get()
    part = ingested(hand.document(replace(tables, statements=(hand.expenditure(),)))).disclosures.get()
    join(part, whole)
    publish(whole, None, "核对无误")
    (listed,) = agency_list()
    assert listed.expenditure_fen == 100_010_000


# --- nobody looks up rows by the foreign key -------------------------------------------------------------------------

ROOMS = ("reading", "presenting", "pages", "admin")
OF_WHOLES = {
    "Ledger", "Finding", "FindingAnswer", "Review", "Correction", "PublicationEvent", "NamedUnit", "Project", "Shingle",
    "SharedWords", "Reason",
}  # fmt: skip
"""What only whole disclosures have, or what is looked up for each file on purpose."""
BY_FILE = {
    "admin/disclosure.py:history_of": "acts are of whole disclosures; a part has its own before it is joined",
    "admin/document.py:change_view": "the page of one file",
    "admin/entries.py:_notes_of": "a note is shown once, with the file it is of",
    "admin/entries.py:named_cells": "a note speaks of cells of its own file",
    "admin/inbox.py:queryset": "a row of the desk is what one file holds",
    "pages/disclosure/facts.py:_short_lists": "notes of files, too; the parts are at hand",
    "pages/feeds/scope.py:acts": "acts are of whole disclosures",
    "pages/figure/facts.py:_figure": "all but those of this disclosure and its parts",
    "pages/same_words/facts.py:same_words": "words are told of whole disclosures",
    "pages/sentence/facts.py:_in_full": "the amounts of this very sentence",
    "reading/search_entries.py:_indicators": "entries are kept by file, parts among them",
    "reading/search_entries.py:_procurement": "entries are kept by file, parts among them",
    "reading/search_entries.py:_statements": "entries are kept by file, parts among them",
    "reading/search_entries.py:_ordered": "entries are kept by file, parts among them",
}
LOOKS_UP = {"filter", "exclude", "get", "Q"}
BY_KEY = re.compile(r"(\w+__)?disclosure(_id|__in|__part_of(__in)?)?")
ROWS_OF_ONE = {
    "headline", "claims", "statements", "institutions", "performance_targets", "procurement", "assets", "sections",
}  # fmt: skip


def root(node: ast.expr) -> str:
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def forgetful(node: ast.AST) -> Iterator[int]:
    """Lines that look up rows of a disclosure without those of its parts."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in LOOKS_UP:
            if root(node.func) in OF_WHOLES:
                return
            if any(BY_KEY.fullmatch(keyword.arg or "") for keyword in node.keywords):
                yield node.lineno
    if isinstance(node, ast.Attribute) and node.attr in {"all", "filter", "exclude", "order_by"}:
        rows = node.value
        if isinstance(rows, ast.Attribute) and rows.attr in ROWS_OF_ONE:
            yield node.lineno
    for child in ast.iter_child_nodes(node):
        yield from forgetful(child)


def test_code_above_the_database_asks_for_whole_disclosures() -> None:
    """`Model.objects.of_disclosures(…)` is the way; who looks up by file says why in `BY_FILE`."""
    found: dict[str, list[int]] = {}
    for path in (path for room in ROOMS for path in Path("disclosures", room).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and (lines := list(forgetful(function))):
                found[f"{path.relative_to('disclosures')}:{function.name}"] = lines
    assert found.keys() == BY_FILE.keys(), found


def test_the_search_for_forgetful_code_finds_it() -> None:
    for code, is_forgetful in {
        "Claim.objects.filter(disclosure=pk)": True,
        "amounts.exclude(line__statement__disclosure__in=ids)": True,
        "disclosure.headline.filter(item=item)": True,
        "Claim.objects.filter(Q(item='') | Q(disclosure=pk))": True,
        "Claim.objects.of_disclosures([pk]).filter(item=item)": False,
        "Ledger.objects.filter(Q(disclosure=pk))": False,
    }.items():
        assert bool(list(forgetful(ast.parse(code)))) is is_forgetful, code
