"""The pages as exports: the same tables, in the same order, mode and unit, and what must be known about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils import timezone

from disclosures.amounts import Unit, change_text, index_text, rate_text, share_text
from disclosures.grids import Mode
from disclosures.queries.columns import Column
from disclosures.queries.compare import Comparison
from disclosures.queries.disclosure import Purchases, WholeDisclosure
from disclosures.queries.pivot import PivotRow
from disclosures.queries.provenance import parts_of, places_of
from disclosures.queries.statements import Place, PrintedColumn, PrintedStatement
from disclosures.queries.values import Value, difference
from disclosures.queries.years import YearOverYear
from disclosures.vocabulary import CellState, Stage

from .sheets import (
    NO_DIFFERENCE,
    Cell,
    Export,
    Formula,
    Number,
    Table,
    amount_cell,
    change_cell,
    column_paths,
    in_unit,
    number_of,
    plain_amount,
    words,
)

NO_RATE = "不适用"
NAMES = ("编码", "名称")
"""The first two columns of every table of rows by code."""

KINDS_OF_NOTHING = (
    "空白：印有此行，格内无字；无此行：表中没有这一行；空表：表已印出，注明无此项；未公开：文件中没有这张表；"
    "未提及：说明文字没有写；未收录：本站没有这份文件。印出的 0.00 是数字。一边没有数时不作差。"
)


# --- compare -------------------------------------------------------------------------------------------------------


def comparison_export(found: Comparison, title: str, mode: Mode, unit: Unit, address: str) -> Export:
    """A comparison as its page shows it. Three queries beside those of the comparison."""
    grid = _CompareTables(found, mode, unit)
    tables = [
        _card(found),
        grid.table("headline", "主要数字", found.headline, found.expenditure_totals),
        grid.table("functional", f"按功能分类：{found.basis_word}", found.functional, found.totals),
        grid.table("economic", "按经济分类（基本支出）", found.economic, found.economic_totals),
        grid.table("three_public", "“三公”经费", found.three_public, found.expenditure_totals),
    ]
    facts = [
        *_facts(address, unit),
        ("显示", f"{mode.label}；基准列 {found.columns[found.base].title}"),
        *(("共同口径", text) for text in found.card.common),
        *(("不宜比较", f"{item.what}：{item.reason}") for item in found.card.struck),
        ("空值", KINDS_OF_NOTHING),
    ]
    return _placed(
        Export(
            title=title,
            address=address,
            facts=tuple(facts),
            documents=_documents(found.columns, address),
            tables=tuple(table for table in tables if table.rows),
        )
    )


def _card(found: Comparison) -> Table:
    return Table(
        key="card",
        title="能否直接比较",
        columns=column_paths(["口径", *(column.title for column in found.columns)]),
        rows=tuple(words(name, *(cell.text for cell in cells)) for name, cells in found.card.rows),
        sheet="比较",
    )


class _CompareTables:
    """The rows of a comparison in its mode; the differences of mode 金额 stand right of their amounts."""

    def __init__(self, found: Comparison, mode: Mode, unit: Unit) -> None:
        self.columns, self.base, self.mode, self.unit = found.columns, found.base, mode, unit
        self.has_difference = mode is Mode.AMOUNT and len(found.columns) <= 6
        self.column_of = {
            i: len(NAMES) + i + (sum(other != found.base for other in range(i)) if self.has_difference else 0)
            for i in range(len(found.columns))
        }

    def table(self, key: str, title: str, rows: Sequence[PivotRow], totals: Sequence[Value]) -> Table:
        is_amount = self.mode is Mode.AMOUNT
        note = {
            Mode.AMOUNT: f"单位：{self.unit.label}",
            Mode.SHARE: "占该列合计的比重（%）",
            Mode.DIFFERENCE: f"基准列为金额，其余为差额，单位：{self.unit.label}",
            Mode.RATIO: "基准列为金额，其余以基准列为 100",
        }.get(self.mode, self.mode.label)
        return Table(
            key=key,
            title=title,
            note=note,
            columns=tuple((name,) for name in self._head()),
            rows=tuple(self._row(row, totals) for row in rows),
            sheet="比较",
            unit=self.unit,
            amounts=() if is_amount else tuple(self._amounts(row) for row in rows),
            wholes=() if is_amount else (*words("底数", ""), *(amount_cell(v, self.unit) for v in totals)),
        )

    def _head(self) -> Iterable[str]:
        yield from NAMES
        for i, column in enumerate(self.columns):
            yield column.title + ("（基准）" if i == self.base else "")
            if self.has_difference and i != self.base:
                yield f"差额：{column.title}"

    def _row(self, row: PivotRow, totals: Sequence[Value]) -> tuple[Cell, ...]:
        cells = list(_names(row))
        base = row.values[self.base]
        for i, value in enumerate(row.values):
            cells.append(self._cell(value, base, i, totals))
            if self.has_difference and i != self.base:
                gap = difference(value, base)
                places = self.column_of[i], self.column_of[self.base]
                cells.append(words(NO_DIFFERENCE)[0] if gap is None else change_cell(gap, self.unit, *places))
        return tuple(cells)

    def _amounts(self, row: PivotRow) -> tuple[Cell, ...]:
        return (*_names(row), *(amount_cell(value, self.unit) for value in row.values))

    def _cell(self, value: Value, base: Value, place: int, totals: Sequence[Value]) -> Cell:
        """The same decisions as the page's grid takes; a test holds the two together."""
        if value.fen is None or self.mode is Mode.AMOUNT:
            return amount_cell(value, self.unit)
        left, right = self.column_of[place], self.column_of[self.base]
        if self.mode is Mode.SHARE:
            whole = totals[place].fen if totals else None
            text = share_text(value.fen, whole) if whole is not None else None
            return _ratio(text, Number.SHARE, value.fen, whole, Formula(left, left, 0))
        if place == self.base:
            return amount_cell(value, self.unit)
        if base.fen is None:
            return Cell(NO_DIFFERENCE)
        if self.mode is Mode.DIFFERENCE:
            return change_cell(value.fen - base.fen, self.unit, left, right)
        return _ratio(
            index_text(value.fen, base.fen), Number.INDEX, value.fen * 100, base.fen, Formula(left, right, 0)
        )


