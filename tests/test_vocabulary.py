"""Every kind of statement and every headline item has its specification: a new one names here what it lacks."""

from disclosures.parsing.layouts.national import LAYOUT
from disclosures.vocabulary import HEADLINE, SPECIFICATIONS, CodeKind, HeadlineItem, Measure, Statement, Term


def lacking(terms: type[Term], known: object) -> list[str]:
    return [f"{type(term).__name__}.{term.name}（{term.label}）" for term in terms if term not in known]


def test_every_statement_has_a_specification() -> None:
    missing = lacking(Statement, SPECIFICATIONS)
    assert not missing, f"no row in vocabulary/statements.py SPECIFICATIONS: {', '.join(missing)}"


def test_every_headline_item_has_a_specification() -> None:
    missing = lacking(HeadlineItem, HEADLINE)
    assert not missing, f"no row in vocabulary/headline.py HEADLINE: {', '.join(missing)}"


def test_specifications_stand_in_the_order_of_the_statements() -> None:
    """What is made of them (choices, tabs, results) comes in one order."""
    assert list(SPECIFICATIONS) == [kind for kind in Statement if kind in SPECIFICATIONS]


def test_every_statement_is_found_by_a_title() -> None:
    missing = lacking(Statement, {rule.statement for rule in LAYOUT.titles})
    assert not missing, f"no TitleRule in parsing/layouts/national.py: {', '.join(missing)}"


def test_a_specification_says_nothing_that_contradicts_itself() -> None:
    for kind, known in SPECIFICATIONS.items():
        assert not known.is_kept or known.since is None, f"{kind.label} is asked for, so it is a standard one"
        assert not (known.codes and known.items), f"rows of {kind.label} are codes or items"
        assert known.codes is not CodeKind.ECONOMIC or known.part is not Measure.TOTAL, (
            f"{kind.label} is by economic code, so of 基本支出 or less"
        )


def test_an_item_stands_in_statements_that_have_such_a_place() -> None:
    for item in HEADLINE:
        for place in item.standings():
            where = f"{item.label} in {place.statement.label}"
            assert not place.statement.is_kept, f"{where}: kept as printed, never added up"
            assert place.rows or place.name or place.codes, f"{where}: no row"
            assert bool(place.side) == place.statement.is_two_sided, f"{where}: a side where there are two"
            assert not place.is_shown or place.rows, f"{where}: what is shown is found by the kind of its row"


def test_a_part_is_of_a_whole_that_stands_by_itself() -> None:
    assert [item.level for item in (HeadlineItem.THREE_PUBLIC_TOTAL, HeadlineItem.VEHICLES)] == [1, 2]
    assert HeadlineItem.VEHICLE_PURCHASE.level == 3
    assert HeadlineItem.PERSONNEL_EXPENSES.whole is HeadlineItem.EXPENDITURE_TOTAL
    assert all(item.whole.specification.part_of is None for item in HeadlineItem)
