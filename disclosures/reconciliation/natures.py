"""What a difference is about, which is how much it matters: amounts, then shares and counts, then words, then forms."""

from __future__ import annotations

from disclosures.vocabulary import Term


class Nature(Term):
    """In the order in which differences are listed."""

    AMOUNT = "amount", "金额"
    SHARE = "share", "比例和数量"
    WORDS = "words", "文字"
    FORM = "form", "形式"

    @classmethod
    def of(cls, check: str, has_amount: bool) -> Nature:
        """By its check, and by whether an amount is left when one side is taken from the other."""
        return cls.AMOUNT if has_amount else BY_CHECK.get(check, cls.WORDS)


CHECKS_OF_SHARES = frozenset(
    {
        "rate-follows-from-amounts",
        "rate-needs-base",
        "share-follows-from-amounts",
        "completion-follows-from-amounts",
        "counted-parts-within-whole",
    }
)
CHECKS_OF_FORM = frozenset(
    {
        "codes-are-well-formed",
        "names-are-those-of-the-year",
        "empty-tables-say-so",
        "note-of-emptiness-stands-under-empty-tables",
        "headings-stand-over-their-columns",
        "direction-is-told",
        "change-has-reason",
        "reasons-are-of-each-item",
        "reasons-are-of-this-year",
        "percent-sign",
        "template-leftovers",
        "stray-words",
        "agency-name-in-text",
        "level-word",
        "brackets-closed",
        "objective-filled",
        "target-year-digits",
        "target-filled",
        "target-basis-filled",
        "target-name-filled",
        "target-has-content",
        "one-indicator-in-a-cell",
        "target-rows-in-columns",
        "target-level-1-printed",
        "target-text-once",
        "target-heading-is-name",
        "statements-are-there",
        "topics-are-there",
        "codes-go-to-the-last-level",
        "contents-are-headings",
        "purchases-are-filled-in",
        "purchases-have-a-total",
        "institutions-are-filled-in",
    }
)
"""How something is written down, left out or left over; what these find contradicts no other place of the document."""
BY_CHECK: dict[str, Nature] = {
    **dict.fromkeys(CHECKS_OF_SHARES, Nature.SHARE),
    **dict.fromkeys(CHECKS_OF_FORM, Nature.FORM),
}
