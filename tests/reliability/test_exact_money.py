"""Promise 18: what the database adds up is what Decimal adds up, to the 分, on both databases."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from disclosures.lifecycle.totals import rebuild
from disclosures.models import Amount, Head, StatementColumn, StatementLine, Total
from disclosures.models.statement import fen_to_yuan
from disclosures.vocabulary import CellState
from tests.pages import rows

LARGEST = 9_000_000_000_000_000
"""分 of one cell in this test: 90 trillion 元, three times what the whole state spends in a year. A float of it would
lose 分 from 2^53 on, in sums even earlier."""


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(5))
def test_sums_of_the_database_are_those_of_decimal(seed: int) -> None:
    country = rows.country()
    line = StatementLine.objects.filter(statement__disclosure=country.own_2022).order_by("pk")[0]
    drawn = random.Random(seed)
    printed = [Decimal(drawn.randint(-LARGEST, LARGEST)).scaleb(-2) for _ in range(500)]
    columns = StatementColumn.objects.bulk_create(
        StatementColumn(statement=line.statement, position=1000 + n, heading=[], role="amount")
        for n in range(len(printed))
    )
    Amount.objects.bulk_create(
        Amount(
            line=line,
            column=column,
            state=CellState.AMOUNT,
            fen=int(yuan.scaleb(2)),
            printed=f"{yuan:,}",
        )
        for column, yuan in zip(columns, printed, strict=True)
    )
    added = Amount.objects.filter(column__in=columns).aggregate(fen=Sum("fen"))["fen"]
    assert fen_to_yuan(int(added)) == sum(printed)
    stored = Amount.objects.filter(column__in=columns).order_by("column__position")
    assert [amount.yuan for amount in stored] == printed


@pytest.mark.django_db
def test_totals_of_places_are_the_exact_sums_of_their_heads() -> None:
    rows.country()
    for number, amount in enumerate(Amount.objects.numeric().order_by("pk")):
        Amount.objects.filter(pk=amount.pk).update(fen=LARGEST - 7 * number)
    rebuild()
    nation = Total.objects.filter(place="")
    assert nation.exists()
    for total in nation:
        heads = Head.objects.under(total.kind, total.code).of_year(total.fiscal_year, total.stage)
        exact = sum(fen_to_yuan(head.fen) for head in heads)
        assert fen_to_yuan(total.fen) == exact
        assert total.count == len(heads)


@given(st.lists(st.integers(-(2**62), 2**62), max_size=50))
def test_yuan_and_fen_are_the_same_money(fen: list[int]) -> None:
    assert sum((fen_to_yuan(one) for one in fen), Decimal(0)) == fen_to_yuan(sum(fen))
    assert all(int(fen_to_yuan(one).scaleb(2)) == one for one in fen)
