"""What somebody should look at before a disclosure is published: one list, what is doubtful first.

An entry is named by a key made of the words of the document, not by an id: what was compared with the original (`Review`)
stays so after a new reading that reads the same, and is doubtful again where it reads something else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.timezone import localtime

from disclosures.models import Amount, Disclosure, Finding, Ledger, Note, Review, Statement
from disclosures.models.finding import Verdict
from disclosures.reconciliation import State
from disclosures.vocabulary import KEPT_STATEMENTS, CellState, ReadBy, Term

WITNESS = "witness-differs"
"""The code of notes on a cell that the second reading reads otherwise: the cell itself is in the list, with its words."""

JOINED = "part-joined"
"""The code of notes that two files are one disclosure: said once, of the whole."""

DETERMINATION = "determination"


class EntryKind(Term):
    """What an entry is about, in the order of the list."""

    DETERMINATION = "determination", "机构、年度、阶段"
    UNPROVEN = "unproven", "没有得到证实的金额"
    DOUBT = "doubt", "待核对的不一致"
    NOTE = "note", "读取时的说明"
    CELL = "cell", "没有把握的金额"
    FINDING = "finding", "核对中不一致之处"
    TABLE = "table", "报表"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to look at. `settled` says how it was, in words; an open one has none."""

    key: str
    kind: EntryKind
    words: str
    disclosure: Disclosure
    pages: tuple[int, ...] = ()
    settled: str = ""
    review: Review | None = None
    cell: Amount | None = None
    finding: Finding | None = None
    statement: Statement | None = None

    @property
    def page(self) -> int | None:
        return self.pages[0] if self.pages else None

    @property
    def is_open(self) -> bool:
        return not self.settled

    @property
    def may_be_accepted(self) -> bool:
        """Whether “as in the original” is an answer to it: whose it is, is said in the form."""
        return self.kind is not EntryKind.DETERMINATION and (self.is_open or self.review is not None)


@dataclass(slots=True)
class _Known:
    """What is looked up once for all entries."""

    everyone: dict[int, Disclosure]
    reviews: dict[tuple[int, str], Review]
    entries: dict[int, list[Entry]] = field(default_factory=dict)

    def add(
        self, kind: EntryKind, disclosure: Disclosure, key: str, words: str, settled: str = "", **more: object
    ) -> None:
        review = self.reviews.get((disclosure.pk, key))
        entry = Entry(
            key,
            kind,
            words,
            disclosure,
            settled=settled or (compared(review) if review else ""),
            review=None if settled else review,
            **more,  # type: ignore[arg-type]
        )
        for pk in {disclosure.pk, disclosure.part_of_id or 0} & self.entries.keys():
            self.entries[pk].append(entry)


def compared(review: Review) -> str:
    return f"{review.by or '命令行'} {localtime(review.at):%m-%d %H:%M} 已核对"


def entries(disclosures: Sequence[Disclosure], *, only_doubts: bool = False) -> dict[int, list[Entry]]:
    """By disclosure its entries and those of its parts, in order. Nine queries, however many disclosures.

    With `only_doubts` tables are left out that hold nothing doubtful.
    """
    ids = [disclosure.pk for disclosure in disclosures]
    known = _Known(
        {one.pk: one for one in Disclosure.objects.with_parts(ids).with_agency().order_by("pk")}, {}
    )
    known.entries = {pk: [] for pk in ids}
    known.reviews = {
        (review.disclosure_id, review.key): review
        for review in Review.objects.filter(disclosure__in=known.everyone).select_related("by")
    }
    for disclosure in disclosures:
        known.entries[disclosure.pk].append(_determination(known.everyone[disclosure.pk]))
    _unproven(known)
    _doubts(known)
    notes = list(_notes_of(known.everyone.values()))
    told = _cells(known, [(note, disclosure) for note, disclosure in notes if note.code == WITNESS])
    _notes(known, ((note, disclosure) for note, disclosure in notes if note.pk not in told))
    _findings(known)
    _tables(known, only_doubts)
    order = list(EntryKind)
    return {
        pk: sorted(found, key=lambda entry: (order.index(entry.kind), entry.disclosure.pk != pk))
        for pk, found in known.entries.items()
    }


def _key(*words: object) -> str:
    return hashlib.sha256("\0".join(map(str, words)).encode()).hexdigest()[:32]


# --- whose it is ---------------------------------------------------------------------------------------------------


def _determination(disclosure: Disclosure) -> Entry:
    missing = [
        word
        for word, value in (("机构", disclosure.agency_id), ("年度", disclosure.fiscal_year))
        if value is None
    ]
    return Entry(
        DETERMINATION,
        EntryKind.DETERMINATION,
        f"{'和'.join(missing)}没有确定，请填写" if missing else str(disclosure),
        disclosure,
        pages=_pages(disclosure.first_page),
        settled="" if missing else "已确定",
    )


