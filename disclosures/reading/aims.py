"""What is aimed at: this year's indicators beside last year's of the same project, and what their words leave open.

Facts only: that a number went up or down, that a target says nothing but its indicator's name. Whether that is good is not said.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.models import Project
from disclosures.parsing.normalise import key, number
from disclosures.parsing.same import bare
from disclosures.reconciliation.same_words import folded
from disclosures.reconciliation.target_words import CEILINGS, FLOORS
from disclosures.vocabulary import Term

from .project_names import project_key
from .targets import Indicator, Target

DIGIT = re.compile(
    r"[0-9０-９]|百分之|零|[年月季][底末内]|[按每][年月季日]|[一二两三四五六七八九十百]+[次个人项家年月日天份台套场期户条]"
)
"""A number in digits or words, or a date; 一致 or 一定 is none."""

_NOTHING = re.compile(r"^(?:不涉及.*|不适用|无)$")
"""An indicator that is printed and said to be none of the project's."""
_SERIAL = re.compile(r"^指标\d+[:：]?")
_MEASURED = re.compile(r"^(?P<sign>[^\d]*?)(?P<number>\d[\d,.]*)(?P<unit>[^\d]*)$")
_COUNTED = re.compile("(?:数量|次数|人数|个数|人次|数)$")
"""What the name of an indicator adds to the name of what is counted: 专项检查次数."""
_BOUND = "以[上下内]|左右|[余多]"
SHORTEST_NAME = 3
"""Signs of the name of what is counted, so that an objective is known to speak of it."""
SHORTEST = 20
"""Signs of an objective that is told to be the same as another one."""
MOST_LIKE = 200
"""Projects of the same names that are looked at."""


class AimNote(Term):
    UNMEASURED = "unmeasured", "目标没有数字，也没有日期"
    REPEATED = "repeated", "目标与指标的名称（或其中一级）逐字相同"
    TWO = "two", "同一项指标在这张表里有不同的目标"
    CONTRADICTED = "contradicted", "总体目标里写的是另一个数"
    FULL = "full-score", "未达到目标，得分与分值相同"


class Reached(Term):
    """Whether a target was reached, where it and the result are a number each and the target says from which side."""

    YES = "reached", "达到目标"
    NO = "missed", "未达到目标"


class AimChange(Term):
    UP = "up", "数值调高"
    DOWN = "down", "数值调低"
    CHANGED = "changed", "改写"
    NEW = "new", "增加"
    DROPPED = "dropped", "删去"
    SAME = "same", "没有改"


@dataclass(frozen=True, slots=True)
class AimBeside:
    """An indicator of this year, of last year, or of both."""

    now: Indicator | None
    before: Indicator | None
    change: AimChange | None
    """None where last year has no such project."""
    reached: Reached | None
    notes: tuple[AimNote, ...]

    @property
    def is_told(self) -> bool:
        has_result = self.now is not None and bool(self.now.result)
        return bool(self.notes) or has_result or self.change not in (None, AimChange.SAME)

    @property
    def name(self) -> str:
        one = self.now or self.before
        return (
            "，".join(dict.fromkeys(filter(None, (one.level_3, one.description)))) or one.level_2
            if one
            else ""
        )


@dataclass(frozen=True, slots=True)
class TargetBeside:
    """A project of this year with its indicators, those that last year's had, and whether its objective is last year's."""

    target: Target
    before: Target | None
    aims: tuple[AimBeside, ...]
    is_repeated: bool

    @property
    def told(self) -> tuple[AimBeside, ...]:
        return tuple(aim for aim in self.aims if aim.is_told)


def targets_beside(now: Sequence[Target], before: Sequence[Target]) -> list[TargetBeside]:
    """The projects of this year, each with the one of the same name of last year, if one alone has it."""
    same: dict[str, list[Target]] = {}
    for target in before:
        same.setdefault(project_key(target.title), []).append(target)
    return [
        _beside(target, former[0] if len(former) == 1 else None)
        for target in now
        if target.is_filled
        for former in [same.get(project_key(target.title), []) if target.title else []]
    ]


def _beside(target: Target, before: Target | None) -> TargetBeside:
    """Indicators are matched by their names. A name that stands twice in a year, and forms that have few names in common, say
    nothing of what changed."""
    own, former = (_by_name(one.indicators if one else ()) for one in (target, before))
    common = own.keys() & former.keys()
    is_comparable = bool(common) and 2 * len(common) >= min(len(own), len(former))
    aims = []
    said = key("".join(target.objectives))
    for one in target.indicators:
        name = _named(one)
        was = former.get(name) if is_comparable else None
        change = _change(was, one) if is_comparable and name in own else None
        reached = _reached(one)
        notes = tuple(_notes(one, target.indicators, said, reached))
        aims.append(AimBeside(one, was, change, reached, notes))
    if is_comparable and before:
        names = {_named(one) for one in target.indicators}
        aims += [
            AimBeside(None, one, AimChange.DROPPED, None, ())
            for name, one in former.items()
            if name not in names
        ]
    objective = objective_of(target.objectives)
    same = before is not None and objective == objective_of(before.objectives)
    return TargetBeside(target, before, tuple(aims), same and len(objective) >= SHORTEST)


def _by_name(indicators: Sequence[Indicator]) -> dict[tuple[str, str, str], Indicator]:
    """Those that have a name of their own."""
    times = Counter(map(_named, indicators))
    return {name: one for one in indicators if times[name := _named(one)] == 1 and any(name[1:])}


