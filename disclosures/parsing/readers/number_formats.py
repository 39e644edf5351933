"""A stored number → what its cell shows, by the number format (ECMA-376 part 1, 18.8.30 and 18.8.31).

A format can move the point: `0!.0,` shows 3000000 as 300.0. Where one is not fully understood nothing is shown, so that
no cell silently holds ten thousand times what stands on the sheet.
"""

from __future__ import annotations

import datetime
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite

BUILT_IN: dict[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '"¥"#,##0;"¥"-#,##0;"¥-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥-"',
    45: "mm:ss",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
} | dict.fromkeys((0, 23, 24, 25, 26), "General")
"""Formats that a style names by their number only, as Chinese editions show them."""

SIGNIFICANT = 15
"""Digits a spreadsheet keeps; what a double shows beyond them is noise (0.30000000000000004)."""
GENERAL_DECIMALS = 10
"""What General shows at most. Excel shows less where a number is long; nothing is lost that is printed anywhere."""
DAY_ZERO = datetime.datetime(1899, 12, 30, tzinfo=datetime.UTC)
DAY_ZERO_1904 = datetime.datetime(1904, 1, 1, tzinfo=datetime.UTC)
LAST_DAY = 2_958_465  # 9999-12-31
NEGATIVE_SIGNS = re.compile(r"[-−－(（△▲∆负]")

_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"|[\\!].)
    |(?P<space>_.)|(?P<fill>\*.)
    |(?P<general>General|G/通用格式)
    |(?P<elapsed>\[(?:h+|m+|s+)\])
    |(?P<bracket>\[[^\]]*\])
    |(?P<exponent>E[+-]0+)
    |(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<slash>/)
    |(?P<date>y+|e+|m+|d+|h+|s+)
    |(?P<plain>[-+$():^&'~{}<>= ¥￥]|[^\x00-\x7f])""",
    re.VERBOSE | re.IGNORECASE,
)
_SECTION_END = re.compile(r'"[^"]*"|[\\!_*].|\[[^\]]*\]|(;)')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d*)?)\]")
_COLOUR = re.compile(
    r"\[(?:(red|红色)|black|blue|cyan|green|magenta|white|yellow|黑色?|蓝色?|绿色?|白色?|color ?\d+)\]",
    re.IGNORECASE,
)
_LOCALE = re.compile(r"\[\$([^\]-]*)(?:-[0-9a-fA-F]+)?\]")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(frozen=True, slots=True)
class _Section:
    """`tokens` are (kind, text); `holds` says for which numbers it is meant, where it says so itself."""

    tokens: tuple[tuple[str, str], ...]
    holds: tuple[str, Decimal] | None
    red: bool

    def has(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _ in self.tokens)


def stored(value: str) -> Decimal:
    """A number as the file stores it, without the noise of binary fractions. Raises ValueError."""
    number = float(value)
    if not isfinite(number):
        raise ValueError(value)
    return Decimal(f"{number:.{SIGNIFICANT}g}")


@lru_cache(maxsize=4096)
def shown(value: Decimal, code: str, from_1904: bool = False) -> str | None:
    """What the cell shows; None where the format is not fully understood."""
    sections = _sections(code or "General")
    section = None if sections is None else _section_of(value, sections)
    if sections is None or section is None:
        return None
    if section.has("date", "elapsed"):
        return _date(value, section, from_1904)
    text = _number(abs(value), section)
    if not text or value >= 0:
        return text
    if section is sections[0] or (section.red and not NEGATIVE_SIGNS.search(text)):
        return f"-{text}"
    # A number below nothing that is shown as if it were none: the sheet says one thing and holds another.
    return text if NEGATIVE_SIGNS.search(text) or not re.search(r"\d", text) else None


def shown_text(value: str, code: str) -> str:
    """A text as the fourth section, or a section with @, shows it."""
    if not code or code == "@":
        return value
    sections = _sections(code) or ()
    own = sections[3] if len(sections) > 3 else next((one for one in sections if one.has("text")), None)
    if own is None:
        return value
    return "".join(value if kind == "text" else _literal(kind, text) for kind, text in own.tokens).strip(" ")


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...] | None:
    """The sections of a format: positive; negative; zero; text. None where one holds what is not known."""
    starts = [0, *(match.end() for match in _SECTION_END.finditer(code) if match[1])]
    ends = [*(start - 1 for start in starts[1:]), len(code)]
    sections = [_parsed(code[start:end]) for start, end in zip(starts, ends, strict=True)]
    whole = [section for section in sections if section is not None]
    return tuple(whole) if len(whole) == len(sections) <= 4 else None


