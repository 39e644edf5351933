"""Tables and paragraphs → disclosures: whose they are, of which year and stage, and where one ends and the next begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from disclosures.parsing.document import Block, Document, Paragraph
from disclosures.parsing.layouts import Layout
from disclosures.parsing.normalise import key, tidy
from disclosures.parsing.recognise import statement_kind
from disclosures.parsing.records import AgencyName, Note
from disclosures.parsing.tables import CONTENTS_LINE, Context, Table
from disclosures.vocabulary import AgencyKind, Stage, Statement

BODY = r"[\u4e00-\u9fff（）()“”、·\d]{3,40}?"
# “现将衡水市工业和信息化局2020年部门预算公开如下”, “衡水市工业和信息化局本级2022年单位预算信息公开情况说明”
SUBJECT = re.compile(
    rf"(?:现将|^|[，。;；])(?P<agency>{BODY})[（(]?(?P<year>20\d\d)年?度?[）)]?(?P<kind>部门|单位)?(?:综合)?(?P<stage>预算|决算)"
)
# “2017年度江苏省高级人民法院部门预算公开”
YEAR_FIRST = re.compile(
    rf"(?P<year>20\d\d)年?度?(?P<agency>{BODY})(?P<kind>部门|单位)(?:综合)?(?P<stage>预算|决算)(?:公开|信息|情况|说明|$)"
)
COVER_LINES = 6
"""The name of a body may take two lines of the cover, its year and stage a third."""
YEAR_OF_STAGE = re.compile(r"(20\d\d)年?度?[^，。,;；0-9]{0,10}?(预算|决算)")
FUND = re.compile(r"(?:一般公共|政府性?基金|国有资本经营|社会保险基金|预算主管|(?:年初|全年)为?)预算")
"""Words with 预算 that final accounts use as well."""
HEADING = re.compile(r"^[一二三四五六七八九十]+、(?P<agency>.{4,40}?)(?:部门|单位)?(?:收支)?(?:预算|决算)$")
KIND_IN_TITLE = re.compile(r"(?:20\d\d年度?)?(?:预算)?(部门|单位)")
KIND_OF_STAGE = re.compile(r"(部门|单位)(?:预算|决算)")
KINDS = {"部门": AgencyKind.DEPARTMENT, "单位": AgencyKind.UNIT}
OWN_LEVEL = re.compile(r"[（(]?本级[）)]?$")
ORGANISATION = re.compile(
    r"(?:本级|机关|局|委|委员会|办公室|办|厅|院|中心|处|部|会|所|站|馆|校|队|政府|街道|镇|乡|社|联|站|库|台|园|学院|大学|中学|小学|公司|组|党校)[）)]?$"
)
NOT_AN_AGENCY = re.compile(
    r"^(?:按照|根据|关于|我|本|全|上年|较|比|与|其中|目录|纳入|主要|包括|对|为|由)|说明|[，。]|情况|部分|^[\d年度]+$|办法|规定|预算法"
)
SHORT = 60
"""Longer paragraphs are prose; titles and headings are shorter."""


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


def stage_of(document: Document) -> Stage:
    """Budget or final accounts: what the cover says; else what titles and short lines say most often."""
    lines = [b.text for b in document.blocks if isinstance(b, Paragraph) and len(b.text) < 2 * SHORT]
    for text in (_cover(document.blocks), "\n".join(lines)):
        votes = Counter(re.findall(r"决算|预算", FUND.sub("", key(text))))
        if votes["决算"] != votes["预算"]:
            return Stage.FINAL_ACCOUNTS if votes["决算"] > votes["预算"] else Stage.BUDGET
    return Stage.BUDGET


def segments(document: Document, tables: Sequence[Table], layout: Layout) -> list[Segment]:
    """The document parted into disclosures.

    A new one begins where a statement comes again under another agency's label. A single table with another label
    amid the others does not part them: labels are copied from the department to its units, the place decides.
    """
    parts: list[Segment] = []
    seen: set[Statement] = set()
    stage = stage_of(document)
    for table in tables:
        kind = statement_kind(table.title, layout)
        if kind is not None and parts and _is_other(parts[-1], table) and kind in seen:
            start = _start(document.blocks, table, parts[-1])
            parts[-1].last = start
            parts.append(Segment(start, len(document.blocks), stage=stage))
            seen = set()
        elif not parts:
            parts.append(Segment(0, len(document.blocks), stage=stage))
        if kind is not None:
            seen.add(kind)
        parts[-1].tables.append(table)
    if not parts:
        parts.append(Segment(0, len(document.blocks), stage=stage))
    for segment in parts:
        _identify(segment, document, layout)
    return parts


def _label(segment: Segment, layout: Layout | None = None) -> Context:
    """The first context that names an agency."""
    return next((table.context for table in segment.tables if table.context.name), Context())


def _is_other(segment: Segment, table: Table) -> bool:
    label = _label(segment)
    if table.context.code and label.code:
        return table.context.code != label.code
    return bool(table.context.name and label.name and key(table.context.name) != key(label.name))


def _start(blocks: Sequence[Block], table: Table, before: Segment) -> int:
    """The first of the headings that lead to a table: “一、…本级收支预算”, then its title."""
    start = table.start
    floor = before.tables[-1].last if before.tables else before.first
    while start - 1 > floor:
        block = blocks[start - 1]
        if (
            not isinstance(block, Paragraph)
            or len(block.text) > SHORT
            or block.text.rstrip().endswith(("。", "；", ";"))
        ):
            break
        if not (
            HEADING.match(key(block.text)) or re.match(r"第[一二三四五六七八九十]+部分", key(block.text))
        ):
            break
        start -= 1
    return start


def _identify(segment: Segment, document: Document, layout: Layout) -> None:
    """Agency, kind and year of a segment, from its tables' labels, its headings and its opening sentence."""
    blocks = document.blocks[segment.first : segment.last]
    label = _label(segment)
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    texts.sort(key=lambda text: len(text) > SHORT)  # titles speak before prose
    on_cover = _subjects(_cover(blocks)) if segment.first == 0 else []
    subjects = on_cover or [found for text in texts for found in _subjects(text)]
    title = next((key(table.title) for table in segment.tables if statement_kind(table.title, layout)), "")
    name = label.name
    if name is None and subjects:
        name = _most_common([subject[0] for subject in subjects])
    kind = _kind(label.code, title, name, _cover(blocks), [subject[2] for subject in subjects])
    if name is not None:
        segment.agency = AgencyName(label.code, tidy(name), kind)
    others = sorted(
        {
            t.context.name
            for t in segment.tables
            if t.context.name and label.name and key(t.context.name) != key(label.name)
        }
    )
    for other in others:
        segment.notes.append(
            Note("label-differs", f"有表格印的机构是“{other}”，按所在位置归入“{name}”", _page(segment, other))
        )
    years = [table.context.year for table in segment.tables if table.context.year]
    segment.year = (
        Counter(years).most_common(1)[0][0]
        if years
        else next((subject[1] for subject in subjects), None)
        or _year(segment, blocks)
        or _year_in(document.title)
    )


