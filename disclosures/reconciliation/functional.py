"""Named lines of the functional classification: the 类, 款 and 项 that a sentence names → rows of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.parsing.normalise import key
from disclosures.parsing.prose import kernel
from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.parsing.same import bare, same_name
from disclosures.vocabulary import TWO_SIDED, Basis, CodeKind, Fund, Measure, Side, Stage, Statement, by_code

from . import terms
from .meanings import FoundPlace, fund_of
from .results import Operand
from .rounding import is_near
from .subject import Figure, Subject, remembered
from .told import step

DEPTHS = {"类": 3, "款": 5, "项": 7}
"""Digits of a code, by level."""
SPENT = by_code(CodeKind.FUNCTIONAL, side=Side.EXPENDITURE)
TABLES: dict[Fund | None, tuple[Statement, ...]] = {
    **{table.fund: (table,) for table in terms.FUND_TABLES},
    Fund.FISCAL: tuple(kind for kind in SPENT if kind.fund is not Fund.ALL),
    None: SPENT,
}
BALANCES: dict[Fund | None, tuple[Statement, ...]] = {
    Fund.GENERAL: (Statement.FISCAL_APPROPRIATION,),
    Fund.FISCAL: (Statement.FISCAL_APPROPRIATION,),
    None: TWO_SIDED,
}
"""Where categories stand by name."""
CODE = re.compile(rf"[(]({terms.FUNCTIONAL_CODE.pattern})[)]$")
LISTED = re.compile(r"财政拨款支出(?:预算)?主要内容|财政拨款支出.{0,12}如下")
"""A section that says so lists lines of 财政拨款."""


@dataclass(frozen=True, slots=True)
class ClassifiedRow:
    """A row of the classification as a table prints it, with its amounts of this year."""

    code: str
    name: str
    figures: tuple[Figure, ...]


def same(printed: str, name: str) -> bool:
    """Whether words of the text are a name of a table; words may begin before it."""
    one, other = bare(printed), bare(name)
    return one == other or (len(other) >= 4 and one.endswith(other))


def fund(subject: Subject, topic: ProseTopic) -> Fund | None:
    """Which money a line is of: what its heading names, or what its section says it lists."""
    return fund_of(topic.heading) or fund_of(topic.chapter) or _fund_of_section(subject, topic.at[0])


@remembered
def _fund_of_section(subject: Subject, number: int) -> Fund | None:
    sections = subject.disclosure.sections
    text = key(sections[number].text) if number < len(sections) else ""
    return Fund.FISCAL if LISTED.search(text) else None


def path(subject: Subject, topic: ProseTopic) -> tuple[tuple[str, str], ...]:
    """The levels that a topic names; a category that is named without （类） counts as one."""
    if topic.functional:
        return topic.functional
    name = kernel(topic.subject)
    if len(name) >= 4 and name.endswith("支出"):
        for row in rows(subject, None, 3):
            if same_name(name, row.name):
                return (("类", row.name),)
    return ()


def printed_code(topic: ProseTopic) -> str | None:
    """The code of a line that stands in brackets behind its name: 行政运行（2010601）."""
    found = CODE.search(key(topic.subject))
    return found[1] if found and not topic.functional else None


@remembered
def rows(subject: Subject, of: Fund | None, digits: int) -> list[ClassifiedRow]:
    """The rows of one level in the tables of a fund, by code and table."""
    return list(_rows(subject, of, digits))


def _rows(subject: Subject, of: Fund | None, digits: int) -> Iterator[ClassifiedRow]:
    statements = TABLES.get(of, TABLES[None])
    for sheet in subject.sheets_of(*statements, *(BALANCES.get(of, ()) if digits == 3 else ())):
        for number, line in enumerate(sheet.lines):
            code = line.code or line.category_code
            if code is None or len(code) != digits or line.side in (Side.REVENUE, Side.USE):
                continue
            found = tuple(
                sheet.figures[number, column]
                for column in _columns(subject, sheet.table.columns, of)
                if (number, column) in sheet.figures
            )
            yield ClassifiedRow(code, line.name, found)


def _columns(subject: Subject, columns: Sequence[object], of: Fund | None) -> list[int]:
    unwanted = {Basis.PRIOR} | ({Basis.BUDGET} if subject.disclosure.stage is Stage.FINAL_ACCOUNTS else set())
    wanted = {Measure.TOTAL} | ({Measure.GENERAL_PUBLIC} if of is Fund.GENERAL else set())
    return [
        place
        for place, column in enumerate(columns)
        if getattr(column, "measure", None) in wanted and getattr(column, "basis", None) not in unwanted
    ]


@dataclass(frozen=True, slots=True)
class Match:
    """A code that the named levels lead to, and the levels whose name is another in the tables."""

    code: str
    names: tuple[tuple[str, str, str], ...] = ()  # level, as the text names it, as the table does


@remembered
def names(subject: Subject) -> dict[str, list[str]]:
    """Code → the names that the tables print for it."""
    found: dict[str, list[str]] = {}
    for sheet in subject.sheets_of(*terms.CODED, *TWO_SIDED):
        for line in sheet.lines:
            code = line.code or line.category_code
            if (
                code
                and line.side not in (Side.REVENUE, Side.USE)
                and line.name not in found.setdefault(code, [])
            ):
                found[code].append(line.name)
    return found


@remembered
def match(
    subject: Subject, levels: tuple[tuple[str, str], ...], stated: ProseFact | None = None
) -> Match | None:
    """The code of the line that is named. Where a level has another name, the others and the stated amount must point to
    one line."""
    known = names(subject)
    deepest = levels[-1][0]
    digits = DEPTHS[deepest]
    if not any(len(code) == digits for code in known):
        return None

    def differing(code: str) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (level, told, known[code[: DEPTHS[level]]][0])
            for level, told in levels
            if code[: DEPTHS[level]] in known
            and not any(same(told, printed) for printed in known[code[: DEPTHS[level]]])
        )

    candidates = [Match(code, differing(code)) for code in known if len(code) == digits]
    exact = [one for one in candidates if not one.names]
    if exact:
        return exact[0] if len(exact) == 1 else _with_amount(subject, exact, stated)
    if stated is not None and stated.yuan == 0:
        return None  # a line that is no more has none in the tables
    named = [
        one
        for one in candidates
        if all(level != deepest for level, _, _ in one.names) and len(one.names) < len(levels)
    ]
    if len(named) == 1 and len(levels) > 1:
        return named[0]
    near = [one for one in named or candidates if len(one.names) == 1 and len(levels) > 1]
    within = [
        one
        for one in candidates
        if len(levels) > 1 and all(level != levels[0][0] for level, _, _ in one.names)
    ]
    return _with_amount(subject, near, stated) or _with_amount(subject, within, stated)


def is_stated(subject: Subject, figure: Figure, stated: ProseFact) -> bool:
    """Whether a cell has the amount that a text states."""
    steps = (step(subject, stated),)
    return stated.yuan is not None and is_near(stated.yuan, steps, figure.yuan, (figure.step,))


def _with_amount(subject: Subject, found: Sequence[Match], stated: ProseFact | None) -> Match | None:
    """The one of several lines that has the amount."""
    if stated is None or not stated.yuan:
        return None
    digits = {len(one.code) for one in found}
    having = {
        row.code
        for size in digits
        for row in rows(subject, None, size)
        if any(is_stated(subject, figure, stated) for figure in row.figures)
    }
    kept = [one for one in found if one.code in having]
    return kept[0] if len(kept) == 1 else None


def places(subject: Subject, topic: ProseTopic, code: str) -> list[FoundPlace]:
    """The amounts of a line in the tables of the money that the topic is of; of one that comes again, their sum."""
    of = fund(subject, topic)
    columns: dict[tuple[object, ...], list[Figure]] = {}
    for row in rows(subject, of, len(code)):
        for figure in row.figures if row.code == code else ():
            columns.setdefault((figure.place.table, figure.place.column), []).append(figure)
    return [
        found
        for figures in columns.values()
        for found in (_summed(figures) if len(figures) > 1 else _single(figures))
    ]


def _single(figures: Sequence[Figure]) -> list[FoundPlace]:
    return [FoundPlace(figure.operand(), figure.place.words, figure.is_sure) for figure in figures]


def _summed(figures: Sequence[Figure]) -> list[FoundPlace]:
    """Under every unit or project one row: which of them words mean, or all of them, is not told."""
    operand = Operand(
        f"{figures[0].place.words}等 {len(figures)} 行之和",
        sum((figure.yuan for figure in figures), Decimal(0)),
        " + ".join(figure.cell.printed for figure in figures),
        tuple(figure.place for figure in figures),
        tuple(figure.step for figure in figures),
    )
    whole = FoundPlace(operand, operand.label, all(figure.is_sure for figure in figures), by_convention=True)
    return [whole, *(replace(one, by_convention=True) for one in _single(figures))]
