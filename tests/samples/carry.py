"""Carry the figures of real disclosures into sources of the demonstration: extraction → source/country/*.json.

    python manage.py extract FILE … | python tests/samples/carry.py

Only figures are carried over: codes, names, printed amounts, headings, names and values of indicators. A table goes in
whole or not at all; tables longer than LONGEST rows, and those whose own sums leave half of their amounts unproven, are
left out, and the cover says that the demonstration is an excerpt.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

COUNTRY = Path(__file__).with_name("source") / "country"
LONGEST = 110
"""Rows of a table; the demonstration is loaded within a minute and a half."""
TARGETS, INDICATORS = 3, 6
"""How many projects with targets of a disclosure are carried over, and how many indicators of each."""
CARRIED = (
    "revenue_and_expenditure",
    "revenue",
    "expenditure",
    "fiscal_appropriation",
    "general_public_budget",
    "basic_expenditure",
    "government_funds",
    "state_capital",
    "three_public",
    "projects",
)
OF_A_YEAR = re.compile(r"\d{4}年.*数$")
AMOUNTS = "预算数"
SUBTOTAL = "小计"
"""Under 公务用车购置及运行维护费 this is the row of that name, where the items are rows."""

OTHER_CUTS = re.compile(r"^基本支出总表")
"""Further tables, without which a reader would miss a standard one."""
FUNDS = ("政府性基金预算", "国有资本经营预算")
TOLD_EMPTY = r"(?:无|没有)[^，。；]{{0,8}}{fund}"

Record = dict[str, Any]


def carried(extraction: Record) -> list[Record]:
    """A source for every disclosure of a file that has tables."""
    found = []
    for disclosure in extraction["disclosures"]:
        tables = [_table(statement) for statement in disclosure["statements"] if _is_carried(statement)]
        if any(table["panels"] for table in tables):
            agency = disclosure["agency"]
            found.append(
                {
                    "agency": agency["name"],
                    "kind": agency["kind"],
                    "fiscal_year": disclosure["fiscal_year"],
                    "stage": disclosure["stage"],
                    "told_without": [
                        fund for fund in FUNDS if re.search(TOLD_EMPTY.format(fund=fund), _text(disclosure))
                    ],
                    "tables": tables,
                    "targets": [_target(target) for target in disclosure["performance_targets"][:TARGETS]],
                }
            )
    return found


def _text(disclosure: Record) -> str:
    return "".join(section["text"] for section in disclosure["sections"])


def _is_carried(statement: Record) -> bool:
    proven = statement["proven"]
    return (
        (statement["statement"] in CARRIED or bool(OTHER_CUTS.search(statement["title"])))
        and len(statement["lines"]) <= LONGEST
        and 2 * proven["proven"] >= proven["amounts"]
    )


def _table(statement: Record) -> Record:
    return {
        "title": re.sub(r"^.*?\d{4}年(度)?|^(公开|附件|附)?[表\d]+表?[-：:\d.、]*", "", statement["title"]),
        "unit": statement["printed_unit"] or "万元",
        "panels": [_panel(name, lines, side) for side, name, lines in _panels(statement) if lines],
    }


def _panels(statement: Record) -> list[tuple[str | None, str, list[Record]]]:
    """Side, heading of the names, and lines with amounts of the panels that stand side by side in a table."""
    lines = [line for line in statement["lines"] if line["cells"]]
    columns = statement["columns"]
    starts = [number for number, column in enumerate(columns) if column["role"] == "name"]
    if not starts:
        return [(None, "", _with_names_of_their_columns(lines))]
    if not any(line["side"] for line in lines):
        return [(None, columns[starts[0]]["heading"][-1], lines)]
    panels = [
        (columns[start], columns[start:end]) for start, end in zip(starts, [*starts[1:], None], strict=True)
    ]
    found: list[list[Record]] = [[] for _ in panels]
    for line in lines:
        found[_panel_of(line, panels, lines)].append(line)
    return [(name["side"], name["heading"][-1], own) for (name, _), own in zip(panels, found, strict=True)]


def _panel_of(line: Record, panels: list[tuple[Record, list[Record]]], lines: list[Record]) -> int:
    """By the heading of its first amount; where two panels have that heading (economic codes of the department, of the
    government), by the place on the page.
    """
    cell = line["cells"][0]
    able = [
        number
        for number, (_, columns) in enumerate(panels)
        if any(column["role"] == "amount" and column["heading"] == cell["heading"] for column in columns)
    ]
    if len(able) == 1:
        return able[0]
    own = [number for number in able if panels[number][0]["side"] == line["side"]]
    if len(own) == 1:
        return own[0]
    places = [
        other["cells"][0]["bbox"][0]
        for other in lines
        if other["side"] == line["side"] and other["cells"][0]["heading"] == cell["heading"]
    ]
    return own[0] if 2 * cell["bbox"][0] < min(places) + max(places) else own[-1]


def _with_names_of_their_columns(lines: list[Record]) -> list[Record]:
    """Lines of a table whose items stand as columns: the heading less the item is what the amounts have in common."""
    if len({cell["heading"][-1] for line in lines for cell in line["cells"]}) < len(lines):
        return lines
    found = []
    for line in lines:
        headings = [cell["heading"] for cell in line["cells"]]
        name = headings[0][-2] if line["name"] == SUBTOTAL and len(headings[0]) > 1 else line["name"]
        cells = [{**cell, "heading": _over_the_item(cell["heading"])} for cell in line["cells"]]
        found.append({**line, "name": name, "cells": cells})
    return found


def _over_the_item(heading: list[str]) -> list[str]:
    return heading[:1] if len(heading) > 1 and OF_A_YEAR.search(heading[0]) else [AMOUNTS]


def _panel(name: str, lines: list[Record], side: str | None) -> Record:
    """Heading paths of the amounts, and rows of code, name and amounts as printed."""
    paths = list(dict.fromkeys(tuple(cell["heading"]) for line in lines for cell in line["cells"]))
    return {
        "side": side,
        "names": name or "项目",
        "paths": [list(path) for path in paths],
        "rows": [
            [line["code"] or "", line["name"] or "", *(_printed(line, path) for path in paths)]
            for line in lines
        ],
    }


def _printed(line: Record, path: tuple[str, ...]) -> str:
    return next((cell["printed"] for cell in line["cells"] if tuple(cell["heading"]) == path), "")


def _target(target: Record) -> Record:
    return {
        "title": target["title"],
        "funds_yuan": target["funds_yuan"],
        "indicators": [
            [item["level_1"], item["level_2"], item["level_3"], _value(item)]
            for item in target["indicators"][:INDICATORS]
        ],
    }


def _value(item: Record) -> str:
    return f"{item['operator'] or ''}{item['value'] or ''}{item['unit'] or ''}"


def main() -> None:
    for line in sys.stdin:
        extraction = json.loads(line)
        stem = Path(extraction["source"]["name"]).stem
        for number, source in enumerate(carried(extraction), 1):
            path = COUNTRY / f"{stem}{f'-{number}' if number > 1 else ''}.json"
            path.write_text(_written(source), encoding="utf-8")
            print(f"{path.name}: {source['agency']} {source['fiscal_year']}", file=sys.stderr)


def _written(source: Record) -> str:
    """JSON with a row of a table on a line of its own, so that differences can be read."""
    text = json.dumps(source, ensure_ascii=False, indent=1)
    return (
        re.sub(r"\[\s+((?:\"[^\"]*\",?\s*)+)\]", lambda found: f"[{' '.join(found[1].split())}]", text) + "\n"
    )


if __name__ == "__main__":
    main()
