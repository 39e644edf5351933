from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.management.reading import FileReading, readings
from disclosures.reconciliation import reconcile
from disclosures.reconciliation.json import results_json


class Command(BaseCommand):
    help = (
        "读取文件、文件夹和 zip 压缩文件中的文件，放在一起核对勾稽关系，不写数据库，每个文件输出一行 JSON"
        "（格式见 docs/reconcile-format.md）。全部读出时退出码为 0，有文件不能读取时为 1，参数错误时为 2。"
        "有不一致的结果不影响退出码。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--all", action="store_true", help="也列出一致的结果")

    def handle(self, *args: Any, files: list[Path], all: bool, **options: Any) -> None:  # noqa: A002
        if missing := [str(path) for path in files if not path.exists()]:
            raise CommandError(f"没有这个文件：{'、'.join(missing)}", returncode=2)
        read = list(readings(files))
        results = reconcile(
            [disclosure for one in read if one.document for disclosure in one.document.disclosures]
        )
        first = 0
        for one in read:
            count = len(one.document.disclosures) if one.document else 0
            self.print(one, results[first : first + count], all)
            first += count
        if any(one.document is None for one in read):
            sys.exit(1)

    def print(self, reading: FileReading, results: Any, everything: bool) -> None:
        """The line of one file."""
        if reading.trouble:
            self.stderr.write(reading.trouble)
        if reading.document is None:
            error = reading.error_json()
            line: dict[str, Any] = {"source": error["source"], "error": error["error"]}
            line |= results_json((), (), everything)
        else:
            source = {"name": reading.name, "sha256": reading.sha256}
            line = {"source": source, "error": None}
            line |= results_json(reading.document.disclosures, results, everything)
        self.stdout.write(json.dumps(line, ensure_ascii=False))
        self.stdout.flush()
