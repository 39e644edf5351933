"""Four hundred files brought to the upload desk in a browser: how long until all are there, until all are read, what became of them.

    python tests/reliability/many_files.py [--count 400] [--database sqlite|postgresql] [--workers 1]

A real Chromium drops the files on the page: good ones, files that are there already, and files that are none. Exit
status 1 where a line is missing, a file did not end in the state it has to end in, or the script of the page failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from own_site import ROOT, own_site, variants, worker

READ, KNOWN, REFUSED = "read", "already there", "refused"
PASSWORD = "four-hundred-files"
LONGEST = 3600
"""Seconds until everything has to be read."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with own_site(options.database), tempfile.TemporaryDirectory(prefix="mingzhang-files-") as folder:
        return run(brought(options.count, Path(folder)), options.workers)


def brought(count: int, folder: Path) -> dict[str, list[Path]]:
    """Files by what has to become of them: of twenty, one repeats the one before it, and one is no document."""
    files: dict[str, list[Path]] = {READ: [], KNOWN: [], REFUSED: []}
    for number, (name, content) in enumerate(variants(count)):
        fate = {18: KNOWN, 19: REFUSED}.get(number % 20, READ)
        if fate == KNOWN:
            content = files[READ][-1].read_bytes()
        elif fate == REFUSED:
            name, content = f"{number}.pdf", f"no document {number}".encode()
        path = folder / f"{number:04}-{name}"
        path.write_bytes(content)
        files[fate].append(path)
    return files


@contextmanager
def site() -> Iterator[str]:
    """The development server, ready to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(ROOT / "manage.py"), "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or sys.exit("没有找到 Chromium（Debian：apt-get install chromium fonts-noto-cjk）。")


def run(files: dict[str, list[Path]], workers: int) -> int:
    from django.contrib.auth import get_user_model
    from django.urls import reverse
    from playwright.sync_api import sync_playwright

    from disclosures.models import Document

    get_user_model().objects.create_superuser("clerk", password=PASSWORD)
    every = sorted(path for some in files.values() for path in some)
    problems: list[str] = []
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.set_default_timeout(LONGEST * 1000)
        page.goto(address + reverse("admin:login"))
        page.fill("[name=username]", "clerk")
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        page.goto(address + reverse("admin:disclosures_document_add"))
        page.set_input_files("input[type=file]", [str(path) for path in every])
        hands = [worker() for _ in range(workers)]
        started = time.monotonic()
        page.click("#upload [type=submit]")
        page.locator("#upload-status:not(:empty)").wait_for()
        received = time.monotonic() - started
        page.locator("#desk-lines tr[data-unfinished]").first.wait_for(state="detached")
        done = time.monotonic() - started
        lines = page.locator("#desk-lines tbody tr").count()
        known = page.locator("#desk-lines tr[data-known]").count()
        said = page.inner_text("#desk-summary")
        browser.close()
        for hand in hands:
            hand.terminate()
            hand.wait()
    stored = Counter(Document.objects.values_list("state", flat=True))
    for what, found, expected in (
        ("lines", lines, len(every)),
        (KNOWN, known, len(files[KNOWN])),
        (REFUSED, stored["failed"], len(files[REFUSED])),
        (READ, stored["ready"] + stored["needs_review"], len(files[READ])),
        ("stored", stored.total(), len(files[READ]) + len(files[REFUSED])),
    ):
        if found != expected:
            problems.append(f"{what}: {found}, not {expected}")
    print(
        f"{len(every)} files in a browser: all received after {received:.1f} s, all read after {done:.1f} s "
        f"({workers} worker(s)); {', '.join(f'{len(some)} {fate}' for fate, some in files.items())}"
    )
    print(f"the page says: {said}")
    print("\n".join(f"✗ {problem}" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in this thread
    sys.exit(main())
