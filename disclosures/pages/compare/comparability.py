"""What each column stands on, what they have in common, and what cannot be compared.

`RULES` is the one place that decides what is struck: a condition, the rows and modes it strikes, the reason, and what may
be compared instead. The card, the tables, the charts and the exports all ask the `Judgement` made from it.
"""

from __future__ import annotations

from collections.abc import Callable

from disclosures.reading.columns import Column
from disclosures.vocabulary import CODES_BESIDE_THREE_PUBLIC, HEADLINE, AgencyKind, HeadlineItem, Stage
from disclosures.vocabulary import Statement as StatementType

from . import ways_out
from .judgement import Judgement, Strike, card_rows, common_words
from .sections import OF_ONE_COLUMN, CompareSection, Mode
from .situation import (
    ALL_ROWS,
    CARRYOVER,
    ITEM_OF_MEASURE,
    MOST_NAMED,
    NO_ROWS,
    ONLY_BASIC,
    TOTAL_ITEMS,
    ComparabilityRule,
    Rows,
    RuleHit,
    Situation,
)


def judged(situation: Situation) -> Judgement:
    strikes: list[Strike] = []
    for rule in RULES:
        hit = rule.when(situation)
        if hit is not None:
            ways = (way(situation, hit) for way in rule.ways_out)
            strikes.append(
                Strike(
                    rule.name,
                    rule.what,
                    rule.reason(situation, hit),
                    rule.rows(situation),
                    rule.modes,
                    hit,
                    tuple(way for way in ways if way is not None),
                )
            )
    return Judgement(
        card_rows(situation), tuple(common_words(situation)), tuple(strikes), len(situation.columns)
    )


# --- conditions ----------------------------------------------------------------------------------------------------


def _other_stage(s: Situation) -> RuleHit | None:
    """Columns of another stage than the base's, unless the reader asked for both."""
    stages = [column.stage for column in s.columns]
    if s.is_mixed or len(set(stages)) == 1:
        return None
    others = frozenset(i for i, stage in enumerate(stages) if stage is not stages[s.base])
    return RuleHit(others, s.pairs(lambda i, j: stages[i] is not stages[j]), others)


def _contained(s: Situation) -> RuleHit | None:
    """A department, or the sum of its units, beside one of its units."""

    def holds(i: int, j: int) -> bool:
        whole, part = s.columns[i], s.columns[j]
        same = (whole.year, whole.stage) == (part.year, part.stage)
        return same and part.agency.parent_id is not None and part.agency.parent_id == whole.agency.pk

    pairs = s.pairs(lambda i, j: holds(i, j) or holds(j, i))
    if not pairs:
        return None
    return RuleHit(
        pairs=pairs, uncharted=frozenset(i for pair in pairs for i in pair if s.columns[i].agency.parent_id)
    )


def _other_funds(s: Situation) -> RuleHit | None:
    """What a body lives on; carried over money apart, which is said in the common basis."""
    covers = [frozenset(footing.funds) - {CARRYOVER} for footing in s.footings]
    pairs = s.pairs(lambda i, j: bool(covers[i] and covers[j] and covers[i] != covers[j]))
    return RuleHit(pairs=pairs) if pairs else None


def _other_scope(s: Situation) -> RuleHit | None:
    kinds = [_scope_kind(column) for column in s.columns]
    pairs = s.pairs(lambda i, j: kinds[i] != kinds[j])
    if not pairs:
        return None
    return RuleHit(frozenset(i for i, kind in enumerate(kinds) if kind != AgencyKind.DEPARTMENT), pairs)


def _scope_kind(column: Column) -> str:
    return "sum" if column.is_derived else column.disclosures[0].kind


def _other_years(s: Situation) -> RuleHit | None:
    pairs = s.pairs(lambda i, j: s.columns[i].year != s.columns[j].year)
    return RuleHit(pairs=pairs) if pairs else None


def _one_column_only(section: CompareSection) -> Callable[[Situation], RuleHit | None]:
    """A table that one column alone has sets nothing side by side."""

    def when(s: Situation) -> RuleHit | None:
        if len(s.blocks[section].having(len(s.columns))) != 1:
            return None
        everyone = frozenset(range(len(s.columns)))
        return RuleHit(everyone, s.pairs(lambda i, j: True), everyone)

    return when


