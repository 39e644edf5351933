"""What documents say of their change against an earlier year, with what the checks say of it: read, never judged here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.models import Claim, Disclosure
from disclosures.models.printed_row import PrintedRowQuerySet
from disclosures.parsing.prose_claims import signed_rate
from disclosures.reconciliation import State
from disclosures.vocabulary import BaseKind, HeadlineItem, Stage, Term

from .columns import Column
from .key_figures import BY_ITEM, KeyFigures
from .values import Value

ASKED_AS: dict[HeadlineItem, HeadlineItem] = {HeadlineItem.BUDGET_TOTAL: HeadlineItem.EXPENDITURE_TOTAL}
"""收支总额 has no figure of its own: it is as much as the expenditure."""

WHOLES = frozenset({HeadlineItem.BUDGET_TOTAL, HeadlineItem.REVENUE_TOTAL, HeadlineItem.EXPENDITURE_TOTAL})
OF_SOME_FUNDS = re.compile(r"财政拨款|公共预算|基金|国有资本")
"""In a name of the text's own: less than the total that the same words were also read as."""
CLAIM_ITEMS = frozenset((*ASKED_AS, *BY_ITEM))

LARGE_RATE = 10
"""Per cent of last year's amount from which a change is large. No rule of publication says how large a change has to be
to be explained: this one is our own, and stands on the pages that go by it."""
LARGE_FEN = 1_000_000
"""分 that a large change has at least: 1 万元, the unit that most disclosures print."""

CHANGED_BASIS = re.compile(
    r"口径[^，,。；]{0,6}(?:调整|变化|变动|不同|不一致|差异)|(?:不可|不具备?可|没有可|无可)比"
)
"""A document's own word that two years of a figure cannot be compared."""


def is_large(change: int, before: int) -> bool:
    """Whether a change, of either sign, from last year's amount is a large one; both in 分."""
    return abs(change) >= LARGE_FEN and abs(change) * 100 >= before * LARGE_RATE


class Which(Term):
    """Which declared changes are listed (`?which=`)."""

    SILENT = "silent", "没有说明原因"
    REPEATED = "repeated", "与上年说法相同"

    def holds(self, claim: Claim) -> bool:
        return claim.is_silent if self is Which.SILENT else claim.is_repeated


@dataclass(frozen=True, slots=True)
class DeclaredChange:
    """One declared change. Amounts in 分; `gap_fen` is declared less computed; rates are signed per cent.

    Of an earlier year that is not published `made_fen` is what the change makes of it: it may be below nothing.
    """

    column: Column
    agency: str
    claim: Claim
    made_fen: int | None = None

    @property
    def item(self) -> HeadlineItem | None:
        return None if self.claim.label else HeadlineItem(self.claim.item)

    @property
    def state(self) -> State | None:
        """What the check says; None where it was not checked yet."""
        return State(self.claim.verdict) if self.claim.verdict else None

    @property
    def why(self) -> str:
        return self.claim.why + ("，推算得负数" if (self.made_fen or 0) < 0 else "")

    @property
    def implied_fen(self) -> int | None:
        return None if self.made_fen is None or self.made_fen < 0 else self.made_fen

    @property
    def before_fen(self) -> int | None:
        """Last year's amount that it was held against."""
        claim = self.claim
        return claim.prior_fen if claim.before_fen is None else claim.before_fen

    @property
    def gap_fen(self) -> int | None:
        declared, computed = self.claim.fen, self.claim.computed_fen
        return None if declared is None or computed is None else declared - computed

    @property
    def is_large(self) -> bool:
        """By `LARGE_RATE` and `LARGE_FEN`; a change that nothing says the size of is not called large."""
        sizes = self._sizes
        return sizes is not None and is_large(*sizes)

    @property
    def _sizes(self) -> tuple[int, int] | None:
        """How much changed, without its sign, and last year's amount: as published or told, else as the text implies it."""
        claim, rate = self.claim, self.rate
        now = claim.amount.fen if claim.amount else claim.stated_fen
        if claim.fen is None:
            if now is None or not rate or rate <= -100:
                return None
            before = round(now * 100 / (100 + rate))
            return abs(now - before), before
        moved = abs(claim.fen)
        if self.before_fen is not None:
            return moved, self.before_fen
        if now is not None:
            return moved, now - claim.fen
        return (moved, round(moved * 100 / abs(rate))) if rate else None

    @property
    def rate(self) -> Decimal | None:
        """The declared rate with the sign of its direction, as printed otherwise."""
        return signed_rate(self.claim.percentage, self.claim.direction)

    @property
    def is_nothing(self) -> bool:
        """No change declared, and none computed."""
        return not self.claim.is_change and not self.claim.computed_fen

    @property
    def changes_basis(self) -> bool:
        return CHANGED_BASIS.search(f"{self.claim.sentence}{self.claim.reason}") is not None


