"""The JSON form of what leaves the parser, documented in docs/extract-format.md."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from disclosures.parsing.records import (
    FORMAT_VERSION,
    PARSER_VERSION,
    HeadlineFigure,
    ParsedDisclosure,
    ParsedDocument,
    PerformanceTarget,
    ProseTopic,
    StatementCell,
    StatementLine,
    StatementTable,
)
from disclosures.vocabulary import CellState, ReadBy


def _plain(value: Any) -> Any:
    """Records, decimals, terms and tuples as what `json` writes."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        values = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _plain(part) for name, part in values.items() if part is not ReadBy.TEXT}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value


def _cell_json(table: StatementTable, cell: StatementCell) -> dict[str, Any]:
    column = table.columns[cell.column]
    return {
        "heading": list(column.heading),
        "measure": _plain(column.measure),
        "basis": _plain(column.basis),
        "printed": cell.printed,
        "yuan": _plain(cell.yuan),
        "page": cell.page,
        "bbox": _plain(cell.box),
        "confirmed": cell.confirmed,
        "proofs": cell.proofs,
        "proven": cell.proven,
        **_read_by_json(cell),
    }


def _read_by_json(cell: StatementCell) -> dict[str, Any]:
    """Named only where it is not the text of the file."""
    return {} if cell.read_by is ReadBy.TEXT else {"read_by": cell.read_by.value}


def _line_json(table: StatementTable, line: StatementLine) -> dict[str, Any]:
    amounts = [cell for cell in line.cells if cell.state is CellState.AMOUNT]
    others = [cell for cell in line.cells if cell.state not in (CellState.AMOUNT, CellState.BLANK)]
    return {
        "serial": line.serial,
        "side": _plain(line.side),
        "code": line.code,
        "name": line.name,
        "kind": _plain(line.kind),
        "category_code": line.category_code,
        "page": line.page,
        "cells": [_cell_json(table, cell) for cell in amounts],
        "without_amount": [_cell_json(table, cell) | {"state": cell.state.value} for cell in others],
    }


def _share_json(share: tuple[int, int]) -> dict[str, int]:
    return {"amounts": share[1], "proven": share[0]}


def _statement_json(table: StatementTable) -> dict[str, Any]:
    return {
        "statement": table.statement.value,
        "title": table.title,
        "printed_unit": table.printed_unit,
        "pages": _plain(table.pages),
        "empty_note": table.empty_note,
        "proven": _share_json(table.share_proven),
        "columns": [_plain(column) for column in table.columns],
        "lines": [_line_json(table, line) for line in table.lines],
    }


def _headline_json(figure: HeadlineFigure) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(figure)
    plain["item"] = figure.item.value + ("_change" if plain.pop("is_change") else "")
    return plain


def _target_json(target: PerformanceTarget) -> dict[str, Any]:
    """What only a self-evaluation prints is left out where it is not."""
    plain: dict[str, Any] = _plain(target)
    indicators = [_without_empty(one, "result", "weight", "score") for one in plain["indicators"]]
    schedule = dict(target.payment_schedule) or None
    return _without_empty(plain, "result", "spent_yuan") | {
        "indicators": indicators,
        "payment_schedule": schedule,
    }


def _without_empty(plain: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value or name not in names}


def _topic_json(topic: ProseTopic) -> dict[str, Any]:
    """Only what is told: most facts have neither base nor reason."""
    plain: dict[str, Any] = _plain(replace(topic, facts=()))
    facts = [{name: value for name, value in _plain(fact).items() if value} for fact in topic.facts]
    return {name: value for name, value in plain.items() if value and name != "at"} | {"facts": facts}


def disclosure_json(disclosure: ParsedDisclosure) -> dict[str, Any]:
    return {
        "agency": _plain(disclosure.agency),
        "fiscal_year": disclosure.fiscal_year,
        "stage": disclosure.stage.value,
        "pages": _plain(disclosure.pages),
        "proven": _share_json(disclosure.share_proven),
        "statements": [_statement_json(table) for table in disclosure.statements],
        "headline": [_headline_json(figure) for figure in disclosure.headline],
        "claims": _plain(disclosure.claims),
        "institutions": _plain(disclosure.institutions),
        "performance_targets": [_target_json(target) for target in disclosure.performance_targets],
        "procurement": _plain(disclosure.procurement),
        "assets": _plain(disclosure.assets),
        "sections": _plain(disclosure.sections),
        "prose": [_topic_json(topic) for topic in disclosure.prose],
        "notes": _plain(disclosure.notes),
    }


def document_json(document: ParsedDocument) -> dict[str, Any]:
    """The public form of a document that was read."""
    return {
        "format_version": FORMAT_VERSION,
        "parser_version": PARSER_VERSION,
        "layout": document.layout,
        "source": _plain(document.source),
        "error": None,
        "disclosures": [disclosure_json(disclosure) for disclosure in document.disclosures],
        "notes": _plain(document.notes),
    }


def error_json(source: dict[str, Any], code: str, message: str) -> dict[str, Any]:
    """The public form of a document that could not be read."""
    return {
        "format_version": FORMAT_VERSION,
        "parser_version": PARSER_VERSION,
        "layout": None,
        "source": source,
        "error": {"code": code, "message": message},
        "disclosures": [],
        "notes": [],
    }
