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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from disclosures.lifecycle import ingestion, publication
from disclosures.lifecycle.ingestion import loader
from disclosures.lifecycle.publication import publish
from disclosures.lifecycle.refusal import Refused
from disclosures.models import Agency, Disclosure, Region
from disclosures.models.disclosure import DisclosureState
from disclosures.parsing import ParsedDocument
from disclosures.parsing.record_json import document_json
from disclosures.parsing.records import StatementCell
from disclosures.vocabulary import Basis, Stage
from tests.pages import independent_bodies as coverage
from tests.pages import independent_series as series
from tests.pages.independent import (
    FIGURES,
    TOTALS,
    WHOLES,
    Body,
    Library,
    Paper,
    When,
    median,
    percentage,
    ranks,
    rounded,
    three_public_names,
    within,
)
from tests.pages.independent_lists import alike, assets, counted, people, procurement, projects, whole_assets
from tests.pages.independent_pages import (
    Number,
    body_of,
    cells,
    code_of,
    number,
    page,
    rows,
    shown,
    table,
    text_of,
)
from tests.readings import reading

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("independent")]

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("shared/documents/shanghai", "shared/documents/jiangsu")


def documents() -> list[Path]:
    """The five of the demonstration, then the published files of ../shared; a narrative after its tables."""
    demo = ROOT / "disclosures" / "data" / "demo"
    found = sorted(path for path in demo.iterdir() if path.suffix in (".pdf", ".docx"))
    for folder in FOLDERS:
        found += sorted(
            (ROOT.parent / folder).glob("*.pdf"), key=lambda path: ("narrative" in path.name, path.name)
        )
    return found


Parsed = dict[str, tuple[str, bytes, ParsedDocument]]
"""What was read, with name and bytes of its file, by their hash."""


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    """Read in two processes."""
    paths = documents()
    with ProcessPoolExecutor(2) as pool:
        return keyed(
            (path.name, path.read_bytes(), one)
            for path, one in zip(paths, pool.map(reading, paths), strict=True)
        )


def keyed(files: Iterable[tuple[str, bytes, ParsedDocument]]) -> Parsed:
    return {hashlib.sha256(content).hexdigest(): (name, content, one) for name, content, one in files}


