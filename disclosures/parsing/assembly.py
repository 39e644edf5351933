"""Tables and paragraphs → disclosures: whose they are, of which year and stage, and where one ends and the next begins.

What a line says is `heads`' part. Here its place decides how much it counts: the cover before the labels of the
statements, these before titles and headings, these before prose; labels of projects, targets and purchases not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from disclosures.parsing.document import Block, Document, Grid, Paragraph
from disclosures.parsing.heads import (
    BARE,
    BESIDE_SCALE,
    EMPTY_OF_YEAR,
    KIND_OF_TABLE,
    KINDS,
    LEADERS,
    NUMBERING,
    PLACED,
    STAGES,
    SUMMARY,
    YEAR_ALONE,
    YEAR_HEADING,
    YEAR_WORDS,
    YEARS,
    Said,
    body,
    cover_says,
    full_width,
    is_agency,
    is_own_level,
    kind_in,
    overview_in,
    plain,
    same_body,
    stage_in,
    titles_in,
    whole,
    years_in,
)
from disclosures.parsing.layouts import Layout
from disclosures.parsing.normalise import key, tidy
from disclosures.parsing.recognise import statement_kind
from disclosures.parsing.records import AgencyName, Note
from disclosures.parsing.tables import Context, Table, is_lead
from disclosures.vocabulary import AgencyKind, Stage, Statement

SHORT = 60
"""Longer paragraphs are prose; titles and headings are shorter."""
COVER_LINES = 12
OPENING = 300
"""Characters of a paragraph in which it may say whose disclosure it opens."""
LEAD_ROWS = 5
"""So many rows of a grid are looked at for a title, a label or a year."""
NOT_OWN = re.compile(r"绩效|项目|采购|资产|购买服务|转移支付|专项")
"""Titles of tables whose label names whoever carries out a project or buys."""
HEADING = re.compile(r"^[一二三四五六七八九十]+、.{4,40}?(?:部门|单位)?(?:收支)?(?:预算|决算)$")
PART = re.compile(r"^第[一二三四五六七八九十]+部分")
CONTENTS = re.compile(r"目录")


@dataclass(frozen=True, slots=True)
class Line:
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


def segments(document: Document, tables: Sequence[Table], layout: Layout) -> list[Segment]:
    """The document parted into disclosures.

    A new one begins where a statement comes again under the title or the label of another body. A single table with
    another label amid the others does not part them: labels are copied from the department to its units, the place
    decides.
    """
    lines = _lines(document.blocks)
    parts = _parted(document, tables, layout, lines)
    for part in parts:
        _identify(part, document, layout, lines, its_own=len(parts) == 1 or part.first > 0)
    years = {part.year for part in parts if part.year}
    for part in parts:
        if part.year is None and len(years) == 1:
            (part.year,) = years  # a file is of one year, though not every part of it says so
    return parts


def _lines(blocks: Sequence[Block]) -> list[Line]:
    found: list[Line] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            found += [Line(index, plain(text), lead=True) for text in _leads(block)]
        elif len(block.text) <= SHORT or len(tidy(LEADERS.sub("", block.text))) <= SHORT:
            found.append(Line(index, plain(block.text)))
    return found


def _leads(grid: Grid) -> list[str]:
    """The name of the sheet and the rows above the header."""
    texts = [grid.name] if grid.name else []
    for row in grid.rows[:LEAD_ROWS]:
        filled = [cell.text for cell in row if cell is not None and cell.text.strip()]
        if len(filled) > 2 and not is_lead(row):
            break
        if len(filled) == 2 and filled[0].rstrip().endswith((":", "：")):
            filled = ["".join(filled)]  # 部门名称： | 某某局
        texts += [line for text in filled for line in text.split("\n") if len(text) <= 2 * SHORT]
    return texts


# --- where one ends and the next begins -----------------------------------------------------------------------------


def _parted(
    document: Document, tables: Sequence[Table], layout: Layout, lines: Sequence[Line]
) -> list[Segment]:
    parts = [Segment(0, len(document.blocks))]
    seen: set[Statement] = set()
    openings = _openings(lines)
    for table in tables:
        kind = None if NOT_OWN.search(table.title) else statement_kind(table.title, layout)
        if (
            kind is not None
            and kind in seen
            and (start := _begins(parts[-1], table, tables, layout, lines, openings))
        ):
            before = parts[-1]
            before.last = start
            parts.append(Segment(start, len(document.blocks)))
            parts[-1].tables = [earlier for earlier in before.tables if earlier.first >= start]
            before.tables = [earlier for earlier in before.tables if earlier.first < start]
            kinds = (statement_kind(earlier.title, layout) for earlier in parts[-1].tables)
            seen = {earlier for earlier in kinds if earlier is not None}
        if kind is not None:
            seen.add(kind)
        parts[-1].tables.append(table)
    return parts


def _begins(
    part: Segment,
    table: Table,
    tables: Sequence[Table],
    layout: Layout,
    lines: Sequence[Line],
    openings: Mapping[int, Said],
) -> int | None:
    """Where the disclosure of another body begins, if a statement that comes again is of one; None if it is not."""
    statements = [earlier for earlier in part.tables if statement_kind(earlier.title, layout)]
    own, label = _own_name(part, lines), _named(table)
    first = next((said for block, said in openings.items() if block >= part.first), None)
    for block, said in openings.items():
        if not statements[0].last < block <= table.first or own is None:
            continue
        if same_body(said.name, own):
            if first and first.stage is not said.stage is stage_in([plain(table.title)]):
                return block  # the final accounts of a body after its budget
        elif label is None or not same_body(label, own) or (said.year and said.kind):
            return block  # labels are copied, covers are not
    if not _is_other(part, table):
        return None
    afresh = statement_kind(table.title, layout) is statement_kind(statements[0].title, layout)
    following = next((name for t in tables if t.first > table.last and (name := _named(t))), None)
    if not afresh and following and same_body(following, own or ""):
        return None  # amid tables of the body before it, and not where their order begins again
    return _start(part, table, lines, openings)


def _openings(lines: Sequence[Line]) -> dict[int, Said]:
    """The blocks where the title of a disclosure begins, which may take three lines, and what it says."""
    found: dict[int, Said] = {}
    for at, line in enumerate(lines):
        text = ""
        for part in lines[at : at + 3]:
            text += part.text
            if part.lead or LEADERS.search(part.text) or CONTENTS.fullmatch(part.text) or len(text) > SHORT:
                break
            if "预算" in part.text or "决算" in part.text:
                said = next(titles_in(text), None)
                if said and text.startswith((key(said.name), str(said.year or "-"))):
                    found[line.block] = said
                break
    return found


def _own_name(part: Segment, lines: Sequence[Line]) -> str | None:
    if named := _first_named(part):
        return named
    said = cover_says(_cover(part, lines))
    return said.name if said else None


def _first_named(part: Segment) -> str | None:
    return next((name for t in part.tables if not NOT_OWN.search(t.title) and (name := _named(t))), None)


def _label(part: Segment) -> Context:
    """The first context of a statement that names a body."""
    own = [t.context for t in part.tables if t.context.name and not NOT_OWN.search(t.title)]
    return next(iter(own), Context())


def _named(table: Table) -> str | None:
    """The body that the label or the title of a table names."""
    titled = next(titles_in(plain(table.title)), None)
    return table.context.name or (titled.name if titled else None)


def _is_other(part: Segment, table: Table) -> bool:
    label, here, before = _label(part), _named(table), _first_named(part)
    if table.context.code and label.code:
        return table.context.code != label.code
    return bool(here and before and not same_body(here, before))


def _start(part: Segment, table: Table, lines: Sequence[Line], openings: Mapping[int, Said]) -> int:
    """Where the text of a table's body begins: at the first line since the tables of the body before it that names
    the new one as a cover or a heading does, else at the headings that lead to the table."""
    name = _named(table) or ""
    mine = [t for t in part.tables if not ((other := _named(t)) and same_body(other, name))]
    floor = max((t.last for t in mine), default=part.first)
    since = [line for line in lines if floor < line.block < table.start and not line.lead]
    for at, line in enumerate(since):
        said = openings.get(line.block)
        names = (
            said.name if said else None,
            overview_in(line.text),
            line.text if BARE.match(line.text) else None,
        )
        if any(
            found and body(found) == body(name) and is_own_level(found) == is_own_level(name)
            for found in names
        ):
            while at and since[at - 1].block == line.block - 1 and YEAR_ALONE.fullmatch(since[at - 1].text):
                at, line = at - 1, since[at - 1]
            return line.block
    start = table.start
    for line in reversed(since):
        if line.block != start - 1 or not (HEADING.match(line.text) or PART.match(line.text)):
            break
        start = line.block
    return start


# --- whose it is ----------------------------------------------------------------------------------------------------


def _identify(
    part: Segment, document: Document, layout: Layout, lines: Sequence[Line], its_own: bool
) -> None:
    """Agency, kind, year and stage of a segment."""
    own = [line for line in lines if part.first <= line.block < part.last]
    cover = _cover(part, lines)
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
        _note_other_labels(part, name)
    part.year = _year(part, document, own, cover, said, said_in_lines, statements)


def _cover(part: Segment, lines: Sequence[Line]) -> list[str]:
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
    own: Sequence[Line],
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
        best = best or _most_common(_beside_scale(own))
        best = best or _most_common([found.name for found in _in_prose(part, document)])
    best = best or _most_common(_on_edges(document))
    if best is None:
        return None, None
    others = [name for name in (on_cover, label, *overviews, *named) if name]
    best = whole(best, others)
    codes = [context.code for context in labels if context.code and _related(context.name or "", best)]
    return best, _most_common(codes) or (said.code if said else None)


def _beside_scale(lines: Sequence[Line]) -> list[str]:
    """Names that stand over a table without a word: “某市教育局　　单位：万元”."""
    return [
        full_width(match["name"])
        for line in lines
        if (match := BESIDE_SCALE.match(line.text))
        and (line.lead or match.end() < len(line.text))
        and is_agency(match["name"])
        and PLACED.match(line.text)
    ]


def _related(one: str, other: str) -> bool:
    """Names of one body, be it in two of its roles."""
    return same_body(one, other) or body(one) == body(other)


def _on_edges(document: Document) -> list[str]:
    """The bodies that running heads, or the file's own title, name."""
    edges = [plain(text) for text in (*document.furniture, document.title)]
    titled = [found.name for text in edges for found in titles_in(text)]
    return titled or [full_width(text) for text in edges if BARE.match(text) and is_agency(text)]


