"""Who is known and who is named by whom, and the projects, worked out once more from the JSON of the extract: no code of the site."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.pages.independent import Library, Paper, When

Cell = tuple[str, int, str]
"""A body by name, a year, a stage."""


def _plain(name: str) -> str:
    return re.sub(r"\s", "", name).replace("(", "（").replace(")", "）")


def _named(part: dict[str, Any]) -> Iterator[str]:
    """Of the list of institutions, of a table that has a column 单位名称 and no amounts, of the text."""
    for row in part["institutions"]:
        yield row["name"]
    for table in part["statements"]:
        roles = {column["role"] for column in table["columns"]}
        headings = ["".join(c["heading"][-1:]) for c in table["columns"] if c["role"] == "name"]
        if "amount" not in roles and headings == ["单位名称"]:
            yield from (line["name"] for line in table["lines"])
    for section in part["sections"]:
        for sentence in re.findall(
            r"范围的[^。：\n\f]*单位[^。：\n\f]*(?:包括|分别是)：?([^。\n\f]+)。", section["text"] or ""
        ):
            yield from re.split("[、，]", sentence)
        if "事业单位" in (section["text"] or "") and "具体包括：" in section["text"]:
            yield from re.findall(r"^\d\. ?([^，。\n]+)", section["text"], re.M)


def units_named(paper: Paper, department: str, itself: set[str]) -> set[str]:
    """Full names; the department itself (whichever of its names), as one of its units, with 本级."""
    found: set[str] = set()
    printed = {_plain(name) for part in paper.parts for name in _named(part)}
    if printed <= itself:
        return set()
    for name in printed:
        bare = re.sub(r"（(?!本级|本部|机关|部门本级)[^（）]*）$", "", name)
        own = re.sub(r"（?(部门)?(机关)?(本级|本部|机关)）?$", "", bare)
        is_own = own in itself or (own[:-1] in itself and own != bare)
        if is_own or (len(own) > 3 and not bare.startswith("不含")):
            found.add(f"{department}本级" if is_own else bare)
    return found


def here(library: Library, region: str) -> set[Cell]:
    """What is published of bodies of a place, an own level under the name of its agency."""
    return {
        (library.bodies[body].name, when.year, when.stage)
        for body, when in library.papers
        if library.bodies[body].region == region
    }


def named(library: Library, region: str) -> set[Cell]:
    found: set[Cell] = set()
    for (body, when), paper in library.papers.items():
        who = library.bodies[body]
        if who.region == region and who.kind == "department":
            own = [one for (pk, _), one in library.papers.items() if pk == body]
            itself = {who.name, *(_plain(part["agency"]["name"]) for one in own for part in one.parts)}
            found |= {(unit, when.year, when.stage) for unit in units_named(paper, who.name, itself)}
    return found


def years(library: Library, region: str) -> set[When]:
    return {when for body, when in library.papers if library.bodies[body].region == region}


# --- projects --------------------------------------------------------------------------------------------------------

Project = tuple[str, int, str, Decimal | None]
"""Who, the year, the name, the amount in yuan."""


def _parts(library: Library) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for (body, when), paper in library.papers.items():
        for part in paper.parts:
            yield library.bodies[body].name, when.year, part


def projects_of_tables(library: Library) -> Counter[Project]:
    """Rows of tables of projects under 项目名称 that are no sums."""
    found: Counter[Project] = Counter()
    for who, year, part in _parts(library):
        for table in part["statements"]:
            heads = ["".join(c["heading"][-1:]) for c in table["columns"] if c["role"] == "name"]
            if table["statement"] == "projects" and heads == ["项目名称"]:
                for line in table["lines"]:
                    amounts = [cell["yuan"] for cell in line["cells"] if cell["yuan"] is not None]
                    if amounts and line["name"] not in ("合计", "总计", "小计"):
                        found[who, year, line["name"], Decimal(amounts[0])] += 1
    return found


def projects_of_forms(library: Library) -> Counter[Project]:
    found: Counter[Project] = Counter()
    for who, year, part in _parts(library):
        for target in part["performance_targets"]:
            if target["scope"] == "project" and target["title"]:
                yuan = target["funds_yuan"]
                found[who, year, target["title"], None if yuan is None else Decimal(yuan)] += 1
    return found


def amounts_stated(library: Library) -> dict[tuple[str, int], set[Decimal | None]]:
    """What sentences state of projects."""
    found: dict[tuple[str, int], set[Decimal | None]] = defaultdict(set)
    for who, year, part in _parts(library):
        found[who, year] |= {
            Decimal(one["yuan"]) for one in part["headline"] if one["item"] == "project_item"
        }
    return found


def is_told_otherwise(listed: Counter[Project], form: Project) -> bool:
    """Has another source the amount of a form without one, or nearly the same?"""
    who, year, name, yuan = form
    stem = re.sub("(费|经费|资金|项目|专项)+$", "", name)
    return any(
        (who, year) == key[:2]
        and key[2].startswith(stem)
        and (yuan is None or (key[3] is not None and abs(key[3] - yuan) <= 100))
        for key in listed
    )
