"""Rows of a table of items (“三公”经费): the one that is the whole, and items that are named in short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.parsing.layouts import Layout
from disclosures.parsing.layouts.national import COUNTS, THREE_PUBLIC
from disclosures.parsing.normalise import key
from disclosures.parsing.records import StatementLine
from disclosures.parsing.same import NUMBERING
from disclosures.vocabulary import RowKind, Statement

THREE_PUBLIC_ROW = re.compile(THREE_PUBLIC)


def with_whole(lines: Sequence[StatementLine], statement: Statement) -> list[StatementLine]:
    """The lines of a table of items, the one that is the whole marked as that. Where no row is called a total it is the
    one with the name of the items; where all rows are bodies, the only one, or the first where the others add up to it."""
    if not statement.specification.items or any(line.kind is RowKind.TOTAL for line in lines):
        return list(lines)
    named = [
        n for n, line in enumerate(lines) if THREE_PUBLIC_ROW.fullmatch(key(NUMBERING.sub("", line.name)))
    ]
    printed = [n for n in named if any(cell.yuan is not None for cell in lines[n].cells)]
    printed = printed or [n for n, line in enumerate(lines) if line.kind is RowKind.EXPENDITURE_TOTAL]
    if named := printed or named:
        return [replace(line, kind=RowKind.TOTAL) if n == named[0] else line for n, line in enumerate(lines)]
    if not lines or any(line.kind or line.code or not line.name for line in lines):
        return list(lines)
    first, *others = lines
    of_first = [cell.yuan or Decimal(0) for cell in first.cells]
    of_others = [
        sum(cell.yuan or Decimal(0) for cell in column)
        for column in zip(*(line.cells for line in others), strict=True)
    ]
    adds_up = len(others) > 1 and any(of_first) and of_first == of_others
    return [replace(first, kind=RowKind.TOTAL), *others] if adds_up or not others else list(lines)


def with_parts(lines: Sequence[StatementLine], layout: Layout) -> list[StatementLine]:
    """The lines with what names mean that are short under the line they are parts of: 购置费 under 公务用车购置及运行费.
    Parts follow their whole; what is counted may stand between, any other name ends them."""
    whole: RowKind | None = None
    kept: list[StatementLine] = []
    for line in _with_short_wholes(lines, layout):
        bare = _bare(line)
        part = _part(bare, whole, layout)
        kept.append(line if line.kind or part is None else replace(line, kind=part))
        if part is None and not re.search(COUNTS, bare):
            whole = line.kind
    return kept


def _bare(line: StatementLine) -> str:
    """The name of a line that has no code, without its numbering."""
    return "" if line.code else key(NUMBERING.sub("", line.name))


def _with_short_wholes(lines: Sequence[StatementLine], layout: Layout) -> list[StatementLine]:
    """The lines with what names mean that are short for an item beside the others of its table: 公务用车 between
    因公出国（境）费 and 公务接待费, or above 购置费."""
    known = {line.kind for line in lines}
    kept = list(lines)
    for rule in layout.rows if known - {None} else ():
        if not rule.beside or rule.kind in known:
            continue
        for n, line in enumerate(lines):
            if line.kind or not re.search(rule.pattern, _bare(line)):
                continue
            below = lines[n + 1 : n + 2]
            near = {other.kind for other in (*lines[max(n - 1, 0) : n], *below)}
            near |= {_part(_bare(other), rule.kind, layout) for other in below}
            if not near.isdisjoint(rule.beside):
                kept[n] = replace(line, kind=rule.kind)
                break
    return kept


def _part(bare: str, whole: RowKind | None, layout: Layout) -> RowKind | None:
    rules = (rule for rule in layout.rows if rule.under is not None and rule.under is whole)
    return next((rule.kind for rule in rules if re.search(rule.pattern, bare)), None)
