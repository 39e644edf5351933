"""“三公”经费: 合计 = 出国 + 车 + 接待, 车 = 购置 + 运行, whether its items stand one below the other or side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from disclosures.parsing.layouts.national import YEAR_AND_BASIS
from disclosures.parsing.normalise import key
from disclosures.vocabulary import RowKind, Statement

from . import terms
from .results import SAME, Result, State
from .subject import Sheet, Spot, Subject
from .sums import Sum

MISSING = "表中没有列出全部项目，不能确定合计由哪些项目组成"
WIDER = "表中另有会议费、培训费，不能确定合计是否包括它们"
YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Make:
    """What a row should be the sum of: one of several ways to print it, the first that the table has."""

    whole: RowKind
    parts: tuple[tuple[RowKind, ...], ...]
    parts_label: str


TOTAL = Make(
    RowKind.TOTAL,
    (
        (RowKind.OVERSEAS_VISITS, RowKind.VEHICLES, RowKind.HOSPITALITY),
        (RowKind.OVERSEAS_VISITS, RowKind.VEHICLE_PURCHASE, RowKind.VEHICLE_OPERATION, RowKind.HOSPITALITY),
    ),
    "因公出国（境）费 + 公务用车购置及运行维护费 + 公务接待费",
)
VEHICLES = Make(
    RowKind.VEHICLES,
    ((RowKind.VEHICLE_PURCHASE, RowKind.VEHICLE_OPERATION),),
    "公务用车购置费 + 公务用车运行维护费",
)
MEETINGS = (RowKind.CONFERENCES, RowKind.TRAINING)


def items(sheet: Sheet) -> dict[str, dict[RowKind, Spot]]:
    """The first place of every item, for each column (one below the other) or each kind of number (side by side)."""
    found: dict[str, dict[RowKind, Spot]] = {}
    for row, line in enumerate(sheet.lines):
        if line.kind is None:
            continue
        for cell in line.cells:
            spot = sheet.spot(row, cell.column) if cell.column in sheet.adding else None
            if spot is not None:
                found.setdefault(_number(sheet, cell.column), {}).setdefault(line.kind, spot)
    return found


def _number(sheet: Sheet, column: int) -> str:
    if not sheet.is_horizontal:
        return str(column)
    heading = [key(part) for part in sheet.table.columns[column].heading]
    basis = "".join(part for part in heading if re.search(YEAR_AND_BASIS, part)) if len(heading) > 1 else ""
    year = YEAR.search("".join(heading))
    return basis if YEAR.search(basis) else f"{year[0] if year else ''}{basis}"


def sums(subject: Subject, check: str, make: Make) -> Iterator[Result]:
    """Every column of every table of “三公”经费."""
    for sheet in subject.sheets_of(Statement.THREE_PUBLIC):
        for by_kind in items(sheet).values():
            whole = by_kind.get(make.whole)
            known = next((kinds for kinds in make.parts if all(kind in by_kind for kind in kinds)), None)
            if whole is None or (
                known is None and not any(k in by_kind for kinds in make.parts for k in kinds)
            ):
                continue
            parts = [by_kind[kind] for kind in known or make.parts[0] if kind in by_kind]
            why = None if known else MISSING
            if (
                make.whole is RowKind.TOTAL
                and not sheet.is_horizontal
                and any(k in by_kind for k in MEETINGS)
            ):
                why = WIDER
            yield from Sum(
                check, subject.index, whole, parts, _label(whole, make), make.parts_label, certain=why is None,
                why=why or "", blank_whole=_counts(by_kind, make),
            ).results()  # fmt: skip


def _label(whole: Spot, make: Make) -> str:
    return (
        "“三公”经费合计"
        if make.whole is RowKind.TOTAL
        else whole.name
        if whole.name != "小计"
        else make.whole.label
    )


def _counts(by_kind: dict[RowKind, Spot], make: Make) -> bool:
    """A blank whole means something where the table prints other sums or items of its level."""
    beside = {RowKind.TOTAL, RowKind.OVERSEAS_VISITS, RowKind.VEHICLES, RowKind.HOSPITALITY} - {make.whole}
    return any(by_kind[kind].figure for kind in beside if kind in by_kind)


def with_meetings(subject: Subject, check: str) -> Iterator[Result]:
    """合计 = “三公”经费小计 + 会议费 + 培训费 (江苏): items side by side."""
    for sheet in subject.sheets_of(Statement.THREE_PUBLIC):
        if not sheet.is_horizontal:
            continue
        wholes = [
            (row, cell.column)
            for row, line in enumerate(sheet.lines)
            if line.kind is None and terms.GRAND_TOTAL.match(key(line.name))
            for cell in line.cells
        ]
        for row, column in wholes:
            by_kind = items(sheet).get(_number(sheet, column), {})
            whole = sheet.spot(row, column)
            kinds = (RowKind.TOTAL, *MEETINGS)
            if whole is not None and len(wholes) == 1 and all(kind in by_kind for kind in kinds):
                yield from Sum(
                    check, subject.index, whole, [by_kind[kind] for kind in kinds],
                    "合计", "“三公”经费小计 + 会议费 + 培训费",
                ).results()  # fmt: skip


def of_which(subject: Subject, check: str) -> Iterator[Result]:
    """其中: no part is more than what it is part of."""
    for sheet in subject.sheets:
        for row, line in enumerate(sheet.lines):
            if not terms.OF_WHICH.match(key(line.name)):
                continue
            above = _above(sheet, row)
            if above is None:
                continue
            for cell in line.cells:
                if cell.column not in sheet.adding:
                    continue
                part, whole = sheet.spot(row, cell.column), sheet.spot(above, cell.column)
                if part is None or whole is None or part.figure is None or whole.figure is None:
                    continue
                if whole.figure.yuan < 0:
                    continue
                yield from _no_more(subject, check, part, whole)


def _above(sheet: Sheet, row: int) -> int | None:
    """The row that 其中 speaks of: the nearest before it on its side that is no 其中 itself."""
    rows = [r for r in range(row) if sheet.lines[r].side is sheet.lines[row].side]
    return next((r for r in reversed(rows) if not terms.OF_WHICH.match(key(sheet.lines[r].name))), None)


def _no_more(subject: Subject, check: str, part: Spot, whole: Spot) -> Iterator[Result]:
    for result in Sum(check, subject.index, part, [whole], part.name, whole.name).results():
        if result.difference is not None and result.difference < 0:
            yield replace(result, state=State.HOLDS, message=SAME)
        else:
            yield result
