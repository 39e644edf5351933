"""The sample documents say what they are, and hold every figure of their sources."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pdfplumber
import pytest
import truth
from docx import Document
from docx.table import Table

from disclosures.parsing.normalise import key

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "disclosures" / "data" / "demo"
SOURCE = Path(__file__).with_name("source")
TRUTH = ROOT.parent / "shared" / "truth"
NOTICE = "本文件由明账据已公开数字重新排版，仅作示例，不是原件"
PLACES = ROOT / "tests" / "parsing" / "samples"
SAMPLES = sorted(path.name for path in DEMO.glob("*.*") if path.suffix in (".pdf", ".docx"))
OF_PLACES = {path.name: path for path in sorted(PLACES.glob("*/*.pdf"))}
ALL = [*SAMPLES, *OF_PLACES]
STATEMENTS = {
    "收支总表": "revenue_and_expenditure",
    "收入总表": "revenue",
    "支出总表": "expenditure",
    "财政拨款收支总表": "fiscal_appropriation",
    "一般公共预算财政拨款支出表": "general_public_budget",
    "一般公共预算财政拨款基本支出表": "basic_expenditure",
    "政府基金预算财政拨款支出表": "government_funds",
    "国有资本经营预算财政拨款支出表": "state_capital",
    "财政拨款“三公”经费支出表": "three_public",
}
TITLE = re.compile(r"(?:部门|单位)预算(" + "|".join(STATEMENTS) + ")")
AMOUNT = re.compile(r"-?\d+(\.\d+)?")

needs_truth = pytest.mark.skipif(
    not TRUTH.is_dir(), reason="the collected truth lies beside the project, not in it"
)


class TitledTable(NamedTuple):
    statement: str | None
    occurrence: int
    rows: list[list[str]]


class Sample(NamedTuple):
    text: str
    tables: list[TitledTable]


def squeeze(text: object) -> str:
    return re.sub(r"\s", "", str(text or ""))


class Titles:
    """Which statement a table belongs to: the last title above it, and the how-manieth of its kind that is."""

    def __init__(self) -> None:
        self.statement: str | None = None
        self.seen: Counter[str] = Counter()

    def line(self, text: str) -> None:
        if match := TITLE.fullmatch(squeeze(text)):
            self.statement = STATEMENTS[match[1]]
            self.seen[self.statement] += 1
        elif "情况说明" in text:
            self.statement = None

    def table(self, rows: list[list[str]]) -> TitledTable:
        occurrence = self.seen[self.statement] if self.statement else 0
        return TitledTable(self.statement, occurrence, rows)


def read_pdf(path: Path) -> Sample:
    texts, tables, titles = [], [], Titles()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            texts.append(page.extract_text())
            found: list[tuple[float, Any]] = [
                (line["top"], line["text"]) for line in page.extract_text_lines()
            ]
            found += [(table.bbox[1], table) for table in page.find_tables()]
            for _, item in sorted(found, key=lambda pair: pair[0]):
                if isinstance(item, str):
                    titles.line(item)
                else:
                    tables.append(titles.table([[squeeze(cell) for cell in row] for row in item.extract()]))
    return Sample(squeeze("".join(texts)), tables)


def read_docx(path: Path) -> Sample:
    document = Document(str(path))
    texts, tables, titles = [], [], Titles()
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            rows = [[squeeze(cell.text) for cell in row.cells] for row in item.rows]
            texts += ["".join(row) for row in rows]
            tables.append(titles.table(rows))
        else:
            titles.line(item.text)
            texts.append(item.text)
    return Sample(squeeze("".join(texts)), tables)


def path_of(name: str) -> Path:
    return OF_PLACES.get(name, DEMO / name)


@cache
def read(name: str) -> Sample:
    path = path_of(name)
    return read_pdf(path) if path.suffix == ".pdf" else read_docx(path)


@cache
def truth_name(name: str) -> str:
    return str(json.loads((TRUTH / "aliases.json").read_text(encoding="utf-8"))[Path(name).stem])


@cache
def details(name: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(
        (TRUTH / f"{truth_name(name)}.details.json").read_text(encoding="utf-8")
    )
    return found


def amounts(rows: list[list[str]]) -> Counter[tuple[str, str]]:
    """(name, printed amount) of a statement; a two-sided table names its amounts twice in a row."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row[0] in ("栏次", "档次"):
            continue
        name = ""
        for position, cell in enumerate(row):
            if name and AMOUNT.fullmatch(cell):
                found[name, cell] += 1
            elif cell and position and not cell.isdigit():
                name = cell
    return found


def holds(sample: Sample, *values: str | None, across: str = "") -> bool:
    """One row of one table holds all the values as cells, and `across` in one cell or in several side by side."""
    wanted = Counter(squeeze(value) for value in values if value)
    return any(
        squeeze(across) in "".join(row) and not wanted - Counter(row)
        for table in sample.tables
        for row in table.rows
    )


def ten_thousand(yuan: str) -> Decimal:
    return Decimal(yuan) / 10000


