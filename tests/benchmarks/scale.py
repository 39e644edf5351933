"""The site at a million amounts, on SQLite and PostgreSQL: python tests/benchmarks/scale.py [AMOUNTS] [sqlite|postgresql]
0 amounts: search alone.

Each database is made anew in a temporary folder (generate.py). Printed is what was measured beside its goal, and ✗ where it
is missed: time in the database of a page (all its queries, medians), search at 100,000 names and as many sentences,
conditional requests, a statement of 300 rows beside django-tables2, writing beside bulk_create, bytes an amount.
"""

from __future__ import annotations

import csv
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
sys.path.insert(0, str(ROOT))
TIMES = 9
PLANNED_ANEW = 5
"""So often PostgreSQL plans a prepared query before it considers to keep a plan."""
ASKS = ("SELECT", "WITH", "(SELECT")
SEARCHED = 100_000
WORDS = ("三公", "邢台", "食盐", "盐", "备租", "工业局", "所", "租赁", "邢台 租赁", "设备租赁项目")
"""From rare to in every row, of one sign to six."""
TOLERANT = (
    "第77食盐所",  # as it is printed
    "邢台第50号所",  # nobody: a sign too many
    "邢台工信局",  # short names
    "工信局",
    "商委",
    "xtgxj",  # initials, pinyin
    "xingtaigongxinju",
    "食鹽儲備",  # traditional
    "３，９５２．５９",  # full width; an amount
    "3952.59万元",
    "2150501",
    "房租",  # synonyms
    "公车",
    "邢台食盐储备",  # two words in one
    "工心局",  # homophones
    "食言储备",
    "第88期食盐除备项目",
    "邢台市工业和信意化局",  # a wrong sign in a name
    "三功经费",
)
"""What people type: short, by sound, with a wrong sign."""


def report(what: str, measured: float, unit: str, goal: float | None = None, more: bool = False) -> None:
    """`more`: the goal is the least, not the most."""
    reached = goal is None or (measured >= goal if more else measured <= goal)
    said = "" if goal is None else f"目标 {'≥' if more else '≤'} {goal:g}"
    print(f"  {'  ' if reached else '✗ '}{what:<34}\t{measured:9.1f} {unit:<6}\t{said}", flush=True)


def median_ms(task: Callable[[], object], times: int = TIMES) -> float:
    spent: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        task()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


# --- pages ---------------------------------------------------------------------------------------------------------


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """The queries that are sent meanwhile."""
    from django.db import connection

    sent: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.startswith(ASKS):  # not what begins and ends the page's transaction
            sent.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(keep):
        yield sent


def in_database(sql: str, parameters: Any) -> float:
    """Milliseconds that the database works on a query: what PostgreSQL says of itself, for a connection that has sent the
    query before (its plan is kept, config/environment.py), and on SQLite, which works within this process, until the last
    row is there."""
    from django.db import connection

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            cursor.fetchall()

    if connection.vendor != "postgresql" or not sql.startswith(ASKS):
        return median_ms(ask)
    from psycopg import ClientCursor

    numbers = iter(range(1, sql.count("%s") + 1))
    written = re.sub("%[%s]", lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", sql)
    places = ", ".join(["%s"] * len(parameters or ()))
    executed = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE measured" + f"({places})" * bool(
        parameters
    )
    spent: list[float] = []
    connection.ensure_connection()
    with ClientCursor(connection.connection) as cursor:
        cursor.execute(f"PREPARE measured AS {written}".replace("%", "%%"))
        for _ in range(PLANNED_ANEW + TIMES):
            cursor.execute(executed, parameters or None)
            [plan] = cursor.fetchone()[0]
            spent.append(plan["Planning Time"] + plan["Execution Time"])
        cursor.execute("DEALLOCATE measured")
    return statistics.median(spent[PLANNED_ANEW:])


