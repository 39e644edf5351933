"""What docker-compose.yml does, run step by step without containers: python tests/operations/steps.py

The commands are read from docker-compose.yml and the Dockerfile, so that what is tried here is what an operator runs:
PostgreSQL (from a wheel), migrate, web (gunicorn), two workers, an upload, a backup, a restore into an empty site, and
an orderly stop. Prints a line a step; exit code 1 at the first that fails.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.operations.site import database_of_its_own  # noqa: E402
from tests.with_postgresql import start  # noqa: E402

DEMO = ROOT / "disclosures" / "data" / "demo"
PARSED = "xingtai-2022-department.pdf", "lianchi-2023-department.docx"
TOKEN = secrets.token_urlsafe(24)


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


class Stage:
    """A folder that stands for the volumes, and the environment of the containers."""

    def __init__(self, folder: Path, database: str, port: int) -> None:
        self.folder = folder
        self.port = port
        for name in ("data", "backups", "tmp"):
            (folder / name).mkdir(mode=0o750)
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "MINGZHANG_ENV": "production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "localhost",
            "HTTPS": "false",
            "DATABASE_URL": database,
            "TASKS_BACKEND": "database",
            "DATA_DIR": str(folder / "data"),
            "TMPDIR": str(folder / "tmp"),
            "PORT": str(port),
            "METRICS_TOKEN": TOKEN,
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def arguments(self, command: list[str]) -> list[str]:
        return [word.replace(" /backups/", f" {self.folder}/backups/") for word in command]

    def run(self, command: list[str]) -> str:
        done = subprocess.run(
            self.arguments(command),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"✗ {shlex.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def serve(self, command: list[str]) -> subprocess.Popen[str]:
        log = (self.folder / f"{Path(command[0]).name}-{secrets.token_hex(3)}.log").open("w")
        return subprocess.Popen(
            self.arguments(command), cwd=ROOT, env=self.environment, stdout=log, stderr=log, text=True
        )

    def get(self, path: str) -> tuple[int, str]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            headers={"Host": "localhost", "Authorization": f"Bearer {TOKEN}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)


def until(what: str, asked: object, seconds: float = 120) -> None:
    since = time.monotonic()
    while not asked():  # type: ignore[operator]
        if time.monotonic() - since > seconds:
            raise SystemExit(f"✗ {what}：{seconds:.0f} 秒后仍然不是")
        time.sleep(0.5)
    print(f"✓ {what}（{time.monotonic() - since:.1f} 秒）", flush=True)


def free_port() -> int:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return int(own.getsockname()[1])


def end(process: subprocess.Popen[str], what: str) -> None:
    process.send_signal(signal.SIGTERM)
    if process.wait(timeout=90):
        raise SystemExit(f"✗ {what} 停止时的退出码是 {process.returncode}")
    print(f"✓ {what} 收到 SIGTERM 后正常停止", flush=True)


def main() -> None:
    commands = services()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mingzhang-steps-")))
        if not os.environ.get("DATABASE_URL"):
            server = stack.enter_context(start(str(folder / "postgresql")))
            os.environ["DATABASE_URL"] = server.get_uri()
        os.environ["MINGZHANG_TEST_DATABASE"] = "postgresql"
        print("✓ db：PostgreSQL 已启动", flush=True)
        stage = Stage(folder, stack.enter_context(database_of_its_own()), free_port())

        stage.run(["python", "manage.py", "collectstatic", "--noinput"])
        web = stage.serve(commands["web"])
        stack.callback(web.kill)
        until("web 活着，还没有准备好（数据库是空的）", lambda: stage.get("/healthz")[0] == 200)
        assert stage.get("/readyz")[0] == 503
        stage.run(commands["migrate"])
        print("✓ migrate", flush=True)
        until("web 准备好了", lambda: stage.get("/readyz")[0] == 200)

        workers = [stage.serve(commands["worker"]) for _ in range(2)]
        for worker in workers:
            stack.callback(worker.kill)
        stage.run(["python", "-m", "tests.operations.upload", *(str(DEMO / name) for name in PARSED)])
        ready = 'mingzhang_documents{state="ready"} 2.0'
        until("两个 worker 读完两份文件", lambda: ready in stage.get("/metrics")[1])
        assert stage.get("/")[0] == 200
        assert "mingzhang_request_seconds_bucket" in stage.get("/metrics")[1]
        for worker in workers:
            end(worker, "worker")

        made = stage.run(commands["backup"])
        print(f"✓ backup：{made.strip().rpartition('/')[2]}", flush=True)
        (archive,) = (folder / "backups").iterdir()
        print(stage.run(["python", "manage.py", "doctor"]).strip().splitlines()[-1], flush=True)
        end(web, "web")

        (folder / "second").mkdir()
        second = Stage(folder / "second", stack.enter_context(database_of_its_own()), free_port())
        second.run(commands["migrate"])
        second.run(["python", "manage.py", "restore", str(archive)])
        again = second.serve(commands["web"])
        stack.callback(again.kill)
        until("恢复后的网站准备好了", lambda: second.get("/readyz")[0] == 200)
        assert ready in second.get("/metrics")[1]
        print(second.run(["python", "manage.py", "doctor"]).strip().splitlines()[-1], flush=True)
        end(again, "web")


if __name__ == "__main__":
    main()