def claims_at_hand() -> PrintedRowQuerySet[Claim]:
    """With what `declared_change` needs."""
    return Claim.objects.select_related("disclosure", "amount")


def claims_by_disclosure(ids: Sequence[int]) -> dict[int, list[Claim]]:
    """The declared changes of disclosures and their parts; what is said twice comes once. One query."""
    found: dict[int, list[Claim]] = {}
    for claim in claims_at_hand().of_disclosures(ids):
        found.setdefault(claim.whole, []).append(claim)
    return {pk: _once(claims) for pk, claims in found.items()}


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """One with a reason rather than one without; one of some funds by its own name, and not as a total, too."""
    known = list(claims)
    narrower = {(claim.sentence, claim.fen) for claim in known if OF_SOME_FUNDS.search(claim.label)}
    found: dict[tuple[object, ...], Claim] = {}
    for claim in known:
        if claim.item in WHOLES and (claim.sentence, claim.fen) in narrower:
            continue
        same = (claim.item, claim.label, claim.direction, claim.fen, claim.percentage, claim.base_year)
        if same not in found or (claim.reason and not found[same].reason) or found[same].is_silent:
            found[same] = claim
    return list(found.values())


def declared_change(
    column: Column,
    disclosure: Disclosure,
    claim: Claim,
    published: Collection[int | None] | None = None,
    now: Value | None = None,
) -> DeclaredChange:
    """A claim as pages show it. Its `disclosure` and `amount` have to be at hand.

    `published` are the years that the body published; None where that was not looked up: nothing is implied. `now` is
    this year's figure where the page shows one, else that of the cell or the text.
    """
    agency = disclosure.agency.name if disclosure.agency else ""
    fen = now.fen if now else claim.amount.fen if claim.amount else claim.stated_fen
    is_open = published is not None and claim.base_year not in {None, *published} and _may_imply(claim)
    made = fen - claim.fen if is_open and fen is not None and claim.fen is not None else None
    return DeclaredChange(column, agency, claim, made)


def _may_imply(claim: Claim) -> bool:
    """Nothing else tells the year before, and it is one of the same stage; until it was checked nobody knows."""
    is_of_plan = claim.disclosure.stage != Stage.BUDGET or claim.base_kind in ("", BaseKind.BUDGET)
    return bool(claim.verdict) and claim.before_fen is None and claim.prior_fen is None and is_of_plan


def declared_changes(
    columns: Sequence[Column], published: Sequence[Disclosure], figures: KeyFigures
) -> list[DeclaredChange]:
    """The declared changes of the columns' disclosures, oldest column first. One query."""
    years: dict[tuple[int | None, str], set[int]] = {}
    for one in published:
        years.setdefault((one.agency_id, one.stage), set()).add(one.fiscal_year or 0)
    shown = [(column, disclosure) for column in columns for disclosure in column.disclosures]
    claims = claims_by_disclosure(sorted({disclosure.pk for _, disclosure in shown}))
    return [
        declared_change(
            column,
            disclosure,
            claim,
            years.get((disclosure.agency_id, disclosure.stage), set()),
            None if claim.label else figures.value(disclosure.pk, _asked(HeadlineItem(claim.item))),
        )
        for column, disclosure in shown
        for claim in claims.get(disclosure.pk, ())
        if claim.label or claim.item in CLAIM_ITEMS
    ]


def _asked(item: HeadlineItem) -> HeadlineItem:
    return ASKED_AS.get(item, item)


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
        item = _asked(change.item)
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
        printed = "、".join(dict.fromkeys(words[item]))
        values[item] = Value(
            fen=sum(fens),
            parts=len(fens) if column.is_derived else 0,
            is_implied=True,
            remark=f"本站推算：{column.year} 年公布数减去文件所述增减（{printed}）",
        )
    return (column.year - 1, values) if values else None