def addresses() -> dict[str, str]:
    from disclosures.models import Agency, Disclosure

    published = Disclosure.objects.published()
    departments = published.filter(
        agency__kind="department", agency__units=None, stage="budget", fiscal_year=2023
    )
    four = [str(pk) for pk in departments.order_by("pk").values_list("pk", flat=True)[100:104]]
    body = departments.order_by("pk")[50].agency
    with_units = Agency.objects.filter(units__isnull=False).order_by("pk").first()
    assert body
    assert with_units
    return {
        "首页": "/",
        "机构列表": "/agencies/",
        "机构": f"/agencies/{body.pk}/",
        "机构，连所属单位": f"/agencies/{with_units.pk}/",
        "一份公开": f"/disclosures/{four[0]}/",
        "比较，4 列": "/compare/?d=" + "&d=".join(four),
        "绩效目标对照": f"/disclosures/{four[0]}/targets/",
        "提问单": f"/disclosures/{four[0]}/questions/",
        "文字并排，4 份": "/compare/text/?d=" + "&d=".join(four),
        "文字，与上年": f"/compare/text/?d={four[0]}",
        "各年": f"/agencies/{body.pk}/years/",
        "各年，一张表": f"/agencies/{body.pk}/years/?table=expenditure",
        "排名：科目，全国": "/codes/functional/215/?year=2023",
        "排名：科目，一市": "/codes/functional/215/?year=2023&region=130500",
        "“三公”，全国": "/three-public/?year=2023",
        "“三公”，一市，连所属单位": "/three-public/?year=2023&region=130500&members=1",
        "“三公”，一市，按较上年": "/three-public/?year=2023&region=130500&members=1&sort=-change",
        "“三公”各年，全国": "/three-public/years/",
        "“三公”各年，一市": "/three-public/years/?region=130500&sort=name",
        "科目各年，全国": "/codes/functional/215/years/",
        "科目各年，同类": "/codes/functional/215/years/?like=教育局",
        "科目": "/codes/",
        "地区": "/regions/130500/?year=2023",
        "地区列表": "/regions/",
        "哪些还没有": "/coverage/",
        "哪些还没有，一地": "/coverage/130500/",
        "项目": "/projects/",
        "项目：租赁": "/projects/?q=租赁",
        "项目，一地": "/projects/?region=130500",
        "项目，一年": "/projects/?year=2022&stage=budget",
        "项目：没有的词": "/projects/?q=查无此词",
        "项目：机构、地区、年度": "/projects/?q=工业&region=130500&year=2023&sort=name",
        "相同的文字": "/findings/words/",
        "所写的原因": "/reasons/",
        "所写的原因，一个": "/reasons/?same=在职人员增加",
        "相同的文字，一个机构": f"/findings/words/?agency={body.pk}",
        "选择要比较的": "/compare/?q=工业",
        "搜索": "/search/?q=食盐",
        "搜索：邢台 三公": "/search/?q=邢台 三公",
    }


GOALS = {
    "比较，4 列",
    "各年",
    "各年，一张表",
    "排名：科目，全国",
    "排名：科目，一市",
    "科目",
    "哪些还没有",
    "哪些还没有，一地",
    "“三公”，全国",
    "“三公”，一市，连所属单位",
    "“三公”各年，全国",
    "科目各年，全国",
    "科目各年，同类",
    "“三公”，一市，按较上年",
    "“三公”各年，一市",
    "机构",
    "机构，连所属单位",
    "项目",
    "项目：租赁",
    "项目：没有的词",
    "项目，一地",
    "项目，一年",
    "绩效目标对照",
    "文字并排，4 份",
    "文字，与上年",
    "相同的文字",
    "所写的原因",
    "所写的原因，一个",
    "相同的文字，一个机构",
}
"""Pages with a goal of their own; the others are shown."""
MOST_QUERIES, MOST_MS = 10, 5


