"""How names sound: pinyin for the index and for questions in letters, homophones for words with a wrong character.

The library and its dictionary of phrases (行 in 行政 and in 银行) are loaded when they are first needed: half a second and
57 MB. That is when something is published, and when nothing was found for a word as it was written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache

SHORTEST_SOUND = 3
"""Letters that are looked for among sounds; two are the initials of nearly everything."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LETTERS = re.compile(rf"[A-ZÜ']{{{SHORTEST_SOUND},}}")


def is_sound(word: str) -> bool:
    """Whether a folded word may be pinyin or initials."""
    return _LETTERS.fullmatch(word) is not None


def syllables(text: str) -> list[str]:
    """The pinyin of the Chinese signs in a text, in capital letters without tones; ü is V."""
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import lazy_pinyin

    return [sound.upper() for part in _HAN.findall(text) for sound in lazy_pinyin(part)]


def sound_lines(names: Iterable[str]) -> str:
    """What the index holds of names: a line with the pinyin and a line with the initials of each."""
    lines: dict[str, None] = {}
    for name in names:
        if heard := syllables(name):
            lines["".join(heard)] = None
            lines["".join(sound[0] for sound in heard)] = None
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def readings(sign: str) -> frozenset[str]:
    """All ways to pronounce one Chinese sign."""
    if not _HAN.fullmatch(sign):
        return frozenset()
    from pypinyin import Style, pinyin

    return frozenset(pinyin(sign, style=Style.NORMAL, heteronym=True)[0])


def sound_alike(one: str, other: str) -> bool:
    return not readings(one).isdisjoint(readings(other))
