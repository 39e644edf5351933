"""The table of contents against the headings of the body: an entry that stands there in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from disclosures.parsing.document import Block, Paragraph
from disclosures.parsing.narrative import LONGEST_HEADING, contents_of
from disclosures.parsing.normalise import key
from disclosures.parsing.records import Note

NUMBER = re.compile(
    r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]"
)
PART = re.compile(r"第[一二三四五六七八九十]+部分")
PAGE = re.compile(r"[.．·…。(（]*\d*[)）]?$")
SIGNS = re.compile(r"\W")
ALIKE = str.maketrans("及与", "和和")
ENDING = 2
"""Signs that say of what kind a title is: 说明, a table."""
LIKE = 0.75
"""How much of two titles under the same number is the same where one is taken for the other in other words."""


def contents_that_differ(blocks: Sequence[Block], agency: str) -> Iterator[Note]:
    """A note on the entries of the contents whose heading says something else, or has lost its 第二部分."""
    found = list(_differing(blocks, key(agency)))
    if found:
        entries = "；".join(f"目录的“{entry}”在正文{there}" for entry, there, _ in found)
        yield Note("contents-differ", entries, found[0][2])


def _differing(blocks: Sequence[Block], agency: str) -> Iterator[tuple[str, str, int | None]]:
    """The entry, what the body has for it, the page of that. An entry without any heading like it may not have been read."""
    first, last = contents_of(blocks)
    texts = (key(block.text) for block in blocks[first + 1 : last] if isinstance(block, Paragraph))
    entries = [PAGE.sub("", text) for text in texts]
    body = dict(_lines(blocks[last:]))
    known = {_bare(text) for text in body}
    unnumbered = {_bare(NUMBER.sub("", text, count=1)): page for text, page in body.items()}
    listed = {_bare(entry) for entry in entries}
    parts_are_printed = any(PART.match(entry) and _bare(entry) in known for entry in entries)
    for entry in entries:
        number = NUMBER.match(entry)
        if number is None or _bare(entry) in known or number.end() == len(entry):
            continue
        title = _bare(entry[number.end() :])
        if title in unnumbered:
            if PART.fullmatch(number[0]) and parts_are_printed and number[0] not in body:
                yield entry, f"没有印“{number[0]}”", unnumbered[title]
            continue
        unlisted = [text for text in body if text.startswith(number[0]) and _bare(text) not in listed]
        alike = [text for text in unlisted if _is_other_wording(entry, text, agency)]
        if len(alike) == 1:
            yield entry, f"是“{alike[0]}”", body[alike[0]]


def _lines(blocks: Sequence[Block]) -> Iterator[tuple[str, int | None]]:
    """Short paragraphs, each alone and with the rest of a title that the next line has."""
    before = ""
    for block in blocks:
        text = key(block.text).rstrip(":") if isinstance(block, Paragraph) else ""
        if not text or len(text) > LONGEST_HEADING:
            before = ""
            continue
        if before and not NUMBER.match(text):
            yield before + text, block.page
        yield text, block.page
        before = text


def _bare(text: str) -> str:
    """Without signs; 年度 and 年, 及 and 和 are the same."""
    return SIGNS.sub("", text).translate(ALIKE).replace("年度", "年")


def _is_other_wording(entry: str, heading: str, agency: str) -> bool:
    """Nearly the same title with the same end, a table's or a text's; one that only begins later, where it left out whose
    it is, or ends sooner is the same, shortened."""
    one, other = (_bare(text.replace(agency, "")) for text in (entry, heading))
    number = _bare((NUMBER.match(entry) or [""])[0])
    one, other = one.removeprefix(number), other.removeprefix(number)
    is_shortened = any(a.startswith(b) or a.endswith(b) for a, b in ((one, other), (other, one)))
    return (
        one[-ENDING:] == other[-ENDING:]
        and not is_shortened
        and SequenceMatcher(None, one, other).ratio() >= LIKE
    )
