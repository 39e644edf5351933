"""The lines of the upload desk: what became of every file that was brought, as the page and its script show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.loader import render_to_string

from disclosures.lifecycle.ingestion import enqueue, store
from disclosures.lifecycle.ingestion.sources import SourceFile, opened_up
from disclosures.lifecycle.publication import rivals
from disclosures.models import Disclosure, Document
from disclosures.models.disclosure import DisclosureState
from disclosures.models.document import DocumentState
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.temporary import own_folder
from disclosures.reading.originals import parse_limits

UNFINISHED = (DocumentState.RECEIVED, DocumentState.PARSING)
TAKEN_AGAIN = (*UNFINISHED, DocumentState.FAILED)
"""States of a known document in which bringing its file once more has it read once more."""
MOST_LINES = 1000
REPLACEABLE = "同一机构、年度和阶段已有一份公布：核对后可以作为更正件发布，替换那一份。"
REPEATED = "与“{}”内容相同，没有重复存入。"
LEFT_OUT = "left-out"
"""State of the line of a member of an archive that nobody has to do anything about."""
UNWRITABLE = "服务器不能写入文件。请稍后重试，或告诉管理员。"


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One file of an upload. `state` is for style sheets and scripts; without a document nothing was stored."""

    name: str
    state: str
    label: str
    message: str = ""
    document: Document | None = None
    known: bool = False
    """The same bytes had been here before."""
    hint: str = ""

    @property
    def unfinished(self) -> bool:
        return self.document is not None and self.document.state in UNFINISHED

    @property
    def failed(self) -> bool:
        return self.document is not None and self.document.state == DocumentState.FAILED


def line(document: Document, known: bool = False, others: bool = False) -> DeskLine:
    """The line of a document; wants its disclosures prefetched. `others`: something else is published in the place of one
    of them."""
    state, label, message = document.state, DocumentState(document.state).label, document.error_message
    if state == DocumentState.RECEIVED:
        label = "等待读取"
        message = f"第 {document.attempts} 次没有读完，等待再读。" if document.attempts else ""
    elif state == DocumentState.PARSING and document.reading_page:
        message = f"第 {document.reading_page} 页，共 {document.reading_pages} 页"
    elif state == DocumentState.FAILED and document.error_code == "cancelled":
        label = "已取消"
    elif state == DocumentState.READY:
        state, label = _read(list(document.disclosures.all()))
    hint = REPLACEABLE if others else ""
    return DeskLine(document.original_name, state, label, message, document, known, hint)


def _read(disclosures: list[Disclosure]) -> tuple[str, str]:
    """State and label of what was read without doubts."""
    published = sum(disclosure.is_published for disclosure in disclosures)
    if published:
        whole = published == len(disclosures)
        return "published", "已发布" if whole else f"已发布 {published}/{len(disclosures)} 份"
    if disclosures and all(disclosure.is_replaced for disclosure in disclosures):
        return "published", DisclosureState.REPLACED.label
    return DocumentState.READY, "已读取，待发布"


def lines_of(documents: Any, known: Iterable[int] = ()) -> list[DeskLine]:
    """The lines of some documents, in the order in which they came. Three queries."""
    known = set(known)
    found = documents.order_by("pk").prefetch_related(
        Prefetch("disclosures", Disclosure.objects.select_related("agency").order_by("position"))
    )
    shown = list(found[:MOST_LINES])
    drafts = [
        disclosure
        for document in shown
        for disclosure in document.disclosures.all()
        if disclosure.state == DisclosureState.DRAFT and not disclosure.part_of_id
    ]
    published = rivals(drafts) if drafts else {}
    taken = {disclosure.document_id for disclosure in drafts if disclosure.pk in published}
    return [line(document, document.pk in known, document.pk in taken) for document in shown]


def summary(lines: Iterable[DeskLine]) -> str:
    """3 份：等待读取 2，已发布 1"""
    counted = Counter(line.label for line in lines)
    parts = "，".join(f"{label} {count}" for label, count in counted.items())
    return f"{counted.total()} 份：{parts}。" if parts else "没有文件。"


def rendered(request: HttpRequest, lines: Iterable[DeskLine], may_change: bool) -> list[str]:
    template = "admin/disclosures/desk_line.html"
    return [
        render_to_string(template, {"line": line, "may_change": may_change}, request=request)
        for line in lines
    ]


# --- taking files in -----------------------------------------------------------------------------------------------


def take(file: UploadedFile, said: dict[str, Any], request: HttpRequest) -> Iterator[tuple[DeskLine, bool]]:
    """Store one file, or every file of an archive, and have each read: its line, and whether it is new here."""
    places: dict[Document, str] = {}
    with on_disk(file) as path:
        for found in opened_up(path, file.name or "", parse_limits()) if path else [plain(file)]:
            taken, created = take_one(found, said, request)
            if taken.document in places:
                message = REPEATED.format(places[taken.document])
                yield DeskLine(found.place, LEFT_OUT, "重复", message), False
                continue
            if taken.document:
                places[taken.document] = found.place
            yield taken, created


def take_one(found: SourceFile, said: dict[str, Any], request: HttpRequest) -> tuple[DeskLine, bool]:
    try:
        with found.open() as content:
            document, created = store(File(content), found.name, request.user, **said)  # type: ignore[arg-type]
    except UnreadableDocument as error:
        state, label = (LEFT_OUT, "略过") if found.is_litter else (DocumentState.FAILED, "没有收下")
        return DeskLine(found.place, state, label, error.message), False
    except OSError:
        return DeskLine(found.place, DocumentState.FAILED, "没有存下", UNWRITABLE), False
    if created or document.state in TAKEN_AGAIN:
        enqueue(document)
        document.refresh_from_db()  # the immediate backend has read it already
    return line(document, known=not created), created


def plain(file: UploadedFile) -> SourceFile:
    @contextmanager
    def opened() -> Iterator[Any]:
        yield file

    return SourceFile(file.name or "", file.name or "", opened)


@contextmanager
def on_disk(file: UploadedFile) -> Iterator[Path | None]:
    """Where an archive lies while its members are taken out; None for any other file."""
    if PurePath(file.name or "").suffix.lower() != ".zip":
        yield None
    else:
        with own_folder() as folder:
            path = folder / "uploaded.zip"
            with path.open("wb") as copy:
                copy.writelines(file.chunks())
            yield path


# --- which documents a page shows ----------------------------------------------------------------------------------


def spans(numbers: Iterable[int]) -> str:
    """4, 5, 6, 9 → 4-6,9: four hundred files in an address that every server takes."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


def numbers(spans: str) -> list[int]:
    """The numbers that spans mean, at most as many as a page shows; what is no number is passed over."""
    found: list[int] = []
    for span in spans.split(","):
        first, _, last = span.partition("-")
        if first.isdecimal() and (last or first).isdecimal() and len(first) < 16 and len(last) < 16:
            room = MOST_LINES - len(found)
            found += range(int(first), min(int(last or first), int(first) + room - 1) + 1)
    return found
