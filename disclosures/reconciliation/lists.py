"""Sums of the lists beside the statements: government procurement and fixed assets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from disclosures.parsing.normalise import key
from disclosures.parsing.records import NamedAmount, ProcurementItem
from disclosures.vocabulary import ReadBy, Statement

from . import terms
from .results import Operand, Place, Result, State, compared, could_not
from .rounding import last_digit_of
from .subject import NO_SUM, Subject, remembered
from .sums import UNSURE

Heading = tuple[str, ...]

UNKNOWN = "表头有未识别的列，不能确定合计由哪些列组成"
NESTED = "表中有分级的合计行，不能确定合计包括哪些行"
NUMBERED = re.compile(r"^(\d+)[.、]")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list with its amounts by heading."""

    place: int
    item: ProcurementItem
    amounts: dict[Heading, NamedAmount]

    @property
    def name(self) -> str:
        return key(self.item.project)


@remembered
def _rows(subject: Subject) -> list[ListedRow]:
    return [
        ListedRow(i, item, {tuple(key(part) for part in cell.heading): cell for cell in item.cells})
        for i, item in enumerate(subject.disclosure.procurement)
    ]


def _headings(rows: Sequence[ListedRow]) -> list[Heading]:
    """The columns of amounts, in the order they are first printed."""
    return list(dict.fromkeys(heading for row in rows for heading in row.amounts if _adds(heading)))


@lru_cache(maxsize=1024)
def _adds(heading: Heading) -> bool:
    return bool(heading) and not NO_SUM.search("/".join(heading))


def _place(subject: Subject, row: ListedRow, heading: Heading) -> Place:
    cell = row.amounts.get(heading)
    said = "/".join(part for part in (row.item.project, row.item.item or "") if part)
    return Place(
        subject.index,
        f"政府采购预算表“{said}”{'/'.join(heading)}",
        cell.page if cell and cell.page is not None else row.item.page,
        cell.box if cell else None,
        statement=Statement.PROCUREMENT,
        line=row.place,
    )


def _operand(
    subject: Subject, label: str, cells: Sequence[tuple[ListedRow, Heading]], step: Decimal
) -> Operand:
    """The sum of what is printed at these places; None where all are blank."""
    printed = [(row.amounts[h], row.amounts[h].yuan) for row, h in cells if h in row.amounts]
    amounts = [(cell, yuan) for cell, yuan in printed if yuan is not None]
    total = sum((yuan for _, yuan in amounts), Decimal(0)) if amounts else None
    return Operand(
        label,
        total,
        " + ".join(cell.printed for cell, yuan in amounts if yuan),
        tuple(_place(subject, row, heading) for row, heading in cells),
        (step,) * sum(1 for _, yuan in amounts if yuan),
    )


def _step(rows: Sequence[ListedRow]) -> Decimal:
    """The last digit that amounts of this table print, in yuan; 0 where nothing shows it."""
    return _finest((cell.yuan, cell.printed) for row in rows for cell in row.amounts.values())


def _number(printed: str) -> Decimal | None:
    plain = key(printed).replace(",", "")
    return Decimal(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) and Decimal(plain) else None


def _judged(result: Result, rows: Sequence[ListedRow], why: str | None = None) -> Result:
    if result.state is not State.DIFFERS:
        return result
    if why:
        return could_not(result, why)
    return could_not(result, UNSURE) if any(row.item.read_by is ReadBy.OCR for row in rows) else result


def _compare(check: str, subject: Subject, left: Operand, right: Operand) -> Result | None:
    """The two sides; a blank one over a printed one is a difference, two blank ones say nothing."""
    if left.yuan is None and right.yuan is None:
        return None
    if left.yuan is None:
        said = f"{left.label}没有填数，而{right.label}为 {right.printed}"
        return Result(check, State.DIFFERS, subject.index, said, left, right, Decimal(0) - (right.yuan or 0))
    if right.yuan is None:
        said = f"{left.label}有数，而{right.label}没有填数"
        return Result(check, State.DIFFERS, subject.index, said, left, right, left.yuan)
    said = f"{left.label}与{right.label}不一致，相差 {{difference}}"
    return compared(check, subject.index, left, right, said)


def row_totals(subject: Subject, check: str) -> Iterator[Result]:
    """合计 of a row = Σ its sources: the other columns of its group."""
    rows = _rows(subject)
    headings, step = _headings(rows), _step(rows)
    for whole in (h for h in headings if terms.WHOLE_COLUMN.fullmatch(h[-1])):
        group = [h for h in headings if h[:-1] == whole[:-1] and h != whole]
        parts = [h for h in group if not terms.OF_WHICH.match(h[-1]) and not terms.RESERVED.search(h[-1])]
        if not parts or len(whole) < 2:
            continue
        why = None if all(terms.SOURCE_OF_PURCHASE.search(h[-1]) for h in parts) else UNKNOWN
        for row in rows:
            left = _operand(subject, f"{_named(row)}合计", [(row, whole)], step)
            right = _operand(subject, "各资金来源之和", [(row, part) for part in parts], step)
            result = _compare(check, subject, left, right)
            if result is not None and (left.yuan or right.yuan):
                yield _judged(result, [row], why)


