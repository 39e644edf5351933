"""Amounts, differences, rates and shares as pages print them. Pure: integer 分 in, text out.

Minus is U+2212, thousands are separated by commas, a plus stands only before changes. Nothing is guessed: a rate on a
zero base is None, never a number.
"""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.vocabulary import Unit

MINUS = "\u2212"


FEN_AND_DECIMALS: dict[Unit, tuple[int, int]] = {
    Unit.WAN: (1_000_000, 2),
    Unit.YUAN: (100, 2),
    Unit.YI: (10_000_000_000, 4),  # four decimals, so that a figure of a small unit does not vanish
}
"""How many 分 one of the unit is, and the decimals shown."""


def _grouped(number: int, divisor: int, decimals: int, plus: str = "") -> str:
    """number ÷ divisor, rounded half up in its absolute value; whole numbers all the way, so nothing is lost. What rounds
    to nothing has no sign."""
    scaled = (2 * abs(number) * 10**decimals + divisor) // (2 * divisor)
    whole, rest = divmod(scaled, 10**decimals)
    sign = "" if not scaled else MINUS if number < 0 else plus
    return f"{sign}{whole:,}.{rest:0{decimals}d}" if decimals else f"{sign}{whole:,}"


def amount_text(fen: int, unit: Unit = Unit.WAN) -> str:
    """3,952.59 for 395,259,0000 分 in 万元."""
    return _grouped(fen, *FEN_AND_DECIMALS[unit])


def change_text(fen: int, unit: Unit = Unit.WAN) -> str:
    """A difference: like an amount, with a plus where what is shown is above zero."""
    return _grouped(fen, *FEN_AND_DECIMALS[unit], plus="+")


def exact_text(fen: int) -> str:
    """The exact yuan: “39,525,900 元”, with 分 only where there are any."""
    return _grouped(fen, 100, 2 if fen % 100 else 0) + " 元"


def counted_text(hundredths: int, unit: str) -> str:
    """What is no amount, in its unit: 8,013 平方米, 12.30%; zeros that end the decimals of a count are left out."""
    if unit == "%":
        return _grouped(hundredths, 100, 2) + unit
    number = _grouped(hundredths, 100, 2).rstrip("0").removesuffix(".")
    return f"{number} {unit}".strip()


def other_parts_text(parts: Sequence[tuple[str, int]], unit: Unit = Unit.WAN) -> str:
    """What belongs to a whole beside the parts that are shown: “其余为单位预留机动经费 2,938.21”."""
    more = "、".join(f"{name} {amount_text(fen, unit)}" for name, fen in parts if fen > 0)
    less = "、".join(f"{amount_text(-fen, unit)}" for _, fen in parts if fen < 0)
    return "；".join(filter(None, (more and f"其余为{more}", less and f"各部分之和比总计多 {less}")))


def share_text(part: int, whole: int) -> str | None:
    """A share in per cent with two decimals; None where the whole is zero or negative."""
    return None if whole <= 0 else _grouped(part * 100, whole, 2) + " %"


def rate_text(fen: int, base: int) -> str | None:
    """The change from `base` to `fen` in per cent; None where the base is zero or negative."""
    if base <= 0:
        return None
    return _grouped((fen - base) * 100, base, 2, plus="+") + " %"


def index_text(fen: int, base: int) -> str | None:
    """`fen` where the base is 100; None where the base is zero or negative."""
    return None if base <= 0 else _grouped(fen * 100, base, 1)


def points_text(change: int, whole: int) -> str | None:
    """A change as percentage points of a total: “+1.23”; None where the total is zero or negative."""
    if whole <= 0:
        return None
    return _grouped(change * 100, whole, 2, plus="+")


def per_people_text(fen: int, people: int, unit: Unit = Unit.WAN) -> str:
    """An amount for each 10,000 of `people`: 202.95 元, which is 0.0203 万元."""
    return _grouped(fen * 10_000, FEN_AND_DECIMALS[unit][0] * people, PER_PEOPLE_DECIMALS[unit])


PER_PEOPLE_DECIMALS: dict[Unit, int] = {Unit.WAN: 4, Unit.YUAN: 2, Unit.YI: 8}
"""More than amounts have, so that a figure of a small unit in a large place does not vanish."""
