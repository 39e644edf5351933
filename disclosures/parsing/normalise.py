"""One printed string → one value. Nothing here guesses: what is no number stays text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, wraps
from typing import TypeVar, cast

from disclosures.vocabulary import CellState

CENT = Decimal("0.01")

# Radicals that some fonts carry in the place of the character: those that NFKC leaves alone, and the 214 of Kangxi.
RADICALS = str.maketrans(
    "⺝⺟⺠⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "月母民虎西见角贝足车长长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
) | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
RADICALS[ord("⼾")] = "户"  # NFKC has 戶, which is drawn otherwise

SCALES: dict[str, int] = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
"""How many yuan a printed 1 is."""

DASHES = frozenset("-－—–―─一")
SLASHES = frozenset("/\\")
NOT_APPLICABLE = re.compile(r"无|.*(?:不适用|[不无]需填列).*")
"""What is printed where there is no amount to speak of."""

THOUSAND = 3
"""Digits of a group."""
THIN_SPACES = frozenset("\xa0\u2009\u202f")
"""Spaces that are set inside a figure, and between figures by nobody."""
LARGEST = Decimal(10) ** 15
"""Yuan that no printed figure reaches: some thirty times what the whole country spends in a year."""

MINUS = "-−‐‑‒–—―⁻負负△▲∆Δ"
"""What stands before or after a figure that is less than nothing; bookkeeping prints triangles."""
_MINUS = str.maketrans(dict.fromkeys(MINUS, "-") | {"’": ",", "'": ","})
_NUMBER = re.compile(
    r"¥?(?P<before>[-+])?¥?(?P<open>\()?(?P<inside>[-+])?¥?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?P<after>-)?(?(open)\))"
)
_SMALL = "¹²³⁰⁴-⁹⁽⁾①-⑳⑴-⒇⓪⓵-⓾❶-❿➀-➓"
_MARKS = re.compile(rf"^[{_SMALL}*＊※†‡\s]+|(?:注?[{_SMALL}]|[*＊#＃※†‡\s])+$")
"""Marks of notes beside a figure. They are taken off first: folded to compatibility forms, ¹ and ① would be digits."""
_SMALL_INSIDE = re.compile(f"[{_SMALL}]")
_LONG_REST = re.compile(r"[.．](?=\d*\s)(?:\s*\d){3}")
"""More than two decimals over a break: the end of one figure and the next."""
_PARTED = re.compile(r"(?<=[\d.,．，])(\s+)(?=[\d.,．，])")
_OWN_UNIT = re.compile(rf"(.+?)({'|'.join(sorted(SCALES, key=len, reverse=True))})")
_CODE = re.compile(r"\d{1,7}")
_RADICAL = re.compile(f"[{''.join(map(chr, RADICALS))}]")
_SPACE = re.compile(r"\s+")
_SPACE_AND_MARKS = re.compile(r"[\s\u3000\u200b\ufeff\xa0]+")


def without_radicals(text: str) -> str:
    """The characters that the page shows, where the file names radicals that look the same."""
    return text.translate(RADICALS) if _RADICAL.search(text) else text


_RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾", "[]【】〔〕")


def raised(text: str) -> str:
    """Superscript text of a format that keeps such text apart: the mark of a note stays one, and is no digit."""
    return text.translate(_RAISED)


SHORT = 64
"""Names, headings and numbers, which come again and again; no paragraphs are kept."""
KEPT = 16384

F = TypeVar("F", bound=Callable[..., object])


def for_short(function: F) -> F:
    """The function, which keeps what it found in a short text. Arguments are given by place."""
    known = lru_cache(maxsize=KEPT)(function)

    @wraps(function)
    def found(text: str, *more: Hashable) -> object:
        return known(text, *more) if len(text) <= SHORT else function(text, *more)

    return cast(F, found)


def _tidy(text: str) -> str:
    return _SPACE_AND_MARKS.sub("", text)


def _key(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", _tidy(text)))


_short_tidy = lru_cache(maxsize=KEPT)(_tidy)
_short_key = lru_cache(maxsize=KEPT)(_key)


def tidy(text: str) -> str:
    """As printed, without any white space, wrapped parts joined."""
    return _short_tidy(text) if len(text) <= SHORT else _tidy(text)  # asked for more than all else


def key(text: str) -> str:
    """For matching words: compatibility forms folded, no white space, half-width punctuation."""
    return _short_key(text) if len(text) <= SHORT else _key(text)


@for_short
def role_of(text: str, vocabulary: tuple[tuple[str, str], ...]) -> str | None:
    """The role of a cell or heading: of (role, pattern) pairs the first whose pattern is all of the text. A full stop within
    a heading is a slip of the pen (计量。单位)."""
    plain = key(text).replace("。", "")
    return next((role for role, pattern in vocabulary if plain and re.fullmatch(pattern, plain)), None)


@lru_cache(maxsize=KEPT)
def number(text: str) -> Decimal | None:
    """A printed number: thousands commas, full-width digits, negatives in every notation, marks of notes beside it.

    None if it is no number, or is perhaps several.
    """
    bare = _MARKS.sub("", text)
    if _SMALL_INSIDE.search(bare) or not _is_one(bare):
        return None
    match = _NUMBER.fullmatch(key(bare).translate(_MINUS))
    if match is None:
        return None
    signs = {match["before"], match["inside"], match["after"], match["open"]} - {None}
    if (len(signs) > 1 and "+" in signs) or (match["before"] and match["after"]):
        return None
    value = Decimal(match["digits"].replace(",", ""))
    if is_absurd(value):
        return None
    return -value if signs - {"+"} else value


def _is_one(text: str) -> bool:
    """White space inside parts thousands or lines of one figure; figures that stand beside or below one another are
    not glued. What tells is the point or the commas: a figure has one point, and three digits between its commas.
    """
    gaps = _PARTED.findall(text)
    if not gaps:
        return True
    pieces = _PARTED.sub("\n", text).split("\n")
    if _LONG_REST.search(text):
        return False
    if "," in text or "，" in text:
        return True  # the pattern of a number wants three digits after each
    grouped = all(len(piece.partition(".")[0]) == THOUSAND for piece in pieces[1:])
    point = "." in text or "．" in text
    return (point and (grouped or len(gaps) == 1 or max(map(len, pieces)) == 1)) or (
        grouped and all(gap in THIN_SPACES for gap in gaps)
    )


def is_absurd(value: Decimal) -> bool:
    """More digits than any printed figure has; arithmetic with it may raise."""
    return value.adjusted() >= LARGEST.adjusted()


def yuan(value: Decimal, scale: int) -> Decimal | None:
    """A printed number in yuan with two decimals; `scale` is how many yuan a printed 1 is. None for an absurd one."""
    if is_absurd(value):
        return None
    amount = (value * scale).quantize(CENT, rounding=ROUND_HALF_UP)
    return amount if abs(amount) < LARGEST else None


@for_short
def read_amount(text: str, scale: int) -> tuple[CellState, Decimal | None]:
    """What stands in an amount cell: its state, and yuan where it is an amount."""
    plain = key(text)
    if not plain:
        return CellState.BLANK, None
    own = _OWN_UNIT.fullmatch(plain)  # “12.50万元” says its unit itself, whatever stands above the table
    value = number(own[1] if own else text)
    if value is not None:
        amount = yuan(value, SCALES[own[2]] if own else scale)
        return (CellState.UNREADABLE if amount is None else CellState.AMOUNT), amount
    if set(plain) <= DASHES:
        return CellState.DASH, None
    if set(plain) <= SLASHES or NOT_APPLICABLE.fullmatch(plain):
        return CellState.NOT_APPLICABLE, None
    return CellState.UNREADABLE, None


@for_short
def code(text: str) -> str | None:
    """A classification code of one to seven digits; “205.0” (a number cell of a workbook) is 205."""
    bare = _MARKS.sub("", text)
    plain = re.sub(r"\.0+$", "", "" if _SMALL_INSIDE.search(bare) else key(bare))
    return plain if _CODE.fullmatch(plain) else None
