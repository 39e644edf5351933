"""The page in English: the words of the glossary and of the files. Own wording; data, no logic.

Terms of tables, columns and items are the English of the vocabulary, which the files carry as codes.
"""

from __future__ import annotations

from collections.abc import Iterable

from disclosures.vocabulary import (
    AgencyKind,
    Basis,
    CellState,
    HeadlineItem,
    Measure,
    Side,
    Stage,
    Statement,
    Term,
)

WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "部门",
        "department",
        "A budget holder of the first level with all bodies under it. Its figures include theirs.",
    ),
    ("单位", "unit", "One body with a budget of its own. Never add a unit to its department."),
    ("本级", "own level", "The department's own office, without the bodies under it: a unit."),
    ("预算", "budget", "What was approved for the year."),
    ("决算", "final accounts", "What was received and spent, published in the year after."),
    ("一般公共预算", "general public budget", "Taxes and other general revenue."),
    ("政府性基金预算", "government-managed funds", "Earmarked revenue such as land sales."),
    ("国有资本经营预算", "state capital operations", "Profits handed over by state-owned enterprises."),
    ("财政拨款", "fiscal appropriation", "The three above together."),
    (
        "财政专户管理资金",
        "special fiscal account",
        "Fees paid into an account of their own, such as tuition.",
    ),
    ("基本支出", "basic expenditure", "What keeps the body running: personnel and operating expenses."),
    ("项目支出", "project expenditure", "What is meant for a certain task."),
    ("功能分类", "functional classification", "What for: 类 (3 digits), 款 (5), 项 (7)."),
    ("经济分类", "economic classification", "On what: 301 wages, 302 goods and services, …"),
    (
        "“三公”经费",
        "three public expenses",
        "Official travel abroad, official vehicles, official receptions.",
    ),
    ("机关运行经费", "agency operating expenses", "Operating expenses of administrative bodies."),
    ("政府采购", "government procurement", "Goods, works and services bought with fiscal money."),
    ("绩效目标", "performance target", "What a project is to reach, with indicators and their values."),
    ("勾稽关系", "consistency", "Equations that figures of a disclosure should satisfy."),
)

TERMS: tuple[tuple[str, str, type[Term]], ...] = (
    ("statement", "Tables", Statement),
    ("measure", "Columns of amounts", Measure),
    ("item", "Headline items", HeadlineItem),
    ("stage", "Stages", Stage),
    ("kind", "Kinds of agencies", AgencyKind),
    ("basis", "Bases", Basis),
    ("side", "Sides of a table", Side),
    ("state", "States of a cell", CellState),
)
"""Field of the files, title, the terms that it can hold."""


def in_english(term: Term) -> str:
    """“Fiscal appropriation” of fiscal_appropriation."""
    return term.value.replace("_", " ").capitalize()


def term_groups() -> Iterable[tuple[str, str, list[tuple[str, str, str]]]]:
    """Field, title, and code, English and Chinese of each term."""
    for field, title, terms in TERMS:
        yield field, title, [(term.value, in_english(term), term.label) for term in terms]
