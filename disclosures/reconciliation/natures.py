"""What a difference is about, which is how much it matters: amounts before words, words before forms."""

from __future__ import annotations

from disclosures.vocabulary import Term


class Nature(Term):
    """In the order in which differences are listed."""

    AMOUNT = "amount", "数字"
    WORDS = "words", "文字"
    FORM = "form", "形式"

    @classmethod
    def of(cls, check: str, has_difference: bool) -> Nature:
        """By its check, and by whether one side less the other is a number."""
        if has_difference:
            return cls.AMOUNT
        return cls.FORM if check in CHECKS_OF_FORM else cls.WORDS


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
        "purchases-are-filled-in",
        "purchases-have-a-total",
        "institutions-are-filled-in",
    }
)
"""How something is written down, left out or left over; what these find contradicts no other place of the document."""
