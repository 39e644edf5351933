from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from disclosures.lifecycle import ingestion
from disclosures.management.commands.load_classifications import parent_of
from disclosures.models import Document, FunctionalCode, Region
from disclosures.models.classification import CodeSource, Level
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import ParsedDocument


@pytest.fixture
def classifications(db: None) -> None:
    call_command("load_classifications", verbosity=0)


@pytest.fixture
def places(db: None) -> None:
    """A dozen regions instead of three thousand, and a code of each classification."""
    regions = {
        "130000": "河北省", "130500": "邢台市", "130600": "保定市", "130606": "莲池区", "131000": "廊坊市",
        "131025": "大城县", "131100": "衡水市", "310000": "上海市", "310107": "普陀区", "330000": "浙江省",
        "330900": "舟山市", "330903": "普陀区",
    }  # fmt: skip
    Region.objects.bulk_create(
        Region(code=code, name=name, parent_id=parent_of(code, set(regions)), source="测试")
        for code, name in regions.items()
    )
    FunctionalCode.objects.create(
        edition=2022,
        code="215",
        level=Level.CATEGORY,
        name="资源勘探工业信息等支出",
        source=CodeSource.STANDARD,
    )


@pytest.fixture
def ingested(places: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Document]:
    """Ingest as if the parser had read just this (or had raised this)."""
    contents = itertools.count()

    def ingest(
        outcome: ParsedDocument | UnreadableDocument, again: Document | None = None, **said: object
    ) -> Document:
        def parse(*_: object) -> ParsedDocument:
            if isinstance(outcome, UnreadableDocument):
                raise outcome
            return outcome

        monkeypatch.setattr(ingestion, "parse_limited", parse)
        document = (
            again or ingestion.store(ContentFile(f"文件 {next(contents)}".encode()), "公开.pdf", **said)[0]
        )
        return ingestion.ingest(document)

    return ingest
