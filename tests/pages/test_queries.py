"""What is compared, added and left out."""

from __future__ import annotations

import pytest

from disclosures.lifecycle.totals import rebuild
from disclosures.models import Disclosure
from disclosures.pages.compare.facts import Comparison, compare
from disclosures.pages.years.facts import Asked, YearOverYear, YearRow, year_over_year
from disclosures.reading.columns import (
    MOST_COLUMNS,
    choose,
    chosen_columns,
    published_of,
    year_columns,
)
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.likeness import function_of, like_agencies, likeness
from disclosures.reading.pivot import PivotRow
from disclosures.reading.values import Absence
from disclosures.vocabulary import HeadlineItem, Measure
from disclosures.vocabulary import Statement as StatementType
from tests.pages.rows import Country, expenditure, fen, stated

pytestmark = pytest.mark.django_db


def years_of(country: Country, table: StatementType | None = None) -> YearOverYear:
    published = published_of(country.hengshui)
    return year_over_year(year_columns(country.hengshui, published), published, Asked(table=table))


def year_row(found: YearOverYear, key: str) -> YearRow:
    return next(row for row in found.rows if row.row.key == key)


def three(country: Country, **how: object) -> Comparison:
    keys = [str(d.pk) for d in (country.own_2022, country.xingtai_2022, country.lianchi_2023)]
    return compare(chosen_columns(keys), **how)  # type: ignore[arg-type]


def row(rows: tuple[PivotRow, ...] | list[PivotRow], key: str) -> PivotRow:
    return next(found for found in rows if found.key == key)


def test_hengshui_over_the_years(country: Country) -> None:
    found = years_of(country)
    total = year_row(found, HeadlineItem.EXPENDITURE_TOTAL)
    assert [place.heading for place in found.places] == ["2020", "2021", "2022"]
    assert [value.fen for value in total.values] == [fen("6467.35"), None, fen("4778.20")]
    assert [value.is_derived for value in total.values] == [False, False, True]
    assert [bool(place.why_break) for place in found.places] == [False, False, True]
    assert found.missing == "2021"
    assert "3 个单位" in found.break_words[0]


def test_a_sum_over_an_empty_table_says_so(country: Country) -> None:
    value = year_row(years_of(country), HeadlineItem.THREE_PUBLIC_TOTAL).values[-1]
    assert value.fen == fen("8.95")
    assert "另 1 个单位空表" in value.remark


def test_statement_over_years_of_a_narrative_only_year(country: Country) -> None:
    found = years_of(country, StatementType.EXPENDITURE)
    values = year_row(found, "208").values
    assert values[0].absence is Absence.NO_TABLE
    assert values[-1].fen == fen("452.89")


def test_a_department_that_disclosed_is_never_added_to_its_own_level(country: Country) -> None:
    columns = year_columns(country.lianchi, published_of(country.lianchi))
    assert [column.is_derived for column in columns] == [False]
    assert columns[0].ids == (country.lianchi_2023.pk,)
    asked = chosen_columns([f"a{country.lianchi.pk}-2023"])
    assert asked[0].ids == (country.lianchi_2023.pk,)


def test_declared_change_gives_the_year_before(country: Country) -> None:
    change = years_of(country).declared[0]
    assert change.implied_fen == fen("4317.64")


def test_comparison_of_the_three(country: Country) -> None:
    found = three(country)
    assert [value.fen for value in found.totals] == [fen("3952.59"), fen("1476.29"), fen("812.32")]
    assert [value.fen for value in row(found.headline, HeadlineItem.EXPENDITURE_TOTAL).values] == [
        value.fen for value in found.totals
    ]
    assert [value.fen for value in row(found.functional, "210").values] == [fen("68.47"), fen("440.00"), None]
    assert row(found.functional, "210").values[2].absence is Absence.NO_ROW
    assert "21505" not in {found_row.key for found_row in found.functional}


def test_unfolding(country: Country) -> None:
    keys = [found.key for found in three(country, unfolded={"215"}).functional]
    assert "21505" in keys
    assert "2150501" not in keys
    keys = [found.key for found in three(country, unfolded={"215", "21505"}).functional]
    assert keys.index("21505") + 1 == keys.index("2150501")
    assert "2150501" not in [found.key for found in three(country, unfolded={"21505"}).functional]


def test_other_names_of_a_code_are_told(country: Country) -> None:
    assert "资源勘探工业信息等支出" in row(three(country).functional, "215").remark


def test_basis_and_measure(country: Country) -> None:
    narrower = three(country, basis=StatementType.GENERAL_PUBLIC_BUDGET)
    assert narrower.totals[0].fen == fen("3844.59")
    assert narrower.totals[1].absence is Absence.NO_TABLE
    project = three(country, measure=Measure.PROJECT)
    assert [value.fen for value in project.totals] == [fen("2868.76"), fen("585.00"), fen("438.95")]
    assert row(project.functional, "210").values[0].absence is Absence.BLANK
    dashed = three(country, measure=Measure.BASIC)
    assert row(dashed.functional, "223").values[0].absence is Absence.DASH