def pages() -> None:
    from django.test import Client
    from django.utils.encoding import iri_to_uri

    report("一个空查询的往返", in_database("SELECT 1", ()), "毫秒")
    client = Client()
    for name, address in addresses().items():
        answer = client.get(iri_to_uri(address), follow=True)
        address = answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"]
        with asked() as queries:
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        spent = [(in_database(*query), query[0]) for query in queries]
        report(f"{name}：数据库", sum(ms for ms, _ in spent), "毫秒", MOST_MS if name in GOALS else None)
        if os.environ.get("QUERIES"):
            for ms, sql in sorted(spent, reverse=True)[:3]:
                print(f"      {ms:7.2f}  {sql[: int(os.environ['QUERIES'])]}")
        if len(queries) > MOST_QUERIES:
            report(f"{name}：查询", len(queries), "次", MOST_QUERIES)


def conditional() -> None:
    """304 beside a view that does nothing but has the same middleware around it."""
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    from disclosures import urls

    urls.urlpatterns.append(path("nothing", lambda request: HttpResponse("")))
    client, address = Client(), "/codes/functional/215/?year=2023"
    first = client.get(address)
    with asked() as queries:
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    many = range(300)
    hit = median_ms(lambda: [client.get(address, headers={"if-none-match": first["ETag"]}) for _ in many], 3)
    from config import conditional as own

    kept, own.NAMESPACE = own.NAMESPACE, "nobody"
    empty = median_ms(lambda: [client.get("/nothing") for _ in many], 3)
    own.NAMESPACE = kept
    urls.urlpatterns.pop()
    report("304：查询", len(queries), "次", 1)
    report("304：与空页面每秒次数之比", empty / hit, "倍", 0.4, more=True)


def api() -> None:
    """A page of amounts as a program gets it: the query, the rows, the JSON and all that stands around the view."""
    from django.conf import settings
    from django.test import Client

    settings.DEBUG = False  # else the program is read anew for each request, to see whether it changed
    client = Client()
    first = client.get("/api/v1/amounts?limit=1000").json()
    assert len(first["rows"]) == 1000
    report("接口：1,000 个金额", median_ms(lambda: client.get("/api/v1/amounts?limit=1000")), "毫秒", 50)
    report("接口：再 1,000 个", median_ms(lambda: client.get(first["next"])), "毫秒", 50)
    filtered = "/api/v1/amounts?limit=1000&stage=budget&fiscal_year=2023"
    report("接口：一年的预算，1,000 个", median_ms(lambda: client.get(filtered)), "毫秒")
    for what, chosen in (
        ("一个科目", "code=2150501"),
        ("“三公”表", "statement=three_public"),
        ("一个区县", "region=130606"),
    ):
        with asked() as queries:
            client.get(f"/api/v1/amounts?limit=1000&{chosen}")
        report(f"接口：{what}，1,000 个：数据库", sum(in_database(*query) for query in queries), "毫秒", 50)


def statement() -> None:
    """300 rows of 6 amounts, through the page's own rendering and through django-tables2."""
    import django_tables2
    from django.template import Context, Template

    from disclosures.models import Disclosure
    from disclosures.presenting.grids import printed_rows
    from disclosures.reading.statements import disclosure_tables
    from disclosures.vocabulary import Unit

    own = Disclosure.objects.published().order_by("pk").first()
    assert own
    table = max(disclosure_tables(own.pk).printed, key=lambda t: len(t.rows) * len(t.columns))
    rows = [table.rows[i % len(table.rows)] for i in range(300)]
    from dataclasses import replace

    long = replace(table, rows=tuple(rows))
    names = [f"c{i}" for i in range(len(table.columns))]

    def cell(place: Any) -> str:
        return place if isinstance(place, str) else place.printed

    data = [dict(zip(names, map(cell, row), strict=True)) for row in rows]
    made = type("Rows", (django_tables2.Table,), {name: django_tables2.Column() for name in names})
    template = Template("{% load django_tables2 %}{% render_table table %}")

    def with_tables2() -> None:
        from django.test import RequestFactory

        template.render(Context({"table": made(data), "request": RequestFactory().get("/")}))

    theirs, ours = median_ms(with_tables2), median_ms(lambda: printed_rows(long, Unit.WAN))
    report(f"300 行 {len(names)} 栏的表：比 django-tables2 快", theirs / ours, "倍", 5, more=True)


