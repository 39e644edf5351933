"""What a check hands out: one result for every place it could look at. Pure; amounts are Decimal yuan, boxes PDF points."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from disclosures.parsing.document import Box
from disclosures.vocabulary import Statement, Term

from .rounding import tolerance


class State(Term):
    """How a check ended. A check that found no data has never passed; what needs confirmation differs as it was read,
    and is no difference until a person compared both sides with the original."""

    HOLDS = "holds", "一致"
    WITHIN_ROUNDING = "within_rounding", "四舍五入之内"
    DIFFERS = "differs", "不一致"
    NEEDS_CONFIRMATION = "needs_confirmation", "待核对原件"
    NOT_APPLICABLE = "not_applicable", "不适用"
    COULD_NOT_BE_DONE = "could_not_be_done", "无法核对"

    @property
    def is_judged(self) -> bool:
        """Both sides were there, and a word could be said on them."""
        return self in (State.HOLDS, State.WITHIN_ROUNDING, State.DIFFERS)


YUAN = "元"
PERCENT = "%"

SAME = "两处数字一致"
ROUNDED = "两处数字的差在四舍五入之内"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a side of a comparison stands: a cell, a row, or words of the text.

    `disclosure` counts into the disclosures that were checked together; `table`, `line` and `column` into its
    statements, their lines and columns. `words` is what a reader looks for on the page: a row and column, or a sentence;
    `at` is where a fact of the narrative stands (`ProseFact.at`).
    """

    disclosure: int
    words: str
    page: int | None = None
    box: Box | None = None
    statement: Statement | None = None
    table: int | None = None
    line: int | None = None
    column: int | None = None
    at: tuple[int, int, int] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison: what it is, its value in yuan (or in `unit`), as printed, and where.

    `printed` is how the document prints it; for a sum, its parts joined. `step` is the value of the last printed
    digit of each number that takes part: what rounding is judged by.
    """

    label: str
    yuan: Decimal | None
    printed: str = ""
    places: tuple[Place, ...] = ()
    steps: tuple[Decimal, ...] = ()
    unit: str = YUAN
    """What the value counts: 元, or %, 平方米, 辆; blank where a count is printed without any."""

    @property
    def is_money(self) -> bool:
        return self.unit == YUAN


@dataclass(frozen=True, slots=True)
class Result:
    """`right` is None where the check is not a comparison of two sides. `cause` counts into the list of results."""

    check: str
    state: State
    disclosure: int
    message: str
    left: Operand
    right: Operand | None = None
    difference: Decimal | None = None
    cause: int | None = None

    @property
    def gap_yuan(self) -> Decimal | None:
        """The difference, where amounts stand against each other; of rates and counts it is no amount."""
        is_money = self.left.is_money and (self.right is None or self.right.is_money)
        return self.difference if is_money else None


def compared(check: str, disclosure: int, left: Operand, right: Operand, message: str) -> Result:
    """Two sides against each other. `message` may name the difference as {difference}; it is said only when they differ."""
    if left.yuan is None or right.yuan is None:
        missing = left if left.yuan is None else right
        return Result(check, State.COULD_NOT_BE_DONE, disclosure, f"“{missing.label}”没有数字", left, right)
    difference = left.yuan - right.yuan
    if not difference:
        return Result(check, State.HOLDS, disclosure, SAME, left, right, difference)
    if abs(difference) <= tolerance((*left.steps, *right.steps)):
        return Result(check, State.WITHIN_ROUNDING, disclosure, ROUNDED, left, right, difference)
    said = message.replace("{difference}", money(difference))
    return Result(check, State.DIFFERS, disclosure, said, left, right, difference)


def could_not(result: Result, why: str) -> Result:
    """The same comparison, which the structure of the table or the quality of the reading does not allow to judge."""
    return replace(result, state=State.COULD_NOT_BE_DONE, message=why)


def money(yuan: Decimal) -> str:
    """The size of an amount in words: 万元 where it comes out even with two decimals, else 元."""
    size = abs(yuan)
    number, unit = (size / 10_000, "万元") if size >= 100 and not size % 100 else (size, "元")
    plain = f"{number:,f}"
    return f"{plain.rstrip('0').rstrip('.') if '.' in plain else plain} {unit}"
