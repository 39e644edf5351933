"""What a difference is called where many are listed: what it is of, and what stands on either side."""

from __future__ import annotations

import re

from disclosures.parsing.same import NUMBERING
from disclosures.reading.ledger import LedgerRow, LedgerSide
from disclosures.vocabulary import Unit

from .amounts import exact_text
from .sides import side_text

LONGEST = 40
"""Signs of a title; the whole message stands on the page of the difference."""
CUT = "…"
SHORTEST = 16
"""Signs that a title keeps when it is cut where its sentence has a pause."""
SAYS_NOTHING = "两处数字"
"""How a message begins that does not say of what."""
NOT_EQUAL = frozenset(
    {
        "direction-fits-amounts",
        "of-which-is-no-more",
        "projects-within-project-expenditure",
        "project-funds-are-cost",
        "small-firms-within-procurement",
    }
)
"""Checks that do not ask for two numbers to be the same: side by side they would tell nothing."""
_QUOTED = re.compile(r"[^“]*“(?P<what>.+)”(?P<tail>[^“”]*)")
_PAUSE = re.compile("[：:，,；;]")


def finding_title(row: LedgerRow) -> str:
    """Its message, where that fits; else 住房公积金增减幅度：0.53% 与 1.19%; of what has no two numbers as much of the message
    as there is room for."""
    if len(row.message) <= LONGEST and not row.message.startswith(SAYS_NOTHING):
        return row.message
    numbers = _numbers(row) if row.check.id not in NOT_EQUAL else ""
    room = LONGEST - len(numbers) - 1
    if row.left is None or not numbers or room < SHORTEST // 2:
        return _shortened(row.message)
    name = _name(row.left)
    return (
        f"{name if len(name) <= room else CUT + name[1 - room :]}：{numbers}"  # names say most at their end
    )


def _numbers(row: LedgerRow) -> str:
    """Both sides, to the 分 where they would look alike; blank where one of them has no number."""
    if row.left is None or row.right is None or row.gap is None:
        return ""
    left, right = row.left, row.right
    if left.fen is None or right.fen is None:
        return ""
    told = [_text(side) for side in (left, right)]
    if told[0] == told[1] and row.left.is_money:
        told = [exact_text(left.fen), exact_text(right.fen)]
    return " 与 ".join(told)


def _text(side: LedgerSide) -> str:
    shown = side_text(side)
    return f"{shown} {Unit.WAN.label}" if side.is_money and shown[-1].isdigit() else shown


def _name(side: LedgerSide) -> str:
    """What a side is of: without the table, the numbering and the path of codes before it."""
    quoted = _QUOTED.fullmatch(side.label)
    if quoted is None:
        return side.label
    what = NUMBERING.sub("", quoted["what"].rpartition("/")[2])
    return what + ("" if "/" in quoted["tail"] else quoted["tail"])


def _shortened(message: str) -> str:
    """A message, cut at a pause of its sentence where it is too long."""
    if len(message) <= LONGEST:
        return message
    kept = message[: LONGEST - 1]
    pauses = [found.start() for found in _PAUSE.finditer(kept) if found.start() >= SHORTEST]
    return (kept[: pauses[-1]] if pauses else kept) + CUT
