from __future__ import annotations

import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from disclosures.models import Agency, Amount, Disclosure, Document

DEMO = Path(settings.BASE_DIR) / "disclosures" / "data" / "demo"


def extract(*paths: Path) -> tuple[list[dict], int]:
    out, status = StringIO(), 0
    try:
        call_command("extract", *map(str, paths), stdout=out)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


def test_extract_prints_one_object_a_file_without_a_database(tmp_path: Path) -> None:
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"")
    good = DEMO / "lianchi-2023-department.docx"
    (one,), status = extract(good)
    assert status == 0
    assert one["error"] is None
    assert [found["agency"]["code"] for found in one["disclosures"]] == ["304", "304001"]
    (refused, one), status = extract(bad, good)
    assert status == 1
    assert refused["error"]["code"] == "empty"
    assert refused["source"]["name"] == "坏.pdf"
    assert len(refused["source"]["sha256"]) == 64
    assert one["error"] is None


def test_extract_of_a_folder_and_an_archive(tmp_path: Path) -> None:
    inside = tmp_path / "批" / "空.pdf"
    inside.parent.mkdir()
    inside.touch()
    with zipfile.ZipFile(tmp_path / "批.zip", "w") as archive:
        archive.write(DEMO / "lianchi-2023-department.docx", "局/莲池.docx")
        archive.writestr("再.zip", b"PK")
    (empty, nested, one), status = extract(tmp_path / "批", tmp_path / "批.zip")
    assert status == 1
    assert (empty["source"]["name"], empty["error"]["code"]) == ("空.pdf", "empty")
    assert (one["source"]["name"], one["error"]) == ("莲池.docx", None)
    assert (nested["source"]["sha256"], nested["error"]["code"]) == (None, "unsupported-type")


def test_extract_of_a_missing_file_is_a_wrong_argument() -> None:
    with pytest.raises(CommandError) as caught:
        call_command("extract", "没有.pdf")
    assert caught.value.returncode == 2


@pytest.mark.django_db
@pytest.mark.one_database  # the demonstration is SQLite
def test_the_demonstration(client: Client) -> None:
    """The five samples by the real path; again without any change; the comparison opens."""
    call_command("load_classifications", verbosity=0)
    out = StringIO()
    call_command("load_demo", "--few", "--base-url", "http://example.org", stdout=out)
    assert Document.objects.count() == 5
    assert Disclosure.objects.published().count() == 8
    before = set(Amount.objects.order_by().values_list("pk", flat=True))
    call_command("load_demo", "--few", stdout=StringIO())
    assert set(Amount.objects.order_by().values_list("pk", flat=True)) == before

    department = Agency.objects.get(name="衡水市工业和信息化局")
    assert department.code == "350"
    assert set(department.units.values_list("code", flat=True)) == {"350001", "350003", "350004"}
    assert set(Agency.objects.departments().values_list("region", flat=True)) == {
        "131100",
        "130500",
        "130606",
    }
    assert Agency.objects.get(name="保定市莲池区工业和信息化局本级").own_level

    address = out.getvalue().split("http://example.org")[1].strip()
    text = client.get(address).content.decode()
    for total in ("3,952.59", "1,476.29", "812.32"):
        assert total in text


@pytest.mark.django_db
def test_ingest_files_and_folders(tmp_path: Path) -> None:
    call_command("load_classifications", verbosity=0)
    (tmp_path / "空.pdf").touch()
    (tmp_path / "邢台.pdf").write_bytes((DEMO / "xingtai-2022-department.pdf").read_bytes())
    with pytest.raises(CommandError, match="1 个文件未能读取"):
        call_command("ingest", str(tmp_path), "--publish", "测试", stdout=StringIO())
    assert Disclosure.objects.published().count() == 1
    Document.objects.update(state="parsing", error_code="")
    with pytest.raises(CommandError, match="1 个文件未能读取"):
        call_command("ingest", "--unfinished", stdout=StringIO())
    assert not Document.objects.unfinished().exists()
    assert Disclosure.objects.published().count() == 1


def test_reconcile_checks_files_together_without_a_database(tmp_path: Path) -> None:
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"")
    out, status = StringIO(), 0
    try:
        call_command("reconcile", str(bad), str(DEMO / "lianchi-2023-department.docx"), stdout=out)
    except SystemExit as ended:
        status = int(ended.code or 0)
    refused, one = [json.loads(line) for line in out.getvalue().splitlines()]
    assert status == 1
    assert refused["error"]["code"] == "empty"
    assert refused["results"] == []
    assert one["source"]["name"] == "lianchi-2023-department.docx"
    assert one["summary"]["holds"] > 500
    assert not [result for result in one["results"] if result["state"] == "holds"]
    label = next(result for result in one["results"] if result["check"] == "labels-agree")
    assert (label["state"], label["group"], label["agency"]["code"]) == ("differs", "E", "304001")
    out = StringIO()
    call_command("reconcile", "--all", str(DEMO / "lianchi-2023-department.docx"), stdout=out)
    everything = json.loads(out.getvalue())
    assert len(everything["results"]) == sum(everything["summary"].values())
    assert everything["summary"] == one["summary"]
    with pytest.raises(CommandError) as unknown:
        call_command("reconcile", str(tmp_path / "没有.pdf"), stdout=out)
    assert unknown.value.returncode == 2
