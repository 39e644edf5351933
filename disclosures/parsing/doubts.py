"""What a reading that is otherwise complete gives away: flagged, never changed. What the arithmetic says, `proof` has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.parsing.normalise import key
from disclosures.parsing.records import Note, StatementTable

AMOUNT = re.compile(r"\d[\d,]*\.\d\d(?!\d)")


def doubts(table: StatementTable) -> Iterator[Note]:
    """A note for every name that holds an amount: of a table without rules two columns may have been taken for one."""
    for line in table.lines:
        if AMOUNT.search(key(line.name)):
            said = f"“{table.title}”第{line.row}行的名称“{line.name}”里有金额，可能有两栏没有分开，请对照原件"
            yield Note("amount-in-name", said, line.page)
