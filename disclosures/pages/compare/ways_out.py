"""What may be compared instead: links that a rule of comparability offers where it strikes something.

Each takes the situation and where the rule hit, and gives None where there is no such way.
"""

from __future__ import annotations

from collections.abc import Callable

from disclosures.reading.columns import Column
from disclosures.vocabulary import Stage
from disclosures.vocabulary import Statement as StatementType

from .sections import CompareSection, Mode
from .situation import BASIS_WORDS, RuleHit, Situation, WayOut


def general_public(s: Situation, hit: RuleHit) -> WayOut | None:
    basis = StatementType.GENERAL_PUBLIC_BUDGET
    if s.basis is basis or len(s.bases[basis]) < len(s.columns):
        return None
    return WayOut("改用一般公共预算（各列都有）", (("table", basis.value),))


def other_basis(s: Situation, hit: RuleHit) -> WayOut | None:
    for basis, having in s.bases.items():
        if basis is not s.basis and len(having) > 1:
            return WayOut(f"改用{BASIS_WORDS[basis]}", (("table", basis.value),))
    return None


def headline(s: Situation, hit: RuleHit) -> WayOut | None:
    if len(s.blocks[CompareSection.HEADLINE].having(len(s.columns))) < 2:
        return None
    return WayOut("只比较主要数字", anchor="h-headline")


def composition(s: Situation, hit: RuleHit) -> WayOut | None:
    return WayOut("改看各列自己的构成（占比）", (("mode", Mode.SHARE.value),))


def asked(s: Situation, hit: RuleHit) -> WayOut | None:
    return WayOut("仍要比较", (("stage", "mixed"),))


Replacement = Callable[[Column], str | None]
"""The key of the column that would stand in place of one."""


def _replaced(s: Situation, words: str, key: Replacement) -> WayOut | None:
    """Other columns in place of these: offered where there is one for each, no two the same, and not these very ones."""
    keys = [key(column) for column in s.columns]
    found = tuple(k for k in keys if k is not None)
    if len(found) < len(keys) or len(set(found)) < len(keys) or list(found) == [c.key for c in s.columns]:
        return None
    return WayOut(words, (("d", found), ("base", None)))


def own_levels(s: Situation, hit: RuleHit) -> WayOut | None:
    return _replaced(s, "部门都换成本级", s.relatives.own_level_key)


def departments(s: Situation, hit: RuleHit) -> WayOut | None:
    return _replaced(s, "单位都换成所属部门", s.relatives.department_key)


def same_stage(s: Situation, hit: RuleHit) -> WayOut | None:
    """The base's stage for all, else another that is published of every column."""
    stages = dict.fromkeys((s.columns[s.base].stage, *Stage))
    ways = (_replaced(s, f"都换成{stage.label}", _in_stage(s, stage)) for stage in stages)
    return next((way for way in ways if way is not None), None)


def _in_stage(s: Situation, stage: Stage) -> Replacement:
    return lambda column: (
        column.key if column.stage is stage else s.relatives.key(column.agency.pk, column.year, stage)
    )


def same_year(s: Situation, hit: RuleHit) -> WayOut | None:
    """The newest year that is published of every column."""
    of_columns = [
        {year for year, stage in s.relatives.published.get(c.agency.pk, ()) if stage is c.stage}
        for c in s.columns
    ]
    years = sorted(set.intersection(*of_columns), reverse=True)
    ways = (_replaced(s, f"都换成 {year} 年", _in_year(s, year)) for year in years)
    return next((way for way in ways if way is not None), None)


def _in_year(s: Situation, year: int) -> Replacement:
    return lambda column: s.relatives.key(column.agency.pk, year, column.stage)


def without_parts(s: Situation, hit: RuleHit) -> WayOut | None:
    kept = tuple(c.key for i, c in enumerate(s.columns) if i not in hit.uncharted)
    if len(kept) < 2:
        return None
    return WayOut(f"去掉 {s.named(hit.uncharted)}", (("d", kept), ("base", None)))
