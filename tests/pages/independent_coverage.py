"""Who is known, and who is named by whom, worked out once more from the JSON of the extract: no code of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
