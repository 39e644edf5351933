"""Every kind of statement has its specification, and a rule that finds it: a new kind names here what it lacks."""

from disclosures.parsing.layouts.national import LAYOUT
from disclosures.vocabulary import SPECIFICATIONS, CodeKind, Measure, Statement, Term


def lacking(terms: type[Term], known: object) -> list[str]:
    return [f"{type(term).__name__}.{term.name}（{term.label}）" for term in terms if term not in known]


def test_every_statement_has_a_specification() -> None:
    missing = lacking(Statement, SPECIFICATIONS)
    assert not missing, f"no row in vocabulary/statements.py SPECIFICATIONS: {', '.join(missing)}"


def test_specifications_stand_in_the_order_of_the_statements() -> None:
    """What is made of them (choices, tabs, results) comes in one order."""
    assert list(SPECIFICATIONS) == list(Statement)


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
