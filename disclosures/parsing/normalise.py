"""One printed string → one value. Nothing here guesses: what is no number stays text."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from disclosures.vocabulary import CellState

CENT = Decimal("0.01")

# Radicals that some fonts carry in the place of the character: those that NFKC leaves alone, and the 214 of Kangxi.
RADICALS = str.maketrans(
    "⺝⺟⺠⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "月母民虎西见角贝足车长长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
) | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}

SCALES: dict[str, int] = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
"""How many yuan a printed 1 is."""

DASHES = frozenset("-－—–―─一")
NOT_APPLICABLE = ("不适用", "不需填列", "无需填列", "/")

_NUMBER = re.compile(
    r"(?P<open>[(])?\s*(?P<sign>[-+])?\s*[¥]?\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*(?(open)[)])"
)
_CODE = re.compile(r"\d{1,7}")
_RADICAL = re.compile(f"[{''.join(map(chr, RADICALS))}]")
_SPACE = re.compile(r"\s+")
_SPACE_AND_MARKS = re.compile(r"[\s\u3000\u200b\ufeff\xa0]+")


def without_radicals(text: str) -> str:
    """The characters that the page shows, where the file names radicals that look the same."""
    return text.translate(RADICALS) if _RADICAL.search(text) else text


def tidy(text: str) -> str:
    """As printed, without any white space, wrapped parts joined."""
    return _SPACE_AND_MARKS.sub("", text)


def key(text: str) -> str:
    """For matching words: compatibility forms folded, no white space, half-width punctuation."""
    return _short_key(text) if len(text) <= SHORT else _key(text)


def _key(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", tidy(text)))


SHORT = 64
"""Names, headings and numbers, which come again and again; no paragraphs are kept."""
_short_key = lru_cache(maxsize=16384)(_key)


def number(text: str) -> Decimal | None:
    """A printed number: thousands commas, full-width digits, −, (brackets) for negatives. None if it is no number."""
    plain = key(text).replace("−", "-").replace("﹣", "-").replace("，", ",")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    value = Decimal(match["digits"].replace(",", ""))
    return -value if (match["sign"] == "-") != bool(match["open"]) else value


def yuan(value: Decimal, scale: int) -> Decimal:
    """A printed number in yuan with two decimals; `scale` is how many yuan a printed 1 is."""
    return (value * scale).quantize(CENT, rounding=ROUND_HALF_UP)


def read_amount(text: str, scale: int) -> tuple[CellState, Decimal | None]:
    """What stands in an amount cell: its state, and yuan where it is an amount."""
    plain = key(text)
    if not plain:
        return CellState.BLANK, None
    value = number(plain)
    if value is not None:
        return CellState.AMOUNT, yuan(value, scale)
    if set(plain) <= DASHES:
        return CellState.DASH, None
    if any(word in plain for word in NOT_APPLICABLE):
        return CellState.NOT_APPLICABLE, None
    return CellState.UNREADABLE, None


def code(text: str) -> str | None:
    """A classification code of one to seven digits; “205.0” (a number cell of a workbook) is 205."""
    plain = re.sub(r"\.0+$", "", key(text))
    return plain if _CODE.fullmatch(plain) else None
