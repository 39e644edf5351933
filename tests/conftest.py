"""What all tests share: which database is under test, files that stay out of the way, a browser, ../shared."""

from __future__ import annotations

import os
import shutil
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI") == "true"

# What was asked for; tests/with_postgresql.py says "postgresql".
DATABASE = os.environ.get("MINGZHANG_TEST_DATABASE", "sqlite")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_sessionstart() -> None:
    from django.db import connection

    if connection.vendor != DATABASE:
        pytest.exit(
            f"应在 {DATABASE} 上测试，Django 却连着 {connection.vendor}："
            "测试 PostgreSQL 请用 python tests/with_postgresql.py，测试 SQLite 请去掉 DATABASE_URL。",
            returncode=3,
        )


def pytest_report_header() -> str:
    return f"database: {DATABASE}"


@pytest.hookimpl(trylast=True)  # after pytest-django has marked what uses the database
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))  # one Chromium, not one a worker
    if DATABASE == "postgresql":
        # A second database is news only to tests that use one; pages look the same on both.
        kept = [
            item
            for item in items
            if uses_database(item)
            and not item.get_closest_marker("browser")
            and not item.get_closest_marker("one_database")
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def uses_database(item: pytest.Item) -> bool:
    from django.test import TransactionTestCase

    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or (
            case is not None and issubclass(case, unittest.TestCase) and issubclass(case, TransactionTestCase)
        )
    )


@pytest.fixture(scope="session", autouse=True)
def quick_and_tidy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads go to a temporary folder; passwords are hashed quickly; a test may ask as often as it likes."""
    from django.conf import settings
    from django.test import override_settings

    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES=settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
        REQUEST_LIMITS={kind: (0, seconds) for kind, (_, seconds) in settings.REQUEST_LIMITS.items()},
    ):
        yield


def missing(message: str) -> None:
    """Skip on somebody's machine; fail in CI, where nothing may be missing."""
    if CI:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the project with real documents and their truth, where it exists."""
    folder = ROOT.parent / "shared"
    if not (folder / "truth").is_dir():
        pytest.skip("没有 ../shared：跳过与真实文件的对照。")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium. Playwright's own download is not needed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing("没有找到 Chromium：跳过浏览器测试（Debian：apt-get install chromium fonts-noto-cjk）。")
    raise AssertionError


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser for the tests of one module."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch:
        # Playwright's synchronous API runs an event loop in this thread, in which Django would refuse the ORM.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
            yield running
            running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page. The test fails if a script raised an error or the content security policy stopped something."""
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1280, "height": 900}
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    opened.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield opened
    context.close()
    assert not complaints, "\n".join(complaints)
