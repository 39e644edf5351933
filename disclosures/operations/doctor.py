"""Looks whether a site is well. Every part gives lines: what was seen, and for what is not well, what to do about it."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from disclosures.lifecycle import public_log, totals
from disclosures.models import Disclosure, Document, Edition, Ledger
from disclosures.models.document import DocumentState
from disclosures.parsing.sandbox import standing_walls
from disclosures.parsing.sandbox.cage import Wall
from disclosures.reconciliation import fingerprint

from .contents import files
from .shape import pending_migrations

MEGABYTE = 1 << 20
LITTLE_SPACE = 5 * 1024 * MEGABYTE
TOO_LITTLE_SPACE = 512 * MEGABYTE
"""Less than what one upload of a day, or a backup of a small site, may take."""
NAMED = 5
"""Of many things that are not well, so many are named."""
FOLDERS_OF_UPLOADS = ("documents",)


class Severity(Enum):
    OK = "正常"
    WARN = "注意"
    FAIL = "错误"


@dataclass(frozen=True, slots=True)
class Observation:
    level: Severity
    seen: str
    advice: str = ""


def ok(seen: str) -> Observation:
    return Observation(Severity.OK, seen)


def warn(seen: str, advice: str) -> Observation:
    return Observation(Severity.WARN, seen, advice)


def fail(seen: str, advice: str) -> Observation:
    return Observation(Severity.FAIL, seen, advice)


def examine(*, quick: bool = False) -> Iterator[tuple[str, Observation]]:
    """All parts, the cheap ones first. `quick` leaves out what reads every file and every amount."""
    for title, look in PARTS if quick else (*PARTS, *THOROUGH):
        try:
            yield from ((title, line) for line in look())
        except Exception as error:  # one part that cannot be looked at must not hide the others
            yield (
                title,
                fail(f"查不了：{type(error).__name__}: {error}", "先解决上面的错误；仍查不了，请看日志。"),
            )


def _settings() -> Iterator[Observation]:
    found = checks.run_checks(include_deployment_checks=settings.PRODUCTION)
    for message in found:
        level = Severity.FAIL if message.is_serious() else Severity.WARN
        yield Observation(level, f"{message.id}：{message.msg}", str(message.hint or "见 README 的“设置”。"))
    if not settings.PRODUCTION:
        yield warn("现在是开发环境", "正式运行请设 MINGZHANG_ENV=production。")
    elif not found:
        yield ok("正式环境的设置没有问题")


def _database() -> Iterator[Observation]:
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT 1")
        except DatabaseError as error:
            yield fail(f"连不上：{error}", "检查 DATABASE_URL 与数据库是否在运行。")
            return
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            (said,) = cursor.fetchone()
            if said != "ok":
                yield fail(f"数据库文件已损坏：{said}", "停止网站，用最近的备份恢复：manage.py restore。")
                return
    yield ok(f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}")


def _migrations() -> Iterator[Observation]:
    if pending := pending_migrations():
        yield fail(f"{len(pending)} 项迁移没有执行：{_some(pending)}", "执行 manage.py migrate。")
    else:
        yield ok("结构与程序一致")


def _folders() -> Iterator[Observation]:
    folders = {"DATA_DIR": Path(settings.DATA_DIR)}
    if isinstance(default_storage, FileSystemStorage):
        folders["MEDIA_ROOT"] = Path(default_storage.location)
    for name, path in folders.items():
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            yield fail(f"{name}（{path}）不可写", f"把它交给运行网站的用户：chown {os.getuid()} {path}")
        elif path.stat().st_mode & stat.S_IRWXO:
            yield warn(f"{name}（{path}）本机其他用户也能读", f"收紧权限：chmod o-rwx {path}")
        else:
            yield ok(f"{name}（{path}）可写，别的用户读不到")


def _storage() -> Iterator[Observation]:
    content = uuid4().bytes
    name = default_storage.save(f"doctor/{uuid4().hex}", ContentFile(content))
    try:
        with default_storage.open(name) as back:
            same = back.read() == content
    finally:
        default_storage.delete(name)
    if not same or default_storage.exists(name):
        yield fail("写入的文件读回来不同，或删不掉", "检查磁盘或对象存储的权限与一致性。")
    else:
        yield ok(f"{settings.STORAGES['default']['BACKEND'].rpartition('.')[2]} 写、读、删都正常")


def _space() -> Iterator[Observation]:
    for path in sorted({Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)}):
        free = shutil.disk_usage(path).free
        seen = f"{path} 所在磁盘还剩 {free / MEGABYTE / 1024:.1f} GB"
        if free < TOO_LITTLE_SPACE:
            yield fail(seen, "立即清理或扩容：放不下新的文件时，上传会失败。")
        elif free < LITTLE_SPACE:
            yield warn(seen, "尽快清理或扩容。")
        else:
            yield ok(seen)


def _documents() -> Iterator[Observation]:
    now = timezone.now()
    unfinished = Document.objects.unfinished()
    late = unfinished.filter(deadline__lt=now)
    since = now - timedelta(seconds=settings.QUEUE_SILENT_SECONDS)
    silent = (
        unfinished.filter(state=DocumentState.PARSING)
        .filter(Q(heartbeat_at=None) | Q(heartbeat_at__lt=since))
        .exclude(pk__in=late)
    )
    advice = "确认后台任务（manage.py worker）在运行：它会接着读，或说明读不了的原因。"
    if number := late.count():
        yield fail(f"{number} 个文件过了最迟读完的时间：{_some(_names(late))}", advice)
    if number := silent.count():
        yield fail(f"{number} 个文件读到一半没有动静：{_some(_names(silent))}", advice)
    if not (late.exists() or silent.exists()):
        yield ok(f"{unfinished.count()} 个在等待或读取，没有卡住的")
    empty = Document.objects.filter(
        state__in=[DocumentState.READY, DocumentState.NEEDS_REVIEW], disclosures=None
    )
    if number := empty.count():
        yield warn(f"{number} 个读过的文件没有公开信息：{_some(_names(empty))}", "在后台“文件”里重新读取。")


def _rows() -> Iterator[Observation]:
    try:
        connection.check_constraints()
    except DatabaseError as error:
        yield fail(f"有的行指向不存在的行：{error}", "用最近的备份恢复到新的数据库，比较后替换。")
    else:
        yield ok("没有指向不存在的行")


def _ledgers() -> Iterator[Observation]:
    unchecked = Disclosure.objects.published().filter(ledger=None)
    if number := unchecked.count():
        yield fail(
            f"{number} 份已发布的公开信息没有核对结果：{_some(str(one) for one in unchecked.with_agency()[:NAMED])}",
            "执行 manage.py recheck。",
        )
    else:
        yield ok("已发布的公开信息都核对过")
    former = Ledger.objects.filter(disclosure__part_of=None).exclude(checks=fingerprint())
    if number := former.count():
        named = (
            former.select_related("disclosure__agency")
            .defer("results", "by_check")
            .order_by("pk")[: NAMED + 1]
        )
        yield warn(
            f"{number} 份的核对结果早于现在的核对项：{_some(str(one.disclosure) for one in named)}",
            "核对项随升级有变动：执行 manage.py recheck。",
        )
    if Disclosure.objects.visible().exists() and not Edition.objects.number():
        yield fail("没有数据版次，浏览器可能一直显示旧页", "执行 manage.py rebuild_totals。")


def _computed() -> Iterator[Observation]:
    found = totals.differences()
    if any(found):
        said = "、".join(
            f"{name} {number} 处"
            for name, number in zip(
                ("公开的格数", "机构金额", "地区金额", "搜索", "点名的单位", "项目", "相同的文字", "原因"),
                found,
                strict=True,
            )
            if number
        )
        yield fail(f"与已发布的内容不同：{said}", "执行 manage.py rebuild_totals。")
    else:
        yield ok("排名、合计与搜索都与已发布的内容一致")


def _public_log() -> Iterator[Observation]:
    if unlogged := public_log.unlogged_disclosures():
        yield warn(
            f"{len(unlogged)} 份公开的最近一次发布、撤回没有记入公开记录：{_some(map(str, unlogged))}",
            "从没有公开记录的版本升级而来的，执行 manage.py verify_log --complete。否则查明是谁改了数据库。",
        )
    elif found := list(public_log.problems()):
        yield fail(f"公开记录有 {len(found)} 处不符：{_some(found)}", "与备份比较，查明是谁在什么时候改的。")
    else:
        yield ok("公开记录全部接得上")


def _files() -> Iterator[Observation]:
    missing, changed, whole = [], [], 0
    for document in Document.objects.order_by("pk").iterator():
        try:
            with document.file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            missing.append(document.original_name)
            continue
        if digest != document.sha256:
            changed.append(document.original_name)
        else:
            whole += 1
    if missing:
        yield fail(
            f"{len(missing)} 个原件不见了：{_some(missing)}",
            "从备份取回，放到原处；没有备份，重新上传同一文件。",
        )
    if changed:
        yield fail(
            f"{len(changed)} 个原件与上传时不同：{_some(changed)}", "从备份取回；并查明是谁改动了存储。"
        )
    yield ok(f"{whole} 个原件与上传时逐字节相同")


def _orphans() -> Iterator[Observation]:
    known = set(files())
    stray = [
        name
        for folder in FOLDERS_OF_UPLOADS
        for name in _stored(default_storage, folder)
        if name not in known
    ]
    if stray:
        yield warn(
            f"存储里有 {len(stray)} 个文件没有哪一行提到：{_some(stray)}",
            "上传正在进行时会短暂出现；一直在，可以删掉。",
        )
    else:
        yield ok("存储里没有多余的文件")


def _stored(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _stored(storage, f"{folder}/{inner}")


def _sandbox() -> Iterator[Observation]:
    standing = standing_walls()
    yield (
        ok(f"隔离的进程：{'；'.join(standing)}")
        if standing
        else warn("读文件的进程没有隔离，只有时间、内存的上限", "在 Linux（内核 5.13 以上）上运行。")
    )
    if standing and not {Wall.FILES, Wall.CALLS} <= set(standing):
        lacking = "；".join(wall for wall in (Wall.FILES, Wall.CALLS) if wall not in standing)
        yield warn(
            f"隔离不完整，缺：{lacking}", "用 5.13 以上的内核；在容器里，不要禁用 Landlock 与 seccomp。"
        )


def _names(documents: QuerySet[Document]) -> list[str]:
    return list(documents.values_list("original_name", flat=True)[: NAMED + 1])


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return "、".join(listed[:NAMED]) + ("……" if len(listed) > NAMED else "")


Look = Callable[[], Iterator[Observation]]

PARTS: tuple[tuple[str, Look], ...] = (
    ("设置", _settings),
    ("数据库", _database),
    ("迁移", _migrations),
    ("文件夹", _folders),
    ("存储", _storage),
    ("磁盘", _space),
    ("文件状态", _documents),
    ("隔离", _sandbox),
    ("核对", _ledgers),
)
THOROUGH: tuple[tuple[str, Look], ...] = (
    ("公开记录", _public_log),
    ("行", _rows),
    ("预先算好的表", _computed),
    ("原件", _files),
    ("多余文件", _orphans),
)
