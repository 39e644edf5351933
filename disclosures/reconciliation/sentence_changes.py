"""What a text says otherwise than the one of the year before: a difference of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from disclosures.vocabulary import Term

from .same_words import folded

ALIKE = 0.6
"""Signs that two sentences have in common where one is the other one reworded."""
_WORD = re.compile(r"(?P<year>(?:19|20)\d\d(?=年))|\d[\d,.]*|.", re.DOTALL)


class SentenceChange(Term):
    SAME = "same", "没有改"
    NUMBERS = "numbers", "只改了数字"
    REWORDED = "reworded", "改写"
    ADDED = "added", "增加"
    DROPPED = "dropped", "删去"


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence of either year; "" where the year has none."""

    kind: SentenceChange
    before: str
    after: str


def sentence_changes(before: Sequence[str], after: Sequence[str]) -> list[Changed]:
    """In the order of the later text; what was dropped stands where it stood. Years that went on by themselves are none."""
    keys = [[folded(sentence, numbers=False).signs for sentence in text] for text in (before, after)]
    found: list[Changed] = []
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            found += [_same(before[start + i], after[first + i]) for i in range(end - start)]
        else:
            found += _replaced(before[start:end], after[first:last])
    return found


def _same(before: str, after: str) -> Changed:
    is_same = folded(before).signs == folded(after).signs
    return Changed(SentenceChange.SAME if is_same else SentenceChange.NUMBERS, before, after)


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Changed]:
    """Each sentence with the first one like it of those that are left."""
    left = list(before)
    for sentence in after:
        like = next((one for one in left if _alike(one, sentence) >= ALIKE), None)
        if like is None:
            yield Changed(SentenceChange.ADDED, "", sentence)
            continue
        for passed in left[: left.index(like)]:
            yield Changed(SentenceChange.DROPPED, passed, "")
        del left[: left.index(like) + 1]
        yield Changed(SentenceChange.REWORDED, like, sentence)
    for sentence in left:
        yield Changed(SentenceChange.DROPPED, sentence, "")


def _alike(one: str, other: str) -> float:
    match = SequenceMatcher(
        None, folded(one, numbers=False).signs, folded(other, numbers=False).signs, autojunk=False
    )
    return match.ratio() if match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE else 0


def marked(one: str, other: str) -> list[tuple[str, bool]]:
    """The words of a sentence in runs, each with whether the other one has it not; a year is the same as any other."""
    words = [match[0] for match in _WORD.finditer(one)]
    signs, others = (
        ["年" if match["year"] else match[0] for match in _WORD.finditer(text)] for text in (one, other)
    )
    return [
        ("".join(words[start:end]), tag != "equal")
        for tag, start, end, _, _ in SequenceMatcher(None, signs, others, autojunk=False).get_opcodes()
        if start < end
    ]