@pytest.fixture(scope="module")
def library(django_db_setup: None, django_db_blocker: Any, parsed: Parsed) -> Iterator[Library]:
    """Everything loaded once and published, and the same once more as JSON."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_classifications", verbosity=0)
        load(parsed)
        found = made(parsed)
        assert len(found.papers) >= 8
        yield found
        transaction.set_rollback(True)


def load(parsed: Parsed) -> None:
    """Files into the database, as if just read, and published."""

    def parsed_already(path: Path, *_: object) -> ParsedDocument:
        return parsed[hashlib.sha256(path.read_bytes()).hexdigest()][2]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingestion, "parse_limited", parsed_already)
        for module in (loader, publication):  # the checks are on none of these pages
            patch.setattr(module, "recheck", lambda *_: None)
        for name, content, _ in parsed.values():
            document, _ = ingestion.store(ContentFile(content), name)
            ingestion.ingest(document)
        for disclosure in Disclosure.objects.filter(part_of=None, state=DisclosureState.DRAFT).order_by("pk"):
            try:
                publish(disclosure, None, "测试")
            except Refused:
                continue  # the same agency, year and stage in another file
    connection.check_constraints()  # once: what is deferred is looked at again at the end of every test


def made(parsed: Parsed) -> Library:
    """Who is whose unit comes from the database; every amount from the JSON."""
    extract = {sha256: json.loads(json.dumps(document_json(one))) for sha256, (*_, one) in parsed.items()}
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
    return found


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
        assert rest[2 if wholes is not None else 0] == order[pk], library.bodies[pk]
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
    assert len(codes) > 30
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
    assert checked > 200


# --- “三公”, and subjects over years --------------------------------------------------------------------------------


def functions(library: Library) -> dict[int, str]:
    places = {region.pk: region for region in Region.objects.select_related("parent")}

    def function(body: Body) -> str:
        region = places[body.region]
        return series.function(body.name, [region.name, *([region.parent.name] if region.parent else [])])

    return {pk: function(body) for pk, body in library.bodies.items()}


def test_three_public(client: Client, library: Library) -> None:
    """Every number of every row, the units of departments too; and the sums."""
    of_items = [series.amounts(library, series.Subject("three_public", item)) for item in series.ITEMS]
    whole, parts = of_items[0], of_items[1:]
    does = functions(library)
    checked: Counter[str] = Counter()
    for when, known in whole.items():
        tree = page(client, f"/three-public/?year={when.year}&stage={when.stage}&members=1&unit=yuan")
        order = ranks({body: one.yuan for body, one in known.items()})
        seen = set()
        for row in rows(table(tree, "rank")):
            body = body_of(row)
            total, *rest = cells(row)
            of_body = library.bodies[body]
            if of_body.parent:
                paper = library.papers[body, when]
                assert (total, rest[1]) == (paper.figure(series.ITEMS[""]), None)
                figures = [paper.figure(name) for name in list(series.ITEMS.values())[1:]]
                assert [cell if isinstance(cell, Decimal) else None for cell in rest[5:10]] == figures
                checked["units"] += 1
                continue
            seen.add(body)
            assert (total, rest[2]) == (known[body].yuan, order[body])
            before = whole.get(When(when.year - 1, when.stage), {}).get(body)
            assert tuple(rest[:2]) == series.change(known[body], before), (of_body, when)
            likes = [
                one.yuan
                for other, one in known.items()
                if (does[other], library.bodies[other].kind) == (does[body], of_body.kind)
            ]
            middle = median(likes)
            assert rest[3:5] == ["不足 4 个，不算" if middle is None else middle, len(likes)]
            figures = [part.get(when, {}).get(body) for part in parts]
            expected = [one.yuan if one else "没有数" for one in figures]
            assert rest[5:10] == expected
            checked["changes"] += isinstance(rest[0], Decimal)
            checked["amounts"] += 1 + sum(one is not None for one in figures)
        assert seen == set(known)
        years = {row.xpath("string(./th)"): cells(row) for row in rows(table(tree, "years"))}
        word = {"budget": "预算", "final_accounts": "决算"}[when.stage]
        assert years[f"{when.year} {word}"] == [sum(one.yuan for one in known.values()), len(known)]
    assert checked["amounts"] > 40
    assert checked["units"] > 3


def test_subjects_over_years(client: Client, library: Library) -> None:
    """Sums of all, of the same bodies and of those that came and went; and the amount of each body."""
    subjects = [series.Subject("three_public", item) for item in series.ITEMS]
    for kind in ("functional", "economic"):
        codes = sorted({code for code, _ in library.heads(kind) if len(code) in (3, 7)})
        subjects += [series.Subject(kind, code) for code in codes[:: 1 + len(codes) // 12]]
    checked: Counter[str] = Counter()
    for subject in subjects:
        found = series.amounts(library, subject)
        for stage in {when.stage for when in found}:
            years = sorted(when for when in found if when.stage == stage)
            known = [found[when] for when in years]
            tree = page(client, f"{subject.address}stage={stage}&unit=yuan")
            kept = series.constant(known)
            sums = [
                [
                    len(one),
                    sum(a.yuan for a in one.values()),
                    sum(one[body].yuan for body in kept) if kept else "没有",
                ]
                for one in known
            ]
            assert [cells(row) for row in rows(table(tree, "years"))] == sums, subject
            pairs = [(i, i + 1) for i in range(len(years) - 1)] + [(0, len(years) - 1)] * (len(years) > 2)
            steps = rows(table(tree, "steps"))
            assert len(steps) == len(pairs)
            for row, (one, two) in zip(steps, pairs, strict=True):
                check_step(cells(row), series.step(known[one], known[two]))
                checked["steps"] += 1
            if pairs:
                last = series.step(*known[-2:])
                for key, movers in (("joined", last.joined), ("left", last.left)):
                    assert {body_of(row): cells(row)[0] for row in rows(table(tree, key))} == movers
                    checked["movers"] += len(movers)
            for row in rows(table(tree, "bodies")):
                amounts = [one[body_of(row)].yuan if body_of(row) in one else "没有数" for one in known]
                assert cells(row)[: len(years)] == amounts, (subject, body_of(row))
                checked["bodies"] += 1
            checked["tidy"] += check_tidy(client, library, subject, stage)
    assert checked["steps"] > 10
    assert checked["movers"] > 10
    assert checked["bodies"] > 60
    assert checked["tidy"] > 100


def check_tidy(client: Client, library: Library, subject: series.Subject, stage: str) -> int:
    """The file of all units and years: every amount of a body, and of a unit of a department, a row each."""
    answer = client.get(f"{subject.address}stage={stage}&format=csv&part=tidy")
    of_subject = (
        [series.Subject(subject.kind, code) for code in series.ITEMS] if not subject.code else [subject]
    )
    expected: Counter[tuple[object, ...]] = Counter()
    for one in of_subject:
        for (body, when), yuan in series.every_amount(library, one, stage).items():
            whose = library.bodies[body]
            is_counted = "否" if whose.parent else "是"
            expected[whose.region, whose.name, is_counted, when.year, one.code, yuan] += 1
    found = Counter(
        (
            row["行政区划代码"], row["机构"], row["计入合计"], int(row["年度"]), row["科目编码"], Decimal(row["金额（元）"])
        )
        for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    )  # fmt: skip
    assert found == expected, (subject, stage)
    return found.total()


def test_subjects_over_years_of_places_and_of_like_bodies(client: Client, library: Library) -> None:
    does, checked = functions(library), 0
    for subject in (series.Subject("three_public", ""), series.Subject("functional", "208")):
        found = series.amounts(library, subject)
        for stage in {when.stage for when in found}:
            bodies = {body for when in found if when.stage == stage for body in found[when]}
            among = {f"region={place}": {b for b in bodies if within(library.bodies[b].region, place)}
                     for place in {library.bodies[b].region for b in bodies} | {"310000", "130000"}}  # fmt: skip
            among |= {
                f"like={word}": {b for b in bodies if does[b] == word}
                for word in {does[b] for b in bodies}
                if word
            }
            among |= {
                f"scope={kind}": {b for b in bodies if library.bodies[b].kind == kind}
                for kind in ("department", "unit")
            }
            for query, wanted in among.items():
                years = sorted(when for when in found if when.stage == stage)
                known = [{b: one for b, one in found[when].items() if b in wanted} for when in years]
                if query.startswith("region"):
                    known = [one for one in known if one]
                if not any(known):
                    continue
                tree = page(client, f"{subject.address}stage={stage}&unit=yuan&{query}")
                sums = [[len(one), sum(a.yuan for a in one.values())] for one in known]
                assert [cells(row)[:2] for row in rows(table(tree, "years"))] == sums, (subject, query)
                pairs = [(i, i + 1) for i in range(len(known) - 1)] + [(0, len(known) - 1)] * (len(known) > 2)
                steps = rows(table(tree, "steps")) if pairs else []
                for row, (one, two) in zip(steps, pairs, strict=True):
                    check_step(cells(row), series.step(known[one], known[two]))
                checked += 1
    assert checked > 30


def check_step(found: Sequence[Number], expected: series.Step) -> None:
    number, before, after = expected.same
    assert list(found[:4]) == [*of_bodies(number, before, after), series.rate(after, before)]
    assert list(found[4:9]) == [*expected.all, series.rate_of_all(expected)]
    assert list(found[9:11]) == of_bodies(len(expected.joined), sum(expected.joined.values()))
    assert list(found[11:13]) == of_bodies(len(expected.left), sum(expected.left.values()))
    assert list(found[13:]) == (of_bodies(*expected.other_units) if found[13:] else [])
    if not found[13:]:
        assert not expected.other_units[0]


def of_bodies(number: int, *sums: object) -> list[object]:
    """Of no body no sum is told."""
    return [number, *(sums if number else ["没有"] * len(sums))]


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


MODES = ("amount", "share", "difference", "ratio", "people")
PEOPLE = ROOT / "disclosures" / "data" / "populations.csv"
SECTIONS = {"functional": "expenditure", "economic": "basic_expenditure"}


def test_comparisons(client: Client, library: Library) -> None:
    """Every column beside its neighbours, in every mode, unfolded to items."""
    named = keys(client, library)
    groups = [library.columns()[i : i + 3] for i in range(0, len(named) - 1, 2)]
    inhabitants = people(PEOPLE)
    checked: Counter[str] = Counter()
    for group in groups:
        chosen = "&".join(f"d={named[column]}" for column in group)
        counts = [
            counted(inhabitants.get(library.bodies[body].region, {}), when.year) for body, when in group
        ]
        for mode in MODES:
            for basis in ("expenditure", "general_public_budget"):
                tree = page(
                    client, f"/compare/?{chosen}&table={basis}&mode={mode}&unit=yuan&open=all&stage=mixed"
                )
                side = Side(tree, mode, counts)
                for section, statement in {**SECTIONS, "functional": basis}.items():
                    wholes = [library.total(body, when, statement) for body, when in group]
                    codes = [library.codes(body, when, statement) for body, when in group]
                    for row in rows(table(tree, section)):
                        code, css = code_of(row), row.get("class") or ""
                        amounts = [one.get(code) for one in codes] if code else wholes
                        if code or "total" in css:
                            checked[mode] += side.check(section, row, amounts, wholes)
                    if section == "functional" and mode == "amount":
                        checked["charts"] += check_charts(tree, codes, wholes)
                if basis == "expenditure":
                    checked["key figures"] += check_key_figures(side, library, group)
                    checked["lists"] += check_lists(side, library, group)
        checked["targets"] += check_targets(client, f"/compare/?{chosen}&stage=mixed", library, group)
    assert min(checked[mode] for mode in MODES) > 400
    assert checked["key figures"] > 500
    assert checked["lists"] > 300
    assert checked["targets"] > 500
    assert checked["charts"] > 40


@dataclass
class Side:
    """A compare page in one mode, its first column the base; `people` of each column."""

    tree: Any
    mode: str
    people: list[int | None]

    def check(
        self, section: str, row: Any, amounts: Sequence[Decimal | None], wholes: Sequence[Decimal | None]
    ) -> int:
        """The cells of one row; how many numbers there were."""
        heads = table(self.tree, section).xpath("./thead/tr[1]/th")[1:]
        where = self.tree.xpath("string(//h1)"), section, row.xpath("string(./th)"), self.mode
        column, count = -1, 0
        for head, cell in zip(heads, row.xpath("./td"), strict=True):
            is_difference = "d" in head.get("class").split()
            column += not is_difference
            expected = self.expected(column, is_difference, amounts, wholes)
            found = text_of(cell)
            if isinstance(expected, Decimal):
                is_struck = "struck" in (cell.get("class") or "").split()
                assert found == expected or (is_struck and found == "不比"), (where, column, expected, found)
                count += isinstance(found, Decimal)
            else:
                assert not isinstance(found, Decimal), (where, column, expected, found)
        return count

    def expected(
        self,
        column: int,
        is_difference: bool,
        amounts: Sequence[Decimal | None],
        wholes: Sequence[Decimal | None],
    ) -> Number:
        now, base = amounts[column], amounts[0]
        if now is None:
            return None
        if self.mode == "share":
            return share(now, wholes[column])
        if self.mode == "people":
            people = self.people[column]
            return rounded(now * 10_000 / people, 2) if people else None
        if is_difference or (self.mode == "difference" and column):
            return None if base is None else now - base
        if self.mode == "ratio" and column:
            return rounded(now * 100 / base, 1) if base is not None and base > 0 else None
        return now


def figure_name(row: Any) -> str:
    name = "".join(row.xpath("./th//text()")).strip()
    return name.removeprefix("其中：").removesuffix("（说明文字）")


def check_key_figures(side: Side, library: Library, group: list[tuple[int, When]]) -> int:
    wholes = [library.expenditure(body, when) for body, when in group]
    count = 0
    for section in ("headline", "three_public"):
        for row in rows(table(side.tree, section)):
            name = figure_name(row)
            of = library.figure if name in FIGURES else library.three_public_or_basic
            amounts = [of(body, when, name) for body, when in group]
            is_spent = name != "上年末固定资产"  # what stands in the books is no share of what is spent
            count += side.check(section, row, amounts, wholes if is_spent else [None] * len(group))
    return count


def check_lists(side: Side, library: Library, group: list[tuple[int, When]]) -> int:
    """Procurement and assets: each row that is there, and no other."""
    columns = [library.column(body, when) for body, when in group]
    bought, count = procurement(columns), 0
    totals = dict(bought).get("政府采购总额", [None] * len(group))
    wholes = {"procurement": totals, "assets": [whole_assets(column) for column in columns]}
    for section, expected in (("procurement", bought), ("assets", assets(columns))):
        left = list(expected)
        for row in rows(table(side.tree, section)):
            name = alike("".join(row.xpath("./th//text()")))
            found = next(one for one in left if one[0] == name)
            left.remove(found)
            count += side.check(section, row, found[1], wholes[section])
        assert not left, (section, left)
    return count


def check_targets(client: Client, address: str, library: Library, group: list[tuple[int, When]]) -> int:
    """Like projects: every indicator of each, target beside target; no project of the same name is left out."""
    keys = page(client, address).xpath("//table[caption[@id='cap-projects']]//a[@class='fold']/@id")
    tree = page(client, f"{address}&open={','.join(key.removeprefix('r') for key in keys)}")
    columns = [projects(library.column(body, when)) for body, when in group]
    pairs: list[list[Any]] = []
    count = 0
    for row in rows(table(tree, "projects")):
        texts = ["".join(cell.itertext()).strip() for cell in row.xpath("./td")]
        if row.get("class") == "lv1":
            pairs.append([None if "没有相近的项目" in text else text for text in texts])
            assert sum(title is not None for title in pairs[-1]) > 1
            said = [
                [indicators for title, indicators in column if title == text]
                for column, text in zip(columns, texts, strict=True)
            ]
            assert all(bool(one) == (text is not None) for one, text in zip(said, pairs[-1], strict=True))
            most = max(len(indicators) for one in said for indicators in one[:1])
            assert f"（{most} 项指标）" in row.xpath("string(./th)")
            continue
        kind = row.xpath("string(./th)").strip()
        for cell, one in zip(row.xpath("./td"), said, strict=True):
            aims = [
                (
                    "".join(li.xpath("./text()")).strip(),
                    "".join(li.xpath("./b//text()")),
                )
                for li in cell.xpath(".//li")
            ]
            expected = [[(name.strip(), aim) for at, name, aim in ones if at == kind] for ones in one]
            assert aims in expected or (not one and not aims), (kind, aims, expected)
            count += len(aims)
    for i, column in enumerate(columns):
        for title in dict(column):
            if any(title in dict(other) for j, other in enumerate(columns) if j != i):
                assert any(pair[i] == title for pair in pairs), title
    return count


def drawn(figure: Any) -> list[Decimal]:
    """The numbers written in a drawing."""
    texts = ("".join(text.itertext()).strip() for text in figure.xpath(".//svg//text"))
    return [number(text) for text in texts if re.fullmatch(r"[+−]?[\d,]+\.\d+( %)?", text)]


def check_charts(
    tree: Any, codes: Sequence[Mapping[str, Decimal | None]], wholes: Sequence[Decimal | None]
) -> int:
    """What is written in the charts of a comparison is an amount of a category, the total, or a share of it."""
    categories = [
        (yuan, whole)
        for one, whole in zip(codes, wholes, strict=True)
        for code, yuan in one.items()
        if len(code) == 3 and yuan is not None
    ]
    amounts = {yuan for yuan, _ in categories} | {whole for whole in wholes if whole is not None}
    shares = {
        rounded(yuan * 100 / whole, places) for yuan, whole in categories if whole for places in (0, 1, 2)
    }
    count = 0
    for figure in tree.xpath("//figure[@class='chart']"):
        for found in drawn(figure):
            assert found in amounts | shares, found
            count += 1
    return count


# --- years -----------------------------------------------------------------------------------------------------------

STAGE_WORDS = {"预算": "budget", "决算": "final_accounts"}
STOPS = "口径变化"
STATEMENTS = ("expenditure", "general_public_budget", "basic_expenditure")
Amounts = dict[When, set[Decimal]]
"""What a place may show: one number, none, or several where only declared changes tell of it."""


def test_years(client: Client, library: Library) -> None:
    checked: Counter[str] = Counter()
    for pk in sorted({body for body, _ in library.columns()}):
        for stage in ("budget", "final_accounts"):
            if any(body == pk and when.stage == stage for body, when in library.columns()):
                checked += check_years(client, library, pk, stage)
    assert min(checked[kind] for kind in ("key figure", "变化", "变化率", "贡献")) > 30, checked
    assert checked["amount"] > 600


def test_budgets_beside_accounts(client: Client, library: Library, parsed: Parsed) -> None:
    """No sample has both stages of a year: each is loaded once more as its other stage, with other amounts."""
    others = keyed((name, content + b"\n", in_other_stage(one)) for name, content, one in parsed.values())
    with transaction.atomic():
        load(others)
        both = made(parsed | others)
        checked: Counter[str] = Counter()
        for pk in sorted({body for body, _ in both.columns()}):
            checked += check_years(client, both, pk, "both")
        transaction.set_rollback(True)
    assert min(checked[kind] for kind in ("决算 − 预算", "执行率")) > 500, checked
    assert checked["key figure"] > 100, checked


OTHER_STAGE = {Stage.BUDGET: Stage.FINAL_ACCOUNTS, Stage.FINAL_ACCOUNTS: Stage.BUDGET}
OTHER_BASIS = {Basis.BUDGET: Basis.FINAL, Basis.FINAL: Basis.BUDGET}


def in_other_stage(document: ParsedDocument) -> ParsedDocument:
    """Accounts for a budget: each amount seven eighths of it, every ninth line not there."""
    return replace(
        document,
        disclosures=tuple(
            replace(
                one,
                stage=OTHER_STAGE[one.stage],
                statements=tuple(
                    replace(
                        table,
                        columns=tuple(
                            replace(column, basis=OTHER_BASIS.get(column.basis, column.basis))  # type: ignore[arg-type]
                            for column in table.columns
                        ),
                        lines=tuple(
                            replace(line, cells=tuple(map(carried_out, line.cells)))
                            for i, line in enumerate(table.lines)
                            if not line.code or i % 9 != 4
                        ),
                    )
                    for table in one.statements
                ),
            )
            for one in document.disclosures
        ),
    )


def carried_out(cell: StatementCell) -> StatementCell:
    return cell if cell.yuan is None else replace(cell, yuan=rounded(cell.yuan * 7 / 8, 2))


def check_years(client: Client, library: Library, pk: int, stage: str) -> Counter[str]:
    """The key figures, “三公”经费 and the statements by code, with all that is computed between the years."""
    checked: Counter[str] = Counter()
    whens = [when for body, when in library.columns() if body == pk and stage in ("both", when.stage)]
    for view in ("", "three_public", *STATEMENTS):
        tree = page(client, f"/agencies/{pk}/years/?stage={stage}&table={view}&open=all&show=all&unit=yuan")
        tab = tree.xpath("string(//nav[@class='tabs']//a[@aria-current]/@href)")
        found = tree.xpath("//section[@aria-labelledby='h-y']//table")
        if not found or (view and f"table={view}" not in tab):
            continue  # no year prints that statement
        one = found[0]
        numbers: set[Decimal] = set()
        for row in rows(one):
            code, name = code_of(row), figure_name(row)
            numbers |= {value for value in cells(row) if isinstance(value, Decimal)}
            if view in STATEMENTS:
                if not code and name not in TOTALS:
                    continue
                wholes = {when: given(library.total(pk, when, view)) for when in whens}
                amounts = {when: given(library.codes(pk, when, view).get(code)) for when in whens}
                series = [(amounts if code else wholes, wholes)]
            elif view:
                wholes = {when: given(library.figure(pk, when, "“三公”经费")) for when in whens}
                series = [
                    ({when: given(library.three_public(pk, when, known)) for when in whens}, wholes)
                    for known in {name, *three_public_names(name)}
                ]
            else:
                whole = WHOLES.get(name)
                series = [(told(library, pk, whens, name), told(library, pk, whens, whole) if whole else {})]
            checked += check_year_row(one, row, stage, series)
            checked["key figure"] += not view
        for figure in tree.xpath("//figure[@class='chart']"):
            assert set(drawn(figure)) <= numbers
            checked["charts"] += len(drawn(figure))
    return checked


def given(amount: Decimal | None) -> set[Decimal]:
    return set() if amount is None else {amount}


def told(library: Library, pk: int, whens: Sequence[When], name: str) -> Amounts:
    """A key figure by year, and what the declared changes make of years before that were not published."""
    found = {when: given(library.figure(pk, when, name)) for when in whens}
    for when in whens:
        found.setdefault(When(when.year - 1, when.stage), library.implied(pk, when, name))
    return found


def check_year_row(one: Any, row: Any, stage: str, series: Sequence[tuple[Amounts, Amounts]]) -> Counter[str]:
    """One of the series has to be that of the row."""
    wrong: AssertionError | None = None
    for amounts, wholes in series:
        try:
            return check_series(one, row, stage, amounts, wholes)
        except AssertionError as error:
            wrong = error
    raise wrong or AssertionError(row)


def check_series(one: Any, row: Any, stage: str, amounts: Amounts, wholes: Amounts) -> Counter[str]:
    checked: Counter[str] = Counter()
    before: set[Decimal] = set()
    now: set[Decimal] = set()
    base: set[Decimal] = set()
    whole: set[Decimal] = set()
    when, stopped = When(0, stage), When(0, stage)
    for th, cell in zip(one.xpath("./thead/tr/th")[1:], row.xpath("./td"), strict=True):
        word = "".join(th.xpath(".//text()[not(ancestor::small)]")).strip()
        found = shown(cell)
        if cell.get("class") == "gap":
            assert found is None
            continue
        where = row.xpath("string(./th)"), word, when, found
        if place := re.fullmatch(r"(\d{4})(?: (预算|决算))?", word):
            when = When(int(place[1]), STAGE_WORDS.get(place[2], stage))
            before, now = now, amounts.get(when, set())
            base, whole = whole, wholes.get(when, set())
            word = "amount"
            if "推算" in th.text_content():
                now = {found} & now if isinstance(found, Decimal) else set()
            expected = now
        else:
            if found == STOPS:
                stopped = when
            expected = between(word, before, now, base) if stopped != when else set()
        if expected:
            assert found in expected, (where, expected)
            checked[word] += 1
        else:
            assert not isinstance(found, Decimal), (where, amounts)
    return checked


def between(word: str, before: set[Decimal], now: set[Decimal], base: set[Decimal]) -> set[Decimal]:
    """What a computed column may show."""
    pairs = [(a, b) for a in before for b in now]
    if word in ("变化", "决算 − 预算"):
        return {b - a for a, b in pairs}
    if word == "变化率":
        return {percentage(b - a, a) for a, b in pairs if a > 0}
    if word == "执行率":
        return {percentage(b, a) for a, b in pairs if a > 0}
    assert word == "贡献", word
    return {percentage(b - a, of) for a, b in pairs for of in base if of > 0}


# --- files equal pages -----------------------------------------------------------------------------------------------


def said(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell["shown"]


def plain(cell: Any) -> str:
    return re.sub(r"\s+", "", "".join(cell.xpath(".//text()[not(ancestor::*[@class='vh' and ancestor::a])]")))


def without_kinds(one: Any) -> Any:
    """部门 and 本级单位 after two bodies of one name: files have a column of that."""
    for small in one.xpath("./tbody/tr/th[a]/small"):
        small.getparent().remove(small)
    return one


def page_tables(tree: Any) -> dict[str, list[list[str]]]:
    """Rows by table; what is struck out on the page is an empty cell, as it must be in files."""
    return {
        TABLES.get(caption.get("id"), caption.get("id").removeprefix("cap-")): [
            ["" if "struck" in (cell.get("class") or "") else plain(cell) for cell in row.xpath("./th|./td")]
            for row in rows(without_kinds(caption.getparent()))
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
    "/three-public/?unit=yuan&members=1&sort=-change": ("rank", "children", "years"),
    "/three-public/years/?unit=yuan": ("years", "steps", "joined", "left", "bodies"),
    "/codes/functional/208/years/?sort=name": ("years", "steps", "joined", "left", "bodies"),
}


@pytest.mark.one_database
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
            if key == "rank" and len({row[-1] for row in exported}) == 1:
                exported = [row[:-1] for row in exported]  # one place: the page does not repeat it
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


# --- who has not published -------------------------------------------------------------------------------------------


def test_coverage(client: Client, library: Library) -> None:
    """Every cell of every place's file; and the counts of all places."""
    places = {body.region for body in library.bodies.values()}
    seen: dict[str, list[tuple[tuple[str, str], coverage.Cell, str]]] = {}
    for place in sorted(places):
        answer = client.get(f"/coverage/{place}/?format=csv")
        if not (of_place := coverage.years(library, place)):
            assert answer.status_code == 404
            continue
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        rows = [line for line in lines[1 : lines.index([])] if len(line) == len(lines[0])]
        seen[place] = [((row[2], row[3]), (row[3], int(row[5]), STAGES[row[6]]), row[7]) for row in rows]
        here, named = coverage.here(library, place), coverage.named(library, place)
        for _, cell, state in seen[place]:
            expected = (
                "本站有"
                if cell in here
                else "部门的公开点了名，本站没有"
                if cell in named
                else "另有记载，本站没有"
            )
            assert state == expected, cell
        assert {name for name, *_ in here | named} <= {name for (_, name), *_ in seen[place]}
        assert len(seen[place]) % len(of_place) == 0
    for year, stage in {(when.year, when.stage) for _, when in library.papers}:
        tree = page(client, f"/coverage/?year={year}&stage={stage}")
        for row in rows_of_places(tree):
            states = [state for _, (_, y, s), state in seen[row[0]] if (y, s) == (year, stage)]
            known = len({body for body, *_ in seen[row[0]]})
            assert row[1] == known, row
            assert row[2] == states.count("本站有")
            assert row[3] == states.count("部门的公开点了名，本站没有")


