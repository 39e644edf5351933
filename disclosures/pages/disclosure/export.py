"""A disclosure as an export: its statements as printed, and what else the document holds."""

from __future__ import annotations

from disclosures.parsing.assets import counted_quantity
from disclosures.presenting.exports.page import common_facts, document_table, placed
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportTable,
    amount_cell,
    column_paths,
    plain_amount,
    words,
)
from disclosures.presenting.exports.statement import statement_table
from disclosures.reading.purchases import Purchases
from disclosures.vocabulary import Unit

from .facts import WholeDisclosure


def disclosure_export(whole: WholeDisclosure, unit: Unit | None, address: str) -> Export:
    """A disclosure, whole. Without `unit` every statement is in the unit it was printed in. Three more queries."""
    shown = unit or Unit.WAN
    column = whole.column
    tables = [
        ExportTable(
            key="key_figures",
            title="主要数字",
            note=f"单位：{shown.label}",
            columns=column_paths(["项目", "金额"]),
            rows=tuple((ExportCell(name), amount_cell(value, shown)) for name, value in whole.key_figures),
            unit=shown,
        ),
        *(statement_table(statement, unit) for statement in (*whole.statements, *whole.kept)),
        ExportTable(
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
        ExportTable(
            key="assets",
            title="国有资产",
            note=f"单位：{shown.label}",
            columns=column_paths(["项目", "数量", "价值"]),
            rows=tuple(
                (
                    *words(row.item, counted_quantity(row.item, row.quantity) or "空白"),
                    plain_amount(row.fen, shown, row.printed or "空白"),
                )
                for row in whole.assets
            ),
            unit=shown,
        ),
        ExportTable(
            key="institutions",
            title="机构设置",
            columns=column_paths(["名称", "性质", "规格", "经费保障形式"]),
            rows=tuple(words(row.name, row.nature, row.rank, row.funding) for row in whole.institutions),
        ),
        ExportTable(
            key="notes",
            title="解析备注",
            columns=column_paths(["备注", "页"]),
            rows=tuple(words(note.message, note.page or "") for note in whole.notes),
        ),
    ]
    facts = [
        *common_facts(address, unit),
        ("口径", f"{column.scope_word}，{column.form_word}"),
        ("空格", "照原表排列：空格为原表空白，“—”为原表所印，“…”为没有录入的栏（百分数、文字、单位代码）"),
    ]
    title = f"{column.agency.name} {column.year} 年{column.form_word}"
    tables = [table for table in tables if table.rows or table.note]
    return placed(
        Export(
            title=title,
            address=address,
            facts=tuple(facts),
            documents=document_table([column], address),
            tables=tuple(tables),
        )
    )


def _targets(whole: WholeDisclosure, unit: Unit) -> ExportTable:
    rows: list[tuple[ExportCell, ...]] = []
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
                    indicator.result,
                    indicator.weight,
                    indicator.score,
                ),
            )
            for indicator in target.indicators
        ] or [(*of_target, *words(*[""] * 9))]
    names = ["编号", "名称", "项目编码", "资金", "目标", "一级", "二级", "三级", "描述", "指标值", "依据"]
    names += ["实际完成", "分值", "得分"]
    return ExportTable("targets", "绩效目标", column_paths(names), tuple(rows), unit=unit)


def _purchases(purchases: Purchases, unit: Unit) -> ExportTable:
    rows: list[tuple[ExportCell, ...]] = []
    for row in purchases.rows:
        funds = [row.cells.get(name, ("", None))[1] for name in purchases.headings] or [row.funds_fen]
        price = ExportCell() if row.is_total else plain_amount(row.unit_price_fen, unit)
        rows.append(
            (
                *words(row.project, row.item, row.catalogue_code, row.unit, row.quantity),
                price,
                *(plain_amount(fen, unit) for fen in funds),
            )
        )
    names = ["项目", "品名", "目录", "计量", "数量", "单价", *(purchases.headings or ("资金",))]
    return ExportTable("procurement", "政府采购", column_paths(names), tuple(rows), unit=unit)