def _only_basic(s: Situation) -> frozenset[int]:
    """Columns whose 会议费 or 培训费 is that of 基本支出."""
    return frozenset(
        i
        for row in s.blocks[CompareSection.THREE_PUBLIC].rows
        if row.key in CODES_BESIDE_THREE_PUBLIC
        for i, value in enumerate(row.values)
        if value.remark == ONLY_BASIC
    )


def _basic_beside_all(s: Situation) -> RuleHit | None:
    basic = _only_basic(s)
    pairs = s.pairs(lambda i, j: (i in basic) is not (j in basic)) if basic else frozenset()
    return RuleHit(pairs=pairs, uncharted=basic) if pairs else None


# --- reasons -------------------------------------------------------------------------------------------------------


def _why_stage(s: Situation, hit: RuleHit) -> str:
    parts = [
        f"{s.named(i for i, c in enumerate(s.columns) if c.stage is stage)} 是{stage.label}"
        for stage in Stage
        if any(c.stage is stage for c in s.columns)
    ]
    return "，".join(parts) + "：一边是年初的计划，一边是年末的结果"


def _why_contained(s: Situation, hit: RuleHit) -> str:
    words = []
    for pair in sorted(hit.pairs, key=sorted):
        part = next(i for i in pair if s.columns[i].agency.parent_id)
        whole = next(i for i in pair if i != part)
        words.append(
            f"{s.names[whole]} 的数字已包含 {s.names[part]}，两列不能相加，也不是同类，差额只是其余单位"
        )
    return "；".join(words)


def _why_funds(s: Situation, hit: RuleHit) -> str:
    covers = {i: frozenset(f.funds) - {CARRYOVER} for i, f in enumerate(s.footings) if f.funds}
    shared = frozenset.intersection(*covers.values())
    alike: dict[str, list[int]] = {}
    for i, cover in covers.items():
        if cover - shared:
            own = "、".join(word for word in s.footings[i].funds if word in cover - shared)
            alike.setdefault(own, []).append(i)
    words = "；".join(f"{s.named(places)} 含{own}" for own, places in alike.items())
    words += "，其余各列没有" if sum(map(len, alike.values())) < len(covers) else "，各列资金不同"
    if s.blocks[CompareSection.ECONOMIC].rows and not _is_basic_of_one_fund(s):
        words += "；人员经费、公用经费和按经济分类的各数只含一般公共预算，不受影响"
    return words


def _why_scope(s: Situation, hit: RuleHit) -> str:
    words = []
    units = [i for i, c in enumerate(s.columns) if _scope_kind(c) == AgencyKind.UNIT]
    if units:
        words.append(f"{s.named(units)} 只是一个单位，部门还包括其他单位")
    for i, column in enumerate(s.columns):
        if column.is_derived:
            words.append(f"{s.names[i]} 只是 {len(column.disclosures)} 个已收录单位之和，未收录的单位不在内")
    return "；".join(words)


def _why_years(s: Situation, hit: RuleHit) -> str:
    return f"基年不同（{'、'.join(str(year - 1) for year in dict.fromkeys(c.year for c in s.columns))}）"


def _why_one_column(section: CompareSection) -> Callable[[Situation, RuleHit], str]:
    def reason(s: Situation, hit: RuleHit) -> str:
        having = s.blocks[section].having(len(s.columns))
        lacking = [i for i in range(len(s.columns)) if i not in having]
        narrative = [i for i in lacking if s.footings[i].is_narrative]
        others = [i for i in lacking if i not in narrative]
        words = [f"{s.named(narrative)} 只有说明文字，没有表"] if narrative else []
        named = s.named(others) if len(others) <= MOST_NAMED else f"其余 {len(others)} 列"
        words += [f"{named} 没有这张表"] if others else []
        return "；".join(words) + f"，只有 {s.named(having)} 有"

    return reason


def _why_basic(s: Situation, hit: RuleHit) -> str:
    return f"{s.named(_only_basic(s))} 没有把它们列入“三公”经费表，数字{ONLY_BASIC}；其余各列另含项目支出"


# --- the rules -----------------------------------------------------------------------------------------------------