STAGES = {"预算": "budget", "决算": "final_accounts"}


def rows_of_places(tree: Any) -> list[tuple[str, int, int, int]]:
    return [
        (row.xpath("./th//a/@href")[0].split("/")[-2], *(int(str(cell)) for cell in cells(row)[:3]))
        for row in table(tree, "places").xpath("./tbody/tr")
    ]


# --- projects --------------------------------------------------------------------------------------------------------


def test_projects(client: Client, library: Library) -> None:
    """Each project that a table or a form names stands there with its amount, and nothing that none names."""
    lines = list(
        csv.reader(io.StringIO(client.get("/projects/?unit=yuan&format=csv").content.decode("utf-8-sig")))
    )
    listed: Counter[coverage.Project] = Counter()
    for row in lines[1 : lines.index([])]:
        if len(row) == len(lines[0]):
            yuan = None if row[1] == "未提及" else Decimal(row[1])
            listed[row[2], int(row[5]), row[0], yuan] += 1
    assert listed
    tables, forms = coverage.projects_of_tables(library), coverage.projects_of_forms(library)
    assert tables <= listed
    named = {(who, year, name) for who, year, name, _ in listed}
    for who, year, name, yuan in forms:
        assert (who, year, name, yuan) in listed or (
            coverage.is_told_otherwise(listed, (who, year, name, yuan))
        ), (who, name)
    stated = coverage.amounts_stated(library)
    for who, year, name, yuan in listed - tables - forms:
        assert yuan in stated[who, year], (name, yuan)
    assert len(named) <= sum(listed.values())


