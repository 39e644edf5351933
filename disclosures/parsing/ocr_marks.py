"""Figures of pages that were read by OCR: each is marked, and what the arithmetic of a row contradicts is flagged.

Nothing is changed. A sum that does not hold over rows is found by `doubts`; here the sums along a row are added, and
both get a code of their own on such pages, where a slip of the reader is the likelier cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from disclosures.parsing.doubts import tolerance
from disclosures.parsing.records import Note, ParsedDisclosure, StatementCell, StatementLine, StatementTable
from disclosures.vocabulary import Measure, ReadBy

ROW_SUMS: tuple[tuple[Measure, frozenset[Measure]], ...] = (
    (
        Measure.SUBTOTAL,
        frozenset(
            {
                Measure.FISCAL_APPROPRIATION,
                Measure.SPECIAL_ACCOUNT,
                Measure.SERVICE_REVENUE,
                Measure.BUSINESS_REVENUE,
                Measure.SUPERIOR_SUBSIDY,
                Measure.SUBSIDIARY_REMITTANCE,
                Measure.OTHER_REVENUE,
            }
        ),
    ),
    (Measure.TOTAL, frozenset({Measure.SUBTOTAL, Measure.CARRYOVER})),
    (Measure.TOTAL, frozenset({Measure.PERSONNEL, Measure.OPERATING})),
    (Measure.TOTAL, frozenset({Measure.GENERAL_PUBLIC, Measure.GOVERNMENT_FUNDS, Measure.STATE_CAPITAL})),
    (
        Measure.TOTAL,
        frozenset(
            {
                Measure.BASIC,
                Measure.PROJECT,
                Measure.BUSINESS_EXPENDITURE,
                Measure.REMITTANCE_TO_SUPERIOR,
                Measure.SUBSIDY_TO_SUBSIDIARIES,
            }
        ),
    ),
)
"""A whole and the columns that may make it up. It is taken for a rule of a table where most of its rows keep it."""

Sum = tuple[StatementLine, StatementCell, list[StatementCell]]


def marked(disclosure: ParsedDisclosure, pages: frozenset[int]) -> ParsedDisclosure:
    """The disclosure with every figure of these pages marked as read by OCR, and a note on each that is doubtful."""
    if not pages:
        return disclosure
    notes = [
        replace(note, code="ocr-doubtful") if note.code == "sum-differs" and note.page in pages else note
        for note in disclosure.notes
    ]
    notes += [note for table in disclosure.statements for note in _row_doubts(table) if note.page in pages]
    marked_disclosure: ParsedDisclosure = _marked(replace(disclosure, notes=tuple(notes)), pages)
    return marked_disclosure


def _marked(record: Any, pages: frozenset[int]) -> Any:
    """The record, and the records in it, with `read_by` set where they have it and stand on one of the pages."""
    if isinstance(record, tuple):
        return tuple(_marked(part, pages) for part in record)
    if not is_dataclass(record) or isinstance(record, type):
        return record
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    changes = {name: _marked(value, pages) for name, value in values.items() if isinstance(value, tuple)}
    if "read_by" in values and values.get("page") in pages:
        changes["read_by"] = ReadBy.OCR
    return replace(record, **changes) if changes else record


def _row_doubts(table: StatementTable) -> Iterator[Note]:
    """A note for each whole that is not the sum of the columns that make it up in most rows of the table."""
    for whole, parts in ROW_SUMS:
        sums = [found for line in table.lines if (found := _sum(table, line, whole, parts)) is not None]
        broken = [found for found in sums if not _holds(table, found)]
        if 2 * len(broken) < len(sums):
            yield from (_note(table, *found) for found in broken)


def _sum(table: StatementTable, line: StatementLine, whole: Measure, parts: frozenset[Measure]) -> Sum | None:
    """The cells of a line that a sum is made of, where there is one whole and something to add up."""
    amounts = [(table.columns[cell.column].measure, cell) for cell in line.cells if cell.yuan is not None]
    wholes = [cell for measure, cell in amounts if measure is whole]
    added = [cell for measure, cell in amounts if measure in parts]
    return (line, wholes[0], added) if len(wholes) == 1 and added else None


def _holds(table: StatementTable, found: Sum) -> bool:
    _, whole, parts = found
    total = sum(part.yuan for part in parts if part.yuan is not None)
    return whole.yuan is not None and abs(total - whole.yuan) <= tolerance(table, [whole, *parts])


def _note(
    table: StatementTable, line: StatementLine, whole: StatementCell, parts: list[StatementCell]
) -> Note:
    added = " + ".join(part.printed for part in parts)
    message = f"“{table.title}”“{line.name}”一行读作 {whole.printed} = {added}，并不相等，请对照原件"
    return Note("ocr-doubtful", message, whole.page)
