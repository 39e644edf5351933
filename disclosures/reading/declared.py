"""What documents say of their change against an earlier year, beside the change of the published figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from disclosures.models import Amount, Claim, Disclosure
from disclosures.vocabulary import Direction, HeadlineItem, Stage, Term

from .columns import Column
from .key_figures import BY_ITEM, KeyFigures
from .stated import NOTHING, Narrative, ToldChange, narratives
from .values import Absence, Value, absent

ASKED_AS: dict[HeadlineItem, HeadlineItem] = {HeadlineItem.BUDGET_TOTAL: HeadlineItem.EXPENDITURE_TOTAL}
"""收支总额 has no figure of its own: its change is held against that of expenditure."""

WHOLES = frozenset({HeadlineItem.BUDGET_TOTAL, HeadlineItem.REVENUE_TOTAL, HeadlineItem.EXPENDITURE_TOTAL})

CLAIM_ITEMS: tuple[HeadlineItem, ...] = (*ASKED_AS, *BY_ITEM)

OTHER_BASIS = re.compile(r"执行|实际|完成数")
"""Said of the earlier year: what is compared with is what was carried out, not the budget."""
_COMPARED = re.compile(r"[比较与同][^，,；;。]*$")
CHANGED_BASIS = re.compile(
    r"口径[^，,。；]{0,6}(?:调整|变化|变动|不同|不一致|差异)|(?:不可|不具备?可|没有可|无可)比"
)
"""A document's own word that two years of a figure cannot be compared."""


class Which(Term):
    """Which declared changes are listed (`?which=`)."""

    SILENT = "silent", "没有说明原因"
    REPEATED = "repeated", "与上年说法相同"

    def holds(self, claim: Claim) -> bool:
        return claim.is_silent if self is Which.SILENT else claim.is_repeated


class Verdict(Term):
    HOLDS = "holds", "相符"
    ROUND = "round", "舍入差"
    DIFFERS = "differs", "不一致"
    UNDONE = "undone", "未能核对"


@dataclass(frozen=True, slots=True)
class DeclaredChange:
    """One declared change. Amounts in 分; `gap_fen` is declared less computed; rates are signed per cent.

    Without an item it is of what `label` says. Of a line of the codes now and before are the cells that the claim is bound
    to, or what the texts tell; else `claim` was read from the narrative and is not stored: now and before are the amounts
    that the narratives of the two years tell of it. Without a disclosure of the earlier year `why` says so, and
    `implied_fen` is what the declared change makes of it.
    """

    column: Column
    agency: str
    item: HeadlineItem | None
    label: str
    claim: Claim
    now: Value
    before: Value
    verdict: Verdict
    why: str = ""
    computed_fen: int | None = None
    implied_fen: int | None = None

    @property
    def is_by_code(self) -> bool:
        return bool(self.claim.label)

    @property
    def gap_fen(self) -> int | None:
        declared, computed = self.claim.fen, self.computed_fen
        return None if declared is None or computed is None else declared - computed

    @property
    def rate(self) -> Decimal | None:
        """The declared rate with the sign of its direction, as printed otherwise."""
        printed = self.claim.percentage
        if printed is None:
            return None
        return -abs(printed) if self.claim.direction == Direction.DECREASE else printed

    @property
    def is_nothing(self) -> bool:
        """No change declared, and none computed."""
        return not self.claim.fen and not self.claim.percentage and not self.computed_fen

    @property
    def changes_basis(self) -> bool:
        return CHANGED_BASIS.search(f"{self.claim.sentence}{self.claim.reason}") is not None


@dataclass(frozen=True, slots=True)
class Stated:
    """What the narratives of some disclosures declare."""

    claims: tuple[Claim, ...]
    narratives: dict[int, Narrative]

    @classmethod
    def load(cls, shown: Sequence[int], told_by: Sequence[Disclosure]) -> Stated:
        """The declared changes of the disclosures that are `shown`. Two queries.

        `told_by` are the disclosures whose narratives are read: those shown, and those of the years before them.
        """
        claims = Claim.objects.filter(Q(item__in=CLAIM_ITEMS) | ~Q(label="")).of_disclosures(shown)
        return cls(
            tuple(claims.select_related("disclosure", "amount", "before")),
            narratives(told_by, [d.pk for d in told_by]),
        )

    def narrative(self, disclosure_id: int) -> Narrative:
        return self.narratives.get(disclosure_id, NOTHING)


