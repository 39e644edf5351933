"""What came of a check, in the words of the pages."""

from __future__ import annotations

from disclosures.reconciliation import State

STATE_WORDS: dict[State | None, tuple[str, str]] = {
    State.HOLDS: ("v-holds", "一致"),
    State.WITHIN_ROUNDING: ("v-round", "舍入差"),
    State.DIFFERS: ("v-differs", "不一致"),
    State.NEEDS_CONFIRMATION: ("v-undone", "待核对"),
    State.COULD_NOT_BE_DONE: ("v-undone", "未能核对"),
    State.NOT_APPLICABLE: ("v-undone", "不适用"),
    None: ("v-undone", "未核对"),
}
"""The mark and the word; None: it was not checked yet."""
