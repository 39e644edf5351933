"""Which of several tables of one kind is the standard one: the same money is often printed again, cut another way.

一般公共预算支出表 is by functional classification, 基本支出表 by economic classification and of the general public budget
alone (财预〔2016〕143号, 部门预算公开表样). Beside a table cut that way, one that is cut by the other classification, by fund
or by unit is a further table: it is kept under its own title, as another table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from disclosures.parsing.normalise import key
from disclosures.parsing.records import StatementTable
from disclosures.vocabulary import CodeKind, Fund, Measure, Statement

from .column_roles import CODES

ECONOMIC_TITLE = re.compile(r"经济分类|经济科目|按经济")
FUNDS = frozenset(
    (
        Measure.GENERAL_PUBLIC,
        Measure.GOVERNMENT_FUNDS,
        Measure.SPECIAL_ACCOUNT,
        Measure.OWN_FUNDS,
        Measure.STATE_CAPITAL,
    )
)
OF_ONE_FUND = re.compile(r"一般公共预算|财政拨款|公共财政")


def standard(tables: Sequence[StatementTable]) -> list[StatementTable]:
    """The tables of one disclosure; those that cut a standard statement another way are OTHER."""
    return [
        replace(table, statement=Statement.OTHER) if _is_further(table, tables) else table for table in tables
    ]


def _is_further(table: StatementTable, tables: Sequence[StatementTable]) -> bool:
    codes = table.statement.codes
    if codes is None:
        return False
    others = [other for other in tables if other.statement is table.statement and other is not table]
    by = classification(table)
    if (
        table.statement.fund is Fund.GENERAL
        and _is_of_all_funds(table)
        and (by is None or not all(map(_is_of_all_funds, others)))
    ):
        return True
    if by is None:
        return False
    alike = [other for other in others if classification(other) is by]
    of_any_fund = table.statement.fund is Fund.GENERAL and table.title and not _names_its_fund(table)
    if of_any_fund and any(map(_names_its_fund, alike)):
        return True
    return by is not codes and any(classification(other) is codes for other in others)


def classification(table: StatementTable) -> CodeKind | None:
    """The classification that the codes of a table are of; without codes, the one its title names."""
    codes = [line.code for line in table.lines if line.code]
    for kind, pattern in CODES.items():
        if codes and 2 * sum(bool(pattern.fullmatch(code)) for code in codes) > len(codes):
            return kind
    return CodeKind.ECONOMIC if ECONOMIC_TITLE.search(key(table.title)) else None


def _names_its_fund(table: StatementTable) -> bool:
    return OF_ONE_FUND.search(key(table.title)) is not None


def _is_of_all_funds(table: StatementTable) -> bool:
    return not _names_its_fund(table) and len(FUNDS & {column.measure for column in table.columns}) > 1