WORDS = ("租赁", "专项", "局本级", "经费 2022", "设备 采购")


def test_the_search_among_projects(client: Client, library: Library) -> None:
    """Of everything listed those where every word stands, the largest amounts first."""

    def listed(address: str) -> list[dict[str, str]]:
        lines = list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))
        return [
            dict(zip(lines[0], line, strict=True))
            for line in lines[1 : lines.index([])]
            if len(line) == len(lines[0])
        ]

    everything = listed("/projects/?unit=yuan&format=csv")
    for words in WORDS:
        wanted = [
            row
            for row in everything
            if all(
                any(word in row[name] for name in ("项目", "单位", "绩效目标", "机构", "年度"))
                for word in words.split()
            )
        ]
        found = listed(f"/projects/?unit=yuan&format=csv&q={words}")
        assert found == wanted, words
        assert found
        amounts = [Decimal("-1") if row["金额"] == "未提及" else Decimal(row["金额"]) for row in found]
        assert amounts == sorted(amounts, reverse=True)
        number = f"{len(found)} 个项目"
        assert number in page(client, f"/projects/?q={words}").xpath("string(//caption[@id='cap-projects'])")


# --- agencies in plain words -----------------------------------------------------------------------------------------


def test_summaries(client: Client, library: Library) -> None:
    """The figures of every sentence on every agency's page, in their order."""
    for body in {body for body, _ in library.columns()}:
        own = sorted(when for pk, when in library.columns() if pk == body)
        when = [one for one in own if one.stage == "budget"][-1:] or own[-1:]
        tree = page(client, f"/agencies/{body}/")
        told = {
            div.get("id").removeprefix("said-"): [number(title) for title in div.xpath("./dd/*/@title")]
            for div in tree.xpath("//dl[contains(@class, 'said')]/div")
        }
        total, *natures, three = (
            library.figure(body, when[0], name) for name in ("支出总计", "基本支出", "项目支出", "“三公”经费")
        )
        assert (total is None) is ("spent" not in told)
        if total is not None:
            expected = [total, *(yuan for yuan in natures if yuan is not None)]
            assert told["spent"][: len(expected)] == expected, library.bodies[body]
            codes = library.codes(body, when[0], "expenditure")
            largest = sorted((y for code, y in codes.items() if len(code) == 3 and y), reverse=True)[:3]
            assert told.get("for", []) == largest, library.bodies[body]
        assert told.get("three", [None])[0] == three, library.bodies[body]
        before = [one for one in own if one.stage == when[0].stage and one < when[0]][-1:]
        if before and total is not None and (then := library.expenditure(body, before[0])) is not None:
            assert told["before"][0] == then
            if (
                library.column(body, before[0])[1] == library.column(body, when[0])[1] is False
                and then != total
            ):
                assert told["before"][1] == abs(total - then)
