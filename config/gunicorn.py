"""How gunicorn runs the site: `gunicorn --config python:config.gunicorn config.wsgi`."""

import os
import tempfile
from typing import Any

# For the proxy of this machine; in a container, whose ports are opened by hand, for all of its network.
bind = f"{os.environ.get('WEB_ADDRESS') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = 4  # a request mostly waits for the database
timeout = 90  # a file read within a request may take 60 s
graceful_timeout = 30
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112  # nosec B108 # memory: never waits for a disk
errorlog = "-"  # requests are logged by config.observation

# Before prometheus_client is imported. Fresh at every start: counts begin at 0, which Prometheus understands.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="mingzhang-metrics-")

# Before the workers are started, who count together in it. In memory: nothing waits for a disk.
os.environ["COUNTERS_FILE"] = tempfile.mkstemp(prefix="mingzhang-counters-", dir=worker_tmp_dir)[1]


def on_exit(server: Any) -> None:
    os.unlink(os.environ["COUNTERS_FILE"])  # noqa: PTH108


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
