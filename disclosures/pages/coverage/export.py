"""Coverage to take away: counts a place; every body of a place in every year and stage, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from disclosures.presenting.exports.page import common_facts
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportTable,
    column_paths,
    site_of,
    words,
)
from disclosures.reading.year_stages import YearStage

from .facts import Body, Grid, Place, PlaceRow, State, sums

NOTE = "本站没有，不等于没有公布；点名的单位是否应当单独公布，以规定为准。"
COUNTS = ("代码", "地区", "已知的机构与单位", State.HERE.label, State.NAMED.label, State.KNOWN.label)
CELLS = ("代码", "地区", "部门", "机构或单位", "类别", "年度", "阶段", "状态", "依据", "页", "依据的地址")
NO_DOCUMENTS = ExportTable("documents", "原件", (("原件",),), (words("原件见各份公开的页面。"),))


def places_export(rows: Sequence[PlaceRow], when: YearStage, address: str) -> Export:
    counted = [
        words(row.region.pk, row.region.full_name, row.known, row.here, row.named, row.elsewhere)
        for row in rows
    ]
    table = ExportTable(
        key="places",
        title=f"收录情况，{when}",
        note=NOTE,
        columns=column_paths(COUNTS),
        rows=(*counted, words("", "合计", *sums(rows))),
    )
    return _export(f"收录情况，{when}", table, address)


def grid_export(found: Grid, address: str) -> Export:
    site = site_of(address)
    table = ExportTable(
        key="grid",
        title=f"{found.region.full_name}收录情况",
        note=NOTE,
        columns=column_paths(CELLS),
        rows=tuple(_rows(found, site)),
    )
    return _export(table.title, table, address)


def _export(title: str, table: ExportTable, address: str) -> Export:
    return Export(title, address, tuple(common_facts(address, None)), NO_DOCUMENTS, (table,))


def _rows(found: Grid, site: str) -> Iterator[tuple[ExportCell, ...]]:
    for body in found.bodies:
        for place in body.places(found.years):
            yield (*words(found.region.pk, found.region.full_name), *_cells(body, place, site))


def _cells(body: Body, place: Place, site: str) -> tuple[ExportCell, ...]:
    proof = place.evidence
    return words(
        body.department,
        body.name,
        body.kind.label,
        place.when.year,
        place.when.stage.label,
        place.state.label,
        proof.said,
        proof.page or "",
        site + reverse("disclosures:disclosure", args=[proof.disclosure_id]),
    )
