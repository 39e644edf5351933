"""Where a headline item stands is answered once: the figure shown, the cell that a sentence repeats and the check agree."""

from __future__ import annotations

import pytest

from disclosures.lifecycle.ingestion.agreement import agreeing_cell, lookup
from disclosures.models import Amount, Disclosure
from disclosures.reading.key_figures import BY_ITEM, KeyFigures
from disclosures.reading.values import Absence
from disclosures.vocabulary import HeadlineItem, RowKind, Side
from disclosures.vocabulary import Statement as StatementType
from tests.pages import rows

pytestmark = pytest.mark.django_db

OPERATING = HeadlineItem.AGENCY_OPERATING_EXPENSES


@pytest.fixture
def made() -> Disclosure:
    country = rows.country()
    body = rows.agency("某市林业局", country.xingtai.region, "326")
    return rows.disclosure(body, 2022, rows.document("林业.pdf"))


def repeated(made: Disclosure, item: HeadlineItem, fen: int) -> Amount | None:
    cells = lookup(Amount.objects.filter(line__statement__disclosure=made).select_related("line__statement"))
    return agreeing_cell(item, fen, cells)


def operating_table(made: Disclosure, printed: str) -> None:
    rows.expenditure(made, [("", "合计", [printed, None, None])], StatementType.AGENCY_OPERATING_EXPENSES)


def test_operating_expenses_of_an_agency_are_those_of_their_table(made: Disclosure) -> None:
    """They were read from the text alone, and a sentence was confirmed by 公用经费 where their own table says so, too."""
    operating_table(made, "12.00")
    rows.stated(made, OPERATING, "12.00")
    shown = KeyFigures.load([made.pk]).value(made.pk, OPERATING)
    cell = repeated(made, OPERATING, 12_0000_00)
    assert cell is not None
    assert cell.line.statement.statement == StatementType.AGENCY_OPERATING_EXPENSES
    assert shown.amount_id == cell.pk


def test_without_such_a_table_the_sentence_answers_and_operating_expenses_may_confirm_it(
    made: Disclosure,
) -> None:
    operating = rows.people(made, personnel="30.00", operating="12.00")
    rows.stated(made, OPERATING, "12.00")
    shown = KeyFigures.load([made.pk]).value(made.pk, OPERATING)
    assert (shown.fen, shown.amount_id) == (12_0000_00, None)
    assert repeated(made, OPERATING, 12_0000_00) == operating
    assert repeated(made, OPERATING, 15_0000_00) is None


def test_an_empty_table_of_the_three_says_nothing_of_operating_expenses(made: Disclosure) -> None:
    rows.three_public(made, [], "注：空表列示。")
    rows.stated(made, OPERATING, "12.00")
    assert KeyFigures.load([made.pk]).value(made.pk, OPERATING).fen == 12_0000_00


def test_told_of_nowhere_it_is_not_mentioned(made: Disclosure) -> None:
    rows.expenditure(made, [("", "合计", ["9.00", None, None])])
    assert KeyFigures.load([made.pk]).value(made.pk, OPERATING).absence is Absence.NOT_MENTIONED


@pytest.mark.parametrize("item", [HeadlineItem.EXPENDITURE_TOTAL, HeadlineItem.BUDGET_TOTAL])
def test_a_sentence_repeats_the_cell_that_is_shown(made: Disclosure, item: HeadlineItem) -> None:
    """支出总表 answers before 收支总表; a sentence was led to the other one."""
    rows.summary(made, [(RowKind.EXPENDITURE_TOTAL, "支出总计", "9.00")], Side.EXPENDITURE)
    rows.expenditure(made, [("", "合计", ["9.00", None, None])])
    shown = KeyFigures.load([made.pk]).value(made.pk, HeadlineItem.EXPENDITURE_TOTAL)
    cell = repeated(made, item, 9_0000_00)
    assert cell is not None
    assert shown.amount_id == cell.pk


def test_every_item_with_a_figure_is_found_by_its_sentence_in_the_cell_that_is_shown(
    made: Disclosure,
) -> None:
    for figure in BY_ITEM.values():
        places = list(figure.item.standings())
        for cell in figure.cells:
            assert any(
                cell.statement is place.statement and cell.kind in place.rows and cell.side is place.side
                for place in places
            )
