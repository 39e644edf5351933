"""What the rows and columns of sums are called, and how rows are numbered."""

from __future__ import annotations

import re

from disclosures.parsing.arithmetic import ENDS, StatementAmounts
from disclosures.parsing.layouts.national import TOTAL_NAMES
from disclosures.vocabulary import RowKind

OF_WHICH = re.compile(r"^(?:[(（]?\d*[)）]?[.、]?)?其中")
LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^[(][一二三四五六七八九十]+[)]"),
    re.compile(r"^\d+[.、](?!\d)"),
    re.compile(r"^[(]\d+[)]"),
    re.compile(r"^[①②③④⑤⑥⑦⑧⑨⑩]"),
)
"""Numberings of rows, from the outer to the inner."""
TOTAL_NAME = re.compile(f"^(?:{TOTAL_NAMES})")
YEAR_NAME = re.compile(r"^(?:[一二三]、)?(?:本|当)年(?:收入|支出)?(?:合计|小计)$")
YEARS = frozenset({RowKind.REVENUE_THIS_YEAR, RowKind.EXPENDITURE_THIS_YEAR})
FUNDS = frozenset({RowKind.GENERAL_PUBLIC, RowKind.GOVERNMENT_FUNDS})


def is_total(sheet: StatementAmounts, row: int) -> bool:
    line = sheet.lines[row]
    return not line.code and (line.kind in ENDS or bool(TOTAL_NAME.match(sheet.names[row])))


def is_year(sheet: StatementAmounts, row: int) -> bool:
    return sheet.lines[row].kind in YEARS or bool(YEAR_NAME.match(sheet.names[row]))


def level_of(name: str) -> int | None:
    """How deep the numbering of a row stands; None where it has none."""
    return next((depth for depth, pattern in enumerate(LEVELS) if pattern.match(name)), None)
