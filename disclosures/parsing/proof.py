"""Which amounts of a disclosure its own arithmetic proves.

Pure: statements in, identities and marks out; no figure is ever changed. `identities` finds what one statement says of
itself, `across` what the tables beside it say again, `score` weighs a reading, `proven` marks the cells of a disclosure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from disclosures.parsing.arithmetic import At, Identity, IdentityKind, StatementAmounts, score
from disclosures.parsing.beside import across, beside
from disclosures.parsing.document import Document, Paragraph
from disclosures.parsing.identities import identities, within
from disclosures.parsing.normalise import SCALES, number
from disclosures.parsing.records import Note, ParsedDisclosure, StatementCell, StatementLine, StatementTable
from disclosures.vocabulary import CellState, ReadBy

__all__ = [
    "At",
    "Identity",
    "IdentityKind",
    "Printed",
    "across",
    "identities",
    "printed_in",
    "prove",
    "proven",
    "score",
]

Printed = Callable[[int], Counter[Decimal]]
"""A page → the amounts that are printed on it, whether or not they were taken for cells of a table. Formats without pages
have page 0, and there only what stands in grids counts."""
AMOUNT = re.compile(r"(?<![\d.,])-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\d.,%]|[百千万亿]?元)")
"""Numbers as tables print amounts; those with a unit behind them are of a sentence."""
TABLE_PAGE = 8
"""A page with so many amounts holds a table."""
SELDOM = 5
"""A rule of columns that fails in more than one of so many rows was not understood."""


@dataclass(frozen=True, slots=True)
class Proof:
    """All identities of some statements. Of those that fail, `own` are the document's own beyond doubt, `open` are not."""

    identities: tuple[Identity, ...]
    own: tuple[Identity, ...]
    open: tuple[Identity, ...]


def proven(disclosure: ParsedDisclosure, printed: Printed | None = None) -> ParsedDisclosure:
    """The disclosure with every cell marked with what proves it, and a note on what does not add up.

    Proven is a cell in an identity that holds and in none that fails. A failing one is left aside where it is the
    document's own beyond doubt; amounts of 0 and blanks are proven with the lines and columns they stand in.
    """
    found = prove(disclosure.statements, printed)
    marks = _marks(disclosure.statements, found)
    statements = tuple(_marked(index, table, marks) for index, table in enumerate(disclosure.statements))
    notes = tuple(_notes(disclosure.statements, found.open))
    return replace(disclosure, statements=statements, notes=(*disclosure.notes, *notes))


def prove(tables: Sequence[StatementTable], printed: Printed | None = None) -> Proof:
    """Every identity of the statements of a disclosure. Those of standard statements that fail are judged; what a further
    table adds up is nobody's rule, so that only what holds there says something."""
    sheets = [StatementAmounts(index, table) for index, table in enumerate(tables)]
    found = [identity for sheet in sheets for identity in within(sheet)] + beside(sheets)
    kept = {sheet.index for sheet in sheets if sheet.table.statement.is_kept}
    found = [identity for identity in found if identity.holds or identity.whole.table not in kept]
    failing = [identity for identity in found if not identity.holds and not identity.trivial]
    own = _own(tables, found, failing, printed) if failing else []
    return Proof(tuple(found), tuple(own), tuple(identity for identity in failing if identity not in own))


def printed_in(document: Document) -> Printed:
    """The amounts that the first reader found on each page of a document."""
    pages: dict[int, Counter[Decimal]] = {}

    def count() -> None:
        for block in document.blocks:
            texts = (
                [block.text]
                if isinstance(block, Paragraph)
                else [c.text for row in block.rows for c in row if c]
            )
            for text in texts if block.page is not None or not isinstance(block, Paragraph) else ():
                pages.setdefault(block.page or 0, Counter()).update(_amounts(text))

    def on(page: int) -> Counter[Decimal]:
        if not pages:
            count()
        return pages.get(page, Counter())

    return on


def _amounts(text: str) -> Iterator[Decimal]:
    for match in AMOUNT.findall(unicodedata.normalize("NFKC", text)):
        if (value := number(match)) is not None:
            yield value


# --- the document's own ----------------------------------------------------------------------------------------------


def _own(
    tables: Sequence[StatementTable],
    found: Sequence[Identity],
    failing: Sequence[Identity],
    printed: Printed | None,
) -> list[Identity]:
    """Failing identities whose every cell is proven by all else that is known of it.

    All other identities of all its cells hold, and every amount but 0 has one; no second reader found other amounts;
    a rule of columns holds in nearly all rows. And no row was left out or put under another: the difference is itself
    no amount of the table, and nothing on its pages was left over.
    """
    of_cell: dict[At, list[Identity]] = defaultdict(list)
    for identity in found:
        if not identity.trivial:
            for at in identity.cells:
                of_cell[at].append(identity)
    kept = Counter(_rule(identity) for identity in found if identity.holds and not identity.trivial)
    broken = Counter(_rule(identity) for identity in failing)
    whole: dict[int, bool] = {}

    def is_own(identity: Identity) -> bool:
        index, rule = identity.whole.table, _rule(identity)
        if identity.kind in ALONG and broken[rule] > 1 and broken[rule] * SELDOM > kept[rule]:
            return False
        total = tables[index].lines[identity.whole.line].cells[identity.whole.cell].yuan
        if _is_printed(tables[index], abs(identity.difference), printed):
            return False
        if total and not identity.difference % total:
            return False  # added up on several levels at once
        slips = 0
        for at in identity.cells:
            cell = tables[at.table].lines[at.line].cells[at.cell]
            others = [other for other in of_cell[at] if other is not identity]
            if cell.confirmed is False:
                return False
            if all(other.holds for other in others) and (others or not cell.yuan):
                continue
            slips += 1  # the misprinted cell itself: whatever it takes part in fails, and by the same amount
            alike = {abs(other.difference) for other in (identity, *others) if not other.holds}
            if slips > 1 or len(alike) > 1 or not (cell.confirmed or cell.page is None):
                return False
            if not others and not (cell.confirmed and kept[rule]):
                return False  # in no other sum; the same sum beside this one shows what is added up
        if index not in whole:
            whole[index] = _is_whole(tables, index, printed)
        return whole[index]

    own = [identity for identity in failing if is_own(identity)]
    agreed = Counter(_rule(identity) for identity in own)
    # Lines that do not add up in several columns are judged together: a row may have been lost.
    return [i for i in own if i.kind in ALONG or agreed[_rule(i)] == broken[_rule(i)]]