def _ratio(text: str | None, kind: Number, part: int, whole: int | None, formula: Formula) -> Cell:
    """A share, rate or index as the page prints it; its formula carries the unrounded result."""
    if text is None or not whole:
        return Cell(NO_RATE)
    return Cell(text, number_of(text), kind, formula=formula._replace(result=part / whole))


def _names(row: PivotRow) -> tuple[Cell, Cell]:
    return Cell(row.code), Cell(row.name, indent=row.level - 1)


# --- year over year ------------------------------------------------------------------------------------------------


def years_export(found: YearOverYear, title: str, unit: Unit, address: str) -> Export:
    """One agency's years as the page shows them. Three queries beside those of the page."""
    tables = [_years(found, unit)]
    if found.declared:
        tables.append(_declared(found, unit))
    facts = [
        *_facts(address, unit),
        *(("口径", f"{column.year} 年为{column.form_word}") for column in found.columns),
        *(("口径变化", text) for text in found.break_words),
        *(("未收录", f"{year} 年") for year in found.missing_years),
        ("空值", KINDS_OF_NOTHING),
    ]
    return _placed(
        Export(
            title=title,
            address=address,
            facts=tuple(facts),
            documents=_documents(found.columns, address),
            tables=tuple(tables),
        )
    )


def _years(found: YearOverYear, unit: Unit) -> Table:
    head = list(NAMES)
    for i, column in enumerate(found.columns):
        head.append(f"{column.year} {column.form_word}")
        if i:
            since = "跨口径" if found.breaks[i] else f"较 {found.columns[i - 1].year}"
            head += [f"{column.year} 变化（{since}）", f"{column.year} 变化率（%）"]
    return Table(
        key="rows",
        title=f"{found.table.label}，合计列" if found.table else "主要数字",
        note=f"单位：{unit.label}",
        columns=column_paths(head),
        rows=tuple(_year_cells(row, unit) for row in found.rows),
        sheet="各年",
        unit=unit,
    )


