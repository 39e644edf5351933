"""Every number of the years pages of real documents, computed again from what `manage.py extract` prints of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html

from disclosures.lifecycle.ingestion import claim, conclude, store
from disclosures.lifecycle.publication import publish
from disclosures.models import Agency, Disclosure
from disclosures.parsing.record_json import document_json
from tests.readings import reading

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FOLDERS = ("shanghai", "jiangsu")
HEBEI = (
    "hengshui-2020-department.pdf",
    "hengshui-2022-units.pdf",
    "xingtai-2022-department.pdf",
    "lianchi-2023-department.docx",
    "dacheng-2022-unit.docx",
)
OTHER_BASES = {"budget": {"prior", "final"}, "final_accounts": {"prior", "budget"}}
LINES_IN_COLUMNS = {
    "overseas_visits",
    "vehicles",
    "vehicle_purchase",
    "vehicle_operation",
    "hospitality",
    "conferences",
    "training",
    "agency_operating",
}
"""Columns that stand for lines where a table is printed across."""

PARTS = ("statements", "headline", "claims")

Extract = dict[str, Any]
Amounts = list[Decimal]


@dataclass
class Body:
    """The extracts of one agency, by (year, stage): parts of one disclosure are one."""

    of: dict[tuple[int, str], Extract] = field(default_factory=dict)


# --- what the extract says ---------------------------------------------------------------------------------------------


def load(shared: Path) -> dict[int, Body]:
    """All documents stored and published; what `extract` prints of them, by agency."""
    call_command("load_classifications", verbosity=0)
    folder = shared / "documents"
    paths = [folder / "hebei" / name for name in HEBEI]
    paths += [path for name in FOLDERS for path in sorted((folder / name).glob("*.pdf"))]
    extracts: list[tuple[int, Extract]] = []
    for path in paths:
        with path.open("rb") as content:
            document, _ = store(File(content), path.name)
        parsed = reading(path)
        claim(document)
        conclude(document, parsed)
        stored = document.disclosures.order_by("position").values_list("pk", flat=True)
        extracts += zip(stored, document_json(parsed)["disclosures"], strict=True)
    for found in Disclosure.objects.filter(part_of=None).order_by("pk"):
        publish(found, None, "测试")
    bodies: dict[int, Body] = {}
    for pk, extract in extracts:
        agency = Disclosure.objects.get(pk=pk).agency_id
        assert agency is not None
        whole = bodies.setdefault(agency, Body()).of.setdefault(
            (extract["fiscal_year"], extract["stage"]), {**extract, **{part: [] for part in PARTS}}
        )
        for part in PARTS:
            whole[part] = [*whole[part], *extract[part]]
    return bodies


def clean(name: str) -> str:
    return re.sub(r"\s", "", name)


def cells(extract: Extract, statement: str, measure: str) -> Iterator[tuple[Any, Decimal]]:
    """(line, yuan) of a statement's first printing, the column of that measure and of the stage's own basis."""
    table = next((t for t in extract["statements"] if t["statement"] == statement), None)
    if table is None:
        return
    has_total = any(column["measure"] == "total" for column in table["columns"])
    wanted = {measure} | (LINES_IN_COLUMNS if measure == "total" and has_total else set())
    for line in table["lines"]:
        for cell in line["cells"]:
            if cell["measure"] in wanted and cell["basis"] not in OTHER_BASES[extract["stage"]]:
                yield line, Decimal(cell["yuan"])


BY_CODE: dict[tuple[int, str, str], tuple[Extract, dict[str, Decimal]]] = {}


def by_code(extract: Extract, statement: str, measure: str) -> dict[str, Decimal]:
    """Amounts by code; the total under ""."""
    known = BY_CODE.get((id(extract), statement, measure))
    if known is not None and known[0] is extract:
        return known[1]
    found: dict[str, Decimal] = {}
    for line, amount in cells(extract, statement, measure):
        code = line["code"] or ("" if line["kind"] == "total" else None)
        if code is not None:
            found.setdefault(code, amount)
    BY_CODE[id(extract), statement, measure] = extract, found
    return found


def total_of(extract: Extract, statement: str, measure: str) -> Decimal | None:
    """The total of a column; of a table printed across, where each column stands in a line of its own, its amount."""
    total = by_code(extract, statement, measure).get("")
    if total is not None:
        return total
    amounts = [amount for _, amount in cells(extract, statement, measure)]
    return amounts[0] if len(amounts) == 1 else None


def identity(line: Any) -> tuple[Any, ...]:
    return (line["side"], line["code"] or line["category_code"] or line["kind"] or line["name"])


def candidates(extract: Extract, statement: str, measure: str, wanted: set[tuple[Any, ...]]) -> Amounts:
    return [amount for line, amount in cells(extract, statement, measure) if identity(line) in wanted]


def identities(extracts: list[Extract], statement: str, name: str) -> set[tuple[Any, ...]]:
    """What a row of that name is, in any of the documents; known kinds by their own name as well."""
    return {
        identity(line)
        for extract in extracts
        for table in extract["statements"]
        if table["statement"] == statement
        for line in table["lines"]
        if clean(line["name"]) == clean(name) or (line["kind"] and label_of(line["kind"]) == name)
    }


def label_of(kind: str) -> str:
    from disclosures.vocabulary import RowKind

    return RowKind(kind).label


# --- how numbers are written ---------------------------------------------------------------------------------------------


def written(number: Decimal, places: str = "0.01") -> str:
    rounded = number.quantize(Decimal(places), ROUND_HALF_UP)
    return f"{rounded:,}".replace("-", "−") if rounded else f"{abs(rounded):,}"


def wan(yuan: Decimal) -> str:
    return written(yuan / 10_000)


def signed(number: Decimal, text: str) -> str:
    """What rounds to nothing has no sign."""
    return ("+" if number > 0 and re.search("[1-9]", text) else "") + text


# --- the page ------------------------------------------------------------------------------------------------------------


@dataclass
class Page:
    """A years page: for every column its kind and year, for every row its code, name and texts."""

    columns: list[tuple[str, int]]
    rows: list[tuple[str, str, bool, list[str]]]
    tables: list[str]
    measures: list[str]


def read(client: Client, address: str) -> Page:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    assert len(queries) <= 10, address
    tree = lxml_html.fromstring(answer.content.decode())
    section = tree.xpath('//section[@aria-labelledby="h-y"]')[0]
    table = section.xpath(".//table")
    columns: list[tuple[str, int]] = []
    year = 0
    for head in table[0].xpath("./thead/tr/th[position() > 1]") if table else []:
        words = head.xpath("string(.//text()[not(ancestor::small)])") or head.text_content()
        if match := re.match(r"\d{4}", words):
            year = int(match[0])
            columns.append(("implied" if "推算" in head.text_content() else "amount", year))
        else:
            columns.append((words.strip(), year))
    rows = []
    for row in table[0].xpath("./tbody/tr") if table else []:
        head, *others = row.xpath("./th|./td")
        code = "".join(head.xpath('.//span[@class="code"]/text()'))
        name = "".join(head.xpath(".//text()[not(ancestor::small)]")).strip().removeprefix(code)
        texts = [
            "" if cell.xpath('.//span[@class="nil" or @class="vh"]') else cell.text_content().strip()
            for cell in others
        ]
        rows.append((code, name, "total" in row.get("class"), texts))
    links = {
        name: re.findall(rf"[?&]{name}=([a-z_]+)", " ".join(section.xpath(".//a/@href")))
        for name in ("table", "measure")
    }
    return Page(columns, rows, list(dict.fromkeys(links["table"])), list(dict.fromkeys(links["measure"])))


class Checked:
    """Holds one page against the extracts and counts the numbers that were held."""

    def __init__(self) -> None:
        self.amounts = self.derived = 0

    def page(self, page: Page, years: dict[int, list[Extract]], statement: str, measure: str) -> None:
        every = [extract for extracts in years.values() for extract in extracts]
        totals = {
            year: sum(values) if (values := [by_code(e, statement, measure).get("") for e in extracts])
            and None not in values else None
            for year, extracts in years.items()
        }  # fmt: skip
        shown: dict[int, set[str]] = {year: set() for year in years}
        for code, name, is_total, texts in page.rows:
            amounts: dict[int, Decimal] = {}
            for (kind, year), text in zip(page.columns, texts, strict=True):
                if kind != "amount" or year not in years:
                    assert kind != "amount" or not text
                    continue
                if code:
                    known = [by_code(e, statement, measure).get(code) for e in years[year]]
                    expected = (
                        [sum(v for v in known if v is not None)] if any(v is not None for v in known) else []
                    )
                    shown[year].add(code)
                else:
                    wanted = identities(every, statement, name)
                    parts = [[*candidates(e, statement, measure, wanted), Decimal(0)] for e in years[year]]
                    printed = any(candidates(e, statement, measure, wanted) for e in years[year])
                    expected = [sum(some, Decimal(0)) for some in product(*parts)] if printed else []
                if not text:
                    assert not (code and expected), (code, year)
                    continue
                amounts[year] = next(value for value in expected if wan(Decimal(value)) == text)
                self.amounts += 1
            self.between(page, texts, amounts, totals if code or (is_total and name == "合计") else {})
        for year, extracts in years.items():
            if shown[year]:
                codes = {code for e in extracts for code in by_code(e, statement, measure) if code}
                assert codes <= shown[year]

    def between(
        self, page: Page, texts: list[str], amounts: dict[int, Decimal], totals: dict[int, Any]
    ) -> None:
        """Changes, rates and contributions of one row, from the amounts of the year and of the one before it."""
        years = [year for kind, year in page.columns if kind == "amount"]
        for (kind, year), text in zip(page.columns, texts, strict=True):
            if kind in ("amount", "implied") or not text:
                continue
            earlier = [other for other in years if other < year]
            before = amounts.get(earlier[-1]) if earlier else None
            if before is None or year not in amounts:
                continue  # against an implied year: held by test_implied_years
            change = amounts[year] - before
            whole = totals.get(earlier[-1])
            expected = {
                "变化": signed(change, wan(change)),
                "变化率": before and signed(change, written(change * 100 / before) + " %"),
                "贡献": whole and signed(change, written(change * 100 / whole)),
            }[kind]
            if expected:
                assert text == expected, (year, kind, texts)
                self.derived += 1


@pytest.fixture
def bodies(shared: Path) -> dict[int, Body]:
    return load(shared)


def extracts_of(agency: Agency, bodies: dict[int, Body], stage: str) -> dict[int, list[Extract]]:
    """The documents behind every year of a page: the agency's own, else those of its units."""
    own = bodies.get(agency.pk, Body()).of
    years = {year: [extract] for (year, of), extract in own.items() if of == stage}
    for unit in Agency.objects.filter(parent=agency):
        for (year, of), extract in bodies.get(unit.pk, Body()).of.items():
            if of == stage and (year, of) not in own:
                years.setdefault(year, []).append(extract)
    return years


