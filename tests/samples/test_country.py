"""The workbooks of the demonstration: each says what it is and is read as its source says; nobody has to help."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import workbook
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from disclosures.lifecycle.ingestion.agencies import name_key
from disclosures.lifecycle.ingestion.regions import Gazetteer
from disclosures.parsing.normalise import key
from disclosures.parsing.records import ParsedDocument
from tests.readings import reading

SOURCES = workbook.read_country()


def path_of(name: str) -> Path:
    return workbook.FOLDER / f"{name}.xlsx"


def amounts(document: ParsedDocument) -> Counter[tuple[str, str]]:
    """Titles of the tables and the amounts as printed, without the commas."""
    return Counter(
        (key(table.title), cell.printed.replace(",", ""))
        for disclosure in document.disclosures
        for table in disclosure.statements
        for line in table.lines
        for cell in line.cells
        if cell.yuan is not None
    )


@pytest.mark.parametrize("name", SOURCES)
def test_a_workbook_is_read_as_its_source_says_and_is_no_original(name: str) -> None:
    source, document = SOURCES[name], reading(path_of(name))
    assert [
        (one.agency.name, one.fiscal_year, one.stage, one.agency.kind) for one in document.disclosures
    ] == [(source["agency"], source["fiscal_year"], source["stage"], source["kind"])]
    assert amounts(document) == Counter(
        (key(f"{source['fiscal_year']}年{table['title']}"), text.replace(",", ""))
        for table in source["tables"]
        for panel in table["panels"]
        for row in panel["rows"]
        for text in row[2:]
        if text
    )
    assert not document.notes
    cover = CalamineWorkbook.from_path(path_of(name)).get_sheet_by_name("封面").to_python()
    assert any(workbook.NOTICE in str(row[0]) for row in cover)


@pytest.mark.django_db
def test_every_agency_is_known_by_its_name_and_two_have_three_years() -> None:
    call_command("load_classifications", verbosity=0)
    gazetteer = Gazetteer.load()
    names = [source["agency"] for source in SOURCES.values()]
    assert not [name for name in names if gazetteer.region_of(name) is None]
    assert len(names) >= 40
    times = Counter(name_key(name, gazetteer) for name in names)
    assert len([name for name in times if times[name] >= 3]) >= 2


def test_offices_of_industry_and_information_stand_side_by_side() -> None:
    """With those of the five of Hebei seven departments: as many as there are among the published files at hand."""
    words = ("工业和信息化局", "经济和信息化委员会")
    assert sum(source["agency"].endswith(words) for source in SOURCES.values()) == 3
