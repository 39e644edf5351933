"""Every number on the pages of codes, places, comparisons and years equals one worked out again from the extract.

All sample documents are loaded once, those of ../shared too where it is there; the pages are read as a reader reads
them: exact yuan from a cell's title, else the number that the cell shows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from disclosures import ingestion
from disclosures.models import Agency, Disclosure, Region
from disclosures.parsing import ParsedDocument, parse
from disclosures.parsing.records import document_json
from disclosures.publication import PublicationError, publish
from tests.pages.independent import (
    FIGURES,
    Body,
    Library,
    Paper,
    When,
    median,
    percentage,
    ranks,
    rounded,
    within,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("independent")]

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("shared/documents/shanghai", "shared/documents/jiangsu")
Number = Decimal | str | None


def documents() -> list[Path]:
    """The five of the demonstration, then the published files of ../shared; a narrative after its tables."""
    demo = ROOT / "disclosures" / "data" / "demo"
    found = sorted(path for path in demo.iterdir() if path.suffix in (".pdf", ".docx"))
    for folder in FOLDERS:
        found += sorted(
            (ROOT.parent / folder).glob("*.pdf"), key=lambda path: ("narrative" in path.name, path.name)
        )
    return found


@pytest.fixture(scope="module")
def library(django_db_setup: None, django_db_blocker: Any) -> Iterator[Library]:
    """Everything loaded and published, and the same once more as JSON. Read in two processes, loaded once."""
    paths = documents()
    with ProcessPoolExecutor(2) as pool:
        parsed = dict(zip(paths, pool.map(parse, paths), strict=True))
    by_hash = {hashlib.sha256(path.read_bytes()).hexdigest(): one for path, one in parsed.items()}

    def parsed_already(path: Path, *_: object) -> ParsedDocument:
        return by_hash[hashlib.sha256(path.read_bytes()).hexdigest()]

    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingestion, "parse_limited", parsed_already)
        call_command("load_classifications", verbosity=0)
        for path in paths:
            with path.open("rb") as content:
                document, _ = ingestion.store(File(content), path.name)
            ingestion.ingest(document)
        for disclosure in Disclosure.objects.filter(part_of=None).order_by("pk"):
            try:
                publish(disclosure, None, "测试")
            except PublicationError:
                continue  # the same agency, year and stage in another file
        yield made(by_hash)
        transaction.set_rollback(True)


def made(by_hash: dict[str, ParsedDocument]) -> Library:
    """Who is whose unit comes from the database; every amount from the JSON."""
    extract = {sha256: json.loads(json.dumps(document_json(one))) for sha256, one in by_hash.items()}
    found = Library(
        {a.pk: Body(a.pk, a.name, a.kind, a.region_id, a.parent_id) for a in Agency.objects.all()}
    )
    for disclosure in Disclosure.objects.published().select_related("document"):
        whole = [disclosure, *disclosure.parts.select_related("document").order_by("pk")]
        parts = [extract[d.document.sha256]["disclosures"][d.position] for d in whole]
        assert disclosure.agency_id
        assert disclosure.fiscal_year
        when = When(disclosure.fiscal_year, disclosure.stage)
        found.papers[disclosure.agency_id, when] = Paper(disclosure.stage, parts)
    assert len(found.papers) >= 8
    return found


# --- reading pages ---------------------------------------------------------------------------------------------------


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


def share(part: Decimal | None, whole: Decimal | None) -> Number:
    return "不适用" if part is None or whole is None or whole <= 0 else percentage(part, whole)


# --- codes and places ------------------------------------------------------------------------------------------------


def in_place(amounts: dict[int, Decimal], library: Library, place: str) -> dict[int, Decimal]:
    return {pk: yuan for pk, yuan in amounts.items() if within(library.bodies[pk].region, place)}


def check_ranking(
    tree: Any, library: Library, amounts: dict[int, Decimal], wholes: dict[int, Decimal] | None
) -> None:
    order = ranks(amounts)
    found = {}
    for row in rows(table(tree, "rank")):
        pk, (amount, *rest) = body_of(row), cells(row)
        found[pk] = amount
        if wholes is not None:
            assert rest.pop(0) == share(amounts.get(pk), wholes.get(pk)), library.bodies[pk]
        assert rest[0] == order[pk], library.bodies[pk]
    assert found == amounts
    words = " ".join("".join(p.itertext()) for p in tree.xpath("//p[contains(., '中位数')]"))
    for kind, label in (("department", "部门"), ("unit", "单位")):
        peers = [yuan for pk, yuan in amounts.items() if library.bodies[pk].kind == kind]
        if not peers:
            continue
        middle = median(peers)
        assert f"{label} {len(peers)} 个，" in words
        titles = tree.xpath("//p[contains(., '中位数')]/b/@title")
        assert (f"{label} {len(peers)} 个，不足 4 个" in words) is (middle is None)
        if middle is not None:
            assert middle in [number(title) for title in titles]


def check_parts(
    tree: Any, key: str, sums: dict[str, tuple[Decimal, int]], whole: tuple[Decimal, int]
) -> None:
    found = {code_of(row): cells(row) for row in rows(table(tree, key))}
    if not sums and not found:
        return
    assert found.pop("") == [whole[0], None, whole[1]]
    assert found == {code: [yuan, share(yuan, whole[0]), count] for code, (yuan, count) in sums.items()}


@pytest.mark.parametrize("kind", ["functional", "economic"])
def test_code_pages(client: Client, library: Library, kind: str) -> None:
    heads = library.heads(kind)
    codes = sorted({code for code, _ in heads if code})
    assert len(codes) > 50
    for code in codes:
        whens = [when for other, when in heads if other == code]
        for when in whens:
            amounts = heads[code, when]
            tree = page(client, f"/codes/{kind}/{code}/?year={when.year}&stage={when.stage}")
            wholes = heads.get(("", when), {})
            check_ranking(tree, library, amounts, wholes)
            total = sum(amounts.values()), len(amounts)
            children = {
                other: (sum(parts.values()), len(parts))
                for (other, at), parts in heads.items()
                if at == when and other.startswith(code) and len(other) == len(code) + 2
            }
            check_parts(tree, "children", children, total)  # type: ignore[arg-type]
            years = [cells(row) for row in rows(table(tree, "years"))]
            expected = [heads[code, at] for at in sorted(whens, key=lambda at: (-at.year, at.stage))]
            assert years == [[sum(one.values()), Decimal(len(one))] for one in expected]


def test_a_code_in_a_place(client: Client, library: Library) -> None:
    checked = 0
    for (code, when), everywhere in library.heads("functional").items():
        for place in {library.bodies[pk].region for pk in everywhere} if len(code) == 3 else ():
            amounts = in_place(everywhere, library, place)
            tree = page(
                client, f"/codes/functional/{code}/?year={when.year}&stage={when.stage}&region={place}"
            )
            check_ranking(tree, library, amounts, library.heads("functional").get(("", when), {}))
            checked += 1
    assert checked > 10


def test_places(client: Client, library: Library) -> None:
    heads = library.heads("functional")
    codes = {b.region[:n] + "0" * (6 - n) for b in library.bodies.values() for n in (2, 4, 6)}
    places = Region.objects.filter(pk__in=codes).values_list("pk", flat=True)
    checked = 0
    for place in sorted(places):
        for when in {when for _, when in heads}:
            amounts = in_place(heads.get(("", when), {}), library, place)
            if not amounts:
                continue
            tree = page(client, f"/regions/{place}/?year={when.year}&stage={when.stage}")
            check_ranking(tree, library, amounts, None)
            spent = {}
            for (code, at), everywhere in heads.items():
                if at == when and len(code) == 3 and (here := in_place(everywhere, library, place)):
                    spent[code] = (sum(here.values(), Decimal(0)), len(here))
            check_parts(tree, "spent", spent, (sum(amounts.values(), Decimal(0)), len(amounts)))
            for row in rows(table(tree, "below")):
                below = re.search(r"/regions/(\d+)/", row.xpath("./th//a/@href")[0])[1]  # type: ignore[index]
                there = in_place(amounts, library, below)
                assert cells(row) == [sum(there.values()) if there else "未收录", len(there)]
            checked += 1
    assert checked > 5


def test_the_tree_of_codes(client: Client, library: Library) -> None:
    checked = 0
    for kind in ("functional", "economic"):
        heads = library.heads(kind)
        for stage in {when.stage for _, when in heads}:
            codes = {code for code, when in heads if when.stage == stage}
            for category in sorted(code for code in codes if len(code) == 3):
                under = sorted({code[:n] for code in codes for n in (3, 5) if code.startswith(category)})
                tree = page(client, f"/codes/?stage={stage}&open={','.join(under)}")
                one = table(tree, kind)
                years = [int(th) for th in one.xpath("./thead/tr/th//a/text()") if th.strip().isdigit()]
                for row in rows(one):
                    code = code_of(row)
                    if code and not code.startswith(category):
                        continue
                    for year, cell in zip(years, row.xpath("./td"), strict=False):
                        amounts = heads.get((code, When(year, stage)), {})
                        found = shown(cell)
                        if amounts:
                            assert found == sum(amounts.values()), (code, year)
                            assert number(cell.xpath("./small/text()")[0]) == len(amounts)
                        else:
                            assert not isinstance(found, Decimal), (code, year)
                        checked += 1
    assert checked > 300


# --- comparisons and years -------------------------------------------------------------------------------------------


def keys(client: Client, library: Library) -> dict[tuple[int, When], str]:
    """The key of every column, as the pages of agencies offer it."""
    found = {}
    for pk in {body for body, _ in library.columns()}:
        for key in page(client, f"/agencies/{pk}/").xpath("//form//fieldset[1]//input[@name='d']/@value"):
            whose, year, mark = re.fullmatch(r"(\d+)-(\d{4})(.*)", key).groups()  # type: ignore[union-attr]
            assert int(whose) == pk
            found[pk, When(int(year), "final_accounts" if mark else "budget")] = key
    assert sorted(found) == library.columns()
    return found


MODES = ("amount", "share", "difference", "ratio")
SECTIONS = {"functional": "expenditure", "economic": "basic_expenditure"}


def text_of(cell: Any) -> Number:
    """What a reader sees, as a number where it is one."""
    text = "".join(cell.xpath(".//text()[not(ancestor::*[@class='vh'])]")).strip()
    return number(text) if re.fullmatch(r"[+−]?[\d,]+(\.\d+)?( %)?", text) else text or None


def test_comparisons(client: Client, library: Library) -> None:
    """Every column beside its neighbours, in amounts, shares, differences and ratios, unfolded to items."""
    named = keys(client, library)
    groups = [library.columns()[i : i + 3] for i in range(0, len(named) - 1, 2)]
    checked: dict[str, int] = {}
    for group in groups:
        chosen = "&".join(f"d={named[column]}" for column in group)
        for mode in MODES:
            for basis in ("expenditure", "general_public_budget"):
                tree = page(
                    client, f"/compare/?{chosen}&table={basis}&mode={mode}&unit=yuan&open=all&stage=mixed"
                )
                for section, statement in {**SECTIONS, "functional": basis}.items():
                    wholes = [library.total(body, when, statement) for body, when in group]
                    codes = [library.codes(body, when, statement) for body, when in group]
                    for row in rows(table(tree, section)):
                        code, css = code_of(row), row.get("class") or ""
                        amounts = [one.get(code) for one in codes] if code else wholes
                        if code or "total" in css:
                            checked[mode] = checked.get(mode, 0) + check_row(
                                tree, section, row, amounts, wholes, mode
                            )
                if basis == "expenditure":
                    check_key_figures(tree, library, group, mode, checked)
    assert min(checked[mode] for mode in MODES) > 100
    assert checked["key figures"] > 100


def check_row(
    tree: Any, section: str, row: Any, amounts: list[Decimal | None], wholes: list[Decimal | None], mode: str
) -> int:
    """The cells of one row, the first column being the base; how many numbers there were."""
    heads = table(tree, section).xpath("./thead/tr[1]/th")[1:]
    where = tree.xpath("string(//h1)"), section, row.xpath("string(./th)"), mode
    column, count = -1, 0
    for head, cell in zip(heads, row.xpath("./td"), strict=True):
        is_difference = "d" in head.get("class").split()
        column += not is_difference
        now, base, whole = amounts[column], amounts[0], wholes[column]
        expected: Number
        if mode == "share":
            expected = share(now, whole) if now is not None else None
        elif is_difference or (mode == "difference" and column):
            expected = now - base if now is not None and base is not None else None
        elif mode == "ratio" and column:
            is_there = now is not None and base is not None and base > 0
            expected = rounded(now * 100 / base, 1) if is_there else None  # type: ignore[operator]
        else:
            expected = now
        found = text_of(cell)
        if isinstance(expected, Decimal):
            is_struck = "struck" in (cell.get("class") or "").split()
            assert found == expected or (is_struck and found == "不比"), (where, column, expected, found)
            count += isinstance(found, Decimal)
        else:
            assert not isinstance(found, Decimal), (where, column, expected, found)
    return count


def check_key_figures(
    tree: Any, library: Library, group: list[tuple[int, When]], mode: str, checked: dict[str, int]
) -> None:
    wholes = [library.expenditure(body, when) for body, when in group]
    for section in ("headline", "three_public"):
        for row in rows(table(tree, section)):
            name = "".join(row.xpath("./th//text()")).strip().removeprefix("其中：")
            if name not in FIGURES:
                continue
            amounts = [library.figure(body, when, name) for body, when in group]
            count = check_row(tree, section, row, amounts, wholes, mode)
            checked["key figures"] = checked.get("key figures", 0) + count


def test_years(client: Client, library: Library) -> None:
    checked = 0
    for pk in sorted({body for body, _ in library.columns()}):
        for stage in ("budget", "final_accounts"):
            whens = [when for body, when in library.columns() if body == pk and when.stage == stage]
            for statement in ("expenditure", "general_public_budget", "basic_expenditure") if whens else ():
                tree = page(
                    client,
                    f"/agencies/{pk}/years/?stage={stage}&table={statement}&open=all&show=all&unit=yuan",
                )
                one = tree.xpath("//section[@aria-labelledby='h-y']//table")
                if one:
                    checked += check_years(one[0], library, pk, whens, statement)
    assert checked > 300


def check_years(one: Any, library: Library, pk: int, whens: list[When], statement: str) -> int:
    codes = {when.year: library.codes(pk, when, statement) for when in whens}
    heads: list[tuple[str, int | None]] = []
    year: int | None = None
    for th in one.xpath("./thead/tr/th")[1:]:
        word = "".join(th.xpath(".//text()[not(ancestor::small)]")).strip()
        if re.fullmatch(r"\d{4}", word):
            year = int(word)
            heads.append(("amount", year))
        else:
            heads.append((word, year))
    count = 0
    for row in rows(one):
        code = code_of(row)
        if not code:
            continue
        before: Decimal | None = None
        now: Decimal | None = None
        for (word, at), cell in zip(heads, row.xpath("./td"), strict=True):
            found = shown(cell)
            if word == "amount":
                before, now = now, codes.get(at or 0, {}).get(code)
                assert found == now or (now is None and not isinstance(found, Decimal)), (code, at)
            elif isinstance(found, Decimal) and now is not None and before is not None:
                if word == "变化":
                    assert found == now - before, (code, at)
                elif word == "变化率":
                    assert found == percentage(now - before, before), (code, at)
                else:
                    continue
            else:
                assert not isinstance(found, Decimal), (code, at, word)
            count += isinstance(found, Decimal)
    return count


# --- files equal pages -----------------------------------------------------------------------------------------------


def said(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell["shown"]


def plain(cell: Any) -> str:
    return re.sub(r"\s+", "", "".join(cell.xpath(".//text()[not(ancestor::*[@class='vh' and ancestor::a])]")))


def page_tables(tree: Any) -> dict[str, list[list[str]]]:
    """Rows by table; what is struck out on the page is an empty cell, as it must be in files."""
    return {
        TABLES.get(caption.get("id"), caption.get("id").removeprefix("cap-")): [
            ["" if "struck" in (cell.get("class") or "") else plain(cell) for cell in row.xpath("./th|./td")]
            for row in rows(caption.getparent())
        ]
        for caption in tree.xpath("//table/caption[@id]")
    }


def fits(exported: list[str], printed: list[str]) -> bool:
    """Code and name are one cell of a page; cells of links at the end of a row are not exported."""
    row = [re.sub(r"\s+", "", text) for text in exported]
    joined = [row[0] + row[1], *row[2:]]
    return any(candidate == printed[: len(candidate)] for candidate in (row, joined))


TABLES = {"cap-y": "rows"}
EXPORTED = {
    "/codes/functional/208/?unit=yuan&sort=name": ("rank", "children", "years", "names"),
    "/codes/economic/301/?parts=-amount": ("rank", "children", "years"),
    "/regions/130000/?year=2022&places=-amount": ("below", "rank", "spent"),
    "/regions/131100/": ("cover", "rank"),
    "/regions/?sort=-disclosures": ("places",),
}


def test_files_hold_what_their_page_shows(client: Client, library: Library) -> None:
    agencies = {f"/agencies/{pk}/": ("units",) for pk in {body for body, _ in library.columns()}}
    named = list(keys(client, library).values())
    several = {
        f"/compare/?{'&'.join(f'd={key}' for key in named[i : i + 3])}&open=all&mode={mode}": (
            "headline",
            "functional",
        )
        for i, mode in zip(range(0, len(named) - 2, 3), [*MODES, *MODES], strict=False)
    }
    several |= {f"{address}years/?table=expenditure&open=all&show=all": ("rows",) for address in agencies}
    spent = 0
    for address, wanted in {**EXPORTED, **agencies, **several}.items():
        printed = page_tables(page(client, address))
        content = client.get(f"{address}{'&' if '?' in address else '?'}format=json").content
        tables = {one["key"]: one for one in json.loads(content)["tables"]}
        for key in {*wanted, *(("sources", "functions") if address in agencies else ())}:
            if key not in printed:
                assert address in agencies or address in several
                continue
            exported = [[said(cell) for cell in row] for row in tables[key]["rows"]]
            assert len(exported) == len(printed[key]), (address, key)
            for one, other in zip(exported, printed[key], strict=True):
                assert fits(one, other), (address, key, one, other)
            spent += 1
        if address not in several:
            check_other_formats(client, address, tables)
    assert spent > 40


def check_other_formats(client: Client, address: str, tables: dict[str, Any]) -> None:
    """CSV and XLSX hold the cells of the JSON, in order; numbers are numbers in both."""
    join = "&" if "?" in address else "?"
    raw = client.get(f"{address}{join}format=csv").content
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = [line for line in csv.reader(io.StringIO(raw.decode("utf-8-sig"))) if line]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{address}{join}format=xlsx").content))
    assert book.sheet_names[1] == "来源"
    sheets = [
        [[_cell(value) for value in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    ]
    for key, one in tables.items():
        for row in one["rows"]:
            expected = [cell if isinstance(cell, str) else cell["number"] for cell in row]
            texts = [cell if isinstance(cell, str) else cell["shown"] for cell in row]
            assert any(len(line) == len(row) and all(map(_same, line, expected, texts)) for line in lines), (
                address,
                key,
                row,
            )
            assert any(
                all(map(_same, [*line, *[""] * len(row)], expected, texts))
                for sheet in sheets
                for line in sheet
            ), (address, key, row)


def _cell(value: Any) -> str:
    return str(value)


def _same(found: str, number_or_text: Any, text: str) -> bool:
    if isinstance(number_or_text, float):
        if not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", found):
            return False
        is_percentage = text.endswith("%")
        return abs(float(found) - number_or_text) < 0.006 or (
            is_percentage and abs(float(found) * 100 - number_or_text) < 0.006
        )
    wanted = text if number_or_text is None else str(number_or_text)
    return found.removeprefix("'") == wanted.removeprefix("'") or (
        bool(re.fullmatch(r"\d+", wanted)) and found in (wanted, f"{wanted}.0")
    )
