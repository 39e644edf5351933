"""Everything that can be wrong is broken once, and the doctor says so, and what to do."""

from __future__ import annotations

import hashlib
import shutil
from collections import namedtuple
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from disclosures.lifecycle.public_log import complete
from disclosures.models import (
    Disclosure,
    Document,
    Edition,
    Head,
    Ledger,
    PublicLogEntry,
    SearchEntry,
)
from disclosures.models.document import DocumentState
from disclosures.operations import doctor
from disclosures.operations.doctor import Severity, examine
from disclosures.reconciliation import fingerprint
from tests.pages.rows import Country

Settings = Any
usage = namedtuple("usage", "total used free")


@pytest.fixture
def well(country: Country, settings: Settings, tmp_path: Path) -> Country:
    """A site without a fault: production, folders of its own, every original in place, every disclosure checked."""
    settings.PRODUCTION = True
    settings.SECRET_KEY = "".join(chr(33 + n % 90) for n in range(64))
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "media"
    for folder in (settings.DATA_DIR, settings.MEDIA_ROOT):
        folder.mkdir(mode=0o750)
    for document in Document.objects.all():
        content = f"原件 {document.pk}".encode()
        document.sha256 = hashlib.sha256(content).hexdigest()
        document.file.save(f"documents/{document.sha256}.txt", ContentFile(content))
    Document.objects.filter(disclosures=None).delete()
    for disclosure in Disclosure.objects.filter(ledger=None):
        Ledger.objects.create(disclosure=disclosure)
    Ledger.objects.update(checks=fingerprint())
    complete()
    return country


def lines(level: Severity) -> list[tuple[str, str]]:
    return [(title, line.seen) for title, line in examine() if line.level is level]


def test_a_site_that_is_well(well: Country) -> None:
    assert lines(Severity.FAIL) == []
    assert lines(Severity.WARN) == []
    output = StringIO()
    call_command("doctor", stdout=output)
    assert "错误 0。" in output.getvalue()
    assert not list((Path(default_storage.location) / "doctor").glob("*"))


def _a_debug_setting(settings: Settings) -> None:
    settings.DEBUG = True


def _no_migration(_: Settings) -> None:
    recorder = MigrationRecorder(connection)
    last = recorder.migration_qs.filter(app="disclosures").order_by("name").last()
    recorder.record_unapplied("disclosures", last.name)


def _open_folder(settings: Settings) -> None:
    settings.MEDIA_ROOT.chmod(0o755)


def _late(_: Settings) -> None:
    Document.objects.create(
        sha256="1" * 64, size=1, original_name="迟.pdf", deadline=timezone.now() - timedelta(hours=1)
    )


def _silent(_: Settings) -> None:
    Document.objects.create(
        sha256="2" * 64,
        size=1,
        original_name="静.pdf",
        state=DocumentState.PARSING,
        heartbeat_at=timezone.now() - timedelta(hours=1),
        deadline=timezone.now() + timedelta(hours=1),
    )


def _unread(_: Settings) -> None:
    Document.objects.create(sha256="3" * 64, size=1, original_name="空.pdf", state=DocumentState.READY)


def _unchecked(_: Settings) -> None:
    Ledger.objects.filter(disclosure=Disclosure.objects.published()[0]).delete()


def _checked_before_an_upgrade(_: Settings) -> None:
    Ledger.objects.filter(disclosure=Disclosure.objects.published()[0]).update(checks="")


def _no_edition(_: Settings) -> None:
    Edition.objects.all().delete()


def _other_head(_: Settings) -> None:
    head = Head.objects.order_by("pk")[0]
    head.fen += 1
    head.save()


def _lost_entry(_: Settings) -> None:
    SearchEntry.objects.order_by("pk")[0].delete()


def _lost_file(_: Settings) -> None:
    document = Document.objects.order_by("pk")[0]
    document.file.storage.delete(document.file.name)


def _changed_file(_: Settings) -> None:
    Path(Document.objects.order_by("pk")[0].file.path).write_bytes(b"other")