def _named(one: Indicator) -> tuple[str, str, str]:
    return one.level_2, _plain(one.level_3), _plain(one.description)


def _plain(words: str) -> str:
    return bare(_SERIAL.sub("", key(words)))


def _signs(words: str) -> str:
    """Word for word: only marks and a serial number aside."""
    return folded(_SERIAL.sub("", key(words))).signs


def _change(before: Indicator | None, now: Indicator) -> AimChange:
    if before is None:
        return AimChange.NEW
    if key(before.target) == key(now.target):
        return AimChange.SAME
    was, is_now = _measure(before.target), _measure(now.target)
    if was is None or is_now is None or was[0] != is_now[0] or was[1] == is_now[1]:
        return AimChange.CHANGED
    return AimChange.UP if is_now[1] > was[1] else AimChange.DOWN


Measured = tuple[tuple[str, str], Decimal]


def _measure(words: str) -> Measured | None:
    """The sign and the unit of a target, and its number, where it is one number."""
    match = _MEASURED.fullmatch(key(words))
    value = number(match["number"]) if match else None
    return ((match["sign"], match["unit"]), value) if match and value is not None else None


_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    **dict.fromkeys(FLOORS, operator.ge),
    **dict.fromkeys(CEILINGS, operator.le),
    **dict.fromkeys((">", "＞"), operator.gt),
    **dict.fromkeys(("<", "＜"), operator.lt),
    **dict.fromkeys(("=", "＝"), operator.eq),
}


def _reached(one: Indicator) -> Reached | None:
    """A result may leave out the unit, except %: 1 may be 100 %. One with a sign says no more than where it lies."""
    aim, result = _measure(one.target), _measure(one.result)
    if aim is None or result is None or result[0][0]:
        return None
    (sign, unit), wanted = aim
    if sign not in _HOLDS or result[0][1] not in ({unit} if "%" in unit else {unit, ""}):
        return None
    return Reached.YES if _HOLDS[sign](result[1], wanted) else Reached.NO


def _agree(one: Measured, other: Measured) -> bool:
    """Whether a number can be as both say; two floors, or two ceilings, are two numbers."""
    (sign, unit), number_ = one
    (other_sign, other_unit), other_number = other
    if unit != other_unit or number_ == other_number:
        return True
    if sign == other_sign:
        return False
    holds, other_holds = (_HOLDS.get(mark or "=") for mark in (sign, other_sign))
    if holds is None or other_holds is None:
        return True
    return holds(other_number, number_) or other_holds(number_, other_number)


def _is_contradicted(one: Indicator, objective: str) -> bool:
    """Whether the objective says of the same thing, once and beside its number, a number that the target leaves out."""
    aim, name = _measure(one.target), _COUNTED.sub("", key(_SERIAL.sub("", one.level_3 or one.description)))
    if aim is None or not aim[0][1] or len(name) < SHORTEST_NAME or name not in objective:
        return False
    (sign, unit), wanted = aim
    words, counted = re.escape(name), rf"(\d[\d,.]*){re.escape(unit)}(?!{_BOUND})"
    found = re.findall(rf"{words}(?:共|达到?|为)?{counted}|(?<![\d.]){counted}的?{words}", objective)
    said = number("".join(found[0])) if len(found) == 1 and objective.count(name) == 1 else None
    holds = _HOLDS.get(sign or "=")
    return said is not None and holds is not None and not holds(said, wanted)


def _notes(
    one: Indicator, all_of_it: Sequence[Indicator], objective: str, reached: Reached | None
) -> Iterator[AimNote]:
    """What the words of a filled-in target leave open, beside the others of its form and the words of its objective."""
    if not one.target or any(
        _NOTHING.fullmatch(key(words)) for words in (one.target, one.level_3, one.description)
    ):
        return
    if not DIGIT.search(one.target):
        names = {_signs(words) for words in (one.level_3, one.description) if words}
        yield AimNote.REPEATED if _signs(one.target) in names else AimNote.UNMEASURED
    own = _measure(one.target)
    same = (
        _measure(other.target)
        for other in all_of_it
        if other is not one and any(_named(one)[1:]) and _named(other) == _named(one)
    )
    if own and any(other and not _agree(own, other) for other in same):
        yield AimNote.TWO
    if _is_contradicted(one, objective):
        yield AimNote.CONTRADICTED
    weight, score = number(one.weight), number(one.score)
    if reached is Reached.NO and weight is not None and weight == score:
        yield AimNote.FULL


def objective_of(objectives: Sequence[str]) -> str:
    """The signs of an objective that are compared: without marks and years."""
    return folded("".join(objectives)).signs


def same_objectives(targets: Sequence[Target], body: int) -> dict[int, list[Project]]:
    """By target, projects of the same name of other bodies (than a department and its units) whose objective is word for
    word the same. Two queries, the first without a join."""
    wanted = {
        project_key(target.title): (target.pk, objective)
        for target in targets
        if target.title and len(objective := objective_of(target.objectives)) >= SHORTEST
    }
    others = Project.objects.filter(core__in=list(wanted)).exclude(goal="")
    same = [
        pk
        for pk, core, goal in others.values_list("pk", "core", "goal")[:MOST_LIKE]
        if objective_of([goal]) == wanted[core][1]
    ]
    found: dict[int, list[Project]] = {}
    rows = Project.objects.filter(pk__in=same).exclude(disclosure__agency=body)
    for project in rows.exclude(disclosure__agency__parent=body).select_related("disclosure__agency"):
        found.setdefault(wanted[project.core][0], []).append(project)
    return found
