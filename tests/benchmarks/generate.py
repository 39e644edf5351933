# ruff: noqa: E402
"""Fill an empty database with amounts of real shape: python tests/benchmarks/generate.py [AMOUNTS]

A sample document is read and loaded, with more codes until it has 551 amounts; the database then copies its rows for
every agency, year and stage: departments with and without units, most of them in one city. Everything is published; the
precomputed tables and the entries of search are made at the end. Works on the database of DATABASE_URL (or DATA_DIR).
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

if __name__ == "__main__":
    django.setup()

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import ForeignKey, Max
from django.utils import timezone

PATTERN = ROOT / "disclosures" / "data" / "demo" / "hengshui-2022-units.pdf"
AMOUNTS = 551
YEARS = (2023, 2022, 2021)
STAGES = (("budget", "budget"), ("final_accounts", "final"))
CITY = "130500"
PLACES = ("130100", "130600", "131000", "130606", "310115")
IN_THE_CITY = 0.7
UNITS_EVERY, UNITS = 8, 2
"""Every eighth department has two units."""
SECTORS = ("工业", "教育", "民政", "水务", "交通", "卫生", "统计", "档案", "气象", "农业", "商务", "食盐储备")

CHANGED: dict[tuple[str, str], str] = {
    ("document", "sha256"): "CAST(copy.k AS text)",
    ("disclosure", "agency_id"): "copy.agency",
    ("disclosure", "fiscal_year"): "copy.year",
    ("disclosure", "stage"): "copy.stage",
    ("disclosure", "kind"): "copy.kind",
    ("statementcolumn", "basis"): "CASE own.basis WHEN 'budget' THEN copy.basis ELSE own.basis END",
    ("amount", "basis"): "CASE own.basis WHEN 'budget' THEN copy.basis ELSE own.basis END",
    ("amount", "fen"): "CAST(own.fen * copy.factor AS bigint)",
    ("headlinefigure", "fen"): "CAST(own.fen * copy.factor AS bigint)",
    ("claim", "fen"): "CAST(own.fen * copy.factor AS bigint)",
    ("claim", "base_year"): "copy.year - 1",
}
"""Columns of a copy that are not those of the pattern."""


def pattern() -> Any:
    """A parsed document with one disclosure of 551 amounts."""
    from disclosures.parsing import parse
    from disclosures.vocabulary import CellState, Statement

    parsed = parse(PATTERN)
    found = parsed.disclosures[0]
    coded = (Statement.REVENUE, Statement.EXPENDITURE, Statement.GENERAL_PUBLIC_BUDGET)
    tables = list(found.statements)

    def missing() -> int:
        cells = [cell for table in tables for line in table.lines for cell in line.cells]
        return AMOUNTS - sum(cell.state is not CellState.BLANK for cell in cells)

    sections = [f"{category}{section}" for category in range(229, 200, -1) for section in ("01", "05")]
    for code in (section + item for section in sections for item in ("", "01")):
        for place, table in enumerate(tables):
            if table.statement in coded and missing() and code not in {line.code for line in table.lines}:
                full = next(line for line in table.lines if sum(c.yuan is not None for c in line.cells) > 2)
                cells = tuple(c for c in full.cells if c.yuan is not None)[: min(missing(), 3)]
                more = {
                    "row": table.lines[-1].row + 1,
                    "code": code,
                    "name": f"第{code}号支出",
                    "cells": cells,
                }
                line = replace(table.lines[-1], kind=None, category_code=None, **more)
                tables[place] = replace(table, lines=(*table.lines, line))
    assert not missing()
    return replace(parsed, disclosures=(replace(found, statements=tuple(tables)),))


def load_pattern() -> None:
    from disclosures.lifecycle.ingestion.loader import load
    from disclosures.models import Disclosure, Document

    document = Document.objects.create(
        sha256="0", original_name="pattern.pdf", media_type="application/pdf", size=1, pages=30, state="ready"
    )
    load(document, pattern())
    Disclosure.objects.update(state="published", published_at=timezone.now())


def district(number: int) -> str:
    """A place of its own for each body, so that those of one sector are like bodies: 零零一二区."""
    return "".join("零一二三四五六七八九"[int(digit)] for digit in f"{number:04}") + "区"


def bodies(wanted: int, chance: random.Random) -> list[Any]:
    from disclosures.models import Agency

    made: list[Any] = []
    for number in count(1):
        place = CITY if chance.random() < IN_THE_CITY else chance.choice(PLACES)
        name, code = f"{district(number)}{SECTORS[number % len(SECTORS)]}局", f"{1000 + number}"
        department = Agency.objects.create(name=name, code=code, region_id=place, kind="department")
        made.append(department)
        for unit in range(UNITS if number % UNITS_EVERY == 0 else 0):
            own = {"name": f"{name}第{unit}中心", "code": f"{code}{unit:03}", "kind": "unit"}
            made.append(Agency.objects.create(**own, region_id=place, parent=department))
        if len(made) >= wanted:
            return made[:wanted]
    raise AssertionError


def copy_pattern(disclosures: int) -> None:
    """The rows of the pattern once for every other agency, year and stage, by the database itself."""
    from disclosures import models as m

    chance = random.Random(20261121)
    agencies = bodies(-(-disclosures // (len(YEARS) * len(STAGES))), chance)
    factors = {agency.pk: 10 ** chance.uniform(-1, 1) for agency in agencies}
    keys = [(agency, year, stage) for year in YEARS for stage in STAGES for agency in agencies]
    copies = [
        (k, agency.pk, agency.kind, year, *stage, factors[agency.pk] * chance.uniform(0.8, 1.2))
        for k, (agency, year, stage) in enumerate(keys[: disclosures - 1], 1)
    ]
    kinds = (
        "k bigint, agency bigint, kind text, year integer, stage text, basis text, factor double precision"
    )
    copied: tuple[type[models.Model], ...] = (
        m.Document, m.Disclosure, m.Statement, m.StatementColumn, m.StatementLine, m.Amount, m.HeadlineFigure,
        m.Claim, m.Section, m.PerformanceTarget, m.PerformanceIndicator,
    )  # fmt: skip
    last = {model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in copied}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE copy ({kinds})")
        cursor.executemany("INSERT INTO copy VALUES (%s, %s, %s, %s, %s, %s, %s)", copies)
        if (
            connection.vendor == "postgresql"
        ):  # rows that fit by their making need not be looked up one by one
            cursor.execute("SET LOCAL session_replication_role = replica")
        for model in copied:
            columns = {str(field.column): _copied(field, last) for field in model._meta.concrete_fields}
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
                f"SELECT {', '.join(columns.values())} FROM copy, {model._meta.db_table} AS own ORDER BY copy.k, own.id"
            )
        cursor.execute("DROP TABLE copy")
        for statement in connection.ops.sequence_reset_sql(no_style(), list(copied)):
            cursor.execute(statement)


def _copied(field: Any, last: dict[type[models.Model], int]) -> str:
    """The value of a column in copy k: numbers move on by as many as the pattern has."""
    column = str(field.column)
    if field.primary_key:
        return f"own.id + copy.k * {last[field.model]}"
    if isinstance(field, ForeignKey) and field.related_model in last and field.related_model != field.model:
        return f"own.{column} + copy.k * {last[field.related_model]}"
    return CHANGED.get((field.model._meta.model_name, column), f"own.{column}")


def generate(amounts: int) -> int:
    """How many disclosures were made."""
    from disclosures.lifecycle.totals import rebuild

    started = time.perf_counter()
    call_command("load_classifications", verbosity=0)
    disclosures = -(-amounts // AMOUNTS)
    load_pattern()
    copy_pattern(disclosures)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    filled = time.perf_counter()
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(
        f"{disclosures:,} 份公开，{disclosures * AMOUNTS:,} 个金额：写入 {filled - started:.0f} 秒，"
        f"排名与搜索 {time.perf_counter() - filled:.0f} 秒",
        flush=True,
    )
    return disclosures


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    generate(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
