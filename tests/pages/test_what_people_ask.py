"""What people type and what must be found (search_queries.tsv), over five real disclosures and a few agencies more.

`how`: as it is written (exact); with words mended, which the page must say (mended); nothing but a near amount (nearest) or
a near name (offered); nothing at all. `found` stands in a hit of that kind among the first, `amount` beside it in 万元.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from disclosures.lifecycle.publication import publish
from disclosures.lifecycle.totals import differences
from disclosures.models import Agency, Region
from disclosures.models.search_entry import SearchKind
from disclosures.pages.search.facts import PER_PAGE, SearchResult, search
from disclosures.pages.search.hits import SearchHit
from disclosures.pages.search.marks import MarkedText
from disclosures.presenting.amounts import amount_text
from disclosures.reading.agency_names import ALL, matching, named
from tests.pages import rows
from tests.pages.loaded import DEMO, load

pytestmark = pytest.mark.xdist_group("asked")

HERE = Path(__file__).parent
FILES = (
    "hengshui-2020-department.pdf",
    "hengshui-2022-units.pdf",
    "xingtai-2022-department.pdf",
    "lianchi-2023-department.docx",
    "dacheng-2022-unit.docx",
)
MORE = (
    ("310000", "上海市商务委员会"),
    ("320000", "江苏省发展和改革委员会"),
    ("320000", "中国共产党江苏省委员会办公厅"),
    ("500000", "重庆市人力资源和社会保障局"),
    ("610100", "西安市卫生健康委员会"),
    ("430100", "长沙市市场监督管理局"),
)
UNPUBLISHED = ("130500", "邢台市文化广电和旅游局")


@pytest.fixture(scope="module")
def library(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load(DEMO / name for name in FILES)
        for place, name in MORE:
            body = rows.agency(name, Region.objects.get(pk=place), kind="department")
            publish(rows.disclosure(body, 2024, rows.document(f"{name}.txt"), state="draft"), None, "测试")
        place, name = UNPUBLISHED
        hidden = rows.agency(name, Region.objects.get(pk=place), kind="department")
        rows.disclosure(hidden, 2024, rows.document("hidden.txt"), state="draft")
        from disclosures.lifecycle.totals import refresh_places

        refresh_places([place])
        yield
        transaction.set_rollback(True)


@pytest.fixture
def asked(library: None, db: None) -> None:
    """The library, and a transaction of the test's own."""


def queries() -> list[dict[str, str]]:
    with (HERE / "search_queries.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2150501 衡水", "/codes/functional/2150501/?region=131100&members=1"),
        ("邢台 30217", "/codes/economic/30217/?region=130500&members=1"),
    ],
)
def test_a_code_in_a_place_leads_to_its_ranking_there(
    asked: None, client: Client, words: str, expected: str
) -> None:
    html = client.get("/search/", {"q": words}).content.decode()
    assert expected.replace("&", "&amp;") in html
    assert client.get(expected).status_code == 200


def plain(runs: tuple[MarkedText, ...]) -> str:
    return "".join(run.text for run in runs)


def hits(found: SearchResult) -> Iterator[SearchHit]:
    for _, some in found.groups:
        yield from some


def amounts(found: Iterator[SearchHit]) -> set[str]:
    return {amount_text(hit.amount[1]) for hit in found if hit.amount}


@pytest.mark.parametrize("row", queries(), ids=lambda row: row["query"])
def test_what_people_ask(asked: None, row: dict[str, str]) -> None:
    found = search(row["query"])
    if row["how"] in ("nothing", "nearest", "offered"):
        assert not found.total
        assert not found.told
        assert row["amount"] in amounts(iter(found.nearest)) or not row["amount"]
        assert row["found"] in found.offered or not row["found"]
        return
    assert bool(found.told) is (row["how"] == "mended"), found.told
    of_kind = search(row["query"], SearchKind(row["kind"]))
    fitting = [
        hit
        for hit in hits(of_kind)
        if row["found"] in f"{plain(hit.title)} {plain(hit.context)} {plain(hit.excerpt)}"
    ]
    assert fitting, [plain(hit.title) for hit in hits(of_kind)]
    assert row["amount"] in amounts(iter(fitting)) or not row["amount"], amounts(iter(fitting))
    assert len(list(hits(of_kind))) == min(found.counts[SearchKind(row["kind"])], PER_PAGE)


def test_eighty_at_least() -> None:
    assert len({row["query"] for row in queries()}) >= 80