def _in_prose(part: Segment, document: Document) -> list[Said]:
    """What the openings of long paragraphs say: “根据…要求，现将某某局2024年度部门决算公开如下”."""
    return [
        found
        for block in document.blocks[part.first : part.last]
        if isinstance(block, Paragraph) and len(block.text) > SHORT
        for found in titles_in(plain(block.text[:OPENING]))
    ]


def _most_common(names: Iterable[str]) -> str | None:
    found = Counter(names).most_common(1)
    return found[0][0] if found else None


def _note_other_labels(part: Segment, name: str) -> None:
    others = {
        t.context.name: t
        for t in reversed(part.tables)
        if t.context.name and not NOT_OWN.search(t.title) and not same_body(t.context.name, name)
    }
    for other, table in sorted(others.items()):
        page = table.pages[0] if table.pages else None
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


# --- of which year --------------------------------------------------------------------------------------------------


def _year(
    part: Segment,
    document: Document,
    own: Sequence[Line],
    cover: Sequence[str],
    said: Said | None,
    said_in_lines: Sequence[Said],
    statements: Sequence[Table],
) -> int | None:
    """The year of the best place that prints one; a note where a year is printed that cannot be one."""
    texts = [line.text for line in own if not LEADERS.search(line.text)]
    in_order = _years(part, document, texts, cover, said, said_in_lines, statements)
    found = next((year for years in in_order if (year := _most_frequent(years)) is not None), None)
    odd = (year for text in (*cover, *texts) for year in YEAR_WORDS.findall(text) if int(year) not in YEARS)
    if found is None and (year_word := next(odd, None)):
        part.notes.append(Note("year-doubtful", f"印出的年度“{year_word}年”不可信，没有采用"))
    over_tables = _most_frequent(table.context.year for table in statements)
    if found and over_tables and found != over_tables:
        part.notes.append(
            Note("year-differs", f"封面印的是{found}年度，表格上印的多是{over_tables}年度，按封面归入")
        )
    return found