def _every_row(s: Situation) -> Rows:
    return ALL_ROWS


def _no_row(s: Situation) -> Rows:
    return NO_ROWS


def _all_funds(s: Situation) -> Rows:
    """Amounts over all funds of the body, in whichever table they stand; what is of one fund is comparable by its fund,
    and so is 基本支出 where every column's is that of 一般公共预算基本支出表."""
    exempt = {HeadlineItem.BASIC_EXPENDITURE} if _is_basic_of_one_fund(s) else set()
    items = [item for item in TOTAL_ITEMS if item not in exempt]
    headline = {(CompareSection.HEADLINE, item.value) for item in items}
    is_struck = s.basis is StatementType.EXPENDITURE and ITEM_OF_MEASURE[s.measure] not in exempt
    return frozenset(headline | ({(CompareSection.FUNCTIONAL, "total")} if is_struck else set()))


def _is_basic_of_one_fund(s: Situation) -> bool:
    key = HeadlineItem.BASIC_EXPENDITURE.value
    rows = [row for row in s.blocks[CompareSection.HEADLINE].rows if row.key == key]
    of_one_fund = s.blocks[CompareSection.ECONOMIC].wholes
    return bool(rows) and all(
        one.fen is not None and one.fen == other.fen
        for one, other in zip(rows[0].values, of_one_fund, strict=True)
    )


def _whole_body(s: Situation) -> Rows:
    """Totals of the body, of all funds or of one, with what they consist of by nature and by source."""
    trees = (HeadlineItem.EXPENDITURE_TOTAL, HeadlineItem.REVENUE_TOTAL)
    headline = {(CompareSection.HEADLINE, item.value) for item in HEADLINE if item.whole in trees}
    totals = {(section, "total") for section in (CompareSection.FUNCTIONAL, CompareSection.ECONOMIC)}
    return frozenset(headline | totals)


def _rows_of(section: CompareSection) -> Callable[[Situation], Rows]:
    return lambda s: frozenset({(section, "")})


def _beside_three_public(s: Situation) -> Rows:
    return frozenset((CompareSection.THREE_PUBLIC, key) for key in CODES_BESIDE_THREE_PUBLIC)


_NO_MODES: frozenset[Mode] = frozenset()

_WORDS_OF_TABLES: dict[CompareSection, str] = {
    CompareSection.FUNCTIONAL: "按科目的支出",
    CompareSection.ECONOMIC: "按经济分类的基本支出",
    CompareSection.THREE_PUBLIC: "“三公”经费",
    CompareSection.PROCUREMENT: "政府采购",
    CompareSection.ASSETS: "国有资产",
}

RULES: tuple[ComparabilityRule, ...] = (
    ComparabilityRule(
        "stage",
        "预算与决算",
        _other_stage,
        _every_row,
        OF_ONE_COLUMN,
        _why_stage,
        (ways_out.same_stage, ways_out.asked),
    ),
    ComparabilityRule(
        "contained",
        "部门与所属单位之差",
        _contained,
        _every_row,
        _NO_MODES,
        _why_contained,
        (ways_out.without_parts, ways_out.composition),
    ),
    *(
        ComparabilityRule(
            f"one column: {section}",
            what,
            _one_column_only(section),
            _rows_of(section),
            OF_ONE_COLUMN,
            _why_one_column(section),
            (ways_out.other_basis, ways_out.headline) if section is CompareSection.FUNCTIONAL else (),
        )
        for section, what in _WORDS_OF_TABLES.items()
    ),
    ComparabilityRule(
        "funds", "支出总计之差", _other_funds, _all_funds, _NO_MODES, _why_funds, (ways_out.general_public,)
    ),
    ComparabilityRule(
        "scope",
        "部门规模",
        _other_scope,
        _whole_body,
        frozenset({Mode.PER_PEOPLE}),
        _why_scope,
        (ways_out.own_levels, ways_out.departments),
    ),
    ComparabilityRule(
        "only basic", "会议费、培训费之差", _basic_beside_all, _beside_three_public, _NO_MODES, _why_basic
    ),
    ComparabilityRule(
        "years", "较上年增减", _other_years, _no_row, _NO_MODES, _why_years, (ways_out.same_year,)
    ),
)
