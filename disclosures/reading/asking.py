"""What a question asks for: its words with all that counts as them, and the amounts that it may name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from disclosures.models.statement import yuan_to_fen
from disclosures.parsing.normalise import SCALES, read_amount

from .grams import Sought
from .signs import folded, words_of
from .sounds import is_sound
from .word_tables import printed_for

MOST_FORMS = 8
SHORTEST_BARE = 8
"""Digits of a whole number that is an amount without being written as one; shorter ones are codes and years."""

_AS_AMOUNT = re.compile(r"[.,元万亿]")
_SHORT_UNIT = re.compile(r"(?<=\d)([万亿])$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question. `also` are the words of the table of synonyms that count as it; `fens` the amounts in 分 that
    a number may be, in every unit that documents print where it names none."""

    said: str
    sought: Sought
    also: tuple[str, ...] = ()
    fens: tuple[int, ...] = ()


def asked(text: str) -> tuple[Word, ...]:
    """The words of a question."""
    return tuple(map(word_of, words_of(text)))


def word_of(said: str) -> Word:
    plain = folded(said)
    also = tuple(dict.fromkeys(other for other in printed_for(plain) if plain not in other))[: MOST_FORMS - 1]
    return Word(said, Sought((plain, *also), is_sound(plain)), also, _fens(plain))


def _fens(word: str) -> tuple[int, ...]:
    """The amounts that a number as printed can be: 3952.59 in 元, 千元, 万元 …; of 3952.59万元 the one."""
    if not _AS_AMOUNT.search(word) and len(word) < SHORTEST_BARE:
        return ()
    number = _SHORT_UNIT.sub(r"\1元", word)
    amounts = (read_amount(number, scale)[1] for scale in SCALES.values())
    return tuple(dict.fromkeys(yuan_to_fen(yuan) for yuan in amounts if yuan))
