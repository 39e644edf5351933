"""What stands in a box of a page."""

from __future__ import annotations

from disclosures.models.box import TENTHS, Box
from disclosures.presenting.page_words import PageWords


def text_in(words: PageWords, box: Box) -> str:
    """The characters whose middle lies in a box."""
    x0, top, x1, bottom = (edge * 2 * TENTHS for edge in box)
    return "".join(
        character for character, a, b, c, d in words.chars if x0 <= a + c <= x1 and top <= b + d <= bottom
    )
