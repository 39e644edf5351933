"""Settings refuse what is wrong and say which variable to change, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "MINGZHANG_ENV": "production",
    "SECRET_KEY": "".join(chr(33 + n % 90) for n in range(64)),
    "ALLOWED_HOSTS": "mingzhang.example",
}


def manage(tmp_path: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_checks(tmp_path: Path) -> None:
    checked = manage(tmp_path, GOOD, "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


def test_development_needs_nothing(tmp_path: Path) -> None:
    checked = manage(tmp_path, {}, "check")
    assert checked.returncode == 0, checked.stderr
    assert (tmp_path / "development-secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"CSRF_TRUSTED_ORIGINS": "mingzhang.example"}, "CSRF_TRUSTED_ORIGINS"),
        ({"DATABASE_URL": "mysql://root:hunter2@db/x"}, "DATABASE_URL"),
        ({"PARSE_MAX_SECONDS": "0"}, "PARSE_MAX_SECONDS"),
        ({"PARSE_MAX_MEMORY_MB": "lots"}, "PARSE_MAX_MEMORY_MB"),
        ({"TASKS_BACKEND": "celery"}, "TASKS_BACKEND"),
        ({"ADMIN_PATH": "admin"}, "ADMIN_PATH"),
        ({"MINGZHANG_ENV": "prod"}, "MINGZHANG_ENV"),
        ({"DATA_DIR": "/dev/null/x"}, "DATA_DIR"),
    ],
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, change: dict[str, str], variable: str) -> None:
    refused = manage(tmp_path, GOOD | change, "check")
    assert refused.returncode != 0
    assert f"环境变量 {variable}：" in refused.stderr
    assert "hunter2" not in refused.stderr.splitlines()[-1]
