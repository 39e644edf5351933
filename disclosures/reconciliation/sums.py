"""A whole and its parts, wherever they stand: compared, with what the structure of the table leaves open kept open.

What is blank is no 0: a blank part adds nothing; a blank whole over printed parts is told as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.vocabulary import CellState

from .results import Operand, Place, Result, State, compared, could_not
from .subject import Figure, Spot

MOST_TERMS = 8
"""Longer sums are printed with their first and last terms."""

UNREAD = "有未读出的内容"
UNSURE = "数字由图像识别读出，或两种读法不一致，请对照原件"
OPEN = "表的结构不能保证各项列全，两边不等不说明什么"


@dataclass(frozen=True, slots=True)
class Sum:
    """`whole` should be the sum of `parts`. `certain`: the structure guarantees it, so a difference means something.

    `why` tells why it does not. `blank_whole` and `blank_parts`: whether a side that is left wholly blank counts as a
    difference.
    """

    check: str
    disclosure: int
    whole: Spot
    parts: Sequence[Spot]
    whole_label: str
    parts_label: str
    certain: bool = True
    why: str = OPEN
    blank_whole: bool = True
    blank_parts: bool = True
    minus: Sequence[Spot] = ()

    def results(self) -> Iterator[Result]:
        """One result; none where neither side says anything."""
        result = self._result()
        if result is None:
            return
        if result.state is State.DIFFERS:
            result = self._weighed(result)
        yield result

    def _result(self) -> Result | None:
        if not (self.whole.figure or any(spot.figure for spot in (*self.parts, *self.minus))):
            return None
        left, right = self._whole(), self._parts()
        if CellState.UNREADABLE in [spot.state for spot in (self.whole, *self.parts, *self.minus)]:
            known = Result(self.check, State.COULD_NOT_BE_DONE, self.disclosure, UNREAD, left, right)
            return known if left.yuan is not None or right.yuan is not None else None
        if left.yuan is None:
            if not right.yuan or not self.blank_whole:
                return None
            said = f"{self.whole_label}没有填数，而{self.parts_label}为 {_plain(right)}"
            return Result(
                self.check, State.DIFFERS, self.disclosure, said, left, right, Decimal(0) - right.yuan
            )
        if right.yuan is None:
            if not left.yuan or not self.blank_parts:
                return None
            said = f"{self.whole_label}有数，而{self.parts_label}没有填数"
            return Result(self.check, State.DIFFERS, self.disclosure, said, left, right, left.yuan)
        said = f"{self.whole_label}与{self.parts_label}不一致，相差 {{difference}}"
        return compared(self.check, self.disclosure, left, right, said)

    def _weighed(self, result: Result) -> Result:
        if not self.certain:
            return could_not(result, self.why)
        figures = [spot.figure for spot in (self.whole, *self.parts, *self.minus) if spot.figure]
        return result if all(figure.is_sure for figure in figures) else could_not(result, UNSURE)

    def _whole(self) -> Operand:
        spot = self.whole
        if spot.figure is None:
            return Operand(self.whole_label, None, "", (spot.place,))
        figure = spot.figure
        label = self.whole_label or figure.place.words
        return Operand(label, figure.yuan, figure.cell.printed, (figure.place,), _steps([figure]))

    def _parts(self) -> Operand:
        plus = [spot.figure for spot in self.parts if spot.figure]
        minus = [spot.figure for spot in self.minus if spot.figure]
        both = [*plus, *minus]
        if not both:
            return Operand(self.parts_label, None, "", tuple(spot.place for spot in self.parts))
        total = sum((f.yuan for f in plus), Decimal(0)) - sum((f.yuan for f in minus), Decimal(0))
        spots = [spot for spot in (*self.parts, *self.minus) if spot.figure or len(self.parts) <= MOST_TERMS]
        places = tuple(spot.place for spot in spots)
        return Operand(self.parts_label, total, written(plus, minus), places, _steps(both))


def same(
    check: str,
    disclosure: int,
    left: Spot,
    right: Spot,
    labels: tuple[str, str],
    certain: bool = True,
    why: str = OPEN,
) -> Iterator[Result]:
    """Two places that should print the same amount. Nothing where one of them prints none."""
    if left.figure is None or right.figure is None:
        return
    yield from Sum(check, disclosure, left, [right], *labels, certain=certain, why=why).results()


def written(plus: Sequence[Figure], minus: Sequence[Figure] = ()) -> str:
    """The sum as printed: “1.00 + 2.00 − 0.50”. Zeros are left out where there are others."""
    terms = [("+", f.cell.printed) for f in plus if f.yuan] or [("+", f.cell.printed) for f in plus[:1]]
    terms += [("−", f.cell.printed) for f in minus if f.yuan]
    shown = terms if len(terms) <= MOST_TERMS else [*terms[: MOST_TERMS - 2], ("+", "…"), terms[-1]]
    return "".join(f" {sign} {printed}" for sign, printed in shown).removeprefix(" + ").strip()


def words(
    check: str, disclosure: int, state: State, message: str, label: str, printed: str, *places: Place
) -> Result:
    """A result that compares no amounts."""
    return Result(check, state, disclosure, message, Operand(label, None, printed, places))


def _steps(figures: Sequence[Figure]) -> tuple[Decimal, ...]:
    """A printed 0 has nothing to round."""
    return tuple(figure.step for figure in figures if figure.yuan)


def _plain(operand: Operand) -> str:
    return operand.printed or f"{operand.yuan}"
