"""The recipe: read (a file → blocks) · whole tables · segments (one a disclosure) · recognise (tables → statements) ·
narrative and detail tables · a second reader · proof by the tables' own arithmetic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from disclosures.parsing.anatomy import Table
from disclosures.parsing.assembly import segments
from disclosures.parsing.assets import recognise_assets
from disclosures.parsing.audit import Rest, with_the_rest
from disclosures.parsing.contents import contents_that_differ
from disclosures.parsing.covers import with_covers_as_text
from disclosures.parsing.cuts import standard
from disclosures.parsing.document import Block, Document, Paragraph
from disclosures.parsing.doubts import doubts
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.goals import goals_in_lists
from disclosures.parsing.institutions import recognise_institutions
from disclosures.parsing.kept import completed, government_cuts
from disclosures.parsing.layouts import Layout, choose
from disclosures.parsing.narrative import claims, headline, sections
from disclosures.parsing.ocr_marks import marked
from disclosures.parsing.performance import recognise_performance
from disclosures.parsing.procurement import counts_purchases, recognise_procurement
from disclosures.parsing.proof import printed_in, proven
from disclosures.parsing.prose import read_prose
from disclosures.parsing.readers import read
from disclosures.parsing.readings import readings
from disclosures.parsing.records import (
    AgencyName,
    Note,
    ParsedDisclosure,
    ParsedDocument,
    Source,
    StatementTable,
)
from disclosures.parsing.segments import Segment
from disclosures.parsing.tables import whole_tables
from disclosures.parsing.witness import Witness, confirmed, missed
from disclosures.vocabulary import AgencyKind


def parse(path: Path) -> ParsedDocument:
    """Read and understand one file. Raises UnreadableDocument with a stable code where that is impossible."""
    document = read(path)
    source = Source(
        path.name, hashlib.sha256(path.read_bytes()).hexdigest(), document.media_type, document.pages
    )
    if document.media_type != "application/pdf":
        return parse_document(document, source)
    with Witness(path) as witness:
        return parse_document(document, source, witness)


def parse_document(document: Document, source: Source, witness: Witness | None = None) -> ParsedDocument:
    """Understand a document that was read. Raises UnreadableDocument `no-statement`, where it holds no disclosure.

    With a second reader every amount is confirmed by it, and notes tell what only that one has.
    """
    document = replace(document, blocks=with_covers_as_text(document.blocks))
    layout = choose(_texts(document.blocks))
    tables = whole_tables(document.blocks, layout)
    disclosures = tuple(
        marked(_disclosure(segment, document, layout), document.ocr_pages)
        for segment in segments(document, tables, layout)
    )
    if not any(map(_discloses, disclosures)):
        raise UnreadableDocument("no-statement")
    notes = [Note("reader", note.message, note.page) for note in document.notes]
    if witness is not None:
        disclosures = tuple(confirmed(disclosure, witness) for disclosure in disclosures)
        notes += missed(document, witness)
    printed = printed_in(document)
    return ParsedDocument(
        source,
        layout.name,
        tuple(proven(disclosure, printed) for disclosure in disclosures),
        tuple(notes),
    )


def _discloses(disclosure: ParsedDisclosure) -> bool:
    """A budget or accounts: a standard statement, or amounts that the narrative states. Any file has other tables."""
    return bool(disclosure.headline) or any(not table.statement.is_kept for table in disclosure.statements)


def _texts(blocks: Sequence[Block]) -> list[str]:
    texts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts += [cell.text for row in block.rows[:6] for cell in row if cell is not None]
    return texts


def _disclosure(segment: Segment, document: Document, layout: Layout) -> ParsedDisclosure:
    statements, rest, notes = _statements(segment, layout)
    agency = segment.agency or AgencyName(None, "", AgencyKind.DEPARTMENT)
    if not agency.name:
        notes.append(Note("agency-unknown", "没有找到部门或单位名称，请人工指定机构"))
    if segment.year is None:
        notes.append(Note("year-unknown", "没有找到预算年度，请人工指定年度"))
    blocks = document.blocks[segment.first : segment.last]
    institutions, unclear, of_bodies = recognise_institutions(blocks)
    targets, of_targets, of_forms, in_forms = recognise_performance(blocks)
    procurement, of_procurement, of_purchases = recognise_procurement(blocks)
    assets, of_assets, of_holdings = recognise_assets(blocks)
    told = tuple(sections(blocks))
    notes += contents_that_differ(blocks, agency.name)
    parsed = ParsedDisclosure(
        agency,
        segment.year,
        segment.stage,
        statements=tuple(statements),
        headline=tuple(headline(blocks, segment.year)),
        claims=tuple(claims(blocks, segment.year)),
        institutions=tuple(institutions),
        performance_targets=tuple(targets),
        procurement=tuple(procurement),
        assets=tuple(assets),
        sections=told,
        prose=tuple(read_prose(told, segment.year, segment.stage)),
        notes=(*segment.notes, *notes, *unclear, *of_targets, *of_procurement, *of_assets),
        pages=_pages(blocks),
    )
    whole = {segment.first + place for place in of_bodies | of_forms | of_purchases | of_holdings}
    forms = frozenset(segment.first + place for place in in_forms)
    parsed = with_the_rest(parsed, blocks, replace(rest, taken=frozenset(whole), forms=forms), layout)
    goals = goals_in_lists(parsed.statements)
    return replace(parsed, performance_targets=(*parsed.performance_targets, *goals))


def _statements(segment: Segment, layout: Layout) -> tuple[list[StatementTable], Rest, list[Note]]:
    """The statements among the tables of a segment, the tables that are none, and notes."""
    statements: list[StatementTable] = []
    others: list[tuple[Table, str | None]] = []
    read_from: set[int] = set()
    notes: list[Note] = []
    read = readings(segment.tables, layout, segment.stage, segment.year)
    titled = {reading.found[0].statement for reading in read if reading.found and not reading.is_assumed}
    for reading in read:
        is_list = reading.found is not None and reading.found[0].statement.specification.is_list
        again = reading.is_assumed and reading.found is not None and reading.found[0].statement in titled
        if reading.found is None or again or (is_list and counts_purchases(reading.table)):
            others.append((reading.table, reading.unit))
            continue
        read_from.update(reading.table.blocks)
        statement, found = reading.found
        statement = completed(statement, reading.table)
        statements.append(statement)
        notes += [*found, *doubts(statement)]
    rest = Rest(others, frozenset(read_from), frozenset(), segment.first)
    return standard(government_cuts(statements)), rest, notes


def _pages(blocks: Sequence[Block]) -> tuple[int, int] | None:
    pages = [block.page for block in blocks if block.page is not None]
    return (min(pages), max(pages)) if pages else None
