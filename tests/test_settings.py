"""Settings refuse what is wrong and say which variable to change, in a process of their own."""

import json
import os
import re
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
        ({"REQUIRE_SECOND_PERSON": "perhaps"}, "REQUIRE_SECOND_PERSON"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS"),
        ({"LOGIN_FAILURES": "0"}, "LOGIN_FAILURES"),
        ({"LIMIT_EXPORTS": "-1"}, "LIMIT_EXPORTS"),
        ({"DATA_DIR": "/dev/null/x"}, "DATA_DIR"),
    ],
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, change: dict[str, str], variable: str) -> None:
    refused = manage(tmp_path, GOOD | change, "check")
    assert refused.returncode != 0
    assert f"环境变量 {variable}：" in refused.stderr
    assert "hunter2" not in refused.stderr.splitlines()[-1]


SHOWN = """
import json, MODULE
from django.conf import settings as s
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
headers = SecurityMiddleware(lambda request: HttpResponse())(RequestFactory().get("/", secure=True)).headers
print(json.dumps({
    "hsts": headers["Strict-Transport-Security"],
    "redirect": s.SECURE_SSL_REDIRECT,
    "cookies": [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY],
    "names": [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME],
    "limits": {kind: most for kind, (most, _) in s.REQUEST_LIMITS.items()},
    "statement": s.DATABASES["default"].get("OPTIONS", {}).get("options", ""),
}))
"""


def told(tmp_path: Path, environment: dict[str, str], module: str) -> dict[str, object]:
    """What the settings come to in a process that begins with this module."""
    done = subprocess.run(
        [sys.executable, "-c", SHOWN.replace("MODULE", module)],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def test_production_is_safe_by_itself(tmp_path: Path) -> None:
    web = GOOD | {"DATABASE_URL": "postgresql://a:b@localhost/c"}
    seen = told(tmp_path, web, "config.wsgi")
    assert seen["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert seen["redirect"] is True
    assert seen["cookies"] == [True] * 4
    assert seen["names"] == ["__Host-sessionid", "__Host-csrftoken"]
    assert all(seen["limits"].values())  # type: ignore[attr-defined]
    assert "statement_timeout=30s" in str(seen["statement"]), "no page may keep the database busy for ever"
    assert "statement_timeout=30s" in str(told(tmp_path, web, "config.asgi")["statement"])


def test_data_is_for_nobody_else(tmp_path: Path) -> None:
    """Folder, database and uploads, under the loosest umask that there is."""
    program = """
import os; os.umask(0)
import django; django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
call_command("migrate", verbosity=0)
default_storage.save("documents/ab/a.pdf", ContentFile(b"x"))
"""
    data = tmp_path / "data"
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
    made = [data, *data.rglob("*")]
    assert {"mingzhang.sqlite3", "a.pdf", "media"} <= {path.name for path in made}
    assert [str(path) for path in made if path.stat().st_mode & 0o077] == []


def test_commands_and_workers_may_take_their_time(tmp_path: Path) -> None:
    seen = told(tmp_path, GOOD | {"DATABASE_URL": "postgresql://a:b@localhost/c"}, "json")
    assert "statement_timeout" not in str(seen["statement"])


def test_limits_can_be_set_and_lifted(tmp_path: Path) -> None:
    chosen = {
        "DATABASE_URL": "postgresql://a:b@localhost/c",
        "DATABASE_STATEMENT_SECONDS": "0",
        "LIMIT_EXPORTS": "0",
        "LIMIT_SEARCHES": "7",
    }
    seen = told(tmp_path, GOOD | chosen, "config.wsgi")
    assert seen["statement"] == ""
    assert (seen["limits"]["export"], seen["limits"]["search"]) == (0, 7)  # type: ignore[index]


def test_the_demonstration_shows_the_site_s_own_pages(tmp_path: Path) -> None:
    """Not Django's debug page where there is nothing; and its stylesheet is there without being collected."""
    line = re.search(r"^DEMO := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert line
    demo = dict(part.split("=", 1) for part in line[1].split()) | {"DATA_DIR": str(tmp_path)}
    asked = (
        "from django.test import Client; client = Client(SERVER_NAME='localhost'); "
        "print(client.get('/static/site.css').status_code, '没有这个页面' in client.get('/nothing/').text)"
    )
    done = manage(tmp_path, demo, "shell", "-c", asked)
    assert done.stdout.splitlines()[-1:] == ["200 True"], done.stderr