def declared_changes(
    columns: Sequence[Column], published: Sequence[Disclosure], stated: Stated, figures: KeyFigures
) -> list[DeclaredChange]:
    """The declared changes of the columns' disclosures, oldest column first; one said twice comes once."""
    by_body = {(d.agency_id, d.fiscal_year, d.stage): d for d in published}
    claims: dict[int, dict[tuple[object, ...], Claim]] = {}
    for claim in stated.claims:
        whole = claim.whole
        if claim.item in WHOLES and (claim.sentence, claim.fen) in stated.narrative(whole).narrower:
            continue  # of 财政拨款 only: told below by its own name
        same = (claim.item, claim.label, claim.direction, claim.fen, claim.percentage, claim.base_year)
        known = claims.setdefault(whole, {})
        if same not in known or (claim.reason and not known[same].reason):
            known[same] = claim
    changes: list[DeclaredChange] = []
    for column in columns:
        for disclosure in column.disclosures:
            for claim in claims.get(disclosure.pk, {}).values():
                base = by_body.get((disclosure.agency_id, claim.base_year, disclosure.stage))
                changes.append(
                    bound_change(column, disclosure, claim, base is not None)
                    if claim.label
                    else _of_item(column, disclosure, claim, base, stated, figures)
                )
            for told in stated.narrative(disclosure.pk).changes:
                base = by_body.get((disclosure.agency_id, told.fact.base_year, disclosure.stage))
                changes.append(_of_subject(column, disclosure, told, base, stated))
    return changes


def _of_item(
    column: Column,
    disclosure: Disclosure,
    claim: Claim,
    base: Disclosure | None,
    stated: Stated,
    figures: KeyFigures,
) -> DeclaredChange:
    item = HeadlineItem(claim.item)
    asked = ASKED_AS.get(item, item)
    change = DeclaredChange(
        column=column,
        agency=disclosure.agency.name if disclosure.agency else "",
        item=item,
        label=item.label,
        claim=claim,
        now=figures.value(disclosure.pk, asked),
        before=figures.value(base.pk, asked) if base else absent(Absence.NOT_COLLECTED),
        verdict=Verdict.UNDONE,
    )
    return _judged(change, base is not None)


def _of_subject(
    column: Column, disclosure: Disclosure, told: ToldChange, base: Disclosure | None, stated: Stated
) -> DeclaredChange:
    fact = told.fact
    before = stated.narrative(base.pk).levels.get(told.subject) if base else None
    claim = Claim(
        disclosure=disclosure,
        direction=fact.direction or Direction.UNCHANGED,
        fen=told.fen,
        percentage=told.rate,
        base_year=fact.base_year,
        reason=fact.reason or "",
        sentence=fact.sentence,
        printed=fact.printed,
        page=fact.page,
    )
    change = DeclaredChange(
        column=column,
        agency=disclosure.agency.name if disclosure.agency else "",
        item=None,
        label=told.label,
        claim=claim,
        now=Value(fen=told.now_fen, remark="见说明文字"),
        before=absent(Absence.NOT_MENTIONED) if before is None else Value(fen=before, remark="见说明文字"),
        verdict=Verdict.UNDONE,
    )
    return _judged(change, base is not None)


def bound_change(
    column: Column, disclosure: Disclosure, claim: Claim, has_base: bool | None = None
) -> DeclaredChange:
    """A claim beside the cells that it is bound to. Its `disclosure`, `amount` and `before` have to be at hand.

    `has_base` says whether the earlier year is published, where that was looked up.
    """
    change = DeclaredChange(
        column=column,
        agency=disclosure.agency.name if disclosure.agency else "",
        item=HeadlineItem(claim.item) if claim.item else None,
        label=claim.name,
        claim=claim,
        now=bound_value(claim.amount, claim.stated_fen),
        before=bound_value(claim.before, claim.before_fen),
        verdict=Verdict.UNDONE,
    )
    known = has_base if claim.before_fen is None else True
    return _by_its_own_words(_judged(change, known))


def bound_value(cell: Amount | None, told_fen: int | None) -> Value:
    """The cell that a claim is bound to, else what a text tells."""
    if cell is not None and cell.fen is not None:
        return Value(fen=cell.fen, amount_id=cell.pk, printed=cell.printed)
    return absent(Absence.NOT_MENTIONED) if told_fen is None else Value(fen=told_fen, remark="见说明文字")


def _by_its_own_words(change: DeclaredChange) -> DeclaredChange:
    """Against the amount of the earlier year that its own text tells, where nothing published can be held against it."""
    claim = change.claim
    now = change.now.fen if claim.stated_fen is None else claim.stated_fen
    if change.verdict is not Verdict.UNDONE or claim.prior_fen is None or now is None:
        return change
    computed = now - claim.prior_fen
    verdict = _verdict(claim, computed, claim.prior_fen)
    if verdict is Verdict.UNDONE:
        return change
    return replace(change, computed_fen=computed, verdict=verdict, why="按文中写明的上年数", implied_fen=None)


