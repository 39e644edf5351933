from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.management.reading import readings
from disclosures.parsing.record_json import document_json


class Command(BaseCommand):
    help = (
        "读取文件、文件夹和 zip 压缩文件中的文件，不写数据库，每个文件输出一行 JSON（格式见 docs/extract-format.md）。"
        "全部读出时退出码为 0，有文件不能读取时为 1，参数错误时为 2。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        if missing := [str(path) for path in files if not path.exists()]:
            raise CommandError(f"没有这个文件：{'、'.join(missing)}", returncode=2)
        failed = False
        for reading in readings(files):
            failed |= reading.document is None
            if reading.trouble:
                self.stderr.write(reading.trouble)
            result = document_json(reading.document) if reading.document else reading.error_json()
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            self.stdout.flush()
        if failed:
            sys.exit(1)