def _pages(*pages: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(page for page in pages if page is not None))


# --- notes ---------------------------------------------------------------------------------------------------------


def _notes_of(disclosures: Iterable[Disclosure]) -> Iterator[tuple[Note, Disclosure]]:
    """The notes of disclosures, and of their files as a whole where they are of no other disclosure's pages."""
    by_document: dict[int, list[Disclosure]] = {}
    ids = {}
    for disclosure in disclosures:
        ids[disclosure.pk] = disclosure
        by_document.setdefault(disclosure.document_id, []).append(disclosure)
    found = Note.objects.filter(Q(disclosure__in=ids) | Q(disclosure=None, document__in=by_document))
    for note in sorted(found.order_by("pk"), key=lambda note: note.page or 0):
        if note.disclosure_id:
            disclosure = ids[note.disclosure_id]
            if note.code != JOINED or disclosure.part_of_id not in ids:
                yield note, disclosure
            continue
        for disclosure in by_document[note.document_id]:
            first, last = disclosure.first_page, disclosure.last_page
            if note.page is None or first is None or first <= note.page <= (last or first):
                yield note, disclosure


def _notes(known: _Known, notes: Iterable[tuple[Note, Disclosure]]) -> None:
    """An entry for what is said, of however many pages."""
    pages: dict[tuple[int, str, str], list[int | None]] = {}
    for note, disclosure in notes:
        pages.setdefault((disclosure.pk, note.code, note.message), []).append(note.page)
    for (pk, code, message), where in pages.items():
        key = _key("note", code, message, *where)
        known.add(EntryKind.NOTE, known.everyone[pk], key, message, pages=_pages(*where))


_READ_AS = re.compile("读作 ([^，。；、= ]+)")
_QUOTED = re.compile("“([^“”]+)”")


def phrases(message: str) -> list[str]:
    """What a note quotes of the document: to be looked for on its page."""
    _, colon, rest = message.rpartition("：")
    return [*_QUOTED.findall(message), *([rest] if colon and rest else [])]


def named_cells(entry: Entry) -> list[Amount]:
    """The cell that a note speaks of, by page, what it reads as and the name of its row; none where it is not clear.

    One query.
    """
    read, names = _READ_AS.findall(entry.words), _QUOTED.findall(entry.words)
    if not read or not names:
        return []
    named = Q(line__name__in=names) | Q(line__code__in=names)
    found = list(
        Amount.objects.filter(
            named, line__statement__disclosure=entry.disclosure, page=entry.page, printed__in=read
        ).select_related("line__statement", "column")
    )
    narrowed = [amount for amount in found if "/".join(amount.column.heading) in entry.words] or found
    return narrowed if len(narrowed) == 1 else []


# --- cells ---------------------------------------------------------------------------------------------------------


def _cells(known: _Known, notes: Iterable[tuple[Note, Disclosure]]) -> set[int]:
    """Cells that a second reading does not confirm, or that hold something unreadable. The ids of the notes they tell."""
    told: set[int] = set()
    by_page: dict[tuple[int, int | None], list[Note]] = {}
    for note, disclosure in notes:
        by_page.setdefault((disclosure.pk, note.page), []).append(note)
    doubtful = Q(confirmed=False) | Q(state=CellState.UNREADABLE)
    for amount in (
        Amount.objects.of_disclosures(known.entries)
        .filter(doubtful)
        .select_related("line__statement", "column")
        .order_by(
            "line__statement__disclosure_id", "line__statement__position", "line__position", "column_id"
        )
    ):
        line, statement = amount.line, amount.line.statement
        name = line.name or line.code
        words = f"《{statement.title}》{line}，{amount.column}：读作 {amount.printed}"
        if amount.state == CellState.UNREADABLE:
            words += "，不是金额"
        for note in by_page.get((statement.disclosure_id, amount.page), ()):
            if note.pk not in told and f"“{name}”一格读作 {amount.printed}，" in note.message:
                told.add(note.pk)
                words += "，" + note.message.partition("，")[2].rpartition("，")[0]
                break
        known.add(
            EntryKind.CELL,
            known.everyone[statement.disclosure_id],
            _key("cell", statement.position, line.position, amount.column.position, line, amount.printed),
            words,
            "已更正" if amount.is_corrected else "",
            pages=_pages(amount.page),
            cell=amount,
            statement=statement,
        )
    return told


# --- what arithmetic leaves open -------------------------------------------------------------------------------------

NAMED = 5
"""So many cells of a table are named."""