def _judged(change: DeclaredChange, has_base: bool | None) -> DeclaredChange:
    """With what can be computed, and how the two agree."""
    claim, now, before = change.claim, change.now.fen, change.before.fen
    if why := _why_not(claim, change.now, change.before, has_base):
        is_known = has_base is False and claim.base_year and not compares_with_other_basis(claim)
        implied = now - claim.fen if is_known and claim.fen is not None and now is not None else None
        if implied is not None and implied < 0:  # more is said to have come than there is
            return replace(change, why=f"{why}，推算得负数")
        return replace(change, why=why, implied_fen=implied)
    computed = (now or 0) - (before or 0)
    return replace(change, computed_fen=computed, verdict=_verdict(claim, computed, before or 0))


def _why_not(claim: Claim, now: Value, before: Value, has_base: bool | None) -> str:
    """Why the declared change cannot be held against published figures; nothing where it can."""
    if claim.base_year is None:
        return "没有写明与哪一年比"
    if compares_with_other_basis(claim):
        return f"所比的是 {claim.base_year} 年的执行数"
    if has_base is False:
        stage = Stage(claim.disclosure.stage).label
        return f"未收录 {claim.base_year} 年的{stage}公开"
    if claim.fen is None and claim.percentage is None:
        return "只写了增减，没有写多少"
    if now.fen is None:
        return f"{claim.base_year + 1} 年的文件没有这个数"
    if before.fen is None:
        return f"{claim.base_year} 年的{'文件没有' if has_base else '公开里没有找到'}这个数"
    return ""


def compares_with_other_basis(claim: Claim) -> bool:
    """“比2024年预算执行数增加”: the words of the comparison right before the change name another basis."""
    if claim.disclosure.stage != Stage.BUDGET:
        return False
    before = claim.sentence.partition(claim.printed)[0] if claim.printed else ""
    compared = _COMPARED.search(before[-60:] + claim.printed)
    return compared is not None and OTHER_BASIS.search(compared[0]) is not None


_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?\s*(百万|[千万亿])?")
_FEN: dict[str, int] = {"千": 100_000, "万": 1_000_000, "百万": 100_000_000, "亿": 10_000_000_000}


def rounding_fen(printed: str) -> int:
    """One of the last place that a declared amount was printed with, in 分: 365.05万元 → 10,000 (100 元).

    A whole number says nothing of its rounding: 25万元 may be 25.00万元, and is taken for it.
    """
    found = next(reversed(list(_NUMBER.finditer(printed))), None)  # 比2023年预算增加25万元
    unit = _FEN.get(found[2] or "", 100) if found else 100
    places = len(found[1]) if found and found[1] else 2
    return max(unit // 10**places, 1)


def _verdict(claim: Claim, computed: int, before: int) -> Verdict:
    if claim.fen is not None:
        gap = abs(claim.fen - computed)
        if gap == 0:
            return Verdict.HOLDS
        return Verdict.ROUND if gap <= rounding_fen(claim.printed) else Verdict.DIFFERS
    if before <= 0 or claim.percentage is None:
        return Verdict.UNDONE
    signed = -claim.percentage if claim.direction == Direction.DECREASE else claim.percentage
    gap_points = abs(signed - Decimal(computed) * 100 / before)
    if gap_points <= Decimal("0.005"):
        return Verdict.HOLDS
    return Verdict.ROUND if gap_points <= Decimal("0.01") else Verdict.DIFFERS


# --- the year before, out of what was declared -------------------------------------------------------------------------


def implied_values(
    column: Column, changes: Sequence[DeclaredChange]
) -> tuple[int, dict[HeadlineItem, Value]] | None:
    """The year before a column, out of its declared changes: the year, and 分 by item, each marked as implied.

    Only what is certain: every unit of a sum must have said it, and nobody two different things.
    """
    said: dict[HeadlineItem, dict[int, set[int]]] = {}
    words: dict[HeadlineItem, list[str]] = {}
    told = [c for c in changes if c.column is column and c.claim.base_year == column.year - 1]
    itself = {(change.claim.disclosure_id, change.item) for change in told}
    for change in told:
        if change.item is None:
            continue
        item = ASKED_AS.get(change.item, change.item)
        pk = change.claim.disclosure_id
        if change.implied_fen is None or (item is not change.item and (pk, item) in itself):
            continue
        said.setdefault(item, {}).setdefault(change.claim.disclosure.whole_id, set()).add(change.implied_fen)
        words.setdefault(item, []).append(change.claim.printed)
    values: dict[HeadlineItem, Value] = {}
    for item, by_disclosure in said.items():
        if set(by_disclosure) != set(column.ids) or any(len(fens) > 1 for fens in by_disclosure.values()):
            continue
        fens = [min(fens) for fens in by_disclosure.values()]
        if min(fens) < 0:
            continue
        printed = "、".join(dict.fromkeys(words[item]))
        values[item] = Value(
            fen=sum(fens),
            parts=len(fens) if column.is_derived else 0,
            is_implied=True,
            remark=f"本站推算：{column.year} 年公布数减去文件所述增减（{printed}）",
        )
    return (column.year - 1, values) if values else None