def _named(row: ListedRow) -> str:
    return f"“{row.item.item or row.item.project}”"


def grand_totals(subject: Subject, check: str) -> Iterator[Result]:
    """合计 = Σ purchases, in every column; = Σ classes (一、货物 …) where the table has these, and sums within them."""
    rows = _rows(subject)
    totals = [row for row in rows if row.item.is_total and terms.GRAND_TOTAL.match(row.name)]
    classes = [row for row in rows if row.item.is_total and terms.CLASS_OF_PURCHASE.match(row.name)]
    leaves = [row for row in rows if not row.item.is_total]
    if len(totals) != 1:
        return
    if classes:
        yield from _down(subject, check, rows, totals[0], classes, "采购合计")
    elif leaves:
        nested = any(
            row.item.is_total and row is not totals[0] and not terms.SUBTOTAL.search(row.name) for row in rows
        )
        yield from _down(subject, check, rows, totals[0], leaves, "采购合计", NESTED if nested else None)


def subtotals(subject: Subject, check: str) -> Iterator[Result]:
    """小计 of a unit, of a class = Σ the purchases that follow it, or that it closes."""
    rows = _rows(subject)
    named = [row for row in rows if row.item.is_total and terms.SUBTOTAL.search(row.name)]
    others = [row for row in rows if not row.item.is_total or terms.SUBTOTAL.search(row.name)]
    if not named or not others:
        return
    leading = others[0].item.is_total
    for row in named:
        place = rows.index(row)
        if terms.CLASS_OF_PURCHASE.match(row.name):
            continue
        beside = rows[place + 1 :] if leading else rows[:place][::-1]
        own: list[ListedRow] = []
        for other in beside:
            if other.item.is_total:
                break
            own.append(other)
        if own:
            yield from _down(subject, check, rows, row, own, row.item.project)


def _down(
    subject: Subject,
    check: str,
    rows: Sequence[ListedRow],
    whole: ListedRow,
    parts: Sequence[ListedRow],
    label: str,
    why: str | None = None,
) -> Iterator[Result]:
    step = _step(rows)
    for heading in _headings([whole, *parts]):
        left = _operand(subject, label, [(whole, heading)], step)
        right = _operand(subject, "各采购项目之和", [(part, heading) for part in parts], step)
        if (
            left.yuan is None
            and heading not in whole.amounts
            and not any(h in whole.amounts for h in _headings(rows))
        ):
            continue  # a total row without any amount sums up nothing
        result = _compare(check, subject, left, right)
        if result is not None and (left.yuan or right.yuan):
            yield _judged(result, [whole, *parts], why)


def assets(subject: Subject, check: str) -> Iterator[Result]:
    """资产总额 = 房屋 + 车辆 + 设备 + 其他: the rows numbered from 1 on."""
    holdings = subject.disclosure.assets
    wholes = [i for i, holding in enumerate(holdings) if terms.ASSET_TOTAL.match(key(holding.item))]
    if len(wholes) != 1:
        return
    numbered = [(i, int(m[1])) for i, h in enumerate(holdings) if (m := NUMBERED.match(key(h.item)))]
    complete = [number for _, number in numbered] == list(range(1, len(numbered) + 1)) and len(numbered) > 1
    whole, parts = wholes[0], [i for i, _ in numbered]
    if holdings[whole].value_yuan is None or not any(holdings[i].value_yuan is not None for i in parts):
        return
    step = _finest((holding.value_yuan, holding.printed_value) for holding in holdings)
    result = compared(
        check,
        subject.index,
        _value(subject, [whole], step, holdings[whole].item),
        _value(subject, parts, step, "各项资产之和"),
        f"{holdings[whole].item}与各项资产之和不一致，相差 {{difference}}",
    )
    if result.state is State.DIFFERS and not complete:
        result = could_not(result, "各项没有连续编号，不能确定是否列全")
    yield result


def _finest(amounts: Iterable[tuple[Decimal | None, str]]) -> Decimal:
    steps = (last_digit_of(yuan, _number(printed), printed) for yuan, printed in amounts)
    return min((step for step in steps if step is not None), default=Decimal(0))


def _value(subject: Subject, rows: Sequence[int], step: Decimal, label: str) -> Operand:
    holdings = subject.disclosure.assets
    own = [(i, holdings[i]) for i in rows if holdings[i].value_yuan is not None]
    return Operand(
        label,
        sum((h.value_yuan or Decimal(0) for _, h in own), Decimal(0)),
        " + ".join(h.printed_value for _, h in own if h.value_yuan),
        tuple(Place(subject.index, f"固定资产占用情况表“{h.item}”", h.page, h.box, line=i) for i, h in own),
        (step,) * sum(1 for _, h in own if h.value_yuan),
    )
