"""Tables that print only 项: this site adds up 类 and 款, says so, and only where the rows make the table's own 合计."""

from __future__ import annotations

import pytest

from disclosures.lifecycle.totals import differences, rebuild
from disclosures.models import Disclosure, Head
from disclosures.reading.columns import year_columns
from disclosures.reading.pivot import pivot
from disclosures.reading.statement_lines import StatementLines
from disclosures.vocabulary import Measure
from disclosures.vocabulary import Statement as StatementType
from tests.pages import rows

pytestmark = pytest.mark.django_db

Rows = list[tuple[str, str, list[str | None]]]
ITEMS: Rows = [
    ("", "合计", ["9.00", "4.00", "5.00"]),
    ("2080501", "行政单位离退休", ["1.00", "1.00", None]),
    ("2080505", "养老保险缴费", ["2.00", "2.00", None]),
    ("2130201", "行政运行", ["6.00", "1.00", "5.00"]),
]


def printed(table: Rows) -> Disclosure:
    country = rows.country()
    body = rows.agency("某市林业局", country.xingtai.region, "326")
    made = rows.disclosure(body, 2022, rows.document("林业.pdf"))
    rows.expenditure(made, table)
    return made


def amounts(disclosure: Disclosure, measure: Measure = Measure.TOTAL) -> dict[str, tuple[int | None, int]]:
    """Code → amount in 分, and of how many rows it is the sum."""
    lines = StatementLines.load([disclosure.pk], [StatementType.EXPENDITURE], [Measure.TOTAL, measure])
    found = {}
    for line in lines.lines(disclosure.pk, StatementType.EXPENDITURE):
        value = lines.value(disclosure.pk, StatementType.EXPENDITURE, line.key, measure)
        found[line.code] = (value.fen, value.parts)
    return found


def test_levels_are_added_and_say_so() -> None:
    disclosure = printed(ITEMS)
    added = {code: value for code, value in amounts(disclosure).items() if value[1]}
    assert added == {
        "208": (3_0000_00, 2),
        "20805": (3_0000_00, 2),
        "213": (6_0000_00, 1),
        "21302": (6_0000_00, 1),
    }
    assert amounts(disclosure, Measure.PROJECT)["208"] == (None, 0), "what no row prints is no 0"
    assert amounts(disclosure, Measure.PROJECT)["213"] == (5_0000_00, 1)
    rebuild()
    head = Head.objects.get(agency=disclosure.agency, code="208")
    assert (head.fen, head.parts, head.amount_id, head.disclosure_id) == (3_0000_00, 2, None, disclosure.pk)
    assert not any(differences())


@pytest.mark.parametrize(
    "table",
    [
        [("", "合计", ["9.50", None, None]), *ITEMS[1:]],
        ITEMS[1:],
        [*ITEMS, ("2130201", "行政运行", ["6.00", "1.00", "5.00"])],
    ],
    ids=["other total", "no total", "a row twice"],
)
def test_nothing_is_added_where_rows_and_total_do_not_agree(table: Rows) -> None:
    assert all(not parts for _, parts in amounts(printed(table)).values())


def test_a_level_of_which_a_row_is_printed_is_left_alone() -> None:
    table = [*ITEMS[:3], ("213", "农林水支出", ["6.00", "1.00", "5.00"]), ITEMS[3]]
    assert all(not parts for _, parts in amounts(printed(table)).values())


OF_FUNDS: Rows = [
    ("", "合计", ["3.00", None, None]),
    ("2120801", "征地和拆迁补偿", ["1.00", None, None]),
    ("2120803", "城市建设支出", ["2.00", None, None]),
]
OPERATING: Rows = [
    ("", "合计", ["3.00", None, None]),
    ("30201", "办公费", ["1.00", None, None]),
    ("30211", "差旅费", ["2.00", None, None]),
]


@pytest.mark.parametrize(
    ("which", "table", "codes"),
    [
        (StatementType.GOVERNMENT_FUNDS, OF_FUNDS, ["212", "21208", "2120801", "2120803"]),
        (StatementType.AGENCY_OPERATING_EXPENSES, OPERATING, ["302", "30201", "30211"]),
    ],
    ids=["政府性基金", "机关运行经费"],
)
def test_every_statement_by_code_is_shown_by_its_codes(
    which: StatementType, table: Rows, codes: list[str]
) -> None:
    """The fund statements had no sums of 类, and 机关运行经费 no codes: each had been forgotten in another list."""
    country = rows.country()
    made = rows.disclosure(
        rows.agency("某市林业局", country.xingtai.region, "326"), 2022, rows.document("林业.pdf")
    )
    rows.expenditure(made, table, which)
    lines = StatementLines.load([made.pk], [which])
    assert [row.code for row in pivot(lines, year_columns(made.agency, [made]), which) if row.code] == codes
