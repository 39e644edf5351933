"""docs/operations/one-server.md and the README's block without containers, run line by line: python tests/operations/steps.py

What `docker compose` would do is done without containers: its commands are read from docker-compose.yml and the Dockerfile,
its settings from .env.example. PostgreSQL comes from a wheel, the proxy is Debian's caddy (without it there is none, and
the script says so). From nothing to a restored backup; prints a line a step, exit code 1 at the first that fails. A line of
the documents that this script does not know ends it, too.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.operations.site import database_of_its_own  # noqa: E402
from tests.with_postgresql import start  # noqa: E402

DEMO = ROOT / "disclosures" / "data" / "demo"
PARSED = "xingtai-2022-department.pdf", "lianchi-2023-department.docx"
READY = 'mingzhang_documents{state="ready"} 2.0'
MIGRATE, SUPERUSER = "migrate", "createsuperuser"
PROXY = "caddy run --config config/Caddyfile"


def lines(document: str, heading: str) -> list[str]:
    """The commands under a heading of a document, without what is said of them."""
    text = (ROOT / document).read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+# .*", "", line) for block in blocks for line in block.splitlines() if line]


def services() -> dict[str, list[str]]:
    """The commands of docker-compose.yml by service; that of the image for `web`."""
    found: dict[str, list[str]] = {}
    service = ""
    for line in (ROOT / "docker-compose.yml").read_text("utf-8").splitlines():
        if line.startswith("  ") and not line.startswith("   ") and line.endswith(":"):
            service = line.strip(" :")
        if line.startswith("    command: "):
            found[service] = shlex.split(line.partition(": ")[2].replace("$$", "$"))
    image = [
        line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if line.startswith("CMD ")
    ]
    found["web"] = json.loads(image[-1].removeprefix("CMD "))
    return found


def free_port() -> int:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return int(own.getsockname()[1])


class Server:
    """A folder that stands for the volumes, the environment of the containers, and what runs."""

    def __init__(self, folder: Path, database: str, commands: dict[str, list[str]]) -> None:
        self.folder, self.commands = folder, commands
        self.port, self.outside = free_port(), free_port()
        self.running: dict[str, subprocess.Popen[str]] = {}
        for name in ("data", "backups", "tmp", "elsewhere"):
            (folder / name).mkdir(mode=0o750)
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "MINGZHANG_ENV": "production",
            "DATABASE_URL": database,
            "TASKS_BACKEND": "database",
            "DATA_DIR": str(folder / "data"),
            "TMPDIR": str(folder / "tmp"),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "SITE_UPSTREAM": f"127.0.0.1:{self.port}",
            "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
            "DJANGO_SUPERUSER_USERNAME": "first",
            "DJANGO_SUPERUSER_EMAIL": "",
            "DJANGO_SUPERUSER_PASSWORD": secrets.token_urlsafe(24),
        }

    def fill(self, example: str) -> None:
        """.env, as the person at the machine fills it in, to try the site there."""
        said = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "localhost",
            "SITE_ADDRESS": f"http://localhost:{self.outside}",
            "POSTGRES_PASSWORD": secrets.token_hex(24),
            "HTTPS": "false",
            "METRICS_TOKEN": secrets.token_urlsafe(24),
        }
        self.environment |= dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE)) | said
        assert "" not in {self.environment[name] for name in said}

    def words(self, command: list[str]) -> list[str]:
        """Of a command with the folders and the files that are here."""
        archives = [path.stem for path in (self.folder / "backups").iterdir()]
        named = [word.replace("名称", archives[0]) for word in command] if archives else command
        named = [re.sub(r"(^| )/backups/", rf"\1{self.folder}/backups/", word) for word in named]
        return [*named, "--noinput"] if SUPERUSER in named else named

    def run(self, command: list[str]) -> str:
        done = subprocess.run(
            self.words(command), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"✗ {shlex.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, name: str, command: list[str]) -> None:
        log = (self.folder / f"{name}.log").open("a")
        self.running[name] = subprocess.Popen(
            self.words(command), cwd=ROOT, env=self.environment, stdout=log, stderr=log, text=True
        )

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        if process.wait(timeout=90):
            said = (self.folder / f"{name}.log").read_text("utf-8")[-2000:]
            raise SystemExit(f"✗ {name} 停止时的退出码是 {process.returncode}\n{said}")

    def kill(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()

    # --- what the documents say ------------------------------------------------------------------------------------

    def do(self, line: str) -> None:
        """A line of a document."""
        for pattern, act in self.acts().items():
            if found := re.fullmatch(pattern, line):
                since = time.monotonic()
                said = act(*found.groups()) or ""
                last = said.strip().rpartition("\n")[2]
                print(f"✓ {line}（{time.monotonic() - since:.1f} 秒）{last}", flush=True)
                return
        raise SystemExit(f"✗ 不认得这一行：{line}")

    def acts(self) -> dict[str, Callable[..., str | None]]:
        return {
            r"cp (\.env\.example) \.env": lambda name: self.fill((ROOT / name).read_text("utf-8")),
            r"docker compose up -d": self.up,
            r"docker compose exec web (.*)": lambda command: self.run(shlex.split(command)),
            r"docker compose run --rm (\w+)(?: (.*))?": lambda name, command: self.run(
                shlex.split(command) if command else self.commands[name]
            ),
            r"docker compose stop (.*)": lambda names: list(map(self.stop, names.split())) and None,
            r"docker compose start (.*)": self.again,
            r"docker run --rm -v mingzhang_backups:/from:ro .* busybox cp -r /from/\. /to/": lambda: self.run(
                ["cp", "-r", f"{self.folder}/backups/.", f"{self.folder}/elsewhere/"]
            ),
            # the README's block; its first line is what `make setup` does
            r"python3 -m venv \.venv && .*": lambda: "（已由 make setup 安装）",
            r"export (MINGZHANG_ENV=production SECRET_KEY=… ALLOWED_HOSTS=… DATABASE_URL=…)": lambda names: (
                self.fill("")
            ),
            r"\.venv/bin/(gunicorn .*)": lambda command: self.start("web", shlex.split(command)),
            r"\.venv/bin/(python manage\.py worker)": lambda command: self.start(
                "worker", shlex.split(command)
            ),
            r"(\.venv/bin/python .*)": lambda command: self.run(
                ["sh", "-c", command.replace(".venv/bin/", "")]
                if SUPERUSER not in command
                else shlex.split(command.replace(".venv/bin/", ""))
            ),
        }

    def up(self) -> None:
        """As compose does: first the tables, then the site, what reads, and the proxy."""
        self.run(["python", "manage.py", "collectstatic", "--noinput"])  # the image has done it
        self.start("web", self.commands["web"])
        until("web 活着，还没有准备好（数据库是空的）", lambda: self.status("/healthz") == 200)
        assert self.status("/readyz") == 503
        self.run(self.commands[MIGRATE])
        self.start("worker", self.commands["worker"])
        self.front()
        until("web 准备好了", lambda: self.status("/readyz") == 200)

    def front(self) -> None:
        if not shutil.which("caddy"):
            print("— proxy：这台机器上没有 caddy，没有试", flush=True)
            return
        assert f"`{PROXY}`" in (ROOT / "README.md").read_text("utf-8")
        self.start("proxy", shlex.split(PROXY))
        until("proxy 接待来客", lambda: self.status("/", self.outside) == 200)
        assert self.status("/metrics", self.outside) == 404, "/metrics 对外"

    def again(self, names: str) -> None:
        for name in names.split():
            self.start(name, self.commands[name])
        until("web 又准备好了", lambda: self.status("/readyz") == 200)

    # --- how it is -------------------------------------------------------------------------------------------------

    def get(self, path: str, port: int = 0) -> tuple[int, str]:
        request = urllib.request.Request(
            f"http://localhost:{port or self.port}{path}",
            headers={"Authorization": f"Bearer {self.environment['METRICS_TOKEN']}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def status(self, path: str, port: int = 0) -> int:
        return self.get(path, port)[0]

    def upload(self) -> None:
        self.run(["python", "-m", "tests.operations.upload", *(str(DEMO / name) for name in PARSED)])
        until("worker 读完两份文件", lambda: READY in self.get("/metrics")[1])
        assert "mingzhang_request_seconds_bucket" in self.get("/metrics")[1]

    def lose(self) -> None:
        """What a backup is for."""
        self.run(["python", "manage.py", "flush", "--noinput"])
        shutil.rmtree(self.folder / "data" / "media")
        print("✓ 数据库的全部行与全部原件都没有了", flush=True)


def until(what: str, asked: Callable[[], bool], seconds: float = 180) -> None:
    since = time.monotonic()
    while not asked():
        if time.monotonic() - since > seconds:
            raise SystemExit(f"✗ {what}：{seconds:.0f} 秒后仍然不是")
        time.sleep(0.5)
    print(f"  {what}（{time.monotonic() - since:.1f} 秒）", flush=True)


def by_compose(server: Server) -> Path:
    """docs/operations/one-server.md; the backup that it made."""
    document = "docs/operations/one-server.md"
    for line in lines(document, "开始"):
        server.do(line)
    server.upload()
    saving = lines(document, "备份与恢复")
    restoring = saving.index("docker compose stop web worker") + 1
    for line in saving[:restoring]:
        server.do(line)
    server.lose()
    for line in saving[restoring:]:
        server.do(line)
    assert READY in server.get("/metrics")[1], "恢复后不是原来的样子"
    print(
        "✓ doctor：" + server.run(["python", "manage.py", "doctor"]).strip().rpartition("\n")[2], flush=True
    )
    (archive,) = (server.folder / "elsewhere").iterdir()
    return archive


def without_containers(server: Server, archive: Path) -> None:
    """The README's block, and the backup of the other site into the empty one."""
    for line in lines("README.md", "正式运行"):
        if not line.startswith(("cp ", "docker ")):
            server.do(line)
    until("web 准备好了", lambda: server.status("/readyz") == 200)
    server.front()
    server.stop("worker")
    server.run(["python", "manage.py", "restore", "--replace", str(archive)])
    assert READY in server.get("/metrics")[1]
    print("✓ 恢复：" + server.run(["python", "manage.py", "doctor"]).strip().rpartition("\n")[2], flush=True)


def main() -> None:
    commands = services()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mingzhang-steps-")))
        if not os.environ.get("DATABASE_URL"):
            server = stack.enter_context(start(str(folder / "postgresql")))
            os.environ["DATABASE_URL"] = server.get_uri()
        os.environ["MINGZHANG_TEST_DATABASE"] = "postgresql"
        made = []
        for name in ("first", "second"):
            (folder / name).mkdir()
            made.append(Server(folder / name, stack.enter_context(database_of_its_own()), commands))
            stack.callback(made[-1].kill)
        archive = by_compose(made[0])
        without_containers(made[1], archive)
        for one in made:
            for name in list(one.running):
                one.stop(name)
        print("✓ 全部正常停止", flush=True)


if __name__ == "__main__":
    main()