def _parsed(code: str) -> _Section | None:
    tokens: list[tuple[str, str]] = []
    holds: tuple[str, Decimal] | None = None
    red = False
    place = 0
    while place < len(code):
        match = _TOKEN.match(code, place)
        if match is None:
            return None
        place = match.end()
        kind, text = match.lastgroup or "", match[0]
        if kind != "bracket":
            tokens.append((kind, text))
        elif condition := _CONDITION.fullmatch(text):
            holds = condition[1], Decimal(condition[2])
        elif colour := _COLOUR.fullmatch(text):
            red = red or bool(colour[1])
        elif locale := _LOCALE.fullmatch(text):
            tokens.append(("plain", locale[1]))
        else:
            return None  # [DBNum1] shows Chinese numerals; others are not known
    return _Section(tuple(tokens), holds, red)


def _section_of(value: Decimal, sections: Sequence[_Section]) -> _Section | None:
    numeric = sections[:3]
    if any(section.holds for section in numeric):
        if value < 0:
            return None  # whether the sign is shown differs between editions
        for index, section in enumerate(numeric):
            last = index == len(numeric) - 1
            if section.holds is None and not last:
                continue  # without a condition the second is for negative numbers
            if section.holds is None or _COMPARE[section.holds[0]](value, section.holds[1]):
                return section
        return None
    if len(numeric) > 1 and numeric[-1].has("text") and len(sections) < 4:
        numeric = numeric[:-1]  # 0.00;@
    if value < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if value == 0 and len(numeric) > 2 else numeric[0]


def _literal(kind: str, text: str) -> str:
    if kind == "literal":
        return text[1:-1] if text.startswith('"') else text[1:]
    return {"space": " ", "fill": "", "percent": "%"}.get(kind, text)


def general(value: Decimal) -> str:
    """The shortest form."""
    if value.adjusted() <= SIGNIFICANT:
        value = value.quantize(Decimal(1).scaleb(-GENERAL_DECIMALS), rounding=ROUND_HALF_UP)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Decimal, section: _Section) -> str | None:
    """`value`, not negative, in a section."""
    tokens = list(section.tokens)
    if section.has("slash") or (section.has("general", "text") and section.has("digit")):
        return None  # fractions
    if section.has("general", "text"):
        return "".join(
            general(value) if kind in ("general", "text") else _literal(kind, text) for kind, text in tokens
        ).strip(" ")
    digits = [index for index, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not digits:
        return None if section.has("point", "comma", "exponent") else _joined(tokens, {})
    points = [index for index, (kind, _) in enumerate(tokens) if kind == "point"]
    if len(points) > 1 or (points and section.has("exponent") and len(digits) < 1):
        return None
    point = points[0] if points else len(tokens)
    whole = [index for index in digits if index < point]
    decimals = [index for index in digits if index > point]
    thousands, scale = _commas(tokens, whole, digits[-1])
    if thousands is None:
        return None
    scaled = value * 100 ** sum(kind == "percent" for kind, _ in tokens) / Decimal(1000) ** scale
    if section.has("exponent"):
        return _scientific(scaled, tokens, decimals) if len(whole) == 1 and not thousands else None
    if scaled.adjusted() + len(decimals) > 26:
        return None
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), rounding=ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    broken = bool(whole) and any(
        tokens[index][0] not in ("digit", "comma") for index in range(whole[0], whole[-1])
    )
    if thousands and broken:
        return None  # thousands that count over a literal in between
    filled = _whole(before.lstrip("0"), [tokens[index][1] for index in whole], thousands)
    places = dict(zip(whole, filled, strict=True))
    places |= dict(zip(decimals, _decimals(after, [tokens[index][1] for index in decimals]), strict=True))
    if not whole:
        places[point] = before.lstrip("0") + "."
    elif points and not after.strip("0") and not any(places[index] for index in decimals):
        places[point] = ""  # Excel leaves the point of “5.” there; it says nothing
    return _joined(tokens, places)


