"""A document cut into the disclosures it holds: lines, tables, paragraphs of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from disclosures.parsing.document import Document, Paragraph
from disclosures.parsing.heads import (
    BESIDE_SCALE,
    PLACED,
    Said,
    full_width,
    is_agency,
    plain,
    titles_in,
    year_of,
)
from disclosures.parsing.records import AgencyName, Note
from disclosures.vocabulary import Stage

from .anatomy import Table

SHORT = 60
"""Longer paragraphs are prose; titles and headings are shorter."""
NOT_OWN = re.compile(r"绩效|项目|采购|资产|购买服务|转移支付|专项")
"""Titles of tables whose label names whoever carries out a project or buys."""
CONTENTS = re.compile(r"目录")
OPENING = 300
"""Characters of a paragraph in which it may say whose disclosure it opens."""


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A short line and the place of its block; `text` is `plain`. `lead` is one inside a grid or the name of a sheet."""

    block: int
    text: str
    lead: bool = False


@dataclass(slots=True)
class Segment:
    """The blocks of one disclosure: `first` up to but not including `last`."""

    first: int
    last: int
    tables: list[Table] = field(default_factory=list)
    agency: AgencyName | None = None
    year: int | None = None
    stage: Stage = Stage.BUDGET
    notes: list[Note] = field(default_factory=list)


def titles_in_prose(part: Segment, document: Document) -> list[Said]:
    """What the openings of long paragraphs say: “根据…要求，现将某某局2024年度部门决算公开如下”."""
    return [
        found
        for block in document.blocks[part.first : part.last]
        if isinstance(block, Paragraph) and len(block.text) > SHORT
        for found in titles_in(plain(block.text[:OPENING]))
    ]


def beside_scale(lines: Sequence[ShortLine]) -> list[Said]:
    """The bodies, and the years, that stand over tables without a word: “某市教育局　　单位：万元”."""
    found = [(line, match) for line in lines if (match := BESIDE_SCALE.match(line.text))]
    return [
        Said(full_width(match["name"]), year_of(match["before"] or match["after"]))
        for line, match in found
        if (line.lead or match.end() < len(line.text))
        and is_agency(match["name"])
        and PLACED.match(match["name"])
    ]
