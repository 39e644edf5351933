"""Performance targets (绩效目标) of a disclosure, as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from disclosures.models import PerformanceTarget


@dataclass(slots=True)
class Indicator:
    level_1: str
    level_2: str
    level_3: str
    description: str
    target: str
    basis: str
    result: str = ""
    weight: str = ""
    score: str = ""


@dataclass(slots=True)
class Target:
    pk: int
    number: int | None
    title: str
    code: str
    is_whole: bool
    funds_fen: int | None
    objectives: tuple[str, ...]
    payments: tuple[tuple[str, str], ...]
    page: int | None
    indicators: list[Indicator] = field(default_factory=list)
    result: str = ""
    """What became of the objective, where it is a self-evaluation."""
    spent_fen: int | None = None

    @property
    def is_filled(self) -> bool:
        """Something is written in the form; one that is printed and left empty is of no project."""
        return bool(
            self.title or self.funds_fen or self.objectives or any(one.target for one in self.indicators)
        )

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its disclosure."""
        return f"t{self.pk}"

    @property
    def is_evaluated(self) -> bool:
        """Does the form print what was reached?"""
        return any(one.result or one.score for one in self.indicators)


_FIELDS = (
    "whole",
    "pk",
    "number",
    "title",
    "code",
    "scope",
    "funds_fen",
    "objectives",
    "payment_schedule",
    "page",
    "result",
    "spent_fen",
    "indicators__pk",
    "indicators__level_1",
    "indicators__level_2",
    "indicators__level_3",
    "indicators__description",
    "indicators__operator",
    "indicators__value",
    "indicators__unit",
    "indicators__basis",
    "indicators__result",
    "indicators__weight",
    "indicators__score",
)


def targets_of(pk: int) -> list[Target]:
    """Performance targets with their indicators. One query."""
    return targets_by_disclosure([pk]).get(pk, [])


def targets_by_disclosure(ids: Iterable[int]) -> dict[int, list[Target]]:
    """The performance targets of disclosures, with their indicators. One query."""
    targets: dict[int, Target] = {}
    found: dict[int, list[Target]] = {}
    rows = PerformanceTarget.objects.of_disclosures(ids, "indicators__position")
    for whole, *row in rows.values_list(*_FIELDS):
        key, number, title, code, scope, funds, objectives, payments, page, result, spent = row[:11]
        if key not in targets:
            targets[key] = Target(
                key,
                number,
                title,
                code,
                scope == "department",
                funds,
                tuple(objectives or ()),
                tuple((when, share) for when, share in payments or ()),
                page,
                result=result,
                spent_fen=spent,
            )
            found.setdefault(whole, []).append(targets[key])
        indicator, level_1, level_2, level_3, description, operator, value, unit, *rest = row[11:]
        if indicator is not None:
            target = f"{operator or ''}{value or ''}{unit or ''}"
            targets[key].indicators.append(Indicator(level_1, level_2, level_3, description, target, *rest))
    return found