def _page(segment: Segment, name: str) -> int | None:
    table = next(table for table in segment.tables if table.context.name == name)
    return table.pages[0] if table.pages else None


def _cover(blocks: Sequence[Block]) -> str:
    """The short lines before the contents, run together."""
    lines = []
    for block in blocks[:COVER_LINES]:
        if (
            not isinstance(block, Paragraph)
            or len(block.text) > SHORT
            or re.fullmatch(r"目录", key(block.text))
        ):
            break
        lines.append(block.text)
    return "".join(lines)


def _subjects(text: str) -> list[tuple[str, int, str | None]]:
    """(agency, year, 部门|单位) that a title or an opening sentence names."""
    found = []
    for match in (*SUBJECT.finditer(key(text)), *YEAR_FIRST.finditer(key(text))):
        agency = match["agency"]
        if ORGANISATION.search(agency) and not NOT_AN_AGENCY.search(agency) and not agency[0].isdigit():
            found.append((agency, int(match["year"]), match["kind"]))
    return found


def _most_common(names: Sequence[str]) -> str:
    return Counter(names).most_common(1)[0][0]


def _kind(
    code: str | None, title: str, name: str | None, cover: str, said: Sequence[str | None]
) -> AgencyKind:
    """部门 or 单位: the statements' own title says; then the length of the code, the name, the cover, a sentence."""
    if named := KIND_IN_TITLE.match(title):
        return KINDS[named[1]]
    if code is not None:
        return AgencyKind.DEPARTMENT if len(code) <= 3 else AgencyKind.UNIT
    if name is not None and OWN_LEVEL.search(name):
        return AgencyKind.UNIT
    words = [*KIND_OF_STAGE.findall(key(cover)), *(word for word in said if word)]
    return KINDS[words[0]] if words else AgencyKind.DEPARTMENT


def _year(segment: Segment, blocks: Sequence[Block]) -> int | None:
    """The first year named with 预算 or 决算: on the cover, in short lines (contents aside), in titles of tables."""
    short = [
        block.text
        for block in blocks
        if isinstance(block, Paragraph)
        and len(block.text) < 2 * SHORT
        and not CONTENTS_LINE.search(block.text)
    ]
    titles = [table.title for table in segment.tables]
    return next(
        (year for text in (_cover(blocks), *short, *titles) if (year := _year_in(text)) is not None), None
    )


def _year_in(text: str) -> int | None:
    match = YEAR_OF_STAGE.search(key(text))
    return int(match[1]) if match else None
