"""Procurement and assets of several columns as rows. What a document does not print as a row is added up and marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from disclosures.models import AssetHolding, ProcurementItem
from disclosures.parsing.assets import counted_quantity, valued_item
from disclosures.parsing.same import NUMBERING, bare_without_aside
from disclosures.reading.columns import Column
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.pivot import PivotRow
from disclosures.reading.values import Absence, Value, absent, added
from disclosures.vocabulary import HeadlineItem, Term


class Purpose(Term):
    """What is bought; the first letter of a code of the procurement catalogue says which."""

    GOODS = "A", "货物"
    WORKS = "B", "工程"
    SERVICES = "C", "服务"


TOTAL = "total"
NO_PROCUREMENT = "文件中没有政府采购表，或表中没有行"
TOTAL_NAMES = frozenset({"合计", "总计"})
_WHOLE_HEADINGS = ("合计", "总计", "小计")
"""Of several amounts of a row, the one under such a heading is the whole."""


@dataclass(slots=True)
class _Bought:
    """What one disclosure buys. `items` are (purpose, name) with their printed amounts."""

    totals: dict[str, Value] = field(default_factory=dict)
    items: dict[tuple[str, str], list[Value]] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def value(self, key: str) -> Value:
        """The printed total, else the sum of the rows, marked as made by this site."""
        if key in self.totals:
            return self.totals[key]
        rows = [v for (purpose, _), values in self.items.items() if key in (TOTAL, purpose) for v in values]
        if not rows:
            return absent(Absence.NO_ROW)
        return _sum(rows)


def procurement_rows(columns: Sequence[Column], figures: KeyFigures) -> list[PivotRow]:
    """Total, goods, works and services, and under them the items that several columns buy. The total of a column without
    the table is the one that its narrative states. One query."""
    bought = _bought(pk for column in columns for pk in column.ids)
    if not bought:
        return []
    total = _procurement_row(columns, bought, TOTAL, "政府采购总额", 1)
    stated = [figures.of_column(column, HeadlineItem.PROCUREMENT_TOTAL) for column in columns]
    values = (
        told if value.absence is Absence.NO_TABLE and told.fen is not None else value
        for value, told in zip(total.values, stated, strict=True)
    )
    rows = [replace(total, values=tuple(values))]
    for purpose in (*Purpose, None):
        letter = purpose.value if purpose else ""
        name = purpose.label if purpose else "没有写明货物、工程还是服务"
        rows.append(_procurement_row(columns, bought, letter, name, 2))
        rows += _like_items(columns, bought, letter)
    return [row for row in rows if any(value.fen is not None for value in row.values)]


def _procurement_row(
    columns: Sequence[Column], bought: dict[int, _Bought], key: str, name: str, level: int
) -> PivotRow:
    def one(pk: int) -> Value:
        return bought[pk].value(key) if pk in bought else absent(Absence.NO_TABLE, NO_PROCUREMENT)

    return PivotRow(key, "", name, level, _over(columns, one))


def _like_items(columns: Sequence[Column], bought: dict[int, _Bought], letter: str) -> list[PivotRow]:
    """Items of one purpose that more than one column names alike."""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for column in columns:
        here = {
            name: found.names[purpose, name]
            for pk in column.ids
            if (found := bought.get(pk))
            for purpose, name in found.items
            if purpose == letter
        }
        for name, printed in here.items():
            names.setdefault(name, printed)
            counts[name] = counts.get(name, 0) + 1

    def of(name: str) -> Callable[[int], Value]:
        def one(pk: int) -> Value:
            if pk not in bought:
                return absent(Absence.NO_TABLE, NO_PROCUREMENT)
            values = bought[pk].items.get((letter, name))
            return _sum(values) if values else absent(Absence.NO_ROW)

        return one

    return [
        PivotRow(f"{letter}:{name}", "", printed, 3, _over(columns, of(name)))
        for name, printed in names.items()
        if counts[name] > 1
    ]


def _over(columns: Sequence[Column], one: Callable[[int], Value]) -> tuple[Value, ...]:
    """A value for each column: that of its disclosure, or of its units added up."""
    found = []
    for column in columns:
        values = [one(pk) for pk in column.ids]
        found.append(added(values) if column.is_derived else values[0])
    return tuple(found)


def _sum(values: Sequence[Value]) -> Value:
    """One row as printed; several added, and marked."""
    if len(values) == 1:
        return values[0]
    summed = added(values)
    return replace(summed, remark=f"本站相加：{len(values)} 行之和") if summed.fen is not None else summed


def _bought(ids: Iterable[int]) -> dict[int, _Bought]:
    """By disclosure, in printed order: a row 货物 or 服务 says what the rows under it are. One query."""
    found: dict[int, _Bought] = {}
    purposes: dict[int, str] = {}
    for whole, _, is_total, project, item, code, funds, amounts in _printed_rows(ids):
        bought = found.setdefault(whole, _Bought())
        value = _whole_amount(amounts, funds)
        if is_total:
            name = NUMBERING.sub("", project.strip())
            purpose = next(
                (p for p in Purpose if name.startswith(p.label) or name.rstrip("A-C") == p.label), None
            )
            if name in TOTAL_NAMES:
                bought.totals.setdefault(TOTAL, value)
            elif purpose is not None:
                purposes[whole] = purpose.value
                bought.totals.setdefault(purpose.value, value)
            continue
        printed = (item or project).strip()
        letter = (
            code[:1].upper() if code[:1].upper() in {p.value for p in Purpose} else purposes.get(whole, "")
        )
        key = (letter, bare_without_aside(printed))
        bought.items.setdefault(key, []).append(value)
        bought.names.setdefault(key, printed)
    return found


_Amount = tuple[Sequence[str], str, int | None]
_PURCHASE = (
    "whole", "pk", "is_total", "project", "item", "catalogue_code", "funds_fen",
    "amounts__heading", "amounts__printed", "amounts__fen",
)  # fmt: skip
_ASSET = ("whole", "item", "quantity", "fen", "printed")
_PrintedRow = tuple[int, int, bool, str, str, str, int | None, list[_Amount]]


def _printed_rows(ids: Iterable[int]) -> list[_PrintedRow]:
    rows: dict[int, _PrintedRow] = {}
    for (
        whole,
        pk,
        is_total,
        project,
        item,
        code,
        funds,
        heading,
        printed,
        fen,
    ) in ProcurementItem.objects.of_disclosures(ids, "amounts__position").values_list(*_PURCHASE):
        row = rows.setdefault(pk, (whole, pk, is_total, project, item, code, funds, []))
        if heading is not None:
            row[-1].append((heading, printed, fen))
    return list(rows.values())


def _whole_amount(amounts: Sequence[_Amount], funds: int | None) -> Value:
    """The amount under 合计 or 总计; where that is blank, the first that is printed, and from which column."""
    numbers = [(heading, printed, fen) for heading, printed, fen in amounts if fen is not None]
    for heading, printed, fen in numbers:
        if heading and heading[-1] in _WHOLE_HEADINGS:
            return Value(fen=fen, printed=printed)
    if numbers:
        heading, printed, fen = numbers[0]
        return Value(
            fen=fen, printed=printed, remark=f"取自“{heading[-1] if heading else ''}”栏，没有合计栏的数"
        )
    if funds is not None:
        return Value(fen=funds, remark="取自“项目资金”栏")
    return absent(Absence.BLANK)


# --- assets --------------------------------------------------------------------------------------------------------


def asset_rows(columns: Sequence[Column]) -> list[PivotRow]:
    """The rows of 国有资产, joined by what they name: 1、房屋（平方米） and 1.房屋 are one row. One query."""
    found: dict[int, dict[str, Value]] = {}
    names: dict[str, tuple[str, str]] = {}
    for whole, item, quantity, fen, printed in AssetHolding.objects.of_disclosures(
        [pk for column in columns for pk in column.ids]
    ).values_list(*_ASSET):
        name = bare_without_aside(item)
        names.setdefault(name, (valued_item(NUMBERING.sub("", item.strip())), item.strip()))
        remark = f"数量 {counted_quantity(item, quantity)}" if quantity.strip() else ""
        value = (
            absent(Absence.BLANK, remark) if fen is None else Value(fen=fen, printed=printed, remark=remark)
        )
        found.setdefault(whole, {}).setdefault(name, value)

    def of(name: str) -> Callable[[int], Value]:
        def one(pk: int) -> Value:
            if pk not in found:
                return absent(Absence.NO_TABLE, "文件中没有国有资产表")
            return found[pk].get(name) or absent(Absence.NO_ROW)

        return one

    return [
        PivotRow(
            TOTAL if _is_whole(name) else name,
            "",
            shown,
            1 if _is_whole(name) else 3 if printed.startswith("其中") else 2,
            _over(columns, of(name)),
        )
        for name, (shown, printed) in sorted(names.items(), key=lambda entry: not _is_whole(entry[0]))
    ]


def _is_whole(name: str) -> bool:
    return name.endswith("资产总额")