def _year_cells(row: PivotRow, unit: Unit) -> tuple[Cell, ...]:
    cells = list(_names(row))
    for i, value in enumerate(row.values):
        cells.append(amount_cell(value, unit))
        if i == 0:
            continue
        here = len(cells) - 1
        previous = here - (1 if i == 1 else 3)
        before = row.values[i - 1]
        gap = difference(value, before)
        if gap is None or value.fen is None or before.fen is None:
            cells += words(NO_DIFFERENCE, NO_DIFFERENCE)
            continue
        cells.append(change_cell(gap, unit, here, previous))
        rate = rate_text(value.fen, before.fen)
        cells.append(_ratio(rate, Number.RATE, gap, before.fen, Formula(here, previous, 0)))
    return tuple(cells)


def _declared(found: YearOverYear, unit: Unit) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for item in found.declared:
        claim = item.claim
        if claim.fen is None:
            told = Cell(claim.printed if claim.percentage is not None else "未提及")
        else:
            told = Cell(change_text(claim.fen, unit), in_unit(claim.fen, unit), Number.CHANGE)
        implied = Cell() if item.implied_fen is None else plain_amount(item.implied_fen, unit)
        base = f"较 {claim.base_year}" if claim.base_year else "未写明"
        rows.append(
            (
                *words(f"{item.column.year} {item.agency}", item.item, base),
                told,
                implied,
                *words(claim.reason, claim.sentence),
            )
        )
    return Table(
        key="declared",
        title="文件所述增减",
        note=f"单位：{unit.label}。上年推算 = 本年公布数 − 所述增减，由本站算出",
        columns=column_paths(["公开", "项目", "基年", "所述增减", "上年推算", "所述原因", "所在句子"]),
        rows=tuple(rows),
        sheet="各年",
        unit=unit,
    )


# --- one disclosure ------------------------------------------------------------------------------------------------


def disclosure_export(whole: WholeDisclosure, unit: Unit | None, address: str) -> Export:
    """A disclosure, whole. Without `unit` every statement is in the unit it was printed in. Three more queries."""
    shown = unit or Unit.WAN
    column = whole.column
    tables = [
        Table(
            key="key_figures",
            title="主要数字",
            note=f"单位：{shown.label}",
            columns=column_paths(["项目", "金额"]),
            rows=tuple((Cell(name), amount_cell(value, shown)) for name, value in whole.key_figures),
            unit=shown,
        ),
        *(statement_table(statement, unit) for statement in whole.statements),
        Table(
            key="narrative",
            title="说明文字",
            columns=column_paths(["标题", "页", "文字"]),
            rows=tuple(
                words(passage.heading, passage.page or "", "".join(run.text for run in runs))
                for passage in whole.passages
                for runs in passage.paragraphs or ((),)
            ),
        ),
        _targets(whole, shown),
        _purchases(whole.purchases, shown),
        Table(
            key="assets",
            title="国有资产",
            note=f"单位：{shown.label}",
            columns=column_paths(["项目", "数量", "价值"]),
            rows=tuple(
                (
                    *words(row.item, row.quantity or "空白"),
                    plain_amount(row.fen, shown, row.printed or "空白"),
                )
                for row in whole.assets
            ),
            unit=shown,
        ),
        Table(
            key="institutions",
            title="机构设置",
            columns=column_paths(["名称", "性质", "规格", "经费保障形式"]),
            rows=tuple(words(row.name, row.nature, row.rank, row.funding) for row in whole.institutions),
        ),
        Table(
            key="notes",
            title="解析备注",
            columns=column_paths(["备注", "页"]),
            rows=tuple(words(note.message, note.page or "") for note in whole.notes),
        ),
    ]
    facts = [
        *_facts(address, unit),
        ("口径", f"{column.scope_word}，{column.form_word}"),
        ("空格", "照原表排列：空格为原表空白，“—”为原表所印"),
    ]
    title = f"{column.agency.name} {column.year} 年{column.form_word}"
    tables = [table for table in tables if table.rows or table.note]
    return _placed(
        Export(
            title=title,
            address=address,
            facts=tuple(facts),
            documents=_documents([column], address),
            tables=tuple(tables),
        )
    )


def statement_table(statement: PrintedStatement, unit: Unit | None) -> Table:
    """A statement as printed: its columns, order and blanks."""
    shown = unit or _printed_unit(statement)
    notes = [f"单位：{shown.label}", statement.pages_text]
    if statement.empty_note:
        notes.append(f"原表附注：{statement.empty_note}")
    return Table(
        key=statement.anchor,
        title=statement.title,
        note="　".join(filter(None, notes)),
        columns=tuple(_path(column) for column in statement.columns),
        rows=tuple(tuple(_printed(place, shown) for place in row) for row in statement.rows),
        unit=shown,
    )


