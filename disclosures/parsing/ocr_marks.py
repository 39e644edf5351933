"""Figures of pages that were read by OCR: each is marked. What the arithmetic contradicts there, `proof` flags with a
code of its own, as a slip of the reader is the likelier cause."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from disclosures.parsing.records import ParsedDisclosure
from disclosures.vocabulary import ReadBy


def marked(disclosure: ParsedDisclosure, pages: frozenset[int]) -> ParsedDisclosure:
    """The disclosure with every figure of these pages marked as read by OCR."""
    if not pages:
        return disclosure
    found: ParsedDisclosure = _marked(disclosure, pages)
    return found


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
