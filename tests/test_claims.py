"""Declared changes of lines of the classification: stored, bound to their cells, and told apart by their reasons; the
totals of the checks beside them. Runs again when the neighbour is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from disclosures.lifecycle.checking import check, check_everything, count_everything
from disclosures.lifecycle.claims import BOUND
from disclosures.lifecycle.publication import publish, withdraw
from disclosures.models import CheckTally, Claim, Disclosure, Document, Finding, Ledger
from disclosures.parsing.prose import read_prose
from disclosures.parsing.records import AgencyName, ParsedDisclosure, ParsedDocument, Section
from disclosures.vocabulary import AgencyKind, Stage
from tests.ingestion import hand
from tests.ingestion.conftest import ingested, places  # noqa: F401 (fixtures)
from tests.reconciliation.build import statement

Ingest = Callable[..., Document]
NAME = "“社会保障和就业支出（类）行政事业单位养老支出（款）{}（项）”"
REPEATED = "reasons-are-of-this-year"
NOBODY = ("could_not_be_done", "没有同一机构 2021 年的预算可以对照")


def spent(retired: str, insured: str = "4.00") -> str:
    return f"208|社会保障和就业支出|7|7|\n20805|行政事业单位养老支出|7|7|\n2080501|行政单位离退休|{retired}|{retired}|\n2080505|养老保险缴费支出|{insured}|{insured}|"


def of_year(year: int, table: str, *sentences: str) -> ParsedDocument:
    """A budget with 支出总表 and what its text says of lines of it."""
    sections = (Section("三、支出情况", 1, 1, "\n".join(sentences)),)
    table_of = statement("支出总表", "科目编码|科目名称|合计|基本支出|项目支出", f"|合计|7|7|\n{table}")
    parsed = ParsedDisclosure(
        AgencyName("350001", hand.BODY + "本级", AgencyKind.UNIT),
        year,
        Stage.BUDGET,
        statements=(table_of,),
        sections=sections,
        prose=tuple(read_prose(sections, year, Stage.BUDGET)),
    )
    return replace(hand.document(), disclosures=(parsed,))


def says(name: str, now: str, more: str, before: int, why: str) -> str:
    reason = f"主要原因是{why}。" if why else ""
    return f"{NAME.format(name)}{now}万元，比{before}年预算增加{more}万元。{reason}"


@pytest.fixture
def years(ingested: Ingest) -> tuple[Disclosure, Disclosure]:  # noqa: F811
    """2021, unpublished, and 2022, published."""
    before = ingested(
        of_year(2021, spent("2.00"), says("行政单位离退休", "2.00", "0.50", 2020, "2021年退休人员增加3人"))
    )
    after = ingested(
        of_year(
            2022,
            spent("3.00"),
            says("行政单位离退休", "3.00", "1.00", 2021, "2022年退休人员增加12人"),
            says("养老保险缴费支出", "4.00", "0.20", 2021, ""),
        )
    )
    return before.disclosures.get(), publish(after.disclosures.get(), None, "核对无误")


def claims(of: Disclosure) -> list[Claim]:
    return list(Claim.objects.filter(disclosure=of).select_related("amount__line", "before__line"))


def test_a_change_of_a_code_is_stored_with_its_cell(years: tuple[Disclosure, Disclosure]) -> None:
    retired, insured = claims(years[1])
    assert retired.label == "社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）"
    assert (retired.item, retired.fen, retired.stated_fen, retired.base_year) == (
        "",
        1_000_000,
        3_000_000,
        2021,
    )
    assert retired.code == "2080501"
    assert (
        retired.amount is not None
        and retired.amount.fen == 3_000_000
        and retired.amount.line.code == "2080501"
    )
    assert (insured.code, insured.is_silent, retired.is_silent) == ("2080505", True, False)


def test_the_neighbour_binds_and_unbinds_when_it_is_published_and_withdrawn(
    years: tuple[Disclosure, Disclosure],
) -> None:
    before, after = years
    assert [(claim.before_fen, claim.is_repeated) for claim in claims(after)] == [(None, False)] * 2
    assert {(claim.verdict, claim.why) for claim in claims(after)} == {NOBODY}
    assert not Finding.objects.filter(check_id=REPEATED).exists()
    publish(before, None, "核对无误")
    retired, insured = claims(after)
    assert retired.before is not None and retired.before.line.code == "2080501"
    assert (retired.before_fen, retired.is_repeated) == (2_000_000, True)
    assert (insured.before_fen, insured.is_repeated) == (4_000_000, False)
    assert [(claim.verdict, claim.why, claim.computed_fen) for claim in (retired, insured)] == [
        ("holds", "", 1_000_000),
        ("differs", "", 0),
    ]
    found = Finding.objects.get(check_id=REPEATED)
    assert found.disclosure_id == after.pk
    assert "行政单位离退休" in found.message
    withdraw(before, None, "撤回核对")
    assert [(claim.before_id, claim.before_fen, claim.is_repeated) for claim in claims(after)] == [
        (None, None, False)
    ] * 2
    assert {(claim.verdict, claim.why) for claim in claims(after)} == {NOBODY}
    assert not Finding.objects.filter(check_id=REPEATED).exists()


def test_of_rows_of_one_code_the_same_one_is_taken(ingested: Ingest) -> None:  # noqa: F811
    """A code that stands under two units: the second row of this year goes on from the second of last year."""
    twice = "2080501|行政单位离退休|{0}|{0}|\n2080501|行政单位离退休|{1}|{1}|"
    before = ingested(of_year(2021, twice.format("3.00", "4.00")))
    told = says("行政单位离退休", "5.00", "1.00", 2021, "")
    after = ingested(of_year(2022, twice.format("2.00", "5.00"), told)).disclosures.get()
    publish(before.disclosures.get(), None, "核对无误")
    publish(after, None, "核对无误")
    (claim,) = claims(after)
    assert claim.amount is not None and claim.amount.fen == 5_000_000
    assert claim.before_fen == 4_000_000


def test_what_was_not_checked_yet_is_filled_in_by_checking_everything(
    years: tuple[Disclosure, Disclosure],
) -> None:
    publish(years[0], None, "核对无误")
    kept = list(Claim.objects.order_by("pk").values_list("verdict", "why", "computed_fen"))
    Claim.objects.update(verdict="", why="", computed_fen=None)
    check_everything()
    assert list(Claim.objects.order_by("pk").values_list("verdict", "why", "computed_fen")) == kept


def test_a_text_that_tells_last_years_amount_is_judged_by_it_where_nothing_is_published(
    ingested: Ingest,  # noqa: F811
) -> None:
    words = f"{NAME.format('行政单位离退休')}3.00万元，比2021年预算数1.50万元增加1.00万元。"
    (claim,) = claims(ingested(of_year(2022, spent("3.00"), words)).disclosures.get())
    assert (claim.verdict, claim.why, claim.computed_fen) == ("differs", "按文中写明的上年数", 1_500_000)


def test_a_change_of_what_is_no_line_and_no_headline_item_is_stored_by_its_own_name(
    ingested: Ingest,  # noqa: F811
) -> None:
    words = "支出预算7.00万元，其中：财政拨款支出预算7.00万元，比2021年预算增加1.00万元。"
    (claim,) = claims(ingested(of_year(2022, spent("3.00"), words)).disclosures.get())
    assert (claim.item, claim.name, claim.is_of_line) == ("", "财政拨款支出预算", False)
    assert (claim.fen, claim.stated_fen, claim.base_kind) == (1_000_000, 7_000_000, "budget")


def test_a_reason_that_stands_beside_the_change_is_kept_with_it(ingested: Ingest, client: Client) -> None:  # noqa: F811
    told = says("行政单位离退休", "3.00", "1.00", 2021, "")
    other = says("养老保险缴费支出", "4.00", "0.20", 2021, "")
    disclosure = ingested(
        of_year(2022, spent("3.00"), told, "此项级科目为今年新增科目。", other)
    ).disclosures.get()
    new, silent = claims(disclosure)
    assert (new.reason, new.reason_beside, new.is_silent) == ("", "今年新增科目", False)
    assert (silent.reason_beside, silent.is_silent) == ("", True)
    publish(disclosure, None, "核对无误")
    page = client.get(f"/disclosures/{disclosure.pk}/claims/").content.decode()
    assert "今年新增科目<small>（写在别处）</small>" in page
    assert page.count(">没有说明</span>") == 1


def test_checking_again_changes_nothing(years: tuple[Disclosure, Disclosure]) -> None:
    publish(years[0], None, "核对无误")
    bound = list(Claim.objects.order_by("pk").values_list(*BOUND))
    keys = list(Finding.objects.order_by("disclosure", "position").values_list("key", flat=True))
    totals = list(CheckTally.objects.order_by("pk").values_list())
    check_everything()
    assert list(Claim.objects.order_by("pk").values_list(*BOUND)) == bound
    assert list(Finding.objects.order_by("disclosure", "position").values_list("key", flat=True)) == keys
    assert list(CheckTally.objects.order_by("pk").values_list()) == totals


# --- the totals of the checks ------------------------------------------------------------------------------------------


def counted() -> dict[str, tuple[int, ...]]:
    """The totals that are not 0."""
    return {tally.check_id: tally.counts for tally in CheckTally.objects.all() if any(tally.counts)}


def from_ledgers() -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for results in Ledger.objects.filter(disclosure__state="published").values_list("results", flat=True):
        for row in results:
            found.setdefault(row["check"], [0, 0, 0, 0])[CheckTally.COUNTS.index(row["state"])] += 1
    return {check: tuple(numbers) for check, numbers in found.items()}


def test_totals_are_those_of_what_is_published(years: tuple[Disclosure, Disclosure]) -> None:
    assert counted() == from_ledgers()
    publish(years[0], None, "核对无误")
    both = from_ledgers()
    assert counted() == both
    withdraw(years[1], None, "撤回核对")
    assert counted() == from_ledgers() != both
    withdraw(years[0], None, "撤回核对")
    assert counted() == {}


def test_a_part_counts_with_its_whole_only(years: tuple[Disclosure, Disclosure]) -> None:
    before, after = years
    publish(before, None, "核对无误")
    Disclosure.objects.filter(pk=before.pk).update(part_of=after)
    check([Disclosure.objects.select_related("agency").get(pk=after.pk)])
    whole = Ledger.objects.get(disclosure=after)
    assert counted() == {name: tuple(numbers) for name, numbers in whole.by_check.items()}


def test_totals_are_made_anew(years: tuple[Disclosure, Disclosure]) -> None:
    CheckTally.objects.update(holds=7)
    count_everything()
    assert counted() == from_ledgers()
