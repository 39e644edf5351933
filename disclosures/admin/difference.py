"""What would change in public, cell by cell, before a corrected file or a new reading takes the place of what is there."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from disclosures.lifecycle.ingestion.loader import match
from disclosures.models import Disclosure, Document, HeadlineFigure
from disclosures.parsing import records
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import ParsedDisclosure
from disclosures.parsing.sandbox import parse_limited
from disclosures.reading.originals import on_disk, parse_limits
from disclosures.reading.pictures import has_pictures
from disclosures.reading.record_rows import clean
from disclosures.reading.recorded import recorded_tables
from disclosures.reading.version_changes import ChangedSide, ShownChange, VersionChanges, version_changes
from disclosures.reconciliation.versions import VersionChange
from disclosures.vocabulary import HeadlineItem

MOST_SECONDS = 40
"""Of processor time, for a reading that somebody waits for."""
_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Difference:
    """`former` as it is public now; what comes is of the file `document`. `found` is None where it is no longer there."""

    former: Disclosure
    document: Document
    found: VersionChanges | None
    has_pictures: bool


def of_files(pairs: Sequence[tuple[Disclosure, Disclosure]]) -> list[Difference]:
    """What is published, each against the corrected file that would replace it. Seven queries, however many."""
    for former, corrected in pairs:
        former.agency = corrected.agency
    everyone = [one for pair in pairs for one in pair]
    found, told = (recorded_tables(everyone), _kept(everyone)) if pairs else ([], {})
    return [
        Difference(
            former,
            corrected.document,
            _with_text(
                version_changes([old.parsed, new.parsed], [old.cells, new.cells]),
                told[former.pk],
                told[corrected.pk],
            ),
            has_pictures(corrected.document),
        )
        for (former, corrected), old, new in zip(pairs, found[::2], found[1::2], strict=True)
    ]


def of_reading(document: Document) -> list[Difference]:
    """What is public of a file against what the program reads of it now; nothing is written. What a person corrected
    stays corrected, and is no change. Raises UnreadableDocument, also where another file is being compared."""
    if not _turn.acquire(blocking=False):
        raise UnreadableDocument("busy")
    try:
        seconds = min(MOST_SECONDS, parse_limits().seconds)
        limits = replace(parse_limits(), seconds=seconds, ocr_seconds=seconds)
        with on_disk(document.file) as path:
            parsed = parse_limited(path, limits).disclosures
    finally:
        _turn.release()
    former = list(document.disclosures.with_agency())
    now = {old.pk: new for old, new in zip(match(former, parsed), parsed, strict=True) if old}
    return list(_readings([one for one in former if one.is_citable], now, document))


def _readings(
    public: Sequence[Disclosure], now: dict[int, ParsedDisclosure], document: Document
) -> Iterator[Difference]:
    told = _kept(public)
    for one, recorded in zip(public, recorded_tables(public), strict=True):
        found = None
        if (new := now.get(one.pk)) is not None:
            found = version_changes([recorded.parsed, _as_kept(new)], [recorded.cells, {}])
            left = tuple(each for each in found.changes if each.before.cell not in recorded.corrected)
            found = _with_text(replace(found, changes=left), told[one.pk], _told(new.headline))
        yield Difference(one, document, found, has_pictures(document))


Told = dict[tuple[str, str, bool], list[ChangedSide]]
"""The amounts that the text states: by item, name of a project, and whether it is a change."""


def _told(figures: Iterable[HeadlineFigure | records.HeadlineFigure]) -> Told:
    found: Told = {}
    for one in figures:
        found.setdefault((one.item, clean(one.label), one.is_change), []).append(
            ChangedSide(clean(one.printed), page=one.page)
        )
    return found


def _kept(disclosures: Iterable[Disclosure]) -> dict[int, Told]:
    """By disclosure. One query."""
    ids = [one.pk for one in disclosures]
    rows: dict[int, list[HeadlineFigure]] = {pk: [] for pk in ids}
    for row in HeadlineFigure.objects.of_disclosures(ids):
        rows[row.whole].append(row)
    return {pk: _told(found) for pk, found in rows.items()}


def _with_text(found: VersionChanges, before: Told, after: Told) -> VersionChanges:
    """The changes with those of the amounts that the text states."""
    text = []
    for key in dict.fromkeys((*before, *after)):
        old, new = _joined(before.get(key, [])), _joined(after.get(key, []))
        if old.words != new.words:
            item, name, is_change = key
            row = HeadlineItem(item).label + (f"“{name}”" if name else "") + ("的增减" if is_change else "")
            is_both = key in before and key in after
            kind = VersionChange.AMOUNT if is_both else VersionChange.ONE_SIDED
            text.append(ShownChange(kind, "说明文字", row, "", old, new, None))
    return replace(found, changes=(*found.changes, *text))


def _joined(told: Sequence[ChangedSide]) -> ChangedSide:
    """Several amounts that are told of one thing, each once."""
    words = "、".join(dict.fromkeys(one.words for one in told))
    return ChangedSide(words or "没有写", page=told[0].page if told else None)


def _as_kept(new: ParsedDisclosure) -> ParsedDisclosure:
    """With names as the database keeps them: signs that it cannot hold are no change."""
    tables = (
        replace(table, lines=tuple(replace(line, name=clean(line.name)) for line in table.lines))
        for table in new.statements
    )
    return replace(new, statements=tuple(tables))
