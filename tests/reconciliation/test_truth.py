"""The checks of groups A, B and E over real documents, against the inconsistencies that people proved in them.

Recall: every certain finding of a kind that these groups are about is found. Precision: what differs and is not in the
list is listed here with what stands on the page; anything else is a failure.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from disclosures.parsing.records import ParsedDisclosure
from disclosures.reconciliation import CATALOGUE, Group, Result, State, reconcile
from tests.readings import reading

pytestmark = pytest.mark.slow

OWN = {c.id for c in CATALOGUE if c.group in (Group.WITHIN, Group.ACROSS, Group.COMPLETENESS)}

SEEDS = {
    "000": ("seeds/000_94451612b738120f.txt", "documents/hebei/hengshui-2022-units.pdf"),
    "001": ("seeds/001_8f224ed89935fe50.txt", "documents/hebei/hengshui-2020-department.pdf"),
    "002": ("seeds/002_60bd7a1a2874cc3a.txt", "documents/hebei/xingtai-2022-department.pdf"),
    "003": (
        "seeds/003_eee7b12be31e4068.txt",
        "documents/hebei/lianchi-2023-department.pdf",
        "documents/hebei/lianchi-2023-department.docx",
    ),
    "004": (
        "seeds/004_6869b5bfbdc9f74d.txt",
        "documents/hebei/dacheng-2022-unit.pdf",
        "documents/hebei/dacheng-2022-unit.docx",
    ),
}
CHECKS_OF_RULES = {
    "code_name_differs": "a-code-has-one-name",
    "three_public: vehicle=purchase+operation": "vehicles-is-purchase-and-operation",
    "three_public: total=abroad+vehicle+reception": "three-public-is-sum",
    "procurement: row total=sum(sources)": "procurement-row-is-sum-of-sources",
    "procurement: total=sum(items)": "procurement-total-is-sum",
    "procurement: subtotal=sum(items)": "procurement-subtotal-is-sum",
    "empty-table note contradicts table": "note-of-emptiness-stands-under-empty-tables",
    "procurement row incomplete": "purchases-are-filled-in",
    "procurement table without total row": "purchases-have-a-total",
    "agency label differs from section": "labels-agree",
    "institution funding form blank": "institutions-are-filled-in",
}
"""The other rules are about the narrative and about performance, which other groups check."""
ONLY_AS_TEXT = {"header shifted": "headings-stand-over-their-columns"}
"""The header was typeset again with its headings where they belong."""

SHOWN_REAL = {
    # 收入总表 prints 资源勘探工业信息支出 for 215; the classification of 2022 has 资源勘探工业信息等支出.
    ("000", "names-are-those-of-the-year"),
}
SHOWN_REAL_OF_FILES = {
    # 名称解释 in the contents, 名词解释 over the text; in the first, three entries more.
    ("congress-2017-whole.pdf", "contents-are-headings"),
    ("partyoffice-2017-narrative.pdf", "contents-are-headings"),
    # Page 14 has a numbering of its own: 30202 咨询费, 30203 水费 …, 303 离退休人员经费, 30301 退休费; page 7 has
    # 医疗卫生与计划生育支出, the name of 210 until 2018.
    ("putuo-welfare-home-2024-unit-budget.pdf", "names-are-those-of-the-year"),
}
FOUND_IN_FILES = {
    # The title over the tables leaves out 普陀区; entries of the contents that the headings do not have.
    ("putuo-planning-2024-department-final.pdf", "labels-agree"),
    ("putuo-planning-2024-department-final.pdf", "contents-are-headings"),
    ("putuo-socialwork-2024-department-final.pdf", "contents-are-headings"),
    ("putuo-welfare-home-2024-unit-budget.pdf", "codes-are-well-formed"),  # kind code: 7 11 02
    ("putuo-welfare-home-2024-unit-budget.pdf", "a-code-has-one-name"),  # kind name: 210
    (
        "putuo-wanli-2024-department-budget.pdf",
        "note-of-emptiness-stands-under-empty-tables",
    ),  # note_vs_table
}
ROUNDED_ROWS_OF_TABLES = {
    "putuo-wanli-2025-department-budget.pdf": (12, 17, 23),
    "putuo-socialwork-2024-department-final.pdf": (13,),
    "putuo-planning-2024-department-final.pdf": (7, 14, 16),
    "shanghai-finance-2025-unit-budget.pdf": (17,),
}
"""Where the list has a table whose sums differ by what rounding accounts for."""


def differences(results: list[Result]) -> Iterator[Result]:
    """What differs, be it that a person has to confirm how it was read."""
    found = (State.DIFFERS, State.NEEDS_CONFIRMATION)
    return (r for r in results if r.state in found and r.check in OWN)


def findings(shared: Path, name: str) -> list[dict]:
    lines = (shared / "truth" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def checked(path: Path) -> list[tuple[ParsedDisclosure, list[Result]]]:
    parsed = reading(path).disclosures
    return list(zip(parsed, reconcile(parsed), strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_seeds(shared: Path, seed: str) -> None:
    for name in SEEDS[seed]:
        rules = CHECKS_OF_RULES | (ONLY_AS_TEXT if name.endswith(".txt") else {})
        expected: defaultdict[str | None, set[str]] = defaultdict(set)
        for row in findings(shared, "findings.seeds.jsonl"):
            if row["doc"] == seed and row["certain"] and row["rule"] in rules:
                for code in (row["agency_code"], *row.get("also", ())):
                    expected[code].add(rules[row["rule"]])
        for parsed, results in checked(shared / name):
            found = {result.check for result in differences(results)}
            assert expected[parsed.agency.code] <= found, name
            allowed = expected[parsed.agency.code] | {check for doc, check in SHOWN_REAL if doc == seed}
            assert found <= allowed, name


@pytest.mark.parametrize("place", ["shanghai", "jiangsu"])
def test_other_places(shared: Path, place: str) -> None:
    for path in sorted((shared / "documents" / place).glob("*.pdf")):
        for _, results in checked(path):
            found = {(path.name, result.check) for result in differences(results)}
            expected = {pair for pair in FOUND_IN_FILES if pair[0] == path.name}
            assert expected <= found
            assert found <= FOUND_IN_FILES | SHOWN_REAL_OF_FILES
            rounded = {
                p.page
                for r in results
                if r.state is State.WITHIN_ROUNDING
                for side in (r.left, r.right)
                if side
                for p in side.places
            }
            assert set(ROUNDED_ROWS_OF_TABLES.get(path.name, ())) <= rounded