ALONG = (IdentityKind.COLUMNS, IdentityKind.CHANGE, IdentityKind.CARRYOVER)


def _rule(identity: Identity) -> tuple[int, IdentityKind, str]:
    return identity.whole.table, identity.kind, identity.words


def _is_printed(table: StatementTable, yuan: Decimal, printed: Printed | None) -> bool:
    """Is it an amount of the table, or of any grid, where there are no pages to tell which are beside the table?"""
    if any(cell.yuan is not None and abs(cell.yuan) == yuan for line in table.lines for cell in line.cells):
        return True
    scale = SCALES.get(table.printed_unit or "元", 1)
    return table.pages is None and printed is not None and yuan / scale in printed(0)


def _is_whole(tables: Sequence[StatementTable], index: int, printed: Printed | None) -> bool:
    """Was every amount on the pages of a table taken, and does no page after it hold a table that was not, or was not
    joined to it?"""
    table, pages = tables[index], tables[index].pages
    alike = [other for other in tables if other.statement is table.statement and other is not table]
    if any(other.pages is None or pages is None or abs(other.pages[0] - pages[-1]) < 2 for other in alike):
        return False
    if pages is None or printed is None:
        return True
    taken: dict[int, Counter[Decimal]] = defaultdict(Counter)
    for table in tables:
        for line in table.lines:
            for cell in line.cells:
                if cell.page is not None and (value := number(cell.printed)) is not None:
                    taken[cell.page][value] += 1
    if any(printed(page) - taken[page] for page in pages):
        return False
    after = pages[-1] + 1
    return bool(taken[after]) or printed(after).total() < TABLE_PAGE


# --- marks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Marks:
    """How many identities that hold each cell takes part in, the cells in doubt, those that are sure, and the lines and
    columns that amounts among these stand in."""

    proofs: Counter[At]
    doubted: frozenset[At]
    sure: frozenset[At]
    lines: frozenset[tuple[int, int]]
    columns: frozenset[tuple[int, int]]


def _marks(tables: Sequence[StatementTable], proof: Proof) -> _Marks:
    proofs: Counter[At] = Counter()
    for identity in proof.identities:
        if identity.holds and not identity.trivial:
            proofs.update(identity.cells)
    doubted = frozenset(at for identity in proof.open for at in identity.cells)
    seen = proofs.keys() | {at for identity in proof.own for at in identity.cells}
    sure = frozenset(seen - doubted)
    cells = {at: tables[at.table].lines[at.line].cells[at.cell] for at in sure}
    columns = {at: cell.column for at, cell in cells.items() if cell.yuan}
    return _Marks(
        proofs,
        doubted,
        sure,
        frozenset(at[:2] for at in columns),
        frozenset((at.table, column) for at, column in columns.items()),
    )


def _marked(index: int, table: StatementTable, marks: _Marks) -> StatementTable:
    def cell_of(at: At, cell: StatementCell) -> StatementCell:
        is_proven = at in marks.sure
        if not cell.yuan:
            beside = at[:2] in marks.lines or (index, cell.column) in marks.columns
            is_proven = is_proven or (beside and at not in marks.doubted)
            if cell.yuan is None and not (is_proven and cell.state is CellState.BLANK):
                return cell
        return replace(cell, proofs=marks.proofs[at], proven=is_proven)

    def line_of(row: int, line: StatementLine) -> StatementLine:
        cells = tuple([cell_of(At(index, row, place), cell) for place, cell in enumerate(line.cells)])
        return replace(line, cells=cells)

    return replace(table, lines=tuple([line_of(row, line) for row, line in enumerate(table.lines)]))


def _notes(tables: Sequence[StatementTable], failing: Sequence[Identity]) -> Iterator[Note]:
    """One note for each kind of sum that fails in a table."""
    by_kind = sorted(
        failing, key=lambda identity: (identity.whole.table, tuple(IdentityKind).index(identity.kind))
    )
    for (index, kind), members in groupby(
        by_kind, key=lambda identity: (identity.whole.table, identity.kind)
    ):
        sums = list(members)
        table, at = tables[index], sums[0].whole
        line, cell = table.lines[at.line], table.lines[at.line].cells[at.cell]
        unit = Decimal(SCALES.get(table.printed_unit or "元", 1))
        added = ((cell.yuan or Decimal(0)) - sums[0].difference) / unit
        heading = "/".join(table.columns[cell.column].heading)
        often = f"（共 {len(sums)} 处）" if len(sums) > 1 else ""
        said = (
            f"“{table.title}”{kind.label}{often}不成立：“{line.name}”{heading} 读作 {cell.printed}，"
            f"按 {sums[0].words} 为 {added.normalize():f}，请对照原件"
        )
        yield Note("ocr-doubtful" if cell.read_by is ReadBy.OCR else "sum-differs", said, cell.page)