def _years(
    part: Segment,
    document: Document,
    texts: Sequence[str],
    cover: Sequence[str],
    said: Said | None,
    said_in_lines: Sequence[Said],
    statements: Sequence[Table],
) -> Iterator[Iterable[int | None]]:
    """The years that each place says, the best place first: the cover; labels, titles and headings; notes under
    empty tables; headings of columns."""
    yield [said.year] if said else []
    yield _first_year("".join(cover))
    yield _alone(cover)
    yield [table.context.year for table in statements]
    yield [year for table in statements for year in _first_year(plain(table.title))]
    yield [found.year for found in said_in_lines]
    yield [year for text in texts for year in _first_year(text)]
    yield _alone(texts)
    yield [found.year for found in _in_prose(part, document)]
    yield [int(year) for text in _notes(part, document) for year in EMPTY_OF_YEAR.findall(plain(text))]
    yield _of_columns(part.stage, statements)
    yield [year for text in (*document.furniture, document.title) for year in _first_year(plain(text))]


def _first_year(text: str) -> list[int]:
    return list(islice(years_in(text), 1))


def _most_frequent(years: Iterable[int | None]) -> int | None:
    found = Counter(year for year in years if year is not None and year in YEARS).most_common(1)
    return found[0][0] if found else None


def _alone(lines: Iterable[str]) -> list[int]:
    return [int(match["year"] or match["last"]) for text in lines if (match := YEAR_ALONE.search(text))]


def _notes(part: Segment, document: Document) -> list[str]:
    """The notes under the tables: in the last row of a grid, or below it."""
    texts = [t.empty_note for t in part.tables if t.empty_note]
    for block in document.blocks[part.first : part.last]:
        if isinstance(block, Grid):
            texts += [cell.text for row in block.rows[-1:] for cell in row[:2] if cell is not None]
        elif len(block.text) <= 2 * SHORT:
            texts.append(block.text)
    return texts


def _of_columns(stage: Stage, statements: Sequence[Table]) -> list[int]:
    """The latest year of each statement that a column is headed with, as 2024年预算数 is."""
    years = []
    for table in statements:
        headed = [
            int(match[1])
            for column in table.columns
            for part in column.path
            if (match := YEAR_HEADING.match(plain(part))) and STAGES[match[2]] is stage
        ]
        years += [max(headed)] if headed else []
    return years