def _unproven(known: _Known) -> None:
    """An entry for every standard table with amounts that nothing proves."""
    by_table: dict[int, list[Amount]] = {}
    for amount in (
        Amount.objects.of_disclosures(known.entries)
        .filter(~Q(fen=0), proven=False, is_corrected=False)
        .exclude(
            line__statement__statement__in=KEPT_STATEMENTS
        )  # what a further table adds up is nobody's rule
        .select_related("line__statement", "column")
        .order_by(
            "line__statement__disclosure_id", "line__statement__position", "line__position", "column_id"
        )
    ):
        by_table.setdefault(amount.line.statement_id, []).append(amount)
    for amounts in by_table.values():
        statement = amounts[0].line.statement
        cells = [f"{amount.line}，{amount.column}：{amount.printed}" for amount in amounts]
        shown = "；".join(cells[:NAMED]) + ("；……" if len(cells) > NAMED else "")
        known.add(
            EntryKind.UNPROVEN,
            known.everyone[statement.disclosure_id],
            _key("unproven", statement.position, statement.title, *cells),
            f"《{statement.title}》有 {len(cells)} 个金额没有勾稽关系证实：{shown}",
            pages=_pages(*(amount.page for amount in amounts)),
            statement=statement,
        )


def _doubts(known: _Known) -> None:
    """Differences as they were read, of figures that are not proven. Compared with the original, they become public."""
    for ledger in Ledger.objects.filter(disclosure__in=known.entries, could_not_be_done__gt=0).order_by("pk"):
        disclosure = known.everyone[ledger.disclosure_id]
        for position, row in enumerate(ledger.results):
            if row["state"] != State.NEEDS_CONFIRMATION or row["cause"] is not None:
                continue
            finding = Finding.of_row(
                disclosure, position, row, message=row["doubt"], difference_fen=row["doubt_fen"]
            )
            known.add(
                EntryKind.DOUBT,
                disclosure,
                row["key"],
                f"{row['doubt']}。如果两边都与原件相符，就作为不一致公开",
                pages=_pages_of(finding, disclosure),
                finding=finding,
            )


# --- what differs ---------------------------------------------------------------------------------------------------


def _findings(known: _Known) -> None:
    """What the checks found, without what follows from something else in the list."""
    for finding in (
        Finding.objects.filter(disclosure__in=known.entries, cause=None)
        .select_related("answer__by")
        .annotate(consequence_count=Count("consequences"))
        .order_by("disclosure_id", "position")
    ):
        follow = f"（另有 {finding.consequence_count} 处由此引起）" if finding.consequence_count else ""
        said = finding.verdict.label if finding.verdict is not Verdict.OPEN else ""
        disclosure = known.everyone[finding.disclosure_id]
        known.add(
            EntryKind.FINDING,
            disclosure,
            finding.key,
            finding.message + follow,
            said,
            pages=_pages_of(finding, disclosure),
            finding=finding,
        )


def _pages_of(finding: Finding, disclosure: Disclosure) -> tuple[int, ...]:
    places = [place for side in (finding.left, finding.right) if side for place in side["places"]]
    own = (place for place in places if place.get("document") == disclosure.document_id)
    return _pages(*(place.get("page") for place in own))


# --- tables --------------------------------------------------------------------------------------------------------


def _tables(known: _Known, only_doubts: bool) -> None:
    """Every table, to be compared as a whole. One that was read from an image is doubtful."""
    statements = Statement.objects.of_disclosures(known.entries)
    amounts = Amount.objects.of_disclosures(known.entries)
    if only_doubts:
        images = amounts.filter(read_by=ReadBy.OCR).values("line__statement")
        statements, amounts = statements.filter(pk__in=images), amounts.filter(line__statement__in=images)
    read: dict[int, list[str]] = {}
    images_of: set[int] = set()
    for statement_id, printed, read_by in amounts.order_by(
        "line__statement", "line__position", "column__position"
    ).values_list("line__statement", "printed", "read_by"):
        read.setdefault(statement_id, []).append(printed)
        if read_by == ReadBy.OCR:
            images_of.add(statement_id)
    for statement in statements:
        cells = read.get(statement.pk, [])
        is_image = statement.pk in images_of
        words = f"《{statement.title}》" + (
            f"由图像识别，{len(cells)} 格，请逐格对照"
            if is_image
            else f"{len(cells)} 格"
            if cells
            else statement.empty_note or "没有数字"
        )
        known.add(
            EntryKind.CELL if is_image else EntryKind.TABLE,
            known.everyone[statement.disclosure_id],
            _key("table", statement.position, statement.title, statement.empty_note, *cells),
            words,
            pages=_pages(*(statement.pages or ())),
            statement=statement,
        )
