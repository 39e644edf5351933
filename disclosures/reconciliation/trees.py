"""Sums down the rows of a table by code: 类 = Σ款, 款 = Σ项, 合计 = Σ类.

The tree is what the table prints: a row's parent is the nearest code above it that the table has. Where codes come
again (by unit, by project), the rows that follow a parent up to the next of its length are its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from disclosures.parsing.normalise import key
from disclosures.vocabulary import CodeKind, RowKind

from . import terms
from .results import Result
from .subject import Sheet, Subject, remembered
from .sums import Sum

AGAIN = "科目编码在表中重复出现，不能确定哪些行是它的下级"
MIXED = "下级科目有的列到款、有的列到项，不能确定是否列全"
BESIDE = "表中另有没有科目编码的行，不能确定合计包括哪些行"


@dataclass(frozen=True, slots=True)
class Branch:
    """A row and the rows below it. `why` says what leaves their sum open, if anything."""

    parent: int
    children: tuple[int, ...]
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    branches: tuple[Branch, ...]
    roots: tuple[int, ...]
    repeats: bool


@remembered
def grow(sheet: Sheet) -> Tree:
    """The rows of a table by code. Codes of another form (of agencies, or misprinted) are none."""
    form = terms.ECONOMIC_CODE if sheet.table.statement.codes is CodeKind.ECONOMIC else terms.FUNCTIONAL_CODE
    coded = [
        (row, line.code) for row, line in enumerate(sheet.lines) if line.code and form.fullmatch(line.code)
    ]
    codes = Counter(code for _, code in coded)
    repeats = any(count > 1 for count in codes.values())
    below: dict[str, list[tuple[int, str]]] = {}
    for row, code in coded:
        if (above := _above(code, codes)) is not None:
            below.setdefault(above, []).append((row, code))
    branches, roots = [], []
    for place, (row, code) in enumerate(coded):
        children = _children(_following(coded[place + 1 :], code), code) if repeats else below.get(code, ())
        if children:
            branches.append(Branch(row, tuple(r for r, _ in children), _open([c for _, c in children])))
        if _above(code, codes) is None:
            roots.append(row)
    return Tree(tuple(branches), tuple(roots), repeats)


def _above(code: str, codes: Collection[str]) -> str | None:
    """The nearest printed code that `code` goes on with."""
    return next((code[:n] for n in range(len(code) - 1, 0, -1) if code[:n] in codes), None)


def _following(coded: Sequence[tuple[int, str]], code: str) -> list[tuple[int, str]]:
    """The rows after `code` that go on with it."""
    own = []
    for row, other in coded:
        if other == code or not other.startswith(code):
            break
        own.append((row, other))
    return own


def _children(rows: Sequence[tuple[int, str]], code: str) -> list[tuple[int, str]]:
    """Those of `rows` below `code` with no row between them."""
    below = [(row, other) for row, other in rows if other != code and other.startswith(code)]
    between = {other for _, other in below}
    return [
        (row, other)
        for row, other in below
        if not any(other[:n] in between for n in range(len(code) + 1, len(other)))
    ]


def _open(codes: Sequence[str]) -> str | None:
    if len(set(codes)) < len(codes):
        return AGAIN
    return MIXED if len({len(code) for code in codes}) > 1 else None


def branches(subject: Subject, check: str, length: int, label: str) -> Iterator[Result]:
    """Codes of `length` digits against the codes below them, in every column."""
    for sheet in subject.filled(*terms.CODED, *terms.ECONOMIC):
        own = [
            branch for branch in grow(sheet).branches if len(sheet.lines[branch.parent].code or "") == length
        ]
        for column in sheet.adding:
            parents = any((branch.parent, column) in sheet.figures for branch in own)
            children = any((row, column) in sheet.figures for branch in own for row in branch.children)
            for branch in own:
                whole = sheet.spot(branch.parent, column)
                if whole is None:
                    continue
                line = sheet.lines[branch.parent]
                yield from Sum(
                    check,
                    subject.index,
                    whole,
                    sheet.spots(branch.children, column),
                    f"{line.code} {line.name}",
                    f"其下{label}之和",
                    certain=branch.why is None,
                    why=branch.why or "",
                    blank_whole=parents,
                    blank_parts=children,
                ).results()


def totals(subject: Subject, check: str) -> Iterator[Result]:
    """合计 against the outermost codes, in every column."""
    for sheet in subject.filled(*terms.CODED, *terms.ECONOMIC):
        tree = grow(sheet)
        whole_rows = [
            row for row, line in enumerate(sheet.lines) if line.kind is RowKind.TOTAL and not line.code
        ]
        if not tree.roots or len(whole_rows) != 1:
            continue
        lengths = {len(sheet.lines[row].code or "") for row in tree.roots}
        for column in sheet.adding:
            whole = sheet.spot(whole_rows[0], column)
            if whole is None:
                continue
            beside = any(
                not line.code and row != whole_rows[0] and not terms.OF_WHICH.match(key(line.name))
                for row, line in enumerate(sheet.lines)
                if (row, column) in sheet.figures
            )
            why = AGAIN if tree.repeats else MIXED if len(lengths) > 1 else BESIDE if beside else None
            rows = any((row, column) in sheet.figures for row in tree.roots)
            yield from Sum(
                check,
                subject.index,
                whole,
                sheet.spots(tree.roots, column),
                f"{sheet.table.statement.label}合计",
                "各类之和",
                certain=why is None,
                why=why or "",
                blank_whole=any((whole_rows[0], other) in sheet.figures for other in sheet.amounts),
                blank_parts=rows,
            ).results()
