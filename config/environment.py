"""How a value of the environment is read and checked. A refusal names the variable and says what to write instead."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
PREPARED_FROM = 2
"""PostgreSQL keeps the plan of a query that a connection has sent more often than this."""

if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")  # what is already in the environment wins


def refuse(name: str, advice: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"环境变量 {name}：{advice}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def switch(name: str, default: bool) -> bool:
    written = text(name)
    if not written:
        return default
    if written.lower() in {"1", "true", "yes", "on"}:
        return True
    if written.lower() in {"0", "false", "no", "off"}:
        return False
    raise refuse(name, f"只能写 true 或 false，现在是“{written}”。")


def choice(name: str, default: str, *others: str) -> str:
    written = text(name, default) or default
    if written not in (default, *others):
        raise refuse(name, f"只能是 {'、'.join((default, *others))} 之一，现在是“{written}”。")
    return written


def positive(name: str, default: int, *, at_least: int = 1) -> int:
    written = text(name)
    if not written:
        return default
    if not written.isdecimal() or int(written) < at_least:
        raise refuse(name, f"应为不小于 {at_least} 的整数，现在是“{written}”。")
    return int(written)


def several(name: str) -> list[str]:
    """Values separated by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def directory(name: str, default: Path) -> Path:
    """A folder, made if missing, for nobody else. A relative path counts from the project, wherever a command is run."""
    path = BASE_DIR / (text(name) or default)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise refuse(name, f"不能建立文件夹 {path}（{error.strerror}），请换一个可写的位置。") from error
    return path


def throwaway_secret(path: Path) -> str:
    """A random secret for development, kept beside the data so that a login survives a restart."""
    try:
        with open(path, "x", encoding="ascii", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii") or get_random_secret_key()


def database(data: Path, longest_query: int) -> dict[str, Any]:
    """The database of DATABASE_URL, else a file in the folder `data`; `longest_query` in seconds, 0 without limit."""
    written = text("DATABASE_URL") or f"sqlite:///{data / 'mingzhang.sqlite3'}"
    if not written.startswith(("sqlite://", "postgres://", "postgresql://")):
        # the value may hold a password: it is not repeated
        raise refuse(
            "DATABASE_URL", "须以 sqlite:// 或 postgresql:// 开头，如 postgresql://用户:口令@主机/库名。"
        )
    config: dict[str, Any] = environ.Env.db_url_config(written)
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"].endswith("sqlite3"):
        _for_nobody_else(config["NAME"])
        # Readers do not wait for the writer (WAL); a writer takes its lock at the start, so that two never
        # deadlock (IMMEDIATE).
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        }
    else:
        # A query that a connection sends again is not planned again: half of a page's time in the database is planning.
        options |= {"server_side_binding": True, "prepare_threshold": PREPARED_FROM}
        if longest_query:
            options["options"] = f"-c statement_timeout={longest_query}s"
        config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return config


def _for_nobody_else(path: str) -> None:
    """A database file that is to be made is made readable to its owner alone; those beside it take after it."""
    if path != ":memory:" and Path(path).parent.is_dir():
        Path(path).touch(mode=0o600, exist_ok=True)


def uploads() -> dict[str, Any]:
    """Where uploaded files are kept: in MEDIA_ROOT, or in an object storage that speaks S3 (requirements-s3.txt)."""
    if choice("STORAGE", "files", "s3") == "files":
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
        }
    if not text("S3_BUCKET"):
        raise refuse("S3_BUCKET", "STORAGE=s3 时必须写明存储桶的名称。")
    endpoint = text("S3_ENDPOINT")
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise refuse("S3_ENDPOINT", f"须以 https:// 或 http:// 开头，现在是“{endpoint}”。")
    # Never public: files are served by views that know who may see them.
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": text("S3_BUCKET"),
            "endpoint_url": endpoint or None,
            "region_name": text("S3_REGION") or None,
            "access_key": text("S3_ACCESS_KEY") or None,
            "secret_key": text("S3_SECRET_KEY") or None,
            "default_acl": None,
            "file_overwrite": False,
        },
    }
