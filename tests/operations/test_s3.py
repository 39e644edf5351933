"""Uploads in object storage: the whole way against a real server of the protocol, moto's, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client

from disclosures.lifecycle.ingestion import ingest, store
from disclosures.lifecycle.publication import publish
from disclosures.models import Document
from disclosures.models.document import DocumentState
from disclosures.operations.doctor import Severity, examine
from tests.conftest import missing
from tests.operations.site import ROOT, Site

DEMO = ROOT / "disclosures" / "data" / "demo" / "lianchi-2023-department.docx"
BUCKET = "mingzhang"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    try:
        import boto3
        from moto.server import ThreadedMotoServer
    except ImportError:
        missing("没有安装 moto 与 boto3（requirements-dev.txt）：跳过对象存储的测试。")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=url, region_name="us-east-1").create_bucket(Bucket=BUCKET)
        yield url
        server.stop()


@pytest.fixture
def s3(endpoint: str, settings: Any) -> Any:
    """The storage of this test is the bucket."""
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": endpoint,
        "region_name": "us-east-1",
        "file_overwrite": False,
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
    }
    return storages["default"]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_file_from_upload_to_download_and_back_from_a_backup(
    s3: Any, client: Client, tmp_path: Path
) -> None:
    call_command("load_classifications", verbosity=0)
    with DEMO.open("rb") as content:
        document, new = store(File(content), DEMO.name)
    assert new
    assert s3.exists(document.file.name)
    assert not list(tmp_path.rglob("*.docx"))

    ingest(document)
    assert document.state == DocumentState.READY, document.error_message
    for disclosure in document.disclosures.all():
        publish(disclosure, None, "测试")
    response = client.get(f"/documents/{document.pk}/original/")
    assert b"".join(response.streaming_content) == DEMO.read_bytes()
    assert "ok" in client.get("/readyz").text
    assert [
        line
        for title, line in examine()
        if title in ("存储", "原件", "多余文件") and line.level is not Severity.OK
    ] == []

    archive = tmp_path / "backup.zip"
    call_command("backup", archive)
    s3.delete(document.file.name)
    call_command("restore", archive, replace=True)
    with s3.open(document.file.name) as content:
        assert content.read() == DEMO.read_bytes()


@pytest.mark.django_db
def test_a_bucket_that_does_not_answer_is_a_reason_and_a_retry_succeeds(s3: Any) -> None:
    call_command("load_classifications", verbosity=0)
    with DEMO.open("rb") as content:
        document, _ = store(File(content), DEMO.name)
    s3.bucket_name, s3._bucket = "no-such-bucket", None
    ingest(document)
    s3.bucket_name, s3._bucket = BUCKET, None
    assert (document.state, document.error_code) == (DocumentState.FAILED, "not-in-storage")
    assert "重试" in document.error_message
    ingest(Document.objects.get(pk=document.pk))
    assert Document.objects.get(pk=document.pk).state == DocumentState.READY


def test_the_settings_say_what_is_missing(tmp_path: Path) -> None:
    assert "环境变量 S3_BUCKET：" in Site(tmp_path, settings={"STORAGE": "s3"}).refused("check")
    wrong = {"STORAGE": "s3", "S3_BUCKET": "x", "S3_ENDPOINT": "minio:9000"}
    assert "环境变量 S3_ENDPOINT：" in Site(tmp_path, settings=wrong).refused("check")
    assert "环境变量 STORAGE：" in Site(tmp_path, settings={"STORAGE": "ftp"}).refused("check")


def test_a_site_is_told_by_its_settings_alone(endpoint: str, tmp_path: Path) -> None:
    told = {
        "STORAGE": "s3",
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT": endpoint,
        "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": "testing",
        "S3_SECRET_KEY": "testing",
    }
    site = Site(tmp_path, settings=told)
    said = site.manage_all(["migrate", "--verbosity", "0"], ["doctor", "--quick"])
    assert "S3Storage 写、读、删都正常" in said
