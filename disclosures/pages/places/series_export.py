"""A subject over years as files: what the page shows, and every amount of every unit as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from disclosures.models import Head
from disclosures.models.statement import fen_to_yuan
from disclosures.presenting.amounts import rate_text
from disclosures.presenting.exports.page import KINDS_OF_NOTHING, NO_RATE, common_facts, placed
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportNumber,
    ExportTable,
    Formula,
    amount_cell,
    column_paths,
    in_unit,
    number_of,
    site_of,
    words,
)
from disclosures.presenting.grids import source_url
from disclosures.vocabulary import AgencyKind, Stage, SubjectKind, Unit

from .export import NO_DOCUMENTS, NOT_COMPARABLE, fen_cell
from .panel import Group, Step
from .ranking import head_value
from .series import MOST_NAMED, Mover, Series

TIDY = "tidy"
SAME = (
    "同一批：两年都有数、口径相同的机构；口径变了：两年中有一年是各单位相加，或相加的单位不同；新加入、离开：只有一年有数的机构。"
    "全部之差 = 同一批之差 + 口径变了的之差 + 新加入 − 离开。全部机构的变化率含新加入与离开的；有机构口径变了，或没有同一批机构的，不算。"
)


def series_export(found: Series, title: str, unit: Unit, address: str) -> Export:
    tables = [
        _totals(found, unit),
        _steps(found, unit),
        *(_movers(key, name, found.step, movers, unit) for key, name, movers in _named(found)),
        _rows(found, unit),
    ]
    facts = [
        *common_facts(address, unit),
        ("范围", "，".join([*found.among.words, f"各年{found.stage.label}"])),
        ("依据", found.kind.specification.basis),
        ("同一批", SAME),
        ("合计", NOT_COMPARABLE),
        ("空值", KINDS_OF_NOTHING),
        *(
            [("分页", f"各机构是第 {found.page} 页，共 {found.pages} 页；part={TIDY} 的 CSV 有全部")]
            if found.pages > 1
            else []
        ),
    ]
    return placed(Export(title, address, tuple(facts), NO_DOCUMENTS, tuple(t for t in tables if t.rows)))


def _named(found: Series) -> list[tuple[str, str, Sequence[Mover]]]:
    return [("joined", "新加入", found.joined), ("left", "离开", found.left)]


def _totals(found: Series, unit: Unit) -> ExportTable:
    return ExportTable(
        key="years",
        title="各年合计",
        note=f"本站相加，单位：{unit.label}",
        columns=column_paths(["年度", "机构数", "全部", f"每年都有的 {len(found.constant)} 个"]),
        rows=tuple(
            (
                *words(year.year, year.all.number),
                fen_cell(year.all.after, unit),
                _sum(year.constant.shown[1], unit),
            )
            for year in found.totals
        ),
        unit=unit,
    )


STEP_COLUMNS = (
    ("年度",),
    *(("同一批", name) for name in ("机构数", "上年", "本年", "变化率")),
    *(("全部机构", name) for name in ("上年机构数", "上年", "本年机构数", "本年", "变化率")),
    *((word, name) for word in ("新加入", "离开") for name in ("机构数", "金额")),
)
OTHER_UNITS_COLUMNS = tuple(("口径变了", name) for name in ("机构数", "上年", "本年"))


def _steps(found: Series, unit: Unit) -> ExportTable:
    return ExportTable(
        key="steps",
        title="同一批机构比较",
        note=f"本站相加，单位：{unit.label}。{SAME}",
        columns=(*STEP_COLUMNS, *(OTHER_UNITS_COLUMNS if found.has_other_units else ())),
        rows=tuple(tuple(_step(step, unit, found.has_other_units)) for step in found.steps),
        unit=unit,
    )


def _step(step: Step, unit: Unit, with_other_units: bool) -> Iterator[ExportCell]:
    yield ExportCell(f"{step.before} → {step.after}")
    yield from (*words(step.same.number), *_amounts(step.same, unit), _rate(step.same, 3, 2))
    before, after = _amounts(step.all, unit)
    yield from (*words(step.count_before), before, *words(step.count_after), after, _rate_of_all(step))
    yield from (*words(step.joined.number), _sum(step.joined.shown[1], unit))
    yield from (*words(step.left.number), _sum(step.left.shown[0], unit))
    if with_other_units:
        yield from (*words(step.other_units.number), *_amounts(step.other_units, unit))


def _amounts(group: Group, unit: Unit) -> tuple[ExportCell, ExportCell]:
    before, after = group.shown
    return _sum(before, unit), _sum(after, unit)


def _sum(fen: int | None, unit: Unit) -> ExportCell:
    return ExportCell("没有") if fen is None else fen_cell(fen, unit)


def _rate_of_all(step: Step) -> ExportCell:
    return ExportCell(step.why_no_rate) if step.why_no_rate else _rate(step.all, 8, 6)


def _rate(group: Group, left: int, right: int) -> ExportCell:
    text = rate_text(group.after, group.before)
    if text is None:
        return ExportCell(NO_RATE)
    formula = Formula(left, right, group.change / group.before)
    return ExportCell(text, number_of(text), ExportNumber.RATE, formula=formula)


def _movers(key: str, name: str, step: Step | None, movers: Sequence[Mover], unit: Unit) -> ExportTable:
    return ExportTable(
        key=key,
        title=f"{name}的机构，{step.before} → {step.after}" if step else name,
        note=f"单位：{unit.label}；金额最大的在前，最多 {MOST_NAMED} 个",
        columns=column_paths(["机构", "金额", "地区", "为什么"]),
        rows=tuple(
            (
                ExportCell(mover.agency.name),
                amount_cell(mover.value, unit),
                *words(mover.agency.region.name, mover.reason),
            )
            for mover in movers
        ),
        unit=unit,
    )


def _rows(found: Series, unit: Unit) -> ExportTable:
    return ExportTable(
        key="bodies",
        title="各机构各年",
        note=f"单位：{unit.label}",
        columns=column_paths(["机构", *map(str, found.years), "地区", "口径"]),
        rows=tuple(
            (
                ExportCell(row.agency.name),
                *(amount_cell(value, unit) for value in row.values),
                *words(row.agency.region.name, row.scope_word),
            )
            for row in found.rows
        ),
        unit=unit,
    )


# --- tidy ------------------------------------------------------------------------------------------------------------

TIDY_COLUMNS = (
    "行政区划代码",
    "地区",
    "机构",
    "口径",
    "所属部门",
    "计入合计",
    "年度",
    "阶段",
    "分类",
    "科目编码",
    "科目",
    "金额（元）",
    "依据",
    "网址",
)


def tidy_export(found: Series, title: str, unit: Unit, address: str) -> Export:
    """Every amount of every unit, a row each, in 元: all years of one stage, bodies and the units of departments. Two
    queries, and memory for as many rows as there are amounts."""
    codes = found.kind.specification.codes if not found.code else (found.code,)
    heads = found.among.heads(Head.objects.filter(kind=found.kind, code__in=codes, stage=found.stage))
    listed = heads.select_related("agency__region__parent__parent", "department").order_by(
        "region", "agency__code", "agency__name", "agency", "fiscal_year", "code"
    )
    names = {found.code: found.name} | {
        code: found.kind.item(code).label for code in codes if not found.kind.is_code
    }
    site = site_of(address)
    table = ExportTable(
        key=TIDY,
        title="每个数一行",
        columns=column_paths(TIDY_COLUMNS),
        rows=tuple(tuple(_tidy(head, names[head.code], site)) for head in listed),
        unit=Unit.YUAN,
        is_tidy=True,
    )
    facts = [
        *common_facts(address, Unit.YUAN),
        ("依据", found.kind.specification.basis),
        ("合计", NOT_COMPARABLE),
    ]
    return Export(title, address, tuple(facts), NO_DOCUMENTS, (table,))


def _tidy(head: Head, name: str, site: str) -> Iterator[ExportCell]:
    value, agency = head_value(head), head.agency
    basis = "说明文字" if head.headline_id else "表" if head.amount_id else value.remark
    yield from words(
        head.region_id,
        agency.region.full_name,
        agency.name,
        AgencyKind(head.scope).label,
        head.department.name if head.department else "",
        "否" if head.department_id else "是",
        head.fiscal_year,
        Stage(head.stage).label,
        SubjectKind(head.kind).label,
        head.code,
        name,
    )
    yield ExportCell(f"{fen_to_yuan(head.fen)}", in_unit(head.fen, Unit.YUAN))
    yield from words(basis, site + (source_url(value) or reverse("disclosures:agency", args=[agency.pk])))
