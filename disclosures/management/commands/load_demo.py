from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from disclosures.lifecycle.ingestion import ingest, store
from disclosures.lifecycle.publication import publish
from disclosures.models import Disclosure, Document
from disclosures.models.document import DocumentState
from disclosures.parsing.records import PARSER_VERSION
from disclosures.reading.columns import own_column

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "demo"
COUNTRY = SAMPLES / "country"
FORMS = (".pdf", ".docx", ".xlsx")
REASON = "演示数据"
COMPARED = (
    ("衡水市工业和信息化局本级", 2022),
    ("邢台市工业和信息化局", 2022),
    ("保定市莲池区工业和信息化局", 2023),
)


class Command(BaseCommand):
    help = "经上传、读取、载入、发布的真实路径装入演示文件：河北五份，各地的摘录。可以重复执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="打印地址时使用")
        parser.add_argument("--few", action="store_true", help="只装入河北五份")

    def handle(self, *args: Any, base_url: str, few: bool, **options: Any) -> None:
        folders = (SAMPLES,) if few else (SAMPLES, COUNTRY)
        paths = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in FORMS]
        known = Document.objects.exists()
        for number, path in enumerate(paths, 1):
            document = self.load(path)
            names = "、".join(str(found) for found in document.disclosures.select_related("agency"))
            self.stdout.write(f"[{number}/{len(paths)}] {names}")
        if known:  # of an earlier version perhaps, which kept other rows
            call_command("rebuild_totals", verbosity=0)
        address = reverse("disclosures:compare") + "?" + "&".join(f"d={key}" for key in self.compared())
        self.stdout.write("\n  比较        衡水市工信局本级 2022 / 邢台 2022 / 莲池 2023")
        self.stdout.write(f"              {base_url.rstrip('/')}{address}")

    def load(self, path: Path) -> Document:
        with path.open("rb") as content:
            document, _ = store(File(content), path.name)
        if document.state != DocumentState.READY or document.parser_version != PARSER_VERSION:
            ingest(document)
        if document.state != DocumentState.READY:
            reason = document.error_message or "机构或年度没有确定。"
            raise CommandError(f"{path.name} 没有读成（{document.get_state_display()}）：{reason}")
        for disclosure in document.disclosures.all():
            if not disclosure.is_citable:
                publish(disclosure, None, REASON)
        return document

    def compared(self) -> list[str]:
        """The columns of the comparison that the demonstration opens with, the base first."""
        published = Disclosure.objects.published().with_agency()
        return [own_column(published.get(agency__name=name, fiscal_year=year)).key for name, year in COMPARED]
