"""The acceptance of the pages on real documents, against figures collected independently of the parser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files import File
from django.core.management import call_command
from django.test import Client

from disclosures.lifecycle.ingestion import ingest, store
from disclosures.lifecycle.publication import publish
from disclosures.models import Agency, Disclosure
from disclosures.pages.compare.facts import compare
from disclosures.reading.columns import chosen_columns, own_column
from tests.pages.rows import fen

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DOCUMENTS = (
    "hengshui-2022-units.pdf",
    "hengshui-2020-department.pdf",
    "xingtai-2022-department.pdf",
    "lianchi-2023-department.docx",
)
TRUTH = {
    "衡水市工业和信息化局本级": ("000_94451612b738120f", "350001"),
    "邢台市工业和信息化局": ("002_60bd7a1a2874cc3a", "501"),
    "保定市莲池区工业和信息化局": ("003_eee7b12be31e4068", "304"),
}


def expenditure_by_code(shared: Path, name: str) -> dict[str, int]:
    """支出总表, column 合计, by functional code; "" is the total."""
    file, agency_code = TRUTH[name]
    cells = [
        json.loads(line)
        for line in (shared / "truth" / f"{file}.cells.jsonl").read_text("utf-8").splitlines()
    ]
    return {
        cell["code"] or "": round(float(cell["yuan"]) * 100)
        for cell in cells
        if cell["statement"] == "expenditure"
        and cell["agency_code"] == agency_code
        and cell["heading"][-1] == "合计"
    }


@pytest.mark.one_database
def test_real_documents(shared: Path, client: Client) -> None:
    call_command("load_classifications", verbosity=0)
    for name in DOCUMENTS:
        with (shared / "documents" / "hebei" / name).open("rb") as content:
            document, _ = store(File(content), name)
        ingest(document)
        for found in document.disclosures.all():
            publish(found, None, "测试")

    published = Disclosure.objects.published().with_agency()
    keys = [own_column(published.get(agency__name=name)).key for name in TRUTH]
    truth = [expenditure_by_code(shared, name) for name in TRUTH]
    every_code = {code[:length] for codes in truth for code in codes for length in (3, 5)}
    comparison = compare(chosen_columns(keys), unfolded=every_code)
    assert [value.fen for value in comparison.totals] == [fen("3952.59"), fen("1476.29"), fen("812.32")]
    for i, expected in enumerate(truth):
        shown = {
            row.code: row.values[i].fen for row in comparison.functional if row.values[i].fen is not None
        }
        assert shown == expected

    html = client.get("/compare/?" + "&".join(f"d={key}" for key in keys)).content.decode()
    assert all(total in html for total in ("3,952.59", "1,476.29", "812.32"))

    hengshui = Agency.objects.get(name="衡水市工业和信息化局", kind="department")
    years = client.get(f"/agencies/{hengshui.pk}/years/").content.decode()
    assert "6,467.35" in years
    assert "4,778.20" in years
    for found in Disclosure.objects.published():
        page = client.get(f"/disclosures/{found.pk}/")
        assert page.status_code == 200
        assert len(page.content) <= 150_000, found
