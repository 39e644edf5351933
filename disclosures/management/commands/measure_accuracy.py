from __future__ import annotations

import csv
import importlib
import json
import sys
from argparse import ArgumentParser
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from disclosures.parsing import parse

DATA = Path(__file__).resolve().parents[2] / "data"
RESULT = DATA / "accuracy.json"
LIMITS = DATA / "known_limits.csv"
READ = cache(parse)
"""The layout of a sample is asked for before it is scored."""


class Command(BaseCommand):
    help = "按样本底稿给解析结果评分，写入 disclosures/data/accuracy.json；--check 只比较，不写。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="结果与 accuracy.json 不同时失败")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        rows = measured()
        text = as_text(rows, known_limits())
        for row in rows:
            self.stdout.write(
                f"{row['layout']:<9} {row['stage']:<15} {row['form']:<22} {row['found']}/{row['cells']}"
                f"  多出 {row['spurious']}"
            )
        if not check:
            RESULT.write_text(text, encoding="utf-8")
        elif not RESULT.exists() or RESULT.read_text(encoding="utf-8") != text:
            raise CommandError("accuracy.json 不是现在的评分结果；请运行 python manage.py measure_accuracy")


def measured() -> list[dict[str, Any]]:
    """The rows that tests/samples/measure.py finds. The samples are part of the repository, not of an installation."""
    samples = Path(settings.BASE_DIR) / "tests" / "samples"
    if not (samples / "measure.py").exists():
        raise CommandError("评分要用源代码仓库里的样本（tests/samples），这里没有")
    if str(samples) not in sys.path:
        sys.path.insert(0, str(samples))
    rows: list[dict[str, Any]] = importlib.import_module("measure").measure(READ)
    return rows


def known_limits() -> list[dict[str, str]]:
    with LIMITS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_text(rows: list[dict[str, Any]], limits: list[dict[str, str]]) -> str:
    """The file: a record a line, nothing in it that changes from day to day."""

    def lines(records: list[Any]) -> str:
        return ",\n".join(f"  {json.dumps(record, ensure_ascii=False)}" for record in records)

    return f'{{\n "rows": [\n{lines(rows)}\n ],\n "limits": [\n{lines(limits)}\n ]\n}}\n'