# --- search --------------------------------------------------------------------------------------------------------

UNITS = ("商务", "民政", "水务", "教育", "食盐", "交通", "卫生", "统计", "档案", "气象")
CITIES = ("邢台", "衡水", "保定", "沧州", "廊坊", "承德", "唐山", "邯郸", "张家口", "秦皇岛")
OFFICES = ("工业和信息化局", "商务委员会", "人力资源和社会保障局")
SENTENCE = "贯彻落实国家有关方针政策和法律法规，负责全区行业经济运行的监测分析和统计，编制年度支出计划。"


def asked_by_people() -> tuple[str, ...]:
    with (ROOT / "tests" / "pages" / "search_queries.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(dict.fromkeys(row["query"] for row in rows))


def searched() -> None:
    """As many names, projects and sections; one in a hundred or so holds a rare word."""
    from disclosures.lifecycle.search_index import NEW, _index
    from disclosures.models import SearchEntry
    from disclosures.models.rows import write
    from disclosures.models.search_entry import SearchKind
    from disclosures.pages.search.facts import search
    from disclosures.reading.search_entries import EntryValues
    from disclosures.reading.signs import folded
    from disclosures.reading.sounds import sound_lines
    from disclosures.reading.word_tables import short_names

    beyond = 1 << 40
    for start in range(0, SEARCHED, 10_000):
        new: list[EntryValues] = []
        for i in range(start, start + 10_000):
            city, unit = CITIES[i % 10], UNITS[i % 97 % 10]
            name = f"{city}第{i}{unit}所" if i % 50 else f"{city}市第{i}{OFFICES[i % 3]}"
            thing = "食盐储备" if i % 101 == 0 else "设备租赁"
            text = SENTENCE * 6 + ("“三公”经费减少。" if i % 103 == 0 else "")
            shorter = short_names(name, f"{city}市")
            around = "\n".join((f"{name}2022年预算", f"河北省{city}市", *shorter[:2]))
            for kind, title, body, beside in (
                (SearchKind.AGENCY, name, "\n".join((str(100_000 + i), *shorter)), f"河北省{city}市"),
                (SearchKind.PROJECT, f"第{i}期{thing}项目", "", around),
                (SearchKind.NARRATIVE, "情况说明", text, around),
            ):
                sound = sound_lines([title, *shorter[:2]] if kind is SearchKind.AGENCY else [title])
                entry = EntryValues(kind.first_id + beyond + i, f"x{i}", "1", title)
                own = folded(f"{title}\n{body}")
                new.append(
                    entry._replace(
                        context=name,
                        place=str(beyond + i) if kind is SearchKind.NARRATIVE else "",
                        own=own,
                        around=beside,
                        sound="" if kind is SearchKind.NARRATIVE else sound,
                    )
                )
        write(SearchEntry, EntryValues._fields, new)
        _index(NEW, new)
    analyse()
    search(TOLERANT[0]), search("没有这样的话")  # the dictionaries are loaded once in a process
    lists = {"照原样": WORDS, "各种写法": TOLERANT, "人们问的（search_queries.tsv）": asked_by_people()}
    for what, words in lists.items():
        spent = [(median_ms(lambda word=word: search(word)), word) for word in words]
        median = statistics.median(ms for ms, _ in spent)
        report(f"搜索，{SEARCHED:,} 个名称与说明，{what}：中位", median, "毫秒", 50)
        for ms, word in spent:
            report(f"  “{word}”，找到 {search(word).total:,}", ms, "毫秒")


# --- rows ----------------------------------------------------------------------------------------------------------


def writing() -> None:
    """551 amounts of one disclosure."""
    from django.db import connection, transaction

    from disclosures.models import Amount
    from disclosures.models.rows import insert

    class TakenBackError(Exception):
        pass

    own = list(Amount.objects.order_by("pk")[:551])

    def once(write: Callable[[list[Amount]], object]) -> float:
        spent: list[float] = []
        for _ in range(TIMES):
            try:
                with transaction.atomic():
                    Amount.objects.filter(pk__in=[amount.pk for amount in own])._raw_delete(connection.alias)
                    new = [
                        Amount(
                            **{
                                f.attname: getattr(a, f.attname)
                                for f in Amount._meta.concrete_fields
                                if not f.primary_key
                            }
                        )
                        for a in own
                    ]
                    started = time.perf_counter()
                    write(new)
                    spent.append(time.perf_counter() - started)
                    raise TakenBackError
            except TakenBackError:
                pass
        return statistics.median(spent)

    slow, quick = once(Amount.objects.bulk_create), once(insert)
    report("写 551 个金额：比 bulk_create 快", slow / quick, "倍", 5, more=True)
    report("写 551 个金额", quick * 1000, "毫秒")


def storage(goal: float) -> None:
    from django.db import connection

    from disclosures.models import Amount, Head, SearchEntry, StatementLine, Total

    amounts = Amount.objects.count()

    def size(table: str) -> float:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_total_relation_size(%s)", [table])
            else:
                cursor.execute(
                    "SELECT SUM(pgsize) FROM dbstat WHERE aggregate = 1 AND (instr(name, %s) = 1 "
                    "OR name IN (SELECT name FROM sqlite_master WHERE tbl_name = %s))",
                    [f"{table}_", table],
                )
            return float(cursor.fetchone()[0] or 0) / amounts

    report("金额表，每个金额", size(Amount._meta.db_table), "字节", goal)
    for word, model in (
        ("报表行", StatementLine),
        ("机构科目金额", Head),
        ("地区科目金额", Total),
        ("搜索", SearchEntry),
    ):
        report(f"{word}，每个金额", size(model._meta.db_table), "字节")
    if connection.vendor == "sqlite":
        report("搜索索引，每个金额", size("disclosures_searchgram"), "字节")


def analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure(amounts: int) -> None:
    """Everything, on the configured database; an empty one is filled first."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["testserver"]
    print(f"{connection.vendor}", flush=True)
    call_command("migrate", verbosity=0)
    if amounts:
        at_scale(amounts)
    searched()


def at_scale(amounts: int) -> None:
    from django.db import connection

    from disclosures.models import Disclosure
    from tests.benchmarks.generate import generate

    if not Disclosure.objects.exists():
        generate(amounts)
    pages()
    conditional()
    api()
    statement()
    writing()
    storage(85 if connection.vendor == "sqlite" else 150)


def in_process(amounts: int, **environment: str) -> int:
    plain = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MINGZHANG_ENV": "development",
        "DEBUG": "false",
        "MINGZHANG_MEASURES": str(amounts),
    }
    return subprocess.call([sys.executable, __file__], env=os.environ | plain | environment)


def main() -> int:
    from tests.with_postgresql import start

    amounts = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1_000_000)
    chosen = [word for word in sys.argv[1:] if word in ("sqlite", "postgresql")] or ["sqlite", "postgresql"]
    failed = 0
    for vendor in chosen:
        with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
            if vendor == "sqlite":
                failed += in_process(amounts, DATA_DIR=folder, DATABASE_URL="")
            else:
                with start(folder + "/server") as server:  # type: ignore[attr-defined]
                    failed += in_process(amounts, DATA_DIR=folder, DATABASE_URL=server.get_uri())
    return 1 if failed else 0


if __name__ == "__main__":
    if given := os.environ.get("MINGZHANG_MEASURES"):
        measure(int(given))
    else:
        sys.exit(main())