def test_card_marks_what_differs_and_strikes_what_cannot_be_compared(country: Country) -> None:
    judgement = three(country).judgement
    cells = dict(judgement.rows)
    assert [cell.differs for cell in cells["范围"]] == [True, False, False]
    assert [cell.differs for cell in cells["年度"]] == [False, False, True]
    assert cells["资金"][0].text == "一般公共预算、国有资本经营预算、上年结转"
    struck = {strike.what for strike in judgement.struck}
    assert {"支出总计之差", "较上年增减", "部门规模"} <= struck


def test_card_of_a_department_beside_its_own_unit(country: Country) -> None:
    found = compare(chosen_columns([str(country.lianchi_2023.pk), str(country.lianchi_own_2023.pk)]))
    assert "部门与所属单位之差" in {strike.what for strike in found.judgement.struck}


def test_derived_column_in_a_comparison(country: Country) -> None:
    found = compare(chosen_columns([f"a{country.hengshui.pk}-2022", str(country.xingtai_2022.pk)]))
    assert found.totals[0].fen == fen("4778.20")
    assert found.totals[0].is_derived
    assert any("本站相加" in words for words in found.judgement.common)


def test_base_column(country: Country) -> None:
    assert three(country, base_key=f"{country.xingtai.pk}-2022").base == 1
    assert three(country, base_key="no such").base == 0


def test_unknown_unpublished_and_repeated_columns_are_left_out(country: Country) -> None:
    own = str(country.own_2022.pk)
    keys = [own, own, str(country.draft.pk), "a1-", "x", "²", "999999", "a999-2022", "-1", "1-2022-x"]
    found = choose(keys)
    assert found.keys == [f"{country.own_level.pk}-2022"]
    assert found.repeated == 1
    assert [place.key for place in found.missing] == ["999-2022"]
    assert set(found.unreadable) == set(keys) - {own, "a999-2022"}
    assert len(chosen_columns([own] * 50 + [str(n) for n in range(1, 100)])) <= MOST_COLUMNS


def test_a_printed_blank_stays_blank_though_a_sentence_says_nought(country: Country) -> None:
    figures = KeyFigures.load([country.own_2022.pk, country.hengshui_2020.pk])
    blank = figures.value(country.own_2022.pk, HeadlineItem.OVERSEAS_VISITS)
    assert blank.absence is Absence.BLANK
    nought = figures.value(country.hengshui_2020.pk, HeadlineItem.GOVERNMENT_FUNDS_REVENUE)
    assert nought.fen == 0
    silent = figures.value(country.hengshui_2020.pk, HeadlineItem.HOSPITALITY)
    assert silent.absence is Absence.NOT_MENTIONED


def test_empty_table_missing_row_and_missing_table(country: Country) -> None:
    figures = KeyFigures.load([country.resources_2022.pk, country.centre_2022.pk, country.lianchi_2023.pk])
    empty = figures.value(country.resources_2022.pk, HeadlineItem.THREE_PUBLIC_TOTAL)
    assert empty.absence is Absence.EMPTY_TABLE
    assert "空表列示" in empty.remark
    no_row = figures.value(country.centre_2022.pk, HeadlineItem.HOSPITALITY)
    assert no_row.absence is Absence.NO_ROW
    no_table = figures.value(country.lianchi_2023.pk, HeadlineItem.THREE_PUBLIC_TOTAL)
    assert no_table.absence is Absence.NO_TABLE


def test_of_a_column_that_is_not_printed_a_sentence_tells(country: Country) -> None:
    """A table without 人员经费 has no blank cell there."""
    ids = []
    for disclosure in (country.xingtai_2022, country.centre_2022):
        expenditure(disclosure, [("", "合计", ["9", "9", None])], StatementType.BASIC_EXPENDITURE)
        ids.append(disclosure.pk)
    stated(country.xingtai_2022, HeadlineItem.PERSONNEL_EXPENSES, "7")
    figures = KeyFigures.load(ids)
    assert figures.value(ids[0], HeadlineItem.PERSONNEL_EXPENSES).fen == fen("7")
    assert figures.value(ids[1], HeadlineItem.PERSONNEL_EXPENSES).absence is Absence.NO_COLUMN


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("衡水市工业和信息化局本级", "工业信息化"),
        ("大城县科学技术和工业信息化局", "科学技术工业信息化"),
        ("保定市莲池区工业和信息化局", "工业信息化"),
        ("上海市普陀区商务委员会", "商务"),
    ],
)
def test_what_a_name_says_a_body_does(name: str, function: str) -> None:
    assert function_of(name) == function


def test_like_agencies_are_elsewhere_and_published(country: Country) -> None:
    assert {like.agency for like in like_agencies(country.hengshui)} == {country.xingtai, country.lianchi}
    assert {like.agency for like in like_agencies(country.own_level)} == {
        country.xingtai,
        country.lianchi_own,
    }
    assert all(like.is_same for like in like_agencies(country.hengshui))
    Disclosure.objects.filter(agency=country.xingtai).update(state="withdrawn")
    rebuild()
    assert country.xingtai not in {like.agency for like in like_agencies(country.hengshui)}
    assert likeness("信息产业", "工业信息化") < 0.5


def test_withdrawn_disclosures_leave_every_sum(country: Country) -> None:
    Disclosure.objects.filter(pk=country.centre_2022.pk).update(state="withdrawn")
    columns = year_columns(country.hengshui, published_of(country.hengshui))
    assert len(columns[1].ids) == 2
