from __future__ import annotations

import json
import logging
import re
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config import health
from disclosures.lifecycle.ingestion import store
from disclosures.models import Document
from disclosures.models.document import DocumentState

TOKEN = "a token for the tests"


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    health._ask_migrations.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["mingzhang.example"])
def test_health_asks_neither_for_the_host_name_nor_for_https(client: Client, path: str) -> None:
    response = client.get(path, headers={"host": "10.0.0.1:8000"})
    assert response.status_code == 200
    assert "ok" in response.text


@pytest.mark.django_db
def test_a_database_that_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        from django.db import OperationalError

        raise OperationalError("connection refused by 10.1.2.3")

    monkeypatch.setattr(health, "_ask_database", down)
    assert client.get("/healthz").status_code == 503
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "database OperationalError\n" in response.text
    assert "10.1.2.3" not in response.text


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    last = recorder.migration_qs.filter(app="disclosures").order_by("name").last()
    recorder.record_unapplied("disclosures", last.name)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200  # alive: to start it again would not help
    recorder.record_applied("disclosures", last.name)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_not_ready_where_files_cannot_be_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(default_storage, "exists", lambda name: 1 / 0)
    response = client.get("/readyz")
    assert (response.status_code, "storage ZeroDivisionError" in response.text) == (503, True)


@pytest.mark.django_db
def test_not_ready_where_there_is_no_room(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "space ok" in client.get("/readyz").text
    little = shutil._ntuple_diskusage(10**12, 10**12 - 1000, 1000)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: little)
    response = client.get("/readyz")
    assert (response.status_code, "space NotReadyError" in response.text) == (503, True)


def metrics(client: Client) -> dict[str, float]:
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    lines = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


@pytest.mark.django_db
def test_metrics_only_with_the_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.django_db
def test_metrics_count_requests_documents_and_what_waits(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    views = [
        'mingzhang_requests_total{method="GET",status="200",view="disclosures:about"}',
        'mingzhang_requests_total{method="GET",status="404",view="disclosures:agency"}',
        'mingzhang_requests_total{method="other",status="404",view="none"}',
        'mingzhang_request_seconds_count{view="disclosures:about"}',
    ]
    before = metrics(client)
    store(ContentFile(b"one"), "one.txt")
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    from disclosures.lifecycle.ingestion.tasks import ingest_document

    ingest_document.using(backend="default").enqueue(1)
    assert DBTaskResult.objects.ready().count() == 1
    client.get("/about/")
    client.get("/agencies/1/")
    client.generic("BREW", "/no-such-page/")
    read_by = {"a:1:x": 0, "a:1:y": 1, "b:2:z": 2, "c:3:w": 3600}  # and seconds since
    for number, (claimed_by, ago) in enumerate(read_by.items()):
        Document.objects.create(
            sha256=f"{number:064}",
            size=1,
            state=DocumentState.PARSING,
            claimed_by=claimed_by,
            heartbeat_at=timezone.now() - timedelta(seconds=ago),
        )
    after = metrics(client)
    assert [after[name] - before.get(name, 0) for name in views] == [1, 1, 1, 1]
    assert after['mingzhang_documents{state="received"}'] == 1
    assert after['mingzhang_documents{state="failed"}'] == 0
    assert after["mingzhang_workers_reading"] == 2
    assert after["mingzhang_documents_silent"] == 1
    assert after["mingzhang_queue_length"] == 1
    assert 0 <= after["mingzhang_queue_oldest_seconds"] < 60


@pytest.mark.django_db
def test_a_request_keeps_the_number_its_proxy_gave_it(client: Client) -> None:
    assert (
        client.get("/about/", headers={"x-request-id": "proxy-0001"}).headers["X-Request-ID"] == "proxy-0001"
    )
    for forged in ("short", "x" * 65, "two\nlines of a log", "<script>alert(1)</script>"):
        own = client.get("/about/", headers={"x-request-id": forged}).headers["X-Request-ID"]
        assert re.fullmatch(r"[0-9a-f]{32}", own)


@pytest.mark.django_db
def test_every_line_logged_in_a_request_has_its_number(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from django.conf import settings
    from django.utils.module_loading import import_string

    handler = logging.Handler()
    lines: list[dict[str, object]] = []
    written = settings.LOGGING["formatters"]["json"]
    factory = import_string(written["()"])
    formatter = factory(**{name: value for name, value in written.items() if name != "()"})
    handler.addFilter(import_string(settings.LOGGING["filters"]["request_id"]["()"])())
    handler.emit = lambda record: lines.append(json.loads(formatter.format(record)))  # type: ignore[method-assign]
    loggers = [
        logging.getLogger(name) for name in ("disclosures.test", "mingzhang.request", "django.request")
    ]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)

    def speaking(request: HttpRequest) -> object:
        loggers[0].warning("看到了")
        return None

    monkeypatch.setattr("config.conditional.edition_tag", lambda _: speaking(HttpRequest()) or '"x"')
    client.get("/about/?q=secret", headers={"x-request-id": "proxy-0002"})
    elsewhere = threading.Thread(target=loggers[0].warning, args=["别处"])
    elsewhere.start()
    elsewhere.join()
    client.get("/agencies/1/", headers={"x-request-id": "proxy-0003"})
    for logger in loggers:
        logger.removeHandler(handler)
        logger.setLevel(logging.WARNING)
    inside, request_line, outside, *later = lines
    assert (inside["request_id"], inside["message"], inside["level"]) == ("proxy-0002", "看到了", "WARNING")
    assert (request_line["path"], request_line["status"], request_line["view"]) == (
        "/about/",
        200,
        "disclosures:about",
    )
    assert "secret" not in json.dumps(request_line)
    assert request_line["request_id"] == "proxy-0002"
    assert outside["request_id"] == "-"
    assert {line["request_id"] for line in later} == {"proxy-0003"}
    assert "django.request" in {
        line["logger"] for line in later
    }  # that it is a 404, logged after all middleware


@pytest.mark.django_db
def test_pages_carry_a_policy_without_inline(client: Client) -> None:
    policy = client.get(reverse("admin:login")).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
