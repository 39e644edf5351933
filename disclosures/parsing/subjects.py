"""What an amount in a sentence is of: the words before it → a headline item. The words are data (`narrative_terms`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from disclosures.parsing.layouts import narrative_terms as terms
from disclosures.parsing.layouts.narrative_terms import SubjectTerm
from disclosures.parsing.same import ASIDE
from disclosures.vocabulary import HeadlineItem

LONGEST_SUBJECT = 200
"""A bound for text without punctuation, which no document of good faith has."""

_QUOTE = re.compile(r"[“”\"'‘’《》]")
_CLOSING = re.compile(rf"{terms.CLOSING_WORDS}*+$")  # possessive: 总计 is never tried as 总 and 计
_FUNCTIONAL = re.compile(r"[（(][类款项][）)]")
_NOUN = re.compile(r"(?:收入|支出|经费|费|费用|资金|拨款|项目|补助|补贴|金)$")

_Ending = tuple[SubjectTerm, re.Pattern[str]]


def _endings(subjects: Sequence[SubjectTerm]) -> tuple[_Ending, ...]:
    return tuple((subject, re.compile(rf"(?:{subject.pattern})$")) for subject in subjects)


_EXPENSES, _REVENUES = _endings(terms.EXPENSES), _endings(terms.REVENUES)
_REVENUE_PARTS, _TOTALS = _endings(terms.REVENUE_PARTS), _endings(terms.TOTALS)


def subject_of(words: str, *, of_revenue: bool = False, of_change: bool = False) -> HeadlineItem | None:
    """The known thing that the words before an amount or a change word end with.

    `of_revenue`: the sentence is about revenue, where 政府性基金预算 is short for its revenue.
    """
    return _subject_of(words[-LONGEST_SUBJECT:], of_revenue, of_change)


@lru_cache(maxsize=1024)
def _subject_of(words: str, of_revenue: bool, of_change: bool) -> HeadlineItem | None:
    if _FUNCTIONAL.search(words):  # a line of the functional classification, not the whole
        return None
    bare = _QUOTE.sub("", ASIDE.sub("", words))
    closed, closing = _close(bare)
    unfunded = _close(re.sub(terms.FUNDING, "", closed))[0]
    shorter = _close(unfunded.removesuffix("支出"))[0]
    for variant, known in (
        (closed, _EXPENSES + _REVENUES),
        (unfunded, _EXPENSES),
        (shorter, _EXPENSES),
    ):
        if match := _longest(variant, known):
            return match[0]
    if of_revenue and (match := _longest(bare, _REVENUE_PARTS) or _longest(closed, _REVENUE_PARTS)):
        return match[0]
    if (match := _longest(closed, _TOTALS)) and (match[1]["whole"] or re.search(terms.WHOLE_WORDS, closing)):
        return match[0]
    return terms.ONLY_OF_CHANGES.get(re.sub(terms.LABEL_OPENING, "", closed)) if of_change else None


def subject_of_heading(heading: str) -> HeadlineItem | None:
    """What the amounts under a heading are of, where they name nothing themselves."""
    return subject_of(re.sub(terms.NOT_OF_A_HEADING, "", heading))


def names_nothing(words: str) -> bool:
    return bool(re.fullmatch(terms.ONLY_CLOSING, words))


def is_about_something(words: str) -> bool:
    """Whether words end with some expense or revenue of their own, known or not."""
    return bool(_NOUN.search(_close(ASIDE.sub("", words))[0]))


def _close(words: str) -> tuple[str, str]:
    """Words without their closing words (预算安排, 总额为), and those."""
    match = _CLOSING.search(words)
    cut = match.start() if match else len(words)
    return words[:cut], words[cut:]


def _longest(words: str, subjects: Sequence[_Ending]) -> tuple[HeadlineItem | None, re.Match[str]] | None:
    """The subject at the end of `words` that begins first."""
    found = [
        (subject.item, match)
        for subject, ending in subjects
        if (match := ending.search(words)) and not (subject.bounded and _continues(words, match))
    ]
    return min(found, key=lambda pair: pair[1].start(), default=None)


def _continues(words: str, match: re.Match[str]) -> bool:
    """Whether the match is only the tail of a longer name, as 基本支出 in 财政拨款基本支出."""
    before = words[: match.start()]
    return before[-1:] not in terms.BODIES and not re.search(terms.LINKS, before)
