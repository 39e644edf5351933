"""Ledgers made by hand, in the form that `disclosures.lifecycle.checking` writes: for pages, whatever the engine finds today."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from disclosures.lifecycle.checking import COUNTED, by_check, count_everything, keep_cells
from disclosures.models import Amount, Disclosure, Finding, FindingAnswer, Ledger
from disclosures.reading.ledger import catalogue
from disclosures.reconciliation import Group, State
from tests.pages.rows import fen

Row = dict[str, Any]


def check_id(group: Group = Group.WITHIN, number: int = 0) -> str:
    """The id of one of the checks of a group."""
    return [check.id for check in catalogue() if check.group is group][number]


def cell(amount: Amount, words: str = "") -> Row:
    return {"words": words or f"支出总表“{amount.line.name}”{amount.column}", "cell": amount.pk}


def sentence(of: Disclosure, words: str, page: int | None = None) -> Row:
    return {"words": words, "document": of.document_id, "page": page}


def counted(label: str, number: str, unit: str, *places: Row) -> Row:
    """A side that is no amount: 12.5 %, 8013 平方米."""
    return {
        "label": label,
        "fen": int(Decimal(number) * 100),
        "unit": unit,
        "printed": number + unit,
        "places": list(places),
    }


def side(label: str, printed: str | None, *places: Row) -> Row:
    """`printed` in 万元; None for a side without a number."""
    number = printed if printed and printed.replace(".", "").replace("-", "").isdecimal() else None
    return {
        "label": label,
        "fen": fen(number) if number else None,
        "printed": printed or "",
        "places": list(places),
    }


def result(
    message: str,
    left: Row,
    right: Row | None = None,
    state: State = State.DIFFERS,
    check: str = "",
    cause: int | None = None,
) -> Row:
    difference = None
    is_money = not any("unit" in one for one in (left, right) if one)
    if is_money and right and left["fen"] is not None and right["fen"] is not None:
        difference = left["fen"] - right["fen"]
    return {
        "check": check or check_id(),
        "state": state.value,
        "message": message,
        "left": left,
        "right": right,
        "difference_fen": difference,
        "cause": cause,
        "key": hashlib.sha256((message + left["label"]).encode()).hexdigest()[:32],
    }


def checked(of: Disclosure, *results: Row) -> Ledger:
    """The ledger of a disclosure and its findings, in place of what there was."""
    counts = dict.fromkeys(COUNTED.values(), 0)
    for row in results:
        counts[COUNTED[State(row["state"])]] += 1
    of.findings.all().delete()
    answers = {
        answer.key: answer for answer in FindingAnswer.objects.filter(disclosure=of).order_by("at", "pk")
    }
    made: dict[int, Finding] = {}
    for position, row in enumerate(results):
        if row["state"] == State.DIFFERS:
            made[position] = Finding.objects.create(
                disclosure=of,
                position=position,
                check_id=row["check"],
                key=row["key"],
                message=row["message"],
                left=row["left"],
                right=row["right"],
                difference_fen=row["difference_fen"],
                cause=made.get(row["cause"]) if row["cause"] is not None else None,
                answer=answers.get(row["key"]),
            )
    keep_cells(made.values())
    kept = {
        **counts,
        "results": list(results),
        "by_check": by_check(results),
        "is_counted": of.is_published,
    }
    ledger, _ = Ledger.objects.update_or_create(disclosure=of, defaults=kept)
    count_everything()
    return ledger


def address_of(finding: Finding) -> str:
    return f"/findings/{finding.disclosure_id}-{finding.key}/"


def example(of: Disclosure) -> None:
    """A result that differs, one that holds, one that could not be done, of the total of 支出总表."""
    total = Amount.objects.get(
        line__statement__disclosure=of,
        line__statement__statement="expenditure",
        line__code="",
        measure="total",
    )
    checked(
        of,
        result(
            "合计与各类之和不一致",
            side("支出总表合计", total.printed, cell(total)),
            side("各类之和", "1476.00"),
        ),
        result(
            "两处数字一致", side("收支总表", "1476.29"), side("支出总表", "1476.29", cell(total)), State.HOLDS
        ),
        result("没有可比的数", side("年初结转", None), None, State.COULD_NOT_BE_DONE),
    )
