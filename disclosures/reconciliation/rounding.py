"""How far two printed amounts may lie apart and still be the same: the one rule of every comparison.

A printed number may have been rounded by half of its last digit, in the unit it is printed in: 110 in 万元 by 5,000 元, 110.30
by 50 元. A comparison leaves room for half a last digit of every number that takes part, and for no more. A single number
that is printed with fewer digits may also have been cut at its last one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from disclosures.parsing.normalise import CENT, key

COMMON = 5
"""Decimals count as usual among numbers where at least one of so many prints them."""
FINEST = Decimal(100)
"""The last digit of an amount whose unit is not known: funds are printed in 万元 with two decimals, or finer."""


@lru_cache(maxsize=4096)
def decimals(printed: str) -> int:
    """How many digits stand behind the point."""
    _, point, fraction = key(printed).rstrip(")）%").partition(".")
    return len(fraction) if point else 0


def usual_decimals(numbers: Iterable[int]) -> int:
    """The decimals that numbers are given with: where others print 15.20, an 8 means 8.00 and is no rounded one."""
    counts = Counter(numbers)
    return max((n for n, count in counts.items() if count * COMMON >= counts.total()), default=0)


def last_digit(places: int, unit: Decimal | int) -> Decimal:
    """What the last of so many decimals is worth in yuan; no less than a cent."""
    return max(Decimal(unit).scaleb(-places), CENT)


def last_digit_of(yuan: Decimal | None, value: Decimal | None, printed: str) -> Decimal | None:
    """What the last digit of a number is worth, by the amount that it stands for; of 0 nobody knows."""
    return abs(yuan / value).scaleb(-decimals(printed)) if yuan and value else None


def tolerance(steps: Sequence[Decimal]) -> Decimal:
    """Half a last printed digit for every number that takes part: rounding can account for no more."""
    return sum(steps, Decimal(0)) / 2


def is_near(one: Decimal, steps: Sequence[Decimal], other: Decimal, other_steps: Sequence[Decimal]) -> bool:
    """Whether rounding accounts for the difference of two amounts, or the first is the second one cut."""
    return abs(one - other) <= tolerance((*steps, *other_steps)) or is_cut(one, steps, other, other_steps)


def is_cut(one: Decimal, steps: Sequence[Decimal], other: Decimal, other_steps: Sequence[Decimal]) -> bool:
    return _is_made(one, steps, other, other_steps, ROUND_DOWN)


def is_rounded(
    one: Decimal, steps: Sequence[Decimal], other: Decimal, other_steps: Sequence[Decimal]
) -> bool:
    """Whether the first amount, of fewer digits, is the second one rounded to them."""
    return _is_made(one, steps, other, other_steps, ROUND_HALF_UP)


def _is_made(
    one: Decimal, steps: Sequence[Decimal], other: Decimal, other_steps: Sequence[Decimal], rounding: str
) -> bool:
    coarse = max(steps, default=Decimal(0))
    if coarse <= max(other_steps, default=Decimal(0)):
        return False
    return (other / coarse).quantize(Decimal(1), rounding=rounding) * coarse == one
