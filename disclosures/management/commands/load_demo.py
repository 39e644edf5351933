from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from disclosures.lifecycle.ingestion import ingest, store
from disclosures.lifecycle.publication import publish
from disclosures.models import Disclosure, Document
from disclosures.models.document import DocumentState
from disclosures.parsing.records import PARSER_VERSION
from disclosures.reading.columns import own_column

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "demo"
REASON = "演示数据"
COMPARED = (
    ("衡水市工业和信息化局本级", 2022),
    ("邢台市工业和信息化局", 2022),
    ("保定市莲池区工业和信息化局", 2023),
)


class Command(BaseCommand):
    help = "经上传、读取、载入、发布的真实路径装入五份演示文件。可以重复执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="打印地址时使用")

    def handle(self, *args: Any, base_url: str, **options: Any) -> None:
        for path in sorted(SAMPLES.iterdir()):
            if path.suffix in (".pdf", ".docx", ".xlsx"):
                document = self.load(path)
                names = "、".join(str(found) for found in document.disclosures.select_related("agency"))
                self.stdout.write(f"{path.name}：{names}")
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
