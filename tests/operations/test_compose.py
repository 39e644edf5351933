"""docker-compose.yml, the Dockerfile and .env.example say the same things, and compose accepts them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from email.message import Message
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from tests.operations import steps
from tests.operations.site import ROOT

yaml = pytest.importorskip("yaml")

COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
FILLED = (
    EXAMPLE.replace("SECRET_KEY=", "SECRET_KEY=s", 1)
    .replace("HOSTS=", "HOSTS=h", 1)
    .replace("RD=", "RD=p", 1)
    .replace("SITE_ADDRESS=", "SITE_ADDRESS=http://localhost", 1)
)


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
    return found


@pytest.mark.parametrize("name", sorted(set(services()) - {"db", "proxy"}))
def test_what_runs_our_program_cannot_change_it(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged") and "user" not in service


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER mingzhang$", image, re.MULTILINE)
    assert image.index("USER mingzhang") < image.index('CMD ["gunicorn"')
    assert "HEALTHCHECK" in image and "/healthz" in image
    for name in re.findall(
        r"^!(requirements[a-z0-9-]*\.txt)", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE
    ):
        assert (ROOT / name).is_file()


def test_no_secret_is_written_down_and_all_that_is_asked_for_is_in_the_example() -> None:
    needed = set(re.findall(r"\$\{([A-Z_]+):\?", COMPOSE))
    assert needed == {"SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD", "SITE_ADDRESS"}
    for name in needed:
        assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE)


def test_every_setting_of_the_example_is_one_that_something_reads() -> None:
    readers = COMPOSE + "".join(
        (ROOT / "config" / name).read_text("utf-8")
        for name in ("settings.py", "environment.py", "gunicorn.py")
    )
    for name in re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE):
        assert re.search(rf"\b{name}\b", readers), name


def test_only_the_proxy_is_open_to_others_and_everything_has_its_limits() -> None:
    for name, service in services().items():
        for port in service.get("ports", ()):
            assert name == "proxy" or port.startswith("127.0.0.1:"), (name, port)
        assert service["logging"]["options"]["max-size"], name
        assert service["mem_limit"], name


class Upstream(BaseHTTPRequestHandler):
    """In the place of the site: keeps the headers of every request."""

    seen: ClassVar[list[Message]] = []

    def do_GET(self) -> None:
        self.seen.append(self.headers)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


@pytest.mark.skipif(not shutil.which("caddy"), reason="没有 caddy：没有试代理")
def test_the_proxy_says_itself_who_comes_and_keeps_the_metrics_inside(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    Thread(target=site.serve_forever, daemon=True).start()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "SITE_ADDRESS": f"http://127.0.0.1:{port}",
        "SITE_UPSTREAM": f"127.0.0.1:{site.server_port}",
    }
    command = ["caddy", "run", "--config", str(ROOT / "config" / "Caddyfile"), "--adapter", "caddyfile"]
    proxy = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        claims = {"X-Forwarded-For": "8.8.8.8", "X-Request-ID": "made-up", "X-Forwarded-Proto": "https"}
        assert _asked(port, "/about/", claims) == 200
        assert _asked(port, "/metrics", claims) == 404
    finally:
        proxy.terminate()
        proxy.wait()
        site.shutdown()
    (headers,) = Upstream.seen
    assert (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
    assert headers["X-Request-ID"] not in ("", "made-up")


def _asked(port: int, where: str, headers: dict[str, str]) -> int:
    """The status of an answer, once the proxy listens."""
    for _ in range(200):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", where, headers=headers)
            return connection.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the proxy does not listen")


@pytest.mark.parametrize(
    ("document", "heading"),
    [
        ("docs/operations/one-server.md", "开始"),
        ("docs/operations/one-server.md", "备份与恢复"),
        ("README.md", "正式运行"),
    ],
)
def test_every_command_of_the_pages_is_run_by_steps(document: str, heading: str, tmp_path: Path) -> None:
    known = steps.Server(tmp_path, "", steps.services()).acts()
    told = steps.lines(document, heading)
    assert len(told) > 2
    assert [line for line in told if not any(re.fullmatch(one, line) for one in known)] == []


def test_compose_accepts_it(tmp_path: Path) -> None:
    command = next((found for found in (["docker", "compose"], ["docker-compose"]) if _runs(found)), None)
    if command is None:
        pytest.skip("没有 docker compose：只核对了内容。")
    # Version 1 does not know `name`; all else is the same.
    text = (
        re.sub(r"^name:.*\n", "", COMPOSE, flags=re.MULTILINE) if command == ["docker-compose"] else COMPOSE
    )
    (tmp_path / "docker-compose.yml").write_text(text, "utf-8")
    asked = [*command, "--profile", "backup", "--profile", "explore", "config"]
    (tmp_path / ".env").write_text(EXAMPLE, "utf-8")
    refused = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode != 0 and "请在 .env 中设置" in refused.stderr
    (tmp_path / ".env").write_text(FILLED, "utf-8")
    accepted = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert accepted.returncode == 0, accepted.stderr
    assert set(yaml.safe_load(accepted.stdout)["services"]) == set(services())


def _runs(command: list[str]) -> bool:
    return (
        bool(shutil.which(command[0]))
        and not subprocess.run([*command, "version"], capture_output=True, check=False).returncode
    )
