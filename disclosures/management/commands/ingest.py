from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from disclosures.ingestion import ingest, store
from disclosures.models import Document, Region
from disclosures.models.document import DocumentState
from disclosures.parsing.records import PARSER_VERSION
from disclosures.publication import PublicationError, publish
from disclosures.vocabulary import Stage


class Command(BaseCommand):
    help = "存入并读取文件或文件夹中的文件。已读取过的文件不再读取；解析器更新后会重新读取。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
        parser.add_argument("--region", metavar="CODE", help="行政区划代码；文件中的名称不能确定地区时使用")
        parser.add_argument("--year", type=int, help="年度；文件中没有写明时使用")
        parser.add_argument(
            "--stage", choices=[stage.value for stage in Stage], default="", help="预算或决算"
        )
        parser.add_argument("--publish", metavar="REASON", default="", help="读取后发布，并写明理由")
        parser.add_argument("--unfinished", action="store_true", help="重新读取中断的文件")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        if not paths and not options["unfinished"]:
            raise CommandError("请给出文件或文件夹，或使用 --unfinished。", returncode=2)
        documents = [self.store(path, options) for path in files(paths)]
        if options["unfinished"]:
            documents += Document.objects.unfinished().exclude(pk__in=[document.pk for document in documents])
        failed = 0
        for document in documents:
            if needs_reading(document):
                ingest(document)
            failed += document.state == DocumentState.FAILED
            self.report(document)
            if options["publish"]:
                self.publish(document, options["publish"])
        if failed:
            raise CommandError(f"{failed} 个文件未能读取。", returncode=1)

    def store(self, path: Path, options: dict[str, Any]) -> Document:
        region = None
        if options["region"] and not (region := Region.objects.filter(pk=options["region"]).first()):
            raise CommandError(
                f"没有行政区划代码 {options['region']}。请先执行 load_classifications。", returncode=2
            )
        with path.open("rb") as content:
            document, _ = store(
                File(content), path.name, region=region, year=options["year"], stage=options["stage"]
            )
        return document

    def report(self, document: Document) -> None:
        outcome = document.error_message or "、".join(
            str(found) for found in document.disclosures.select_related("agency")
        )
        self.stdout.write(f"{document.original_name}：{document.get_state_display()}。{outcome}")

    def publish(self, document: Document, reason: str) -> None:
        for disclosure in document.disclosures.select_related("agency"):
            if not disclosure.is_published:
                try:
                    publish(disclosure, None, reason)
                except PublicationError as error:
                    self.stderr.write(f"{disclosure}：{error.message}")


def files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.is_file())
        elif path.is_file():
            yield path
        else:
            raise CommandError(f"没有这个文件：{path}", returncode=2)


def needs_reading(document: Document) -> bool:
    done = (DocumentState.READY, DocumentState.NEEDS_REVIEW)
    return document.state not in done or document.parser_version != PARSER_VERSION
