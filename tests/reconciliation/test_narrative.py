"""The checks of groups C, D and F over real documents, against the inconsistencies that people proved in them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from disclosures.reconciliation import CATALOGUE, Group, Result, State, reconcile
from tests.readings import reading

pytestmark = pytest.mark.slow

OWN = {c.id for c in CATALOGUE if c.group in (Group.NARRATIVE, Group.PERFORMANCE, Group.BETWEEN)}
SEEDS = {
    "000": "documents/hebei/hengshui-2022-units.pdf",
    "001": "documents/hebei/hengshui-2020-department.pdf",
    "002": "documents/hebei/xingtai-2022-department.pdf",
    "003": "documents/hebei/lianchi-2023-department.pdf",
    "004": "documents/hebei/dacheng-2022-unit.pdf",
}

CHECKS_OF_RULES = {
    "narrative=table": {"stated-amount-is-cell"},
    "narrative_arithmetic": {"basic-is-personnel-and-operating", "total-change-is-sum-of-changes"},
    "procurement: narrative=table total": {"stated-amount-is-cell"},
    "performance: cost indicator=project total": {"project-funds-are-cost"},
    "basis blank": {"target-basis-filled"},
    "target value blank": {"target-filled"},
    "level-3 name blank": {"target-name-filled"},
    "placeholder objective": {"objective-filled"},
    "year outside the budget year": {"target-year"},
    "satisfaction target is 不满意": {"targets-agree"},
    "target without content": {"target-has-content"},
    "unit does not fit the indicator": {"unit-fits-indicator"},
    "cost indicator with ≥": {"cost-is-no-floor"},
    "rate ≤100%": {"target-has-content"},
    "column shift": {"target-rows-in-columns"},
    "level-1 label missing or displaced": {"target-level-1-printed"},
    "cell holds several indicator names": {"one-indicator-in-a-cell"},
    "text doubled at a page break": {"target-text-once"},
    "agency name differs": {"agency-name-in-text"},
    "title differs from project name": {"target-heading-is-name"},
    "wording": {"direction-is-told", "brackets-closed"},
    "template wording": {"level-word"},
}
TYPOS = {
    "12020年": "target-year-digits",
    "元；": "stray-words",
    "绩效绩效": "target-heading-is-name",
    " and ": "stray-words",
}
"""Typing slips that a rule can know; the others are spelling."""

CHECKS_OF_KINDS = {
    "comparison_base": {"one-comparison-base"},
    "narrative_internal": {"one-amount-in-a-passage", "rate-needs-base"},
    "narrative_self": {"one-amount-in-a-passage"},
    "percent": {
        "rate-follows-from-amounts", "share-follows-from-amounts", "completion-follows-from-amounts", "rate-needs-base",
    },
    "share": {"share-follows-from-amounts"},
    "share_base": {"share-follows-from-amounts"},
    "percent_base_zero": {"rate-needs-base"},
    "direction_reason": {"reason-fits-direction"},
    "impossible_change": {"direction-fits-amounts"},
    "reason_subject": {"words-of-own-subject"},
    "narrative_sum": {"listed-items-sum-to-total", "counted-parts-within-whole", "small-firms-within-procurement"},
    "narrative_vs_table": {"stated-amount-is-cell", "listed-detail-has-amount"},
    "narrative_vs_form": {"declared-project-funds"},
    "subject_name": {"subject-name-is-table-name"},
    "name": {"subject-name-is-table-name"},
    "unit_missing": {"percent-sign"},
    "template_leftover": {"template-leftovers"},
    "level_word": {"level-word"},
    "agency_name": {"agency-name-in-text"},
}  # fmt: skip
"""Kinds of the lists of Shanghai and Jiangsu. The others are of tables, of contents pages and of spelling."""
ELSEWHERE = {
    ("putuo-planning-2024-department-final.pdf", "agency_name", 7),  # a heading over the tables, no text
    ("putuo-welfare-home-2024-unit-budget.pdf", "name", 7),  # of tables alone
}

SHOWN_REAL = {
    # 人大事务行政运行（项） is told with the amount of its category, 10528.33; the table has 4,545.94 for 2010101.
    ("congress-2017-whole.pdf", "stated-amount-is-cell"),
    # 城管执法 has purpose and reason of 一般行政管理事务, 职业年金 the reason of 事业单位离退休: as in 2024.
    ("putuo-wanli-2023-department-budget.pdf", "words-of-own-subject"),
    # 8013 = 7998 + 105, as in 2024 and 2025.
    ("putuo-wanli-2023-department-budget.pdf", "counted-parts-within-whole"),
    # 441.25 against 2,206,272 元 of the table: the narrative_self of the list.
    ("putuo-wanli-2023-department-budget.pdf", "stated-amount-is-cell"),
    # 352.67 against 3,503,499 元 of the table: the narrative_internal of the list.
    ("putuo-wanli-2024-department-budget.pdf", "stated-amount-is-cell"),
    # “（其中，绩效评级…” is in the list, as punctuation.
    ("putuo-planning-2024-department-final.pdf", "brackets-closed"),
    # 职业年金: “事业单位离退休经费增加”, the reason of 事业单位离退休 above it.
    ("putuo-wanli-2023-department-budget.pdf", "reasons-are-of-each-item"),
    # 职业年金 as in 2023; 城管执法 the reason of 一般行政管理事务.
    ("putuo-wanli-2024-department-budget.pdf", "reasons-are-of-each-item"),
    ("003", "unit-fits-indicator"),  # 各项工作完成率 ≥8小时
    ("004", "target-basis-filled"),  # ten cells of 指标值确定依据 are empty in the tables 2 to 5
}
SHARE_OF_FOUND = {"seeds": 1.0, "shanghai": 1.0, "jiangsu": 1.0}


def truth(shared: Path, name: str) -> list[dict]:
    lines = (shared / "truth" / f"findings.{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def results(path: Path) -> list[tuple[str | None, Result]]:
    """Agency code and result of everything that was looked at in a file."""
    parsed = reading(path).disclosures
    checked = reconcile(parsed)
    return [
        (disclosure.agency.code, result)
        for disclosure, found in zip(parsed, checked, strict=True)
        for result in found
        if result.check in OWN
    ]


def told(result: Result) -> bool:
    return result.state in (State.DIFFERS, State.WITHIN_ROUNDING)


def pages(result: Result) -> set[int]:
    sides = [result.left, *([result.right] if result.right else [])]
    return {place.page for side in sides for place in side.places if place.page is not None}


def rule_checks(row: dict) -> set[str]:
    if row["rule"] == "typo":
        return {check for slip, check in TYPOS.items() if slip in row["left"]}
    return CHECKS_OF_RULES.get(row["rule"], set())


def test_seeds(shared: Path) -> None:
    found_of, all_of = Counter[bool](), Counter[bool]()
    for doc, name in SEEDS.items():
        checked = results(shared / name)
        rows = [row for row in truth(shared, "seeds") if row["doc"] == doc]
        allowed = {check for row in rows for check in rule_checks(row)}
        for row in rows:
            wanted = rule_checks(row)
            if not row["certain"] or not wanted:
                continue
            hit = [
                result
                for code, result in checked
                if told(result) and result.check in wanted and row["agency_code"] in (code, None)
            ]
            arithmetic = row["kind"] == "arithmetic"
            assert hit or not arithmetic, row
            all_of[arithmetic] += 1
            found_of[arithmetic] += bool(hit)
        outside = {
            (doc, result.check)
            for _, result in checked
            if result.state is State.DIFFERS and result.check not in allowed
        }
        assert outside <= SHOWN_REAL
    assert found_of[False] >= SHARE_OF_FOUND["seeds"] * all_of[False]


def kinds(row: dict) -> str:
    return row.get("type") or row["kind"]


def expected(rows: list[dict]) -> Iterator[tuple[str, int, set[str]]]:
    """File, page and the checks that should speak, of the certain rows of these groups."""
    for row in rows:
        file = row["file"]
        where = row.get("pages") or [row["page"]]
        wanted = CHECKS_OF_KINDS.get(kinds(row), set())
        if row["certain"] and wanted and (file, kinds(row), where[0]) not in ELSEWHERE:
            yield file, where[0], wanted


@pytest.mark.parametrize("place", ["shanghai", "jiangsu"])
def test_other_places(shared: Path, place: str) -> None:
    rows = [*truth(shared, "shanghai"), *truth(shared, "jiangsu")]
    missing, all_of, outside, differing = [], 0, set(), 0
    for path in sorted((shared / "documents" / place).glob("*.pdf")):
        checked = [result for _, result in results(path)]
        own = [row for row in rows if row["file"] == path.name]
        for _, page, wanted in expected(own):
            all_of += 1
            near = {page - 1, page, page + 1}
            if not any(
                told(result) and result.check in wanted and pages(result) & near for result in checked
            ):
                missing.append((path.name, page, wanted))
        allowed = {check for row in own for check in CHECKS_OF_KINDS.get(kinds(row), set())}
        for result in checked:
            if result.state is State.DIFFERS:
                differing += 1
                if result.check not in allowed:
                    outside.add((path.name, result.check))
    assert len(missing) <= (1 - SHARE_OF_FOUND[place]) * all_of, missing
    assert outside <= SHOWN_REAL
    assert differing


def test_amounts_and_percentages_of_the_narratives(shared: Path) -> None:
    """Every amount and percentage of the narratives is read, with what it says."""
    roles = {
        "change_pct": "change_rate",
        "share_pct": "share",
        "completion_pct": "completion",
        "level": "stated",
    }
    read = total = same = 0
    for place in ("shanghai", "jiangsu"):
        lines = (shared / "truth" / f"narrative.{place}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        for name in sorted({row["file"] for row in rows}):
            path = next((shared / "documents").glob(f"*/{name}"))
            facts = [
                (fact.page, str(fact.role), re.sub(r"[^\d.]", "", fact.printed))
                for disclosure in reading(path).disclosures
                for topic in disclosure.prose
                for fact in topic.facts
            ]
            for row in (row for row in rows if row["file"] == name and row["unit"] in ("万元", "%")):
                number = row["amount"].replace(",", "").lstrip("-")
                near = [
                    role
                    for page, role, printed in facts
                    if printed == number and page and abs(page - row["page"]) < 2
                ]
                total += 1
                read += bool(near)
                role = row.get("role") or row["kind"]
                same += {
                    roles.get(role, role),
                    "stated" if role in ("final", "current", "stated") else "",
                } & set(near) != set()
    assert read >= 0.99 * total
    assert same >= 0.9 * total