NAMES = (
    "衡水工信局",
    "hsgxj",
    "衡水市工業和信息化局",
    "横水市工信局",
    "衡水市工业和信意化局",
    "衡水  工信局",
)


@pytest.mark.parametrize("words", NAMES)
def test_the_same_in_lists_pickers_and_the_admin(
    asked: None, client: Client, admin_client: Client, words: str
) -> None:
    own = set(Agency.objects.filter(name__startswith="衡水市工业").values_list("pk", flat=True))
    assert {agency.pk for agency in named(words, 10).agencies} == own
    assert set(Agency.objects.filter(pk__in=matching(words).agencies).values_list("pk", flat=True)) == own
    for address in (
        "/agencies/?q=",
        "/compare/?q=",
        "/admin/disclosures/agency/?q=",
        "/admin/disclosures/disclosure/?q=",
    ):
        asker = admin_client if "admin" in address else client
        html = asker.get(address + words).content.decode()
        assert "衡水市工业和信息化局本级" in html, address
        assert "邢台市工业和信息化局" not in html.partition("<table")[2] or "compare" in address, address


def test_the_staff_find_what_is_not_published_and_nobody_else_does(
    asked: None, client: Client, admin_client: Client
) -> None:
    for words in ("邢台文旅局", "xtwljtwlj", "xingtaiwenlvju", "邢台市文化广电和旅游局"):
        assert not any(kind is SearchKind.AGENCY for kind, _ in search(words).groups), words
        assert UNPUBLISHED[1] not in search(words).offered
        assert UNPUBLISHED[1] not in client.get("/agencies/", {"q": words}).content.decode().replace(
            words, ""
        )
    for words in ("邢台文旅局", "xingtaiwenlvju"):
        assert UNPUBLISHED[1] in admin_client.get("/admin/disclosures/agency/", {"q": words}).content.decode()
    assert Agency.objects.filter(pk__in=matching("文旅局", ALL).agencies).exists()
    assert differences().entries == 0


def test_exports_hold_all_hits(asked: None, client: Client) -> None:
    found = search("工业")
    assert found.counts[SearchKind.NARRATIVE] > PER_PAGE or found.total > PER_PAGE
    table = client.get("/search/", {"q": "工业", "format": "json"}).json()
    listed = {part["title"]: len(part["rows"]) for part in table["tables"] if part["title"] != "原件"}
    assert listed == {kind.label: count for kind, count in found.counts.items() if count}
    lines = client.get("/search/", {"q": "3,952.59", "format": "csv"}).content.decode()
    assert lines.count("/figures/") == search("3,952.59").counts[SearchKind.AMOUNT]


HOSTILE = (
    '"', '""', "*", "own:三公", "own : *", "NEAR(三公 经费)", "三公 OR 1", "三公 AND NOT 经费", "(", "-三公", "^三公", "{own} : x",
    "'; DROP TABLE disclosures_searchgram; --", "%", "_", "\\", "\x00", "\u202e三公", "三" * 1000, "三公 " * 250, "a" * 1000,
    "1" * 1000, "9" * 15 + ".99", "-" * 50, "，" * 80, "𠀀" * 60, "NaN", "1e999", "²³①", "0.00", "万元", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_nothing_that_is_typed_breaks_it(asked: None, client: Client, words: str) -> None:
    for address in ("/search/", "/agencies/", "/compare/", "/findings/"):
        answer = client.get(address, {"q": words.encode("utf-8", "surrogatepass"), "page": "99"})
        assert answer.status_code == 200, address
    assert search("三公经费").total


def test_the_page_says_what_was_done(asked: None, client: Client) -> None:
    def page(words: str) -> str:
        return client.get("/search/", {"q": words}).content.decode()

    assert "没有找到“工心局”，“工心局”按相近的字找“工信局”" in page("工心局")
    assert "“房租”也按“租赁”“租金”找" in page("房租")
    assert "最接近的金额" in page("3952.58")
    assert "最接近的名称" in page("2080599")
    assert "分开找" in page("邢台 食盐")
    assert "试过：" in page("查无此词")
    assert "只看前 100 个字" in page("三" * 101)
    assert "没有找到“横水市工信局”" in client.get("/agencies/", {"q": "横水市工信局"}).content.decode()
    assert "没有找到“横水市工信局”" in client.get("/compare/", {"q": "横水市工信局"}).content.decode()
