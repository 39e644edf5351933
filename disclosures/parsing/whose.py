"""Whose a disclosure is: the name on its cover, in its titles and labels, and whether it is a department or a unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from disclosures.parsing.document import Document
from disclosures.parsing.heads import (
    BARE,
    KIND_OF_TABLE,
    KINDS,
    LABEL,
    NUMBERING,
    SUMMARY,
    Said,
    body,
    cover_says,
    full_width,
    is_agency,
    is_own_level,
    kind_in,
    lacks_place,
    overview_in,
    plain,
    same_body,
    stage_in,
    titles_in,
    whole,
)
from disclosures.parsing.layouts import Layout
from disclosures.parsing.normalise import tidy
from disclosures.parsing.recognise import statement_kind
from disclosures.parsing.records import AgencyName, Note
from disclosures.vocabulary import AgencyKind, Stage

from .anatomy import Table
from .segments import CONTENTS, NOT_OWN, Segment, ShortLine, beside_scale, titles_in_prose
from .which_year import year_of

OF_TABLES = re.compile(r"表$")


def identify(
    part: Segment, document: Document, layout: Layout, lines: Sequence[ShortLine], its_own: bool
) -> None:
    """Agency, kind, year and stage of a segment."""
    own = [line for line in lines if part.first <= line.block < part.last]
    cover = cover_lines(part, lines)
    said = cover_says(cover)
    statements = [t for t in part.tables if statement_kind(t.title, layout)] or part.tables
    statements = [t for t in statements if not NOT_OWN.search(t.title)]
    titles = [plain(t.title) for t in statements if t.title]
    said_in_lines = [found for line in own for found in titles_in(line.text)]
    said_of_stage = (cover, titles, [line.text for line in own], map(plain, document.furniture))
    part.stage = next((stage for texts in said_of_stage if (stage := stage_in(texts))), Stage.BUDGET)
    name, code = _name(part, document, own, said, said_in_lines, statements, its_own)
    if name is not None:
        default = AgencyKind.UNIT if part.first else AgencyKind.DEPARTMENT  # its units follow a department
        kind = _kind(code, name, cover, titles, [line.text for line in own], said_in_lines, default)
        part.agency = AgencyName(code, name, kind)
        _note_other_labels(part, name, {**_without_its_place(document, own, name), **_labels(part, name)})
    part.year = year_of(part, document, own, cover, said, said_in_lines, statements)


def cover_lines(part: Segment, lines: Sequence[ShortLine]) -> list[str]:
    """The lines before the contents, the first heading, the first prose or the first table."""
    found: list[str] = []
    block = part.first - 1
    title = plain(part.tables[0].title) if part.tables else ""
    tables = {index for table in part.tables if table.title for index in table.blocks}
    for line in lines:
        if line.block < part.first:
            continue
        ends = (
            line.block in tables
            or line.block > block + 1
            or CONTENTS.match(line.text)
            or line.text.endswith(("。", "；"))
        )
        if ends or NUMBERING.match(line.text) or len(found) == COVER_LINES:
            break
        if title and line.text == title:
            break
        found.append(line.text)
        block = line.block
    return found


def _name(
    part: Segment,
    document: Document,
    own: Sequence[ShortLine],
    said: Said | None,
    said_in_lines: Sequence[Said],
    statements: Sequence[Table],
    its_own: bool,
) -> tuple[str | None, str | None]:
    """The name and the code of the body, as the best place prints them."""
    labels = [t.context for t in statements if t.context.name]
    label = _most_common([tidy(context.name or "") for context in labels])
    overviews = [name for line in own if (name := overview_in(line.text))]
    named = [found.name for found in said_in_lines]
    on_cover = said.name if said else None
    if label and on_cover and _related(label, on_cover):
        best: str | None = max(on_cover, label, key=lambda name: (len(body(name)), len(name)))
    elif label and not (said and said.stage and its_own):
        best = label  # a line of a cover that is a name alone may be whoever is above, or prints
    else:
        best = on_cover or _most_common(named) or _most_common(overviews)
        best = (
            best
            or _most_common([found.name for found in beside_scale(own)])
            or _most_common(_labelled(part, own))
        )
        best = best or _most_common([found.name for found in titles_in_prose(part, document)])
    best = best or _most_common(_on_edges(document))
    if best is None:
        return None, None
    others = [name for name in (on_cover, label, *overviews, *named) if name]
    best = whole(best, others)
    codes = [context.code for context in labels if context.code and _related(context.name or "", best)]
    return best, _most_common(codes) or (said.code if said else None)


def _labelled(part: Segment, lines: Sequence[ShortLine]) -> list[str]:
    """Names that labels print over anything else than projects, targets and purchases: over the list of the tables."""
    others = {block for table in part.tables if NOT_OWN.search(table.title) for block in table.blocks}
    found = (match for line in lines if line.block not in others and (match := LABEL.match(line.text)))
    return [
        full_width(match["name"]) for match in found if not match["competent"] and is_agency(match["name"])
    ]


def _related(one: str, other: str) -> bool:
    """Names of one body, be it in two of its roles."""
    return same_body(one, other) or body(one) == body(other)


def _on_edges(document: Document) -> list[str]:
    """The bodies that running heads, or the file's own title, name."""
    edges = [plain(text) for text in (*document.furniture, document.title)]
    titled = [found.name for text in edges for found in titles_in(text)]
    return titled or [full_width(text) for text in edges if BARE.match(text) and is_agency(text)]


def _most_common(names: Iterable[str]) -> str | None:
    found = Counter(names).most_common(1)
    return found[0][0] if found else None


def _labels(part: Segment, name: str) -> dict[str, int | None]:
    """The other bodies that tables print, with the page of the first."""
    return {
        t.context.name: t.pages[0] if t.pages else None
        for t in reversed(part.tables)
        if t.context.name and not NOT_OWN.search(t.title) and not same_body(t.context.name, name)
    }


def _without_its_place(document: Document, own: Sequence[ShortLine], name: str) -> dict[str, int | None]:
    """The body above, that a title of all tables names: 某市规划局2024年度部门决算表 for those of 某市某区规划局."""
    return {
        said.name: document.blocks[line.block].page
        for line in reversed(own)
        if OF_TABLES.search(line.text)
        for said in titles_in(line.text)
        if lacks_place(said.name, name)
    }


def _note_other_labels(part: Segment, name: str, others: Mapping[str, int | None]) -> None:
    for other, page in sorted(others.items()):
        part.notes.append(Note("label-differs", f"有表格印的机构是“{other}”，按所在位置归入“{name}”", page))


def _kind(
    code: str | None,
    name: str,
    cover: Sequence[str],
    titles: Sequence[str],
    lines: Sequence[str],
    said: Sequence[Said],
    default: AgencyKind,
) -> AgencyKind:
    """部门 or 单位: the cover says; else the titles of the statements, the name, the length of the code, a heading."""
    if (kind := kind_in("".join(cover))) is not None:
        return kind
    if (
        named := _most_common([match[1] for title in titles if (match := KIND_OF_TABLE.match(title))])
    ) is not None:
        return KINDS[named]
    if SUMMARY.search(name):
        return AgencyKind.DEPARTMENT
    if is_own_level(name):
        return AgencyKind.UNIT
    if code is not None:
        return AgencyKind.DEPARTMENT if len(code) <= 3 else AgencyKind.UNIT
    kinds = Counter(
        kind for kind in (*(found.kind for found in said), *map(kind_in, lines)) if kind is not None
    )
    return kinds.most_common(1)[0][0] if kinds else default


COVER_LINES = 12
