"""Large changes whose reason stands nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from disclosures.presenting.amounts import rate_text
from disclosures.reading.declared import LARGE_RATE, DeclaredChange, is_large
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.sentences import place_of_sentence
from disclosures.vocabulary import HeadlineItem

from .matter import Evidence, Matter, Question, of_value

LARGE = f"增减达到上年数的 {LARGE_RATE}%、且不少于 1 万元的，算作较大；法规没有规定多大的变化要说明，这是本站的规则。"
UNEXPLAINED = f"{LARGE}句中、前后句、各部分的说明和另一处相同的增减都没有写原因的，才列在这里。"
WHY = "这一变化的主要原因是什么？"


def unexplained(matter: Matter) -> Iterator[Question]:
    """Large changes whose reason stands nowhere, the largest first; one question for all that changed by one amount."""
    silent = [change for change in matter.changes if change.claim.is_silent and change.is_large]
    by_amount: dict[object, list[DeclaredChange]] = {}
    for change in sorted(silent, key=lambda change: -abs(change.claim.fen or 0)):
        by_amount.setdefault(change.claim.fen or (change.claim.name, change.rate), []).append(change)
    for first, *others in by_amount.values():
        also = "、".join(dict.fromkeys(change.claim.name for change in others))
        yield Question(
            f"{_moved(first, matter)}" + (f"；{also}同样" if also else ""),
            WHY,
            tuple(each for change in (first, *others) for each in _of_change(change, matter)),
            abs(first.claim.fen or 0),
        )


def _moved(change: DeclaredChange, matter: Matter) -> str:
    """项目支出比 2021 年增加 10.00 万元（增长 25%）."""
    claim, rate = change.claim, change.rate
    goes_up = (claim.fen or rate or 0) > 0
    amount = f"{'增加' if goes_up else '减少'} {matter.amount(abs(claim.fen))}" if claim.fen else ""
    told = f"{'增长' if goes_up else '下降'} {abs(rate).normalize():f}%" if rate is not None else ""
    how_much = f"{amount}（{told}）" if amount and told else amount or told
    return f"{claim.name}比 {claim.base_year or '上'} 年{how_much}"


def _of_change(change: DeclaredChange, matter: Matter) -> Iterator[Evidence]:
    claim = change.claim
    address = reverse(
        "disclosures:sentence-of", args=[matter.pk, place_of_sentence(claim.sentence, claim.page)]
    )
    yield Evidence(f"原句，第 {claim.page} 页" if claim.page else "原句", address)
    if claim.amount_id is not None:
        yield Evidence("表中的数", reverse("disclosures:figure", args=[claim.amount_id]))


TOLD_FOR_THEMSELVES = (
    HeadlineItem.EXPENDITURE_TOTAL,
    HeadlineItem.THREE_PUBLIC_TOTAL,
    HeadlineItem.AGENCY_OPERATING_EXPENSES,
    HeadlineItem.PROCUREMENT_TOTAL,
)
"""What a disclosure has to explain, none of them a part of another: where the total is explained, its parts may be."""
OF_TOTALS = (HeadlineItem.EXPENDITURE_TOTAL, HeadlineItem.REVENUE_TOTAL, HeadlineItem.BUDGET_TOTAL)


def not_told(matter: Matter) -> Iterator[Question]:
    """Figures that are far from last year's published ones while the text says nothing of a change."""
    if matter.before is None:
        return
    told = {change.item for change in matter.changes}
    told |= set(OF_TOTALS) if told & set(OF_TOTALS) else set()
    for item in TOLD_FOR_THEMSELVES:
        now, before = (matter.figures.of_column(column, item) for column in (matter.column, matter.before))
        if (
            item in told
            or now.fen is None
            or before.fen is None
            or not is_large(now.fen - before.fen, before.fen)
        ):
            continue
        rate = rate_text(now.fen, before.fen)
        yield Question(
            f"{KeyFigures.name(item)} {matter.column.year} 年 {matter.amount(now.fen)}，{matter.before.year} 年 "
            f"{matter.amount(before.fen)}" + (f"，{rate}" if rate else "") + "；说明文字没有写它的增减",
            WHY,
            (
                *of_value(now, f"{matter.column.year} 年的数"),
                *of_value(before, f"{matter.before.year} 年的数"),
            ),
            abs(now.fen - before.fen),
        )