@pytest.mark.one_database
def test_every_number_of_the_years_pages(client: Client, bodies: dict[int, Body]) -> None:
    checked = Checked()
    stages = {}
    for agency in Agency.objects.published().order_by("pk"):
        for stage in ("budget", "final_accounts"):
            years = extracts_of(agency, bodies, stage)
            if not years:
                continue
            stages[stage] = stages.get(stage, 0) + 1
            base = f"/agencies/{agency.pk}/years/?stage={stage}&show=all&open=all"
            for statement in read(client, base).tables:
                first = read(client, f"{base}&table={statement}")
                for measure in first.measures or ["total"]:
                    page = read(client, f"{base}&table={statement}&measure={measure}")
                    printed = {c["measure"] for e in years.values() for x in e for t in x["statements"]
                               if t["statement"] == statement for c in t["columns"]}  # fmt: skip
                    checked.page(
                        page, years, statement, measure if measure in printed else "agency_operating"
                    )
    assert stages["final_accounts"] == 2
    assert checked.amounts > 3000
    assert checked.derived > 500
    declared_of_three_years(client)
    implied_years(client)
    every_declared_change(client, bodies)


def declared_rows(client: Client, name: str) -> list[list[str]]:
    agency = Agency.objects.get(name=name, parent=None)
    tree = lxml_html.fromstring(client.get(f"/agencies/{agency.pk}/years/").content.decode())
    return [
        [
            " ".join(text.strip() for text in cell.itertext() if text.strip())
            for cell in row.xpath("./th|./td")
        ]
        for row in tree.xpath('//section[@aria-labelledby="derive"]//tbody/tr')
    ]