def _stray_file(_: Settings) -> None:
    default_storage.save("documents/aa/stray.pdf", ContentFile(b"stray"))


def _silent_withdrawal(_: Settings) -> None:
    Disclosure.objects.filter(pk=Disclosure.objects.published()[0].pk).update(state="withdrawn")


def _rewritten_log(_: Settings) -> None:
    entry = PublicLogEntry.objects.order_by("number")[0]
    entry.content = entry.content.replace("publish", "PUBLISH")
    entry.save()


FAULTS: dict[Callable[[Settings], None], tuple[Severity, str, str]] = {
    _a_debug_setting: (Severity.WARN, "设置", "W018"),
    _no_migration: (Severity.FAIL, "迁移", "1 项迁移没有执行"),
    _open_folder: (Severity.WARN, "文件夹", "其他用户也能读"),
    _late: (Severity.FAIL, "文件状态", "过了最迟读完的时间：迟.pdf"),
    _silent: (Severity.FAIL, "文件状态", "没有动静：静.pdf"),
    _unread: (Severity.WARN, "文件状态", "没有公开信息：空.pdf"),
    _unchecked: (Severity.FAIL, "核对", "1 份已发布的公开信息没有核对结果"),
    _checked_before_an_upgrade: (Severity.WARN, "核对", "1 份的核对结果早于现在的核对项"),
    _no_edition: (Severity.FAIL, "核对", "没有数据版次"),
    _other_head: (Severity.FAIL, "预先算好的表", "机构金额 1 处"),
    _lost_entry: (Severity.FAIL, "预先算好的表", "搜索 "),
    _lost_file: (Severity.FAIL, "原件", "1 个原件不见了"),
    _changed_file: (Severity.FAIL, "原件", "1 个原件与上传时不同"),
    _silent_withdrawal: (Severity.WARN, "公开记录", "1 份公开的最近一次发布、撤回没有记入公开记录"),
    _rewritten_log: (Severity.FAIL, "公开记录", "第 1 条：内容与摘要不符"),
    _stray_file: (Severity.WARN, "多余文件", "1 个文件没有哪一行提到：documents/aa/stray.pdf"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_a_fault_is_named(well: Country, settings: Settings, fault: Callable[[Settings], None]) -> None:
    level, title, words = FAULTS[fault]
    fault(settings)
    found = [line for part, line in examine() if part == title and line.level is level and words in line.seen]
    assert len(found) == 1
    assert found[0].advice
    if level is Severity.FAIL:
        with pytest.raises(SystemExit) as ended:
            call_command("doctor", stdout=StringIO())
        assert ended.value.code == 1


def test_a_row_that_points_nowhere(well: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    # No database under test lets such a row be written; what it would say is what Django's check says.
    def broken() -> None:
        raise DatabaseError("row 1 of disclosures_amount refers to row 2 that is not there")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "check_constraints", broken)
        assert [title for title, _ in lines(Severity.FAIL)] == ["行"]


def test_what_was_not_checked_can_be_checked(well: Country) -> None:
    Ledger.objects.all().delete()
    assert [title for title, _ in lines(Severity.FAIL)] == ["核对"]
    call_command("recheck", stdout=StringIO())
    assert lines(Severity.FAIL) == lines(Severity.WARN) == []


def test_a_storage_that_cannot_be_written(well: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(type(default_storage._wrapped), "save", refuse)  # type: ignore[attr-defined]
    assert [title for title, _ in lines(Severity.FAIL)] == ["存储"]


@pytest.mark.parametrize(("free", "level"), [(100 << 20, Severity.FAIL), (2 << 30, Severity.WARN)])
def test_little_space(well: Country, monkeypatch: pytest.MonkeyPatch, free: int, level: Severity) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage(1 << 40, 0, free))
    assert {title for title, _ in lines(level)} == {"磁盘"}


def test_quick_reads_no_file(well: Country) -> None:
    shutil.rmtree(Path(default_storage.location) / "documents")
    assert not any(line.level is Severity.FAIL for _, line in examine(quick=True))
