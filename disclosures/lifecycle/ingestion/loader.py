"""Parsed records into rows: all of a document in one transaction, or nothing.

Loading again replaces the rows of the document's own disclosures and keeps the disclosures themselves: their address,
their publication, and what a person decided about them (agency, year, stage) outlive a better parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import F

from disclosures.lifecycle.checking import recheck
from disclosures.lifecycle.corrections import reapply
from disclosures.lifecycle.heads import CODES
from disclosures.lifecycle.totals import refresh_codes, refresh_disclosures, refresh_places
from disclosures.models import (
    Amount,
    Claim,
    Correction,
    Disclosure,
    Document,
    HeadlineFigure,
    Institution,
    Note,
    Statement,
    StatementColumn,
    StatementLine,
)
from disclosures.models.classification import CLASSIFICATION, CodeSource, Level
from disclosures.models.printed_row import PrintedRow
from disclosures.models.rows import insert
from disclosures.parsing import records
from disclosures.parsing.prose_claims import prose_claims
from disclosures.reading.record_rows import CELL, COLUMN, LINE, NOTE, PARTS, TABLE, Part, clean, fen
from disclosures.reading.recorded import Recorded, Rows, recorded
from disclosures.vocabulary import CellState, CodeKind, Direction, SubjectKind

from .agencies import Resolver, learn_institutions
from .agreement import Cells, agreeing_cell, lookup
from .cell_numbers import CellNumbers
from .parts import describe, join_alike

ASIDE = 1000
"""Positions of old disclosures move up by this while new ones take their places."""

LONGEST_CODE_NAME = 100
CODE_LEVELS = {3: Level.CATEGORY, 5: Level.SECTION, 7: Level.ITEM}


def load(document: Document, parsed: records.ParsedDocument) -> list[Disclosure]:
    """Replace what is loaded of a document by what was parsed. Returns its disclosures in printed order."""
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        document.notes.all().delete()
        former = list(document.disclosures.all())
        document.disclosures.update(position=F("position") + ASIDE)
        kept = match(former, parsed.disclosures)
        numbers = CellNumbers(document, parsed, filter(None, kept))
        rows = Rows()
        resolver = Resolver(document, only_disclosure=len(parsed.disclosures) == 1)
        loaded = [
            load_disclosure(document, position, parts, old, resolver, rows, numbers)
            for position, (parts, old) in enumerate(zip(parsed.disclosures, kept, strict=True))
        ]
        numbers.keep()
        drop([old for old in former if old not in kept], document)
        join_alike(loaded)
        reapply(loaded)
        named = observe_codes(loaded, parsed.disclosures)
        refresh_disclosures(disclosure for disclosure in loaded if disclosure.is_citable)
        refresh_places({disclosure.agency.region_id for disclosure in loaded if disclosure.agency})
        for kind, codes in named.items():
            refresh_codes(kind, codes)
        recheck(loaded, at_hand(loaded, parsed.disclosures, rows))
        insert(NOTE.rows(parsed.notes, document=document))
    return loaded


def match(
    former: Sequence[Disclosure], parsed: Sequence[records.ParsedDisclosure]
) -> list[Disclosure | None]:
    """For every parsed disclosure the one that it was before: the same code, name and kind; else, where as many are
    left over on both sides, the one in the same order."""
    left = list(former)
    found: list[Disclosure | None] = []
    for new in parsed:
        identity = (new.agency.code or "", new.agency.name, new.agency.kind)
        same = next((old for old in left if (old.printed_code, old.printed_name, old.kind) == identity), None)
        if same:
            left.remove(same)
        found.append(same)
    if found.count(None) == len(left):
        rest = iter(left)
        found = [old or next(rest) for old in found]
    return found


def drop(disclosures: Iterable[Disclosure], document: Document) -> None:
    """Remove what the parser no longer finds, except what was ever published or corrected: that waits for a person."""
    for disclosure in disclosures:
        if disclosure.events.exists() or disclosure.corrections.exists():
            message = f"这次读取没有再读出“{disclosure}”，保留上次读出的内容。请核对。"
            Note.objects.create(
                document=document, disclosure=disclosure, code="not-found-again", message=message
            )
        else:
            joined = [*disclosure.parts.all(), *filter(None, [disclosure.part_of])]
            clear(disclosure)
            disclosure.delete()
            for other in joined:
                other.refresh_from_db()
                describe(other)


def clear(disclosure: Disclosure) -> None:
    """Take away everything that was read of a disclosure, but not itself."""
    models: list[type[PrintedRow]] = []
    for part in PARTS:
        models += [each.table.model for each in (part.inner, part) if each]
    models += [Amount, StatementLine, StatementColumn, Statement]
    for model in models:
        model.objects.filter(**{model.TO_DISCLOSURE: disclosure}).delete()


def load_disclosure(
    document: Document,
    position: int,
    parsed: records.ParsedDisclosure,
    old: Disclosure | None,
    resolver: Resolver,
    rows: Rows,
    numbers: CellNumbers,
) -> Disclosure:
    disclosure = old or Disclosure(document=document, stage=document.said_stage or parsed.stage)
    if old:
        clear(old)
    disclosure.position = position
    disclosure.kind = parsed.agency.kind
    disclosure.printed_name = clean(parsed.agency.name)
    disclosure.printed_code = clean(parsed.agency.code)
    disclosure.printed_year = parsed.fiscal_year
    disclosure.first_page, disclosure.last_page = parsed.pages or (None, None)
    if disclosure.fiscal_year is None:
        disclosure.fiscal_year = parsed.fiscal_year or document.said_year
    doubts: list[str] = []
    if disclosure.agency is None:
        disclosure.agency = resolver.resolve(parsed.agency)
        doubts, resolver.doubts = resolver.doubts, []
    disclosure.save()

    cells = load_statements(disclosure, parsed.statements, rows, numbers)
    for part in PARTS:
        load_part(part, disclosure, getattr(parsed, part.name), rows, cells)
    load_prose_claims(disclosure, parsed)
    if disclosure.agency and (institutions := rows.by_model[Institution][disclosure.pk]):
        learn_institutions(disclosure.agency, institutions)
    notes = [Note(code="agency-unsure", message=text) for text in doubts]
    if document.said_year and parsed.fiscal_year not in (None, document.said_year):
        message = (
            f"上传时填写的年度是 {document.said_year}，文件印作 {parsed.fiscal_year}，现按文件。请核对。"
        )
        notes.append(Note(code="year-unsure", message=message))
    for note in notes:
        note.document, note.disclosure = document, disclosure
    Note.objects.bulk_create(notes)
    return disclosure


def load_statements(
    disclosure: Disclosure, tables: Sequence[records.StatementTable], rows: Rows, numbers: CellNumbers
) -> Cells:
    """Four inserts, however many tables: statements, columns, lines, amounts."""
    statements = TABLE.rows(tables, disclosure=disclosure)
    for statement, table in zip(statements, tables, strict=True):
        statement.amounts_proven, statement.amounts_read = table.share_proven
    rows.add(insert(statements), "disclosure_id")
    pairs = list(zip(statements, tables, strict=True))
    columns = [COLUMN.rows(table.columns, statement=statement) for statement, table in pairs]
    lines = [LINE.rows(table.lines, statement=statement) for statement, table in pairs]
    for own in (columns, lines):
        rows.add(insert(chain.from_iterable(own)), "statement_id")
    amounts: list[Amount] = []
    for place, (table, columns_of, lines_of) in enumerate(zip(tables, columns, lines, strict=True)):
        of_table = [
            amount_row(line_row, columns_of[cell.column], cell)
            for line, line_row in zip(table.lines, lines_of, strict=True)
            for cell in line.cells
            if cell.state is not CellState.BLANK
        ]
        numbers.take(disclosure.position, place, of_table)
        amounts += of_table
    rows.add_amounts(insert(amounts))
    return lookup(amounts)


def amount_row(line: StatementLine, column: StatementColumn, cell: records.StatementCell) -> Amount:
    return CELL.row(cell, line=line, column=column, measure=column.measure, basis=column.basis)


def load_part(part: Part, disclosure: Disclosure, found: Sequence[Any], rows: Rows, cells: Cells) -> None:
    """Two inserts at most: the rows of a part of a disclosure, and those under them."""
    made = part.table.rows(found, **{part.owner: disclosure})
    for row in made:  # what a row knows beside its record
        if isinstance(row, Note):
            row.document = disclosure.document
        elif isinstance(row, HeadlineFigure) and not row.is_change:
            row.amount = agreeing_cell(row.item, row.fen, cells)
    rows.add(insert(made), f"{part.owner}_id")
    if inner := part.inner:
        under = (
            inner.table.rows(getattr(record, inner.name), **{inner.owner: row})
            for row, record in zip(made, found, strict=True)
        )
        rows.add(insert(chain.from_iterable(under)), f"{inner.owner}_id")


def load_prose_claims(disclosure: Disclosure, parsed: records.ParsedDisclosure) -> None:
    """What they are of in the tables is found when they are checked (`disclosures.lifecycle.claims`)."""
    insert(
        Claim(
            disclosure=disclosure,
            position=position,
            label=clean(claim.label),
            direction=claim.fact.direction or Direction.UNCHANGED,
            fen=fen(claim.yuan),
            percentage=claim.percentage,
            base_year=claim.fact.base_year,
            reason=clean(claim.fact.reason),
            sentence=clean(claim.fact.sentence),
            printed=clean(claim.fact.printed),
            page=claim.fact.page,
            read_by=claim.fact.read_by,
            stated_fen=fen(claim.stated.yuan if claim.stated else None),
            prior_fen=fen(claim.prior),
        )
        for position, claim in enumerate(
            prose_claims(parsed.prose, parsed.fiscal_year), start=len(parsed.claims)
        )
    )


def at_hand(
    loaded: Sequence[Disclosure], parsed: Sequence[records.ParsedDisclosure], rows: Rows
) -> dict[int, Recorded]:
    """What was just loaded as the checks read it, of disclosures that are in one file and have no correction."""
    ids = [disclosure.pk for disclosure in loaded]
    joined = set(Disclosure.objects.filter(part_of__in=ids).values_list("part_of_id", flat=True))
    corrected = set(Correction.objects.filter(disclosure__in=ids).values_list("disclosure_id", flat=True))
    fresh = [
        (disclosure, parts)
        for disclosure, parts in zip(loaded, parsed, strict=True)
        if not disclosure.part_of_id and disclosure.pk not in joined | corrected
    ]
    rows.by_model[Note].clear()  # joining and naming say more than was read
    rows.add(Note.objects.of_disclosures(ids), "whole")
    rows.documents = {disclosure.pk: disclosure.document_id for disclosure in loaded}
    read = {
        disclosure.pk: parts.prose
        for disclosure, parts in fresh
        if (disclosure.fiscal_year, disclosure.stage) == (parts.fiscal_year, parts.stage)
    }
    return {one.id: one for one in recorded([disclosure for disclosure, _ in fresh], rows, read)}


def observe_codes(
    loaded: Sequence[Disclosure], parsed: Sequence[records.ParsedDisclosure]
) -> dict[CodeKind, set[str]]:
    """Codes that a document prints and the classification of that year does not have yet: added, and returned."""
    seen: dict[CodeKind, dict[int, dict[str, str]]] = {kind: {} for kind in CodeKind}
    for disclosure, parts in zip(loaded, parsed, strict=True):
        for table in parts.statements if disclosure.fiscal_year else ():
            if table.statement.is_kept:  # codes of other classifications, and of nobody's
                continue
            kind = table.statement.codes or CodeKind.FUNCTIONAL
            names = seen[kind].setdefault(disclosure.fiscal_year or 0, {})
            for line in table.lines:
                if line.code and line.name and CODES[SubjectKind(kind)].fullmatch(line.code):
                    names.setdefault(line.code, clean(line.name)[:LONGEST_CODE_NAME])
    return {
        kind: {code for year, names in years.items() for code in add_observed(kind, year, names)}
        for kind, years in seen.items()
    }


def add_observed(kind: CodeKind, year: int, names: dict[str, str]) -> set[str]:
    """A known name is kept. The codes that were added."""
    editions = CLASSIFICATION[kind]._default_manager
    known = set(editions.filter(edition=year, code__in=names).values_list("code", flat=True))
    new = {code: name for code, name in names.items() if code not in known}
    editions.bulk_create(
        [
            CLASSIFICATION[kind](
                edition=year, code=code, level=CODE_LEVELS[len(code)], name=name, source=CodeSource.OBSERVED
            )
            for code, name in new.items()
        ],
        ignore_conflicts=True,
    )
    return set(new)
