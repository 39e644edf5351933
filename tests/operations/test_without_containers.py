"""The units of systemd and the configuration of nginx say what the README and the Caddyfile say; both programs accept them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operations.site import ROOT

OPERATIONS = ROOT / "docs" / "operations"
UNITS = sorted((OPERATIONS / "systemd").glob("*.service"))
NGINX = (OPERATIONS / "nginx.conf").read_text("utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_of_the_readme_and_starts_it_again(unit: Path) -> None:
    words = unit.read_text("utf-8")
    [command] = re.findall(r"^ExecStart=/srv/mingzhang/(.+)$", words, re.MULTILINE)
    assert re.search(rf"^{re.escape(command)}( |$)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    for setting in ("Restart=always", "User=mingzhang", "MemoryMax=", "ReadWritePaths=/srv/mingzhang/var"):
        assert setting in words
    if shutil.which("systemd-analyze") is None:
        return
    run = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    told = [line for line in run.stderr.splitlines() if unit.name in line]
    assert all("is not executable" in line for line in told), told  # the program is not in /srv here


def test_nginx_does_what_the_caddyfile_does() -> None:
    caddy = (ROOT / "config" / "Caddyfile").read_text("utf-8")
    [size] = re.findall(r"max_size (\d+)GB", caddy)
    assert f"client_max_body_size {size}g;" in NGINX
    for name, value in (
        ("X-Forwarded-For", "$remote_addr"),
        ("X-Forwarded-Proto", "$scheme"),
        ("X-Request-ID", "$request_id"),
    ):
        assert f"proxy_set_header {name} {value};" in NGINX
    assert re.search(r"location = /metrics \{\s+return 404;", NGINX)
    assert set(re.findall(r"(\w+_timeout) ", NGINX)) >= {
        "client_header_timeout",
        "client_body_timeout",
        "send_timeout",
    }
    assert "proxy_pass http://127.0.0.1:8000;" in NGINX


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here")
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    keys = [str(tmp_path / name) for name in ("key.pem", "cert.pem")]
    made = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", keys[0], "-out", keys[1]], check=True, capture_output=True)
    words = re.sub(r"(ssl_certificate_key) \S+;", rf"\1 {keys[0]};", NGINX)
    words = re.sub(r"(ssl_certificate) \S+;", rf"\1 {keys[1]};", words)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {words} }}", "utf-8")
    subprocess.run(["nginx", "-t", "-c", str(whole), "-p", str(tmp_path)], check=True, capture_output=True)
