"""One wide row for every amount: what it is, whose, of which year, in which table and row. A view of the tables."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.presenting.exports.package_columns import Column
from disclosures.presenting.exports.package_tables import TABLES

NAME = "figures"
TITLE = "金额，连同机构、年度、报表、行"
FROM = "amounts"
WAYS = (
    ("lines", "amounts.line_id"),
    ("statements", "lines.statement_id"),
    ("disclosures", "statements.disclosure_id"),
    ("agencies", "disclosures.agency_id"),
)
"""The tables that a row of an amount leads to, one after the other, and by which key."""


@dataclass(frozen=True, slots=True)
class ViewColumn:
    name: str
    table: str
    of: Column

    @property
    def source(self) -> str:
        return f"{self.table}.{self.of.name}"


def _columns() -> tuple[ViewColumn, ...]:
    chosen = """id=amounts.id region_code=agencies.region_code region_name=agencies.region_name
        agency_id=agencies.id agency_name=agencies.name scope=disclosures.kind fiscal_year=disclosures.fiscal_year
        stage=disclosures.stage disclosure_id=disclosures.id statement=statements.statement statement_id=statements.id
        line_id=lines.id row=lines.row side=lines.side code=lines.code name=lines.name line_kind=lines.kind
        heading=amounts.heading measure=amounts.measure basis=amounts.basis state=amounts.state yuan=amounts.yuan
        printed=amounts.printed is_corrected=amounts.is_corrected page=amounts.page"""
    known = {
        f"{table.name}.{column.name}": (table.name, column) for table in TABLES for column in table.columns
    }
    return tuple(
        ViewColumn(name, *known[source]) for name, source in (word.split("=") for word in chosen.split())
    )


COLUMNS = _columns()


def selected() -> str:
    """The view in the SQL that SQLite and DuckDB share."""
    columns = ", ".join(f'{column.source} AS "{column.name}"' for column in COLUMNS)
    joined = " ".join(f"JOIN {table} ON {table}.id = {key}" for table, key in WAYS)
    return f"SELECT {columns} FROM {FROM} {joined}"  # nosec B608
