from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from disclosures.lifecycle.totals import refresh_classifications
from disclosures.models import EconomicCode, FunctionalCode, Population, Region
from disclosures.models.classification import BudgetCode, CodeSource, Level

DATA = Path(__file__).resolve().parents[2] / "data"
LATEST_EDITION = 2026
"""Names without a last edition are loaded up to this year; raise it when a new edition is out."""

LEVELS = {3: Level.CATEGORY, 5: Level.SECTION, 7: Level.ITEM}


class Command(BaseCommand):
    help = "载入行政区划、人口、支出功能分类、支出经济分类科目。可以重复执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            regions = load_regions()
            populations = load_populations()
            functional = load_codes(FunctionalCode, "functional_codes.csv")
            economic = load_codes(EconomicCode, "economic_codes.csv")
            refresh_classifications()
        if options["verbosity"]:
            self.stdout.write(
                f"行政区划 {regions} 个，人口 {populations} 条，功能科目 {functional} 条，经济科目 {economic} 条。"
            )


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load_regions() -> int:
    listed = list(rows("regions.csv"))
    codes = {row["code"] for row in listed}
    regions = [
        Region(
            code=row["code"], name=row["name"], parent_id=parent_of(row["code"], codes), source=row["source"]
        )
        for row in listed
    ]
    Region.objects.bulk_create(
        regions, update_conflicts=True, unique_fields=["code"], update_fields=["name", "parent", "source"]
    )
    return len(regions)


def load_populations() -> int:
    populations = [
        Population(
            region_id=row["code"], year=int(row["year"]), people=int(row["people"]), source=row["source"]
        )
        for row in rows("populations.csv")
    ]
    Population.objects.bulk_create(
        populations,
        update_conflicts=True,
        unique_fields=["region", "year"],
        update_fields=["people", "source"],
    )
    return len(populations)


def parent_of(code: str, codes: set[str]) -> str | None:
    """The nearest level above that has a code: counties of 北京 and those run by a province have no city."""
    above = (code[:4] + "00", code[:2] + "0000")
    return next((candidate for candidate in above if candidate != code and candidate in codes), None)


def load_codes(model: type[BudgetCode], name: str) -> int:
    """The names of the classification replace what documents printed; names seen in documents only fill gaps."""
    standard: list[BudgetCode] = []
    observed: list[BudgetCode] = []
    for row in rows(name):
        source = CodeSource.STANDARD if row["source"] == CodeSource.STANDARD.label else CodeSource.OBSERVED
        for edition in range(int(row["first_edition"]), int(row["last_edition"] or LATEST_EDITION) + 1):
            code = model(
                edition=edition,
                code=row["code"],
                level=LEVELS[len(row["code"])],
                name=row["name"],
                source=source,
            )
            (standard if source == CodeSource.STANDARD else observed).append(code)
    model._default_manager.bulk_create(
        standard,
        update_conflicts=True,
        unique_fields=["edition", "code"],
        update_fields=["level", "name", "source"],
    )
    model._default_manager.bulk_create(observed, ignore_conflicts=True)
    return len(standard) + len(observed)
