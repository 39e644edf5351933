"""Disclosures side by side: the comparability card, then the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from disclosures.amounts import amount_text
from disclosures.models import Statement
from disclosures.vocabulary import AgencyKind, HeadlineItem, Measure
from disclosures.vocabulary import Statement as StatementType

from .columns import Column
from .key_figures import KeyFigures
from .parts import of_whole
from .pivot import PivotRow, column_value, pivot
from .statement_lines import StatementLines
from .values import Value

BASES: tuple[StatementType, ...] = (StatementType.EXPENDITURE, StatementType.GENERAL_PUBLIC_BUDGET)
"""What the functional rows may be taken from: all funds first, then the basis that most disclosures share."""

BASIS_WORDS: dict[StatementType, str] = {
    StatementType.EXPENDITURE: "支出总表（全部资金）",
    StatementType.GENERAL_PUBLIC_BUDGET: "一般公共预算财政拨款支出表",
}

MEASURES: tuple[Measure, ...] = (Measure.TOTAL, Measure.BASIC, Measure.PROJECT)

FUNDS: tuple[tuple[HeadlineItem, str], ...] = (
    (HeadlineItem.GENERAL_PUBLIC_REVENUE, "一般公共预算"),
    (HeadlineItem.GOVERNMENT_FUNDS_REVENUE, "政府性基金预算"),
    (HeadlineItem.STATE_CAPITAL_REVENUE, "国有资本经营预算"),
    (HeadlineItem.SPECIAL_ACCOUNT_REVENUE, "财政专户"),
    (HeadlineItem.OTHER_REVENUE, "其他收入"),
    (HeadlineItem.CARRYOVER, "上年结转"),
)

HEADLINE_ITEMS: tuple[HeadlineItem, ...] = (
    HeadlineItem.EXPENDITURE_TOTAL,
    HeadlineItem.BASIC_EXPENDITURE,
    HeadlineItem.PERSONNEL_EXPENSES,
    HeadlineItem.OPERATING_EXPENSES,
    HeadlineItem.PROJECT_EXPENDITURE,
    HeadlineItem.REVENUE_TOTAL,
    *(item for item, _ in FUNDS),
    HeadlineItem.AGENCY_OPERATING_EXPENSES,
    HeadlineItem.PROCUREMENT_TOTAL,
    HeadlineItem.FIXED_ASSETS_TOTAL,
)

MISSING_MATTERS: tuple[StatementType, ...] = (
    StatementType.REVENUE_AND_EXPENDITURE,
    StatementType.REVENUE,
    StatementType.EXPENDITURE,
    StatementType.FISCAL_APPROPRIATION,
    StatementType.GENERAL_PUBLIC_BUDGET,
    StatementType.BASIC_EXPENDITURE,
    StatementType.GOVERNMENT_FUNDS,
    StatementType.STATE_CAPITAL,
    StatementType.THREE_PUBLIC,
)


@dataclass(frozen=True, slots=True)
class CardCell:
    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Struck:
    """A measure that should not be read across the columns, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """The comparability card: what each column is, what they share, what cannot be compared."""

    rows: tuple[tuple[str, tuple[CardCell, ...]], ...]
    common: tuple[str, ...]
    struck: tuple[Struck, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    columns: tuple[Column, ...]
    base: int
    basis: StatementType
    measure: Measure
    card: Card
    functional: tuple[PivotRow, ...]
    totals: tuple[Value, ...]
    economic: tuple[PivotRow, ...]
    economic_totals: tuple[Value, ...]
    headline: tuple[PivotRow, ...]
    three_public: tuple[PivotRow, ...]

    @property
    def basis_word(self) -> str:
        return BASIS_WORDS[self.basis]

    @property
    def expenditure_totals(self) -> tuple[Value, ...]:
        return self.headline[0].values if self.headline else ()


def compare(
    columns: Sequence[Column],
    base_key: str = "",
    basis: StatementType = StatementType.EXPENDITURE,
    measure: Measure = Measure.TOTAL,
    unfolded: Collection[str] = (),
) -> Comparison:
    """Two to twelve columns, the first being the base unless `base_key` names another. Five queries."""
    ids = [pk for column in columns for pk in column.ids]
    lines = StatementLines.load(
        ids,
        (
            StatementType.EXPENDITURE,
            StatementType.GENERAL_PUBLIC_BUDGET,
            StatementType.REVENUE_AND_EXPENDITURE,
            StatementType.REVENUE,
            StatementType.BASIC_EXPENDITURE,
            StatementType.THREE_PUBLIC,
        ),
        (Measure.TOTAL, Measure.BASIC, Measure.PROJECT, Measure.PERSONNEL, Measure.OPERATING),
    )
    figures = KeyFigures.load(ids, lines=lines)
    base = next((i for i, column in enumerate(columns) if column.key == base_key), 0)
    return Comparison(
        columns=tuple(columns),
        base=base,
        basis=basis,
        measure=measure,
        card=_card(columns, figures, basis, _printed_statements(ids)),
        functional=tuple(pivot(lines, columns, basis, measure, unfolded)),
        totals=tuple(column_value(lines, column, basis, "total", measure) for column in columns),
        economic=tuple(pivot(lines, columns, StatementType.BASIC_EXPENDITURE, unfolded=unfolded)),
        economic_totals=tuple(
            column_value(lines, column, StatementType.BASIC_EXPENDITURE, "total") for column in columns
        ),
        headline=tuple(figures.rows(columns, HEADLINE_ITEMS)),
        three_public=tuple(pivot(lines, columns, StatementType.THREE_PUBLIC)),
    )


def _printed_statements(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Which statements each disclosure prints, with the unit of each. One query."""
    printed: dict[int, dict[str, str]] = {pk: {} for pk in ids}
    for disclosure_id, statement, unit in of_whole(Statement.objects.all(), ids).values_list(
        Coalesce("disclosure__part_of", "disclosure"), "statement", "printed_unit"
    ):
        printed[disclosure_id].setdefault(statement, unit)
    return printed


# --- the card ------------------------------------------------------------------------------------------------------


def _card(
    columns: Sequence[Column],
    figures: KeyFigures,
    basis: StatementType,
    printed: dict[int, dict[str, str]],
) -> Card:
    funds = [_funds(figures, column) for column in columns]
    forms = [_form(column, printed) for column in columns]
    missing = [_missing(column, printed) for column in columns]
    rows = [
        ("范围", [column.scope_word for column in columns]),
        ("年度", [str(column.year) for column in columns]),
        ("阶段", [column.stage.label for column in columns]),
        ("资金", ["、".join(words) or "未写明" for words in funds]),
        ("形式", forms),
        ("缺少的表", missing),
    ]
    return Card(
        rows=tuple((name, _marked(texts)) for name, texts in rows if name != "缺少的表" or any(missing)),
        common=tuple(_common(columns, figures, basis, printed)),
        struck=tuple(_struck(columns, funds, basis, printed)),
    )


def _marked(texts: Sequence[str]) -> tuple[CardCell, ...]:
    """What most columns share is plain; the others are marked. Where there is no majority, the first is the measure."""
    counts = Counter(texts)
    usual = max(counts, key=lambda text: (counts[text], -texts.index(text)))
    return tuple(CardCell(text or "没有", text != usual) for text in texts)


def _funds(figures: KeyFigures, column: Column) -> list[str]:
    return [word for item, word in FUNDS if (figures.of_column(column, item).fen or 0) > 0]


def _form(column: Column, printed: dict[int, dict[str, str]]) -> str:
    statements = [printed[pk] for pk in column.ids]
    if not any(statements):
        return "只有说明文字"
    units = {unit for tables in statements for unit in tables.values() if unit}
    return "表与说明" + ("，" + "、".join(sorted(units)) if units else "")


def _missing(column: Column, printed: dict[int, dict[str, str]]) -> str:
    """Of the nine statements, those no disclosure of the column prints."""
    has = {statement for pk in column.ids for statement in printed[pk]}
    lacking = [statement.label for statement in MISSING_MATTERS if statement not in has]
    return "全部九张" if len(lacking) == len(MISSING_MATTERS) else "、".join(lacking)


def _common(
    columns: Sequence[Column],
    figures: KeyFigures,
    basis: StatementType,
    printed: dict[int, dict[str, str]],
) -> list[str]:
    words: list[str] = []
    having = [c for c in columns if all(figures.lines.has_amounts(pk, basis) for pk in c.ids)]
    if len(having) == len(columns):
        words.append(f"逐项比较取自{BASIS_WORDS[basis]}，各列都印有此表。")
    elif having:
        lacking = "、".join(column.title for column in columns if column not in having)
        words.append(f"逐项比较取自{BASIS_WORDS[basis]}；{lacking}没有此表，只能比较主要数字。")
    else:
        words.append("各列都没有支出表，只能比较主要数字。")
    years = sorted({column.year for column in columns})
    if len(years) > 1:
        words.append(f"年度跨 {years[0]} 至 {years[-1]} 年，物价与政策未作调整。")
    for column in columns:
        if column.is_derived:
            words.append(
                f"{column.title} 是 {len(column.disclosures)} 个已收录单位之和，由本站相加；部门公开未收录。"
            )
    carry = [(c, figures.of_column(c, HeadlineItem.CARRYOVER).fen or 0) for c in columns]
    carried = [f"{c.title} 含上年结转 {amount_text(fen)} 万元" for c, fen in carry if fen > 0]
    if carried:
        words.append("；".join(carried) + "。")
    return words


def _struck(
    columns: Sequence[Column],
    funds: Sequence[Sequence[str]],
    basis: StatementType,
    printed: dict[int, dict[str, str]],
) -> list[Struck]:
    struck: list[Struck] = []
    for column in columns:
        parent = column.agency.parent
        for other in columns:
            if parent is not None and other.agency.pk == parent.pk and other.year == column.year:
                reason = f"{other.name}的数字已包含{column.name}，两列不能相加，差额只是其余单位"
                struck.append(Struck("部门与所属单位之差", reason))
    covers = [frozenset(words) - {"上年结转"} for words in funds]
    known = [cover for cover in covers if cover]
    if basis is StatementType.EXPENDITURE and len(set(known)) > 1:
        shared = frozenset.intersection(*known)
        reasons = [
            f"{column.title} 含{'、'.join(word for word in words if word in extra)}"
            for column, words, cover in zip(columns, funds, covers, strict=True)
            if (extra := cover - shared)
        ]
        others = "，其余各列没有" if len(reasons) < len(columns) else ""
        struck.append(Struck("支出总计之差", "；".join(reasons) + others))
    if len({column.stage for column in columns}) > 1:
        struck.append(Struck("预算与决算之差", "一边是年初的计划，一边是年末的结果"))
    if len({column.year for column in columns}) > 1:
        bases = "、".join(str(column.year - 1) for column in columns)
        struck.append(Struck("较上年增减", f"基年不同（{bases}）"))
    scopes = {
        column.disclosures[0].kind if not column.is_derived else AgencyKind.DEPARTMENT for column in columns
    }
    if len(scopes) > 1:
        units = "、".join(
            c.title for c in columns if c.disclosures[0].kind == AgencyKind.UNIT and not c.is_derived
        )
        struck.append(Struck("部门规模", f"{units} 只是一个单位，部门还包括其他单位"))
    narrative = [column.title for column in columns if not any(printed[pk] for pk in column.ids)]
    if narrative:
        struck.append(Struck("按科目的支出", f"{'、'.join(narrative)} 只有说明文字，没有表"))
    return struck
