"""Parsed records into rows: all of a document in one transaction, or nothing.

Loading again replaces the rows of the document's own disclosures and keeps the disclosures themselves: their address,
their publication, and what a person decided about them (agency, year, stage) outlive a better parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from django.db import transaction
from django.db.models import F

from disclosures.lifecycle.checking import recheck
from disclosures.lifecycle.corrections import reapply
from disclosures.lifecycle.heads import CODES
from disclosures.lifecycle.totals import refresh_codes, refresh_disclosures, refresh_places
from disclosures.models import (
    Amount,
    AssetHolding,
    Claim,
    Disclosure,
    Document,
    HeadlineFigure,
    Institution,
    Note,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementAmount,
    ProcurementItem,
    Section,
    Statement,
    StatementColumn,
    StatementLine,
)
from disclosures.models.box import box_columns
from disclosures.models.classification import CLASSIFICATION, CodeSource, Level
from disclosures.models.rows import insert
from disclosures.parsing import records
from disclosures.parsing.code_claims import CodeClaim, code_claims
from disclosures.vocabulary import CellState, CodeKind, Direction

from .agencies import Resolver, learn_institutions
from .agreement import Cells, agreeing_cell, lookup
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
        resolver = Resolver(document, only_disclosure=len(parsed.disclosures) == 1)
        loaded = [
            load_disclosure(document, position, parts, old, resolver)
            for position, (parts, old) in enumerate(zip(parsed.disclosures, kept, strict=True))
        ]
        drop([old for old in former if old not in kept], document)
        join_alike(loaded)
        reapply(loaded)
        named = observe_codes(loaded, parsed.disclosures)
        refresh_disclosures(disclosure for disclosure in loaded if disclosure.is_citable)
        refresh_places({disclosure.agency.region_id for disclosure in loaded if disclosure.agency})
        for kind, codes in named.items():
            refresh_codes(kind, codes)
        recheck(loaded)
        Note.objects.bulk_create(note_rows(document, None, parsed.notes))
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
    for rows in (
        disclosure.headline,
        disclosure.claims,
        Amount.objects.filter(line__statement__disclosure=disclosure),
        StatementLine.objects.filter(statement__disclosure=disclosure),
        StatementColumn.objects.filter(statement__disclosure=disclosure),
        disclosure.statements,
        disclosure.institutions,
        disclosure.performance_targets,
        disclosure.procurement,
        disclosure.assets,
        disclosure.sections,
    ):
        rows.all().delete()


def load_disclosure(
    document: Document,
    position: int,
    parsed: records.ParsedDisclosure,
    old: Disclosure | None,
    resolver: Resolver,
) -> Disclosure:
    disclosure = old or Disclosure(document=document, stage=document.said_stage or parsed.stage)
    if old:
        clear(old)
    disclosure.position = position
    disclosure.kind = parsed.agency.kind
    disclosure.printed_name = clean(parsed.agency.name)
    disclosure.printed_code = clean(parsed.agency.code)
    disclosure.first_page, disclosure.last_page = parsed.pages or (None, None)
    if disclosure.fiscal_year is None:
        disclosure.fiscal_year = parsed.fiscal_year or document.said_year
    doubts: list[str] = []
    if disclosure.agency is None:
        disclosure.agency = resolver.resolve(parsed.agency)
        doubts, resolver.doubts = resolver.doubts, []
    disclosure.save()

    cells = load_statements(disclosure, parsed.statements)
    load_narrative(disclosure, parsed, cells)
    load_performance(disclosure, parsed.performance_targets)
    load_holdings(disclosure, parsed)
    institutions = load_institutions(disclosure, parsed.institutions)
    if disclosure.agency and institutions:
        learn_institutions(disclosure.agency, institutions)
    notes = note_rows(document, disclosure, parsed.notes)
    notes += [
        Note(document=document, disclosure=disclosure, code="agency-unsure", message=text) for text in doubts
    ]
    Note.objects.bulk_create(notes)
    return disclosure


# --- the statements ------------------------------------------------------------------------------------------------


def load_statements(disclosure: Disclosure, tables: Sequence[records.StatementTable]) -> Cells:
    """Four inserts, however many tables: statements, columns, lines, amounts."""
    statements = Statement.objects.bulk_create(
        Statement(
            disclosure=disclosure,
            position=position,
            statement=table.statement,
            title=clean(table.title),
            printed_unit=clean(table.printed_unit),
            pages=list(table.pages) if table.pages else None,
            empty_note=clean(table.empty_note),
            amounts_read=table.share_proven[1],
            amounts_proven=table.share_proven[0],
        )
        for position, table in enumerate(tables)
    )
    pairs = list(zip(statements, tables, strict=True))
    columns = [
        [column_row(statement, position, column) for position, column in enumerate(table.columns)]
        for statement, table in pairs
    ]
    lines = [
        [line_row(statement, position, line) for position, line in enumerate(table.lines)]
        for statement, table in pairs
    ]
    insert(chain.from_iterable(columns))
    insert(chain.from_iterable(lines))
    amounts = [
        amount_row(line_object, columns_of[cell.column], cell)
        for table, columns_of, lines_of in zip(tables, columns, lines, strict=True)
        for line, line_object in zip(table.lines, lines_of, strict=True)
        for cell in line.cells
        if cell.state is not CellState.BLANK
    ]
    insert(amounts)
    return lookup(amounts)


def column_row(statement: Statement, position: int, column: records.Column) -> StatementColumn:
    return StatementColumn(
        statement=statement,
        position=position,
        heading=[clean(part) for part in column.heading],
        role=column.role,
        side=column.side or "",
        measure=column.measure or "",
        basis=column.basis or "",
        ordinal=clean(column.ordinal),
    )


def line_row(statement: Statement, position: int, line: records.StatementLine) -> StatementLine:
    return StatementLine(
        statement=statement,
        position=position,
        row=line.row,
        serial=clean(line.serial),
        side=line.side or "",
        code=clean(line.code),
        name=clean(line.name),
        kind=line.kind or "",
        category_code=line.category_code or "",
        page=line.page,
    )


def amount_row(line: StatementLine, column: StatementColumn, cell: records.StatementCell) -> Amount:
    return Amount(
        line=line,
        column=column,
        measure=column.measure,
        basis=column.basis,
        state=cell.state,
        fen=fen(cell.yuan),
        printed=clean(cell.printed),
        confirmed=cell.confirmed,
        proofs=cell.proofs,
        proven=cell.proven,
        read_by=cell.read_by,
        page=cell.page,
        **box_columns(cell.box),
    )


# --- everything else -----------------------------------------------------------------------------------------------


def load_narrative(disclosure: Disclosure, parsed: records.ParsedDisclosure, cells: Cells) -> None:
    HeadlineFigure.objects.bulk_create(
        HeadlineFigure(
            disclosure=disclosure,
            position=position,
            item=figure.item,
            is_change=figure.is_change,
            fen=to_fen(figure.yuan),
            printed=clean(figure.printed),
            text=clean(figure.text),
            sentence=clean(figure.sentence),
            page=figure.page,
            direction=figure.direction or "",
            read_by=figure.read_by,
            label=clean(figure.label),
            amount=None if figure.is_change else agreeing_cell(figure.item, to_fen(figure.yuan), cells),
        )
        for position, figure in enumerate(parsed.headline)
    )
    claims = [
        Claim(
            disclosure=disclosure,
            position=position,
            item=claim.item,
            direction=claim.direction,
            fen=fen(claim.yuan),
            percentage=claim.percentage,
            base_year=claim.base_year,
            reason=clean(claim.reason),
            sentence=clean(claim.sentence),
            printed=clean(claim.printed),
            page=claim.page,
        )
        for position, claim in enumerate(parsed.claims)
    ]
    claims += [
        code_claim_row(disclosure, len(claims) + number, claim)
        for number, claim in enumerate(code_claims(parsed.prose, parsed.fiscal_year))
    ]
    Claim.objects.bulk_create(claims)
    Section.objects.bulk_create(
        Section(
            disclosure=disclosure,
            position=position,
            heading=clean(section.heading),
            level=section.level,
            page=section.page,
            text=clean(section.text),
        )
        for position, section in enumerate(parsed.sections)
    )


def code_claim_row(disclosure: Disclosure, position: int, claim: CodeClaim) -> Claim:
    """What it is of in the tables is found when it is checked (`disclosures.lifecycle.claims`)."""
    fact = claim.fact
    return Claim(
        disclosure=disclosure,
        position=position,
        label=clean(claim.label),
        direction=fact.direction or Direction.UNCHANGED,
        fen=fen(claim.yuan),
        percentage=claim.percentage,
        base_year=fact.base_year,
        reason=clean(fact.reason),
        sentence=clean(fact.sentence),
        printed=clean(fact.printed),
        page=fact.page,
        stated_fen=fen(claim.stated.yuan if claim.stated else None),
        prior_fen=fen(claim.prior),
    )


def load_institutions(disclosure: Disclosure, rows: Sequence[records.Institution]) -> list[Institution]:
    return Institution.objects.bulk_create(
        Institution(
            disclosure=disclosure,
            position=position,
            name=clean(row.name),
            nature=clean(row.nature),
            rank=clean(row.rank),
            funding=clean(row.funding),
            page=row.page,
        )
        for position, row in enumerate(rows)
    )


def load_performance(disclosure: Disclosure, targets: Sequence[records.PerformanceTarget]) -> None:
    rows = PerformanceTarget.objects.bulk_create(
        PerformanceTarget(
            disclosure=disclosure,
            position=position,
            scope=target.scope,
            number=target.number,
            title=clean(target.title),
            code=clean(target.code),
            funds_fen=fen(target.funds_yuan),
            objectives=[clean(text) for text in target.objectives],
            payment_schedule=[[clean(when), clean(share)] for when, share in target.payment_schedule],
            page=target.page,
        )
        for position, target in enumerate(targets)
    )
    insert(
        PerformanceIndicator(
            target=row,
            position=position,
            level_1=clean(indicator.level_1),
            level_2=clean(indicator.level_2),
            level_3=clean(indicator.level_3),
            description=clean(indicator.description),
            operator=clean(indicator.operator),
            value=clean(indicator.value),
            unit=clean(indicator.unit),
            basis=clean(indicator.basis),
            page=indicator.page,
        )
        for row, target in zip(rows, targets, strict=True)
        for position, indicator in enumerate(target.indicators)
    )


def load_holdings(disclosure: Disclosure, parsed: records.ParsedDisclosure) -> None:
    items = ProcurementItem.objects.bulk_create(
        ProcurementItem(
            disclosure=disclosure,
            position=position,
            project=clean(item.project),
            funds_fen=fen(item.funds_yuan),
            item=clean(item.item),
            catalogue_code=clean(item.catalogue_code),
            unit=clean(item.unit),
            quantity=clean(item.quantity),
            unit_price_fen=fen(item.unit_price_yuan),
            is_total=item.is_total,
            page=item.page,
        )
        for position, item in enumerate(parsed.procurement)
    )
    ProcurementAmount.objects.bulk_create(
        ProcurementAmount(
            item=row,
            position=position,
            heading=[clean(part) for part in cell.heading],
            printed=clean(cell.printed),
            fen=fen(cell.yuan),
            page=cell.page,
            **box_columns(cell.box),
        )
        for row, item in zip(items, parsed.procurement, strict=True)
        for position, cell in enumerate(item.cells)
    )
    AssetHolding.objects.bulk_create(
        AssetHolding(
            disclosure=disclosure,
            position=position,
            item=clean(asset.item),
            quantity=clean(asset.quantity),
            fen=fen(asset.value_yuan),
            printed=clean(asset.printed_value),
            page=asset.page,
            **box_columns(asset.box),
        )
        for position, asset in enumerate(parsed.assets)
    )


def note_rows(document: Document, disclosure: Disclosure | None, notes: Iterable[records.Note]) -> list[Note]:
    return [
        Note(
            document=document,
            disclosure=disclosure,
            code=note.code[:60],
            message=clean(note.message),
            page=note.page,
        )
        for note in notes
    ]


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
                if line.code and line.name and CODES[kind].fullmatch(line.code):
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


# --- values --------------------------------------------------------------------------------------------------------


def clean(text: str | None) -> str:
    """Text that every database can store: no NUL, no lone surrogate."""
    return (text or "").replace("\0", "").encode("utf-8", "replace").decode()


def fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else to_fen(yuan)


def to_fen(yuan: Decimal) -> int:
    """Yuan in 分. Printed amounts finer than a 分 are rounded; the printed text stays beside them."""
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))
