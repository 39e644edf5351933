"""What was loaded is given back as it was parsed: the checks see the same from a file and from the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from disclosures.lifecycle.checking import recheck
from disclosures.models import Amount, CheckTally, Disclosure, Document, Ledger
from disclosures.models import Section as SectionRow
from disclosures.parsing.ocr_marks import marked
from disclosures.parsing.records import ParsedDisclosure, Section, StatementCell, StatementLine
from disclosures.reading.record_rows import PARTS, RowTable
from disclosures.reading.recorded import recorded
from disclosures.vocabulary import CellState, ReadBy, Statement
from tests.ingestion import hand
from tests.readings import reading

SAMPLES = sorted(
    path
    for folder in ("disclosures/data/demo", "tests/parsing/samples")
    for path in Path(folder).rglob("*.*")
    if path.suffix != ".md"
)

SECTIONS = RowTable(Section, SectionRow)
ADDED = {"agency-unsure"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_loaded_disclosures_come_back_as_they_were_parsed(
    path: Path, ingested: Callable[..., Document]
) -> None:
    parsed = reading(path)
    document = ingested(parsed)
    loaded = list(document.disclosures.select_related("agency").order_by("position"))
    assert [comparable(one.parsed) for one in recorded(loaded)] == [
        comparable(one) for one in parsed.disclosures
    ]
    at_hand = ledgers(document)
    recheck(loaded)
    assert ledgers(document) == at_hand, "checked with the records at hand, as with those looked up"


def test_what_was_read_from_an_image_says_so_after_loading(ingested: Callable[..., Document]) -> None:
    """The marks decide whether a difference is told: lost, the ledger would accuse a document of a slip of the reader."""
    parsed = marked(hand.disclosure(), frozenset({None, 1, 2, 4, 5, 8}))  # type: ignore[arg-type]
    document = ingested(hand.document(parsed))
    (one,) = recorded(list(document.disclosures.all()))
    told = ("headline", "claims", "performance_targets", "procurement", "assets")
    for name in told:
        for found in getattr(one.parsed, name):
            assert found.read_by is ReadBy.OCR, name
    assert one.parsed.procurement[0].cells[0].read_by is ReadBy.OCR
    assert {
        cell.read_by for table in one.parsed.statements for line in table.lines for cell in line.cells
    } >= {ReadBy.OCR}


def test_tables_that_are_only_kept_are_known_by_their_titles(ingested: Callable[..., Document]) -> None:
    """A table is not said to be missing where one of its matter is kept: on the site as in `manage.py reconcile`."""
    kept = replace(hand.summary(), statement=Statement.OTHER, title="基本支出总表")
    parsed = replace(hand.disclosure(), statements=(kept, hand.expenditure()))
    (one,) = recorded(list(ingested(hand.document(parsed)).disclosures.all()))
    standard, other = one.parsed.statements
    assert (standard.statement, bool(standard.lines)) == (Statement.EXPENDITURE, True)
    assert (other.statement, other.title, other.lines) == (Statement.OTHER, "基本支出总表", ())
    assert {table for table, _, _ in one.cells} == {0}


def ledgers(document: Document) -> list[tuple[Any, ...]]:
    kept = Ledger.objects.filter(disclosure__document=document).order_by("disclosure")
    return list(kept.values_list("results", "by_check", *CheckTally.COUNTS, "not_applicable"))


def test_places_of_cells_lead_to_their_rows(ingested: Callable[..., Document]) -> None:
    document = ingested(reading(SAMPLES[0]))
    for one in recorded(list(Disclosure.objects.filter(document=document))):
        printed = dict(Amount.objects.order_by().values_list("pk", "printed"))
        cells = {
            (table, line, cell.column): cell.printed
            for table, statement in enumerate(one.parsed.statements)
            for line, row in enumerate(statement.lines)
            for cell in row.cells
            if cell.printed
        }
        assert {place: printed[pk] for place, pk in one.cells.items()} == cells


def comparable(parsed: ParsedDisclosure) -> ParsedDisclosure:
    """As it can come back: boxes are kept in tenths of a point, and of the blanks of lines that print no figure nobody
    knows in which of several panels they stand. Loading adds notes; of tables that are only kept checks see the titles. What is told
    in sentences is read anew, from sections that know nothing of images."""
    statements = tuple(
        replace(table, lines=tuple(replace(line, cells=cells_of(line)) for line in table.lines))
        for table in parsed.statements
        if not table.statement.is_kept
    )
    prose = tuple(
        replace(topic, facts=tuple(replace(fact, read_by=ReadBy.TEXT) for fact in topic.facts))
        for topic in parsed.prose
    )
    notes = tuple(note for note in parsed.notes if note.code not in ADDED)
    plain: ParsedDisclosure = in_tenths(replace(parsed, statements=statements, prose=prose, notes=notes))
    return plain


def cells_of(line: StatementLine) -> tuple[StatementCell, ...]:
    if not any(cell.printed for cell in line.cells):
        return ()
    blanks = {
        cell.column: StatementCell(cell.column, CellState.BLANK, "", page=line.page)
        for cell in line.cells
        if cell.state is CellState.BLANK
    }
    return tuple(blanks.get(cell.column, cell) for cell in line.cells)


def in_tenths(record: Any) -> Any:
    """The record with every box as it is kept."""
    if isinstance(record, tuple):
        return tuple(map(in_tenths, record))
    if not is_dataclass(record) or isinstance(record, type):
        return record
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    if box := values.get("box"):
        values["box"] = tuple(round(edge * 10) / 10 for edge in box)
    return replace(record, **{name: in_tenths(value) for name, value in values.items()})


# --- the table of fields -------------------------------------------------------------------------------------------


def test_everything_of_a_parsed_disclosure_has_a_place() -> None:
    """Rows, columns of `Disclosure`, or made anew of what has."""
    own = {"agency", "fiscal_year", "stage", "pages"}
    kept = {part.name for part in PARTS} | own | {"statements"} | {"prose"}
    assert {field.name for field in fields(ParsedDisclosure)} == kept


def test_a_field_without_a_column_is_named() -> None:
    @dataclass(frozen=True)
    class Titled(Section):
        colour: str = ""

    with pytest.raises(TypeError, match=r"Titled\.colour has no column in Section"):
        RowTable(Titled, SectionRow)
    RowTable(Titled, SectionRow, apart=("colour",))
    RowTable(Titled, SectionRow, renamed={"colour": "heading"})


def test_a_field_of_a_type_without_a_form_is_named() -> None:
    @dataclass(frozen=True)
    class Shapeless:
        text: dict[str, str]

    with pytest.raises(TypeError, match="field text"):
        RowTable(Shapeless, SectionRow)


def test_of_a_text_every_database_gets_what_it_can_store() -> None:
    row = SECTIONS.row(Section("一、\0职责", 1, None, "\ud800"), disclosure_id=1, position=0)
    assert (row.heading, row.text, row.page) == ("一、职责", "?", None)
    assert SECTIONS.record(row) == Section("一、职责", 1, None, "?")
