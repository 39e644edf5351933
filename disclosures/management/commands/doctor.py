from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.operations.doctor import Severity, examine


class Command(BaseCommand):
    help = "查看网站是否正常：设置、数据库、文件、卡住的读取、预先算好的表；不正常的说明怎么办。有错误时退出码为 1。"
    requires_system_checks = []  # part of what is looked at

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="不逐个读原件，不重算各表")

    def handle(self, *args: Any, quick: bool, **options: Any) -> None:
        style = {
            Severity.OK: self.style.SUCCESS,
            Severity.WARN: self.style.WARNING,
            Severity.FAIL: self.style.ERROR,
        }
        counted: Counter[Severity] = Counter()
        for title, line in examine(quick=quick):
            counted[line.level] += 1
            self.stdout.write(f"{style[line.level](line.level.value)}  {title}：{line.seen}")
            if line.advice:
                self.stdout.write(f"      → {line.advice}")
        said = "，".join(f"{level.value} {counted[level]}" for level in Severity)
        self.stdout.write(f"{said}。")
        if counted[Severity.FAIL]:
            raise SystemExit(1)
