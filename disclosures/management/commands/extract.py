from __future__ import annotations

import hashlib
import json
import mimetypes
import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.ingestion.limits import parse_limits
from disclosures.ingestion.sources import Found, find
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import document_json, error_json
from disclosures.parsing.sandbox import parse_limited


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
        for found in find(files, parse_limits()):
            result = self.extract(found)
            failed |= result["error"] is not None
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            self.stdout.flush()
        if failed:
            sys.exit(1)

    def extract(self, found: Found) -> dict[str, Any]:
        """The public form of one file."""
        sha256 = None
        try:
            with found.open() as content:
                sha256 = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
                parsed = parse_limited(Path(content.name), parse_limits())
            return document_json(replace(parsed, source=replace(parsed.source, name=found.name)))
        except OSError as error:
            problem = UnreadableDocument("damaged")
            self.stderr.write(f"{found.place}：{error.strerror or error}")
        except UnreadableDocument as error:
            problem = error
        media_type = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        source = {"name": found.name, "sha256": sha256, "media_type": media_type, "pages": None}
        return error_json(source, problem.code, problem.message)
