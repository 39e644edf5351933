"""Tables of the bodies a department consists of (机构设置情况) → Institution records."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.parsing.document import Block
from disclosures.parsing.layouts import details as words
from disclosures.parsing.lists import lists
from disclosures.parsing.records import Institution, Note


def recognise_institutions(blocks: Sequence[Block]) -> tuple[list[Institution], list[Note], set[int]]:
    """The rows of the tables of institutions among the blocks of one disclosure, in reading order, and the places of
    their grids."""
    tables = list(lists(blocks, words.INSTITUTION_COLUMNS, frozenset({"name", "nature"})))
    found = [
        Institution(
            name=table.text(row, "name"),
            nature=table.text(row, "nature"),
            rank=table.text(row, "rank"),
            funding=table.text(row, "funding"),
            page=table.page,
        )
        for table in tables
        for row in table.rows
        if table.text(row, "name")
    ]
    return found, [], {table.place for table in tables}