def _printed_unit(statement: PrintedStatement) -> Unit:
    places = (place for row in statement.rows for place in row if not isinstance(place, str))
    return next((place.printed_unit for place in places if place.fen is not None), Unit.WAN)


def _path(column: PrintedColumn) -> tuple[str, ...]:
    names = {"serial": "序号", "code": "编码", "name": "名称"}
    return column.heading or (names.get(column.role, ""),)


def _printed(place: Place, unit: Unit) -> Cell:
    if isinstance(place, str):
        return Cell(place)
    if place.state == CellState.AMOUNT and place.fen is not None:
        return amount_cell(Value(fen=place.fen, amount_id=place.amount_id, printed=place.printed), unit)
    return Cell("" if place.state == CellState.BLANK else place.printed)


def _targets(whole: WholeDisclosure, unit: Unit) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for target in whole.targets:
        of_target = (
            *words(target.number or "", target.title, target.code),
            plain_amount(target.funds_fen, unit, ""),
            *words("；".join(target.objectives)),
        )
        rows += [
            (
                *of_target,
                *words(
                    indicator.level_1,
                    indicator.level_2,
                    indicator.level_3,
                    indicator.description,
                    indicator.target,
                    indicator.basis,
                ),
            )
            for indicator in target.indicators
        ] or [(*of_target, *words(*[""] * 6))]
    names = ["编号", "名称", "项目编码", "资金", "目标", "一级", "二级", "三级", "描述", "指标值", "依据"]
    return Table("targets", "绩效目标", column_paths(names), tuple(rows), unit=unit)


def _purchases(purchases: Purchases, unit: Unit) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for row in purchases.rows:
        funds = [row.cells.get(name, ("", None))[1] for name in purchases.headings] or [row.funds_fen]
        price = Cell() if row.is_total else plain_amount(row.unit_price_fen, unit)
        rows.append(
            (
                *words(row.project, row.item, row.catalogue_code, row.unit, row.quantity),
                price,
                *(plain_amount(fen, unit) for fen in funds),
            )
        )
    names = ["项目", "品名", "目录", "计量", "数量", "单价", *(purchases.headings or ("资金",))]
    return Table("procurement", "政府采购", column_paths(names), tuple(rows), unit=unit)


# --- what all have in common ---------------------------------------------------------------------------------------


def _facts(address: str, unit: Unit | None) -> list[tuple[str, str]]:
    return [
        ("网页", address),
        ("取得日期", today().isoformat()),
        ("金额单位", unit.label if unit else "照原表"),
        ("说明", "数字照公布文件录入，不作改动。本站不是政府网站，引用请以原件为准。"),
    ]


def today() -> date:
    return timezone.localdate()


def _documents(columns: Sequence[Column], address: str) -> Table:
    """The documents behind the columns, one row a file. One query."""
    parts = parts_of(pk for column in columns for pk in column.ids)
    site = "/".join(address.split("/", 3)[:3])
    rows = [
        words(
            column.title,
            disclosure.agency.name if disclosure.agency else "",
            str(disclosure.fiscal_year or ""),
            Stage(disclosure.stage).label,
            column.scope_word,
            disclosure.document.original_name,
            f"{disclosure.first_page}—{disclosure.last_page}" if disclosure.first_page else "",
            disclosure.document.sha256,
            timezone.localdate(disclosure.document.received_at).isoformat(),
            timezone.localdate(disclosure.published_at).isoformat() if disclosure.published_at else "",
            site + reverse("disclosures:disclosure", args=[disclosure.whole_id]),
        )
        for column in columns
        for whole in column.disclosures
        for disclosure in (whole, *parts.get(whole.pk, ()))
    ]
    return Table(key="documents", title="原件", columns=column_paths(DOCUMENT_COLUMNS), rows=tuple(rows))


DOCUMENT_COLUMNS = (
    "列",
    "机构",
    "年度",
    "阶段",
    "口径",
    "原件",
    "页",
    "SHA-256",
    "收到",
    "发布",
    "地址",
)


def _placed(export: Export) -> Export:
    return replace(export, places=places_of(export.values()))