def declared_of_three_years(client: Client) -> None:
    found = declared_rows(client, "上海市普陀区人民政府万里街道办事处")
    assert ["2024 较 2023", "“三公”经费", "+25.00", "", "+25.00", "0.00", "一致"] in [
        row[:7] for row in found
    ]
    assert ["2025 较 2024", "“三公”经费", "−10.00", "", "−10.00", "0.00", "一致"] in [
        row[:7] for row in found
    ]

    for year, declared, gap in (("2024 较 2023", "−876.75", "0.00"), ("2025 较 2024", "+3,355.65", "0.00")):
        told = next(row for row in found if row[0] == year and row[1].startswith("财政拨款支出"))
        assert told[2] == told[4] == declared
        assert [told[5], told[6]] == [gap, "一致"]


def implied_years(client: Client) -> None:
    xingtai = declared_rows(client, "邢台市工业和信息化局")[0]
    assert xingtai[:3] == ["2022 较 2021", "收支总额", "+574.32"]
    assert "没有同一机构 2021 年的预算可以对照" in xingtai[6]
    assert xingtai[7] == "901.97"
    hengshui = declared_rows(client, "衡水市工业和信息化局")
    assert ["+1,336.32", "5,131.03"] in [[row[2], row[7]] for row in hengshui]
    assert ["−365.05", "4,317.64"] in [[row[2], row[7]] for row in hengshui]
    agency = Agency.objects.get(name="衡水市工业和信息化局", parent=None)
    page = read(client, f"/agencies/{agency.pk}/years/?show=change")
    assert [column for column in page.columns if column[0] in ("amount", "implied")] == [
        ("implied", 2019), ("amount", 2020), ("implied", 2021), ("amount", 2022),
    ]  # fmt: skip
    total = next(texts for _, name, _, texts in page.rows if name == "支出总计")
    assert total == [
        "5,131.03", "6,467.35", "+1,336.32", "+26.04 %", "5,101.08", "4,778.20", "−322.88", "−6.33 %",
    ]  # fmt: skip


def every_declared_change(client: Client, bodies: dict[int, Body]) -> None:
    """Of totals: declared, computed and their difference, from the extracts."""
    places = {
        "支出总额": ("expenditure", "total"),
        "收支总额": ("expenditure", "total"),
        "基本支出": ("expenditure", "basic"),
        "项目支出": ("expenditure", "project"),
        "“三公”经费": ("three_public", "total"),
    }
    held = 0
    for pk, body in bodies.items():
        agency = Agency.objects.get(pk=pk)
        for row in declared_rows(client, agency.name) if agency.parent is None else []:
            years = [int(year) for year in re.findall(r"\d{4}", row[0])]
            if row[1] not in places or len(years) < 2 or not row[4]:
                continue
            if not all((year, "budget") in body.of for year in years):
                continue
            now, before = (total_of(body.of[year, "budget"], *places[row[1]]) for year in years)
            if now is None or before is None:
                continue
            assert row[4] == signed(now - before, wan(now - before))
            declared = Decimal(row[2].replace(",", "").replace("−", "-")) * 10_000
            assert row[5] == signed(declared - now + before, wan(declared - now + before))
            held += 1
    assert held >= 8