def test_there_are_five_samples_with_a_readme() -> None:
    assert len(SAMPLES) == 5
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    assert NOTICE in readme
    assert all(name in readme for name in SAMPLES)


@pytest.mark.parametrize("name", ALL)
def test_sample_says_that_it_is_not_the_original(name: str) -> None:
    assert path_of(name).stat().st_size < 1_000_000
    assert read(name).text.count(NOTICE) >= 2
    if name.endswith(".pdf"):
        with pdfplumber.open(path_of(name)) as pdf:
            assert all(NOTICE in squeeze(page.extract_text()) for page in pdf.pages)
    else:
        assert NOTICE in Document(str(DEMO / name)).sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("name", ALL)
def test_text_layer_uses_ordinary_characters(name: str) -> None:
    """Fonts with several code points for a glyph make PDF writers emit CJK radicals instead of characters."""
    assert not re.findall("[\u2e80-\u2fdf\uf900-\ufaff\ufffd]", read(name).text)


@pytest.mark.parametrize("name", ALL)
def test_sample_is_not_older_than_its_source(name: str) -> None:
    source = json.loads((SOURCE / f"{Path(name).stem}.json").read_text(encoding="utf-8"))
    printed = Counter(cell for table in read(name).tables for row in table.rows for cell in row)
    for block in source["blocks"]:
        for row in [*block.get("lead", []), *block.get("rows", [])]:
            missing = [cell for cell in row if cell not in ("<", "^") and squeeze(cell) not in printed]
            assert not missing, (block.get("title"), missing)
        prose = squeeze(block.get("heading", "") + block.get("paragraph", "") + block.get("title", ""))
        assert prose in read(name).text or name.endswith(".pdf")  # a page break puts the footer inside prose


@needs_truth
@pytest.mark.parametrize("name", SAMPLES)
def test_statements_hold_exactly_the_published_amounts(name: str) -> None:
    path = TRUTH / f"{truth_name(name)}.cells.jsonl"
    if not path.exists():
        assert not any(table.statement for table in read(name).tables)
        return
    cells = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    agencies = list(dict.fromkeys(cell["agency_code"] for cell in cells))
    for number, agency in enumerate(agencies, start=1):
        for statement in STATEMENTS.values():
            published = Counter(
                (squeeze(cell["name"]), cell["printed"])
                for cell in cells
                if cell["agency_code"] == agency and cell["statement"] == statement
            )
            printed: Counter[tuple[str, str]] = Counter()
            for table in read(name).tables:
                if (table.statement, table.occurrence) == (statement, number):
                    printed += amounts(table.rows)
            assert printed == published, (agency, statement)


@needs_truth
@pytest.mark.parametrize("name", OF_PLACES)
def test_sources_of_places_hold_exactly_the_published_amounts(name: str) -> None:
    """The sources are what accuracy is measured against, so they are checked against the collected truth."""
    source = json.loads((SOURCE / f"{Path(name).stem}.json").read_text(encoding="utf-8"))
    cells = (TRUTH / f"{Path(name).stem}.cells.jsonl").read_text(encoding="utf-8").splitlines()
    published = [json.loads(line) for line in cells]
    figures = list(truth.figures(source))
    assert Counter(figure.yuan for figure in figures) == Counter(Decimal(cell["yuan"]) for cell in published)
    coded = Counter((cell["code"] + key(cell["name"]), cell["yuan"]) for cell in published if cell["code"])
    assert not coded - Counter((figure.label, str(figure.yuan)) for figure in figures)


@needs_truth
@pytest.mark.parametrize("name", SAMPLES)
def test_narrative_holds_every_stated_amount(name: str) -> None:
    text = read(name).text.replace(NOTICE, "")
    missing = [fact["text"] for fact in details(name)["headline"] if squeeze(fact["text"]) not in text]
    assert not missing


@needs_truth
@pytest.mark.parametrize("name", SAMPLES)
def test_tables_of_the_narrative_are_complete(name: str) -> None:
    sample, facts = read(name), details(name)
    for indicator in facts["indicators"]:
        texts = (indicator["level_2"], indicator["level_3"], indicator["description"], indicator["basis"])
        # Some forms print sign, value and unit of the target in three cells.
        assert holds(sample, *texts, across=indicator["target"] or ""), indicator
    cells = "\n".join(cell for table in sample.tables for row in table.rows for cell in row)
    for project in facts["projects"]:
        assert squeeze(project["title"]) in sample.text
        assert all(squeeze(objective) in cells for objective in project["objectives"])
        assert not project["code"] or project["code"] in cells
    for item in facts["procurement"]:
        assert holds(sample, item["project"], item["item"], item["catalogue_code"], item["quantity"]), item
    for asset in facts["assets"]:
        assert any(
            row[0] == squeeze(asset["item"])
            and row[1] == (asset["quantity"] or "")
            and (Decimal(row[2]) == ten_thousand(asset["value_yuan"]) if asset["value_yuan"] else not row[2])
            for table in sample.tables
            for row in table.rows
            if len(row) == 3
        ), asset
    for unit in facts["institutions"]:
        assert holds(sample, unit["name"], unit["nature"], unit["rank"], unit["funding"]), unit
