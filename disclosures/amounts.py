"""Amounts, differences, rates and shares as pages print them. Pure: integer 分 in, text out.

Minus is U+2212, thousands are separated by commas, a plus stands only before changes. Nothing is guessed: a rate on a
zero base is None, never a number.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from disclosures.vocabulary import Term

MINUS = "\u2212"


class Unit(Term):
    """The unit a reader chose (`?unit=`)."""

    WAN = "wan", "万元"
    YUAN = "yuan", "元"
    YI = "yi", "亿元"

    @property
    def fen(self) -> int:
        """How many 分 one of this unit is."""
        return {"wan": 1_000_000, "yuan": 100, "yi": 10_000_000_000}[self.value]

    @property
    def decimals(self) -> int:
        """亿元 gets four decimals, so that a figure of a small unit does not vanish."""
        return 4 if self is Unit.YI else 2

    @classmethod
    def chosen(cls, value: str | None) -> Unit:
        """The unit named in an address; 万元 for anything else."""
        return cls(value) if value in {unit.value for unit in cls} else cls.WAN


def _grouped(number: Decimal, decimals: int) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{abs(rounded):,.{decimals}f}" if rounded >= 0 else f"{MINUS}{abs(rounded):,.{decimals}f}"


def amount_text(fen: int, unit: Unit = Unit.WAN) -> str:
    """3,952.59 for 395,259,0000 分 in 万元."""
    return _grouped(Decimal(fen) / unit.fen, unit.decimals)


def change_text(fen: int, unit: Unit = Unit.WAN) -> str:
    """A difference: like an amount, with a plus where it is above zero."""
    return ("+" if fen > 0 else "") + amount_text(fen, unit)


def exact_text(fen: int) -> str:
    """The exact yuan: “39,525,900 元”, with 分 only where there are any."""
    return _grouped(Decimal(fen) / 100, 2 if fen % 100 else 0) + " 元"


def share_text(part: int, whole: int) -> str | None:
    """A share in per cent with two decimals; None where the whole is zero."""
    return None if whole == 0 else _grouped(Decimal(part) * 100 / whole, 2) + " %"


def rate_text(fen: int, base: int) -> str | None:
    """The change from `base` to `fen` in per cent; None where the base is zero or negative."""
    if base <= 0:
        return None
    rate = _grouped(Decimal(fen - base) * 100 / base, 2)
    return ("+" if fen > base else "") + rate + " %"


def index_text(fen: int, base: int) -> str | None:
    """`fen` where the base is 100; None where the base is zero or negative."""
    return None if base <= 0 else _grouped(Decimal(fen) * 100 / base, 1)