def _commas(tokens: Sequence[tuple[str, str]], whole: Sequence[int], last: int) -> tuple[bool | None, int]:
    """(are thousands parted, how many times the number is divided by 1000); (None, 0) for a comma elsewhere."""
    thousands, scale = False, 0
    ends = {last, whole[-1] if whole else last}
    for index, (kind, _) in enumerate(tokens):
        if kind != "comma":
            continue
        start = index
        while start and tokens[start - 1][0] == "comma":
            start -= 1
        if whole and whole[0] < index < whole[-1]:
            thousands = True
        elif start - 1 in ends:
            scale += 1
        else:
            return None, 0
    return thousands, scale


def _whole(digits: str, marks: Sequence[str], thousands: bool) -> list[str]:
    """What stands at each placeholder before the point; the first takes the digits that are left over."""
    padded = [*digits[: max(len(digits) - len(marks), 0)]]
    rest = digits[len(padded) :]
    blank = {"0": "0", "?": " ", "#": ""}
    filled = [blank[mark] for mark in marks[: len(marks) - len(rest)]] + list(rest)
    if filled:
        filled[0] = "".join(padded) + filled[0]
    if thousands:
        count = 0
        for index in range(len(filled) - 1, -1, -1):
            grouped = ""
            for sign in reversed(filled[index]):
                if count and count % 3 == 0 and sign.isdigit():
                    grouped = "," + grouped
                grouped = sign + grouped
                count += sign.isdigit()
            filled[index] = grouped
    return filled


def _decimals(digits: str, marks: Sequence[str]) -> list[str]:
    """What stands at each placeholder after the point: zeros at the end only where the format asks for them."""
    needed = max(
        (
            index + 1
            for index, (digit, mark) in enumerate(zip(digits, marks, strict=True))
            if digit != "0" or mark == "0"
        ),
        default=0,
    )
    return [
        digit if index < needed else (" " if mark == "?" else "")
        for index, (digit, mark) in enumerate(zip(digits, marks, strict=True))
    ]


def _joined(tokens: Sequence[tuple[str, str]], places: dict[int, str]) -> str:
    parts = []
    for index, (kind, text) in enumerate(tokens):
        if index in places:
            parts.append(places[index])
        elif kind not in ("digit", "comma"):
            parts.append(_literal(kind, text))
    return "".join(parts).strip(" ")


def _scientific(value: Decimal, tokens: Sequence[tuple[str, str]], decimals: Sequence[int]) -> str:
    mantissa, _, exponent = f"{value:.{len(decimals)}E}".partition("E")
    width = next(len(text) - 2 for kind, text in tokens if kind == "exponent")
    return f"{mantissa}E{exponent[0]}{exponent[1:].rjust(width, '0')}"


def _date(value: Decimal, section: _Section, from_1904: bool) -> str | None:
    """A day number in a format of dates; None for names of months and what runs past a day."""
    if section.has("elapsed", "digit", "general") or not 0 <= value <= LAST_DAY:
        return None
    moment = (DAY_ZERO_1904 if from_1904 else DAY_ZERO) + datetime.timedelta(days=float(value))
    moment = (moment + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    dates = [(index, text.lower()) for index, (kind, text) in enumerate(section.tokens) if kind == "date"]
    parts: dict[int, str] = {}
    for order, (index, text) in enumerate(dates):
        near = (
            dates[order - 1][1][0] if order else "",
            dates[order + 1][1][0] if order + 1 < len(dates) else "",
        )
        number = {
            "y": moment.year,
            "e": moment.year,
            "m": moment.minute if near[0] == "h" or near[1] == "s" else moment.month,
            "d": moment.day,
            "h": moment.hour,
            "s": moment.second,
        }[text[0]]
        if text[0] not in "ye" and len(text) > 2:
            return None
        short = text[0] == "y" and len(text) <= 2
        parts[index] = f"{number % 100:02d}" if short else str(number).rjust(len(text), "0")
    return "".join(
        parts.get(index, _literal(kind, text)) for index, (kind, text) in enumerate(section.tokens)
    ).strip(" ")
