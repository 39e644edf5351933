"""A form of the Ministry of Finance from the file to the page: percentages, agencies' codes, items of two years."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from disclosures.models import Document
from disclosures.parsing import parse
from disclosures.reading.recorded import recorded
from disclosures.reading.statements import BLANK, PrintedCell, disclosure_tables
from disclosures.reconciliation import State, reconcile
from tests.parsing.test_national_forms import table

FORM = table(
    "一般公共预算支出表\n部门：衡水市某局　　单位：万元",
    [["单位代码", "科目编码", "科目名称", "2023年执行数", "2024年预算数", "增减额", "增减%"]],
    ["326|206|科学技术支出|7.00|8.00|1.00|14.29", "||合计|7.00|8.00|1.00|14.29"],
) + table(
    "一般公共预算“三公”经费支出表\n单位：万元",
    [
        [("2023年预算数", 1, 4), ("2024年预算数", 1, 4)],
        ["合计", "因公出国（境）费", "公务用车购置及运行费", "公务接待费"] * 2,
    ],
    ["60.00||55.00|5.00|55.00||51.00|4.00"],
)


def shown(place: str | PrintedCell) -> str:
    return place if isinstance(place, str) else place.printed


def test_percentages_and_codes_of_agencies_are_shown_beside_the_amounts(
    ingested: Callable[..., Document], tmp_path: Path
) -> None:
    path = tmp_path / "made.html"
    path.write_text(f"<html><body><h1>衡水市某局2024年部门预算</h1>{FORM}</body></html>")
    parsed = parse(path)
    (disclosure,) = ingested(parsed).disclosures.all()
    general, three = disclosure_tables(disclosure.pk).printed
    assert [[shown(place) for place in row] for row in general.rows] == [
        ["326", "206", "科学技术支出", "7.00", "8.00", "1.00", "14.29"],
        ["", "", "合计", "7.00", "8.00", "1.00", "14.29"],
    ]
    assert [place for place in three.rows[0] if place == BLANK] == [BLANK, BLANK]
    (kept,) = recorded([disclosure])
    results = [r for r in reconcile([kept.parsed])[0] if r.check == "three-public-is-sum"]
    assert [r.state for r in results] == [State.HOLDS, State.HOLDS], (
        "the same from the database as from the file"
    )
