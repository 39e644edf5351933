"""Procurement, assets, performance targets and populations worked out once more: plain Decimal, no code of the site."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.pages.independent import Paper, added

PURPOSES = {"A": "货物", "B": "工程", "C": "服务"}
Column = tuple[Sequence[Paper], bool]
"""The papers that answer for a column, and whether they are added up."""
Rows = list[tuple[str, list[Decimal | None]]]
"""Names of rows, without numbering and limits in brackets, with one amount a column."""


def alike(printed: str) -> str:
    """2、车辆（台、辆） → 车辆; 台式计算机（20万以下） → 台式计算机; 办公、办案设备购置费 → 办公办案设备购置."""
    name = re.sub(
        r"^(其中[：:]|[一二三四五六七八九十\d]+[、.．]|（[一二三四五六七八九十\d]+）)\s*", "", printed.strip()
    )
    name = re.sub(r"[（(][^（）()]*[）)]|[\s的、，]", "", name)
    return re.sub(r"(?<=.)(支出|费用?)+$", "", name)


# --- procurement -----------------------------------------------------------------------------------------------------


def _amount(row: Mapping[str, Any]) -> Decimal | None:
    """Under 合计 or 总计, else the first that is printed, else the project's funds."""
    numbers = [cell for cell in row["cells"] if cell["yuan"] is not None]
    whole = [cell for cell in numbers if cell["heading"] and cell["heading"][-1] in ("合计", "总计", "小计")]
    if numbers:
        return Decimal((whole or numbers)[0]["yuan"])
    return None if row["funds_yuan"] is None else Decimal(row["funds_yuan"])


def _bought(paper: Paper) -> tuple[dict[str, Decimal | None], list[tuple[str, str, Decimal | None]]] | None:
    """Printed totals by purpose (the whole by ""), and every item: purpose, name, amount."""
    totals: dict[str, Decimal | None] = {}
    items: list[tuple[str, str, Decimal | None]] = []
    under, is_there = "", False
    for row in (row for part in paper.parts for row in part["procurement"]):
        is_there = True
        if not row["is_total"]:
            letter = (row["catalogue_code"] or "")[:1].upper()
            name = alike(row["item"] or row["project"])
            items.append((letter if letter in PURPOSES else under, name, _amount(row)))
            continue
        said = re.sub(r"^[一二三四五六七八九十]+、|\s", "", row["project"])
        purpose = next((letter for letter, word in PURPOSES.items() if said.startswith(word)), None)
        if purpose:
            under = purpose
        if purpose or said in ("合计", "总计"):
            totals.setdefault(purpose or "", _amount(row))
    return (totals, items) if is_there else None


def _purpose(paper: Paper, purpose: str) -> Decimal | None:
    """Of the whole "": without a table what the narrative states."""
    bought = _bought(paper)
    if bought is None:
        return None if purpose else paper.stated("procurement_total")
    totals, items = bought
    if purpose in totals:
        return totals[purpose]
    return added(yuan for letter, _, yuan in items if purpose in ("", letter))


def _unsaid(paper: Paper) -> Decimal | None:
    """Rows of which nothing says what is bought."""
    return added(yuan for letter, _, yuan in (_bought(paper) or ({}, []))[1] if not letter)


def _item(paper: Paper, purpose: str, name: str) -> Decimal | None:
    items = (_bought(paper) or ({}, []))[1]
    return added(yuan for letter, other, yuan in items if (letter, other) == (purpose, name))


def procurement(columns: Sequence[Column]) -> Rows:
    """The whole, each purpose, and what several columns buy."""
    found: Rows = []
    if not any(_bought(p) for papers, _ in columns for p in papers):
        return found
    for purpose, word in {"": "政府采购总额", **PURPOSES, "?": alike("没有写明货物、工程还是服务")}.items():
        letter = purpose.removesuffix("?")
        amounts = [
            [_unsaid(p) if purpose == "?" else _purpose(p, letter) for p in papers] for papers, _ in columns
        ]
        found.append((word, [added(ones) for ones in amounts]))
        if purpose:
            buyers = [
                {name for p in papers for at, name, _ in (_bought(p) or ({}, []))[1] if at == letter}
                for papers, _ in columns
            ]
            for name in sorted(set().union(*buyers)):
                if sum(name in names for names in buyers) > 1:
                    found.append(
                        (name, [added(_item(p, letter, name) for p in papers) for papers, _ in columns])
                    )
    return [row for row in found if any(yuan is not None for yuan in row[1])]


# --- assets ----------------------------------------------------------------------------------------------------------


def _assets(paper: Paper) -> dict[str, Decimal | None]:
    found: dict[str, Decimal | None] = {}
    for row in (row for part in paper.parts for row in part["assets"]):
        yuan = row["value_yuan"]
        found.setdefault(alike(row["item"]), None if yuan is None else Decimal(yuan))
    return found


def assets(columns: Sequence[Column]) -> Rows:
    tables = [[_assets(paper) for paper in papers] for papers, _ in columns]
    names = dict.fromkeys(name for papers in tables for paper in papers for name in paper)
    return [(name, [added(paper.get(name) for paper in papers) for papers in tables]) for name in names]


def whole_assets(column: Column) -> Decimal | None:
    """资产总额 or 固定资产总额, whichever the table has."""
    return added(
        yuan for paper in column[0] for name, yuan in _assets(paper).items() if name.endswith("资产总额")
    )


# --- performance targets ---------------------------------------------------------------------------------------------


def projects(column: Column) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Title and indicators of every project: kind (产出 › 数量), name, target."""
    return [
        (target["title"], [_indicator(one) for one in target["indicators"]])
        for paper in column[0]
        for part in paper.parts
        for target in part["performance_targets"]
        if target["scope"] == "project"
    ]


def _indicator(one: Mapping[str, Any]) -> tuple[str, str, str]:
    levels = [(one[level] or "").strip().removesuffix("指标") for level in ("level_1", "level_2")]
    target = "".join(one[part] or "" for part in ("operator", "value", "unit"))
    return " › ".join(dict.fromkeys(filter(None, levels))), one["level_3"] or one["description"], target


# --- people ----------------------------------------------------------------------------------------------------------


def people(path: Path) -> dict[str, dict[int, int]]:
    """How many live in a region, by year."""
    found: dict[str, dict[int, int]] = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["code"], {})[int(row["year"])] = int(row["people"])
    return found


def counted(years: Mapping[int, int], year: int) -> int | None:
    """The newest count up to a year, else the first after it."""
    before = [at for at in years if at <= year]
    return years[max(before) if before else min(years)] if years else None
