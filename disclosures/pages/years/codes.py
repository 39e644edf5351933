"""What becomes of codes over the years: names that change, codes that begin or are no longer printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.parsing.same import same_name
from disclosures.reading.columns import Column
from disclosures.reading.pivot import PivotRow
from disclosures.reading.statement_lines import StatementLines
from disclosures.reading.values import Absence, Value
from disclosures.vocabulary import Statement as StatementType
from disclosures.vocabulary import Term

from .timeline import YearPlace


class What(Term):
    RENAMED = "renamed", "改名"
    BEGAN = "began", "新出现"
    CEASED = "ceased", "不再出现"


@dataclass(frozen=True, slots=True)
class CodeEvent:
    """Something that happened to a code between two places; `name` is the later one, `before` the earlier."""

    what: What
    year: int
    code: str
    name: str
    before: str
    value: Value
    """The amount of the year it began in, or of the last year it was printed in."""


def names_by_place(
    lines: StatementLines, statement: StatementType, places: Sequence[YearPlace]
) -> dict[str, dict[int, str]]:
    """How each place's document names a line: by key, by place. Of a sum the first unit that prints it."""
    names: dict[str, dict[int, str]] = {}
    for i, place in enumerate(places):
        for pk in place.column.ids if place.column else ():
            for line in lines.lines(pk, statement):
                if line.code:
                    names.setdefault(line.code, {}).setdefault(i, line.name)
    return names


def name_spans(names: dict[int, str], places: Sequence[YearPlace]) -> list[tuple[str, str, int]]:
    """(years, name, first place) for every name a code bore, oldest first; one entry where it never changed."""
    spans: list[tuple[int, int, str]] = []
    for i in sorted(names):
        if spans and same_name(spans[-1][2], names[i]):
            spans[-1] = (spans[-1][0], i, spans[-1][2])
        else:
            spans.append((i, i, names[i]))
    return [
        (
            str(places[first].year)
            if places[first].year == places[last].year
            else f"{places[first].year}—{places[last].year}",
            name,
            first,
        )
        for first, last, name in spans
    ]


def code_events(
    rows: Sequence[PivotRow],
    names: dict[str, dict[int, str]],
    places: Sequence[YearPlace],
    lines: StatementLines,
    statement: StatementType,
) -> list[CodeEvent]:
    """Between neighbouring places of one scope that both print the table. `rows` hold the values of published places.

    Of a code that begins or ceases with the code above it only the upper one is told.
    """
    published = [(i, place) for i, place in enumerate(places) if place.column]
    events: list[CodeEvent] = []
    for at in range(1, len(published)):
        (i, before), (j, after) = published[at - 1], published[at]
        if after.why_break or not (
            _prints(lines, before.column, statement) and _prints(lines, after.column, statement)
        ):
            continue
        told: set[str] = set()
        for row in rows:
            if not row.code:
                continue
            event = _event(row, row.values[at - 1], row.values[at], names.get(row.code, {}), i, j, after.year)
            if event and event.what is not What.RENAMED:
                upper = {row.code[:cut] for cut in (3, 5) if cut < len(row.code)}
                told.add(row.code)
                if upper & told:
                    continue
            if event:
                events.append(event)
    return events


def _event(
    row: PivotRow, before: Value, after: Value, names: dict[int, str], i: int, j: int, year: int
) -> CodeEvent | None:
    was, now = names.get(i, ""), names.get(j, "")
    if before.absence is Absence.NO_ROW and after.absence is not Absence.NO_ROW:
        return CodeEvent(What.BEGAN, year, row.code, now or row.name, "", after)
    if after.absence is Absence.NO_ROW and before.absence is not Absence.NO_ROW:
        return CodeEvent(What.CEASED, year, row.code, was or row.name, "", before)
    if was and now and not same_name(was, now):
        return CodeEvent(What.RENAMED, year, row.code, now, was, after)
    return None


def _prints(lines: StatementLines, column: Column | None, statement: StatementType) -> bool:
    return column is not None and any(lines.has_amounts(pk, statement) for pk in column.ids)
