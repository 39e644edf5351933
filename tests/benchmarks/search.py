# ruff: noqa: E402
"""Median time of search at 100,000 rows of each kind, on the configured database: python tests/benchmarks/search.py [rows]

Works in a test database of its own, made and dropped here.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection
from django.test.runner import DiscoverRunner
from django.utils import timezone

from disclosures.models import (
    Agency,
    Disclosure,
    Document,
    PerformanceIndicator,
    PerformanceTarget,
    Region,
    Section,
)
from disclosures.queries.search import Kind, search

WORDS = ("三公", "邢台", "食盐", "租赁", "盐")
SENTENCE = "贯彻落实国家有关方针政策和法律法规，负责全区行业经济运行的监测分析和统计，编制年度支出计划。"
UNITS = ("商务", "民政", "水务", "教育", "食盐", "交通", "卫生", "统计", "档案", "气象")
PLACES = ("邢台", "衡水", "保定", "沧州", "廊坊", "承德", "唐山", "邯郸", "张家口", "秦皇岛")
TIMES = 5


def fill(rows: int) -> None:
    """As many names, targets, indicators and sections; one in a hundred or so holds a word that is asked for."""
    places = [
        Region.objects.create(pk=f"13{number:02}00", name=f"{name}市", source="")
        for number, name in enumerate(PLACES)
    ]
    document = Document.objects.create(sha256="0" * 64, original_name="x.pdf", size=1, state="ready")
    agencies = Agency.objects.bulk_create(
        [
            Agency(
                name=f"{places[i % 10].name[:-1]}第{i}{UNITS[i % 97 % 10]}所",
                code=str(100000 + i),
                region=places[i % 10],
                kind="unit",
            )
            for i in range(rows)
        ],
        batch_size=2000,
    )
    disclosures: list[Disclosure] = []
    for start in range(0, rows, 30000):  # positions of one document end at 32,767
        document = Document.objects.create(
            sha256=f"{start + 1:064}", original_name="x.pdf", size=1, state="ready"
        )
        disclosures += Disclosure.objects.bulk_create(
            [
                Disclosure(
                    document=document,
                    position=i,
                    agency=agency,
                    fiscal_year=2022,
                    stage="budget",
                    kind="unit",
                    state="published",
                    published_at=timezone.now(),
                )
                for i, agency in enumerate(agencies[start : start + 30000])
            ],
            batch_size=2000,
        )
    targets = PerformanceTarget.objects.bulk_create(
        [
            PerformanceTarget(
                disclosure=d, position=0, title=f"第{i}期{'食盐储备' if i % 101 == 0 else '设备租赁'}项目"
            )
            for i, d in enumerate(disclosures)
        ],
        batch_size=2000,
    )
    PerformanceIndicator.objects.bulk_create(
        [
            PerformanceIndicator(
                target=t, position=0, level_3="完成的及时率", description=SENTENCE[:20], value=str(i)
            )
            for i, t in enumerate(targets)
        ],
        batch_size=2000,
    )
    Section.objects.bulk_create(
        [
            Section(
                disclosure=d,
                position=0,
                heading="情况说明",
                level=1,
                text=SENTENCE * 6 + ("“三公”经费减少。" if i % 103 == 0 else ""),
            )
            for i, d in enumerate(disclosures)
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def median(words: str, kind: Kind | None) -> float:
    times: list[float] = []
    for _ in range(TIMES):
        start = time.perf_counter()
        search(words, kind)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    runner = DiscoverRunner(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        fill(rows)
        print(f"{connection.vendor}，每种 {rows:,} 行，中位数，毫秒")
        for words in WORDS:
            all_kinds = median(words, None)
            names = median(words, Kind.AGENCY)
            print(f"  {words}\t全部 {all_kinds:7.1f}\t机构 {names:7.1f}\t找到 {search(words).total}")
    finally:
        runner.teardown_databases(old)


if __name__ == "__main__":
    main()
