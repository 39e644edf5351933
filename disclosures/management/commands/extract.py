from __future__ import annotations

import hashlib
import json
import mimetypes
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.ingestion.limits import parse_limits
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import document_json, error_json
from disclosures.parsing.sandbox import parse_limited


class Command(BaseCommand):
    help = (
        "读取文件，不写数据库，每个文件输出一行 JSON（格式见 docs/extract-format.md）。"
        "全部读出时退出码为 0，有文件不能读取时为 1，参数错误时为 2。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            raise CommandError(f"没有这个文件：{'、'.join(missing)}", returncode=2)
        results = []
        for path in files:
            results.append(self.extract(path))
            self.stdout.write(json.dumps(results[-1], ensure_ascii=False))
            self.stdout.flush()
        if any(result["error"] for result in results):
            sys.exit(1)

    def extract(self, path: Path) -> dict[str, Any]:
        """The public form of one file."""
        try:
            return document_json(parse_limited(path, parse_limits()))
        except UnreadableDocument as error:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            source = {"name": path.name, "sha256": sha256, "media_type": media_type, "pages": None}
            return error_json(source, error.code, error.message)
