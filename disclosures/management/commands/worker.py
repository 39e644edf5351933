from __future__ import annotations

import faulthandler
import gc
import logging
import os
import signal
import socket
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker

from disclosures.lifecycle.ingestion.queue import STOPPING, take_up
from disclosures.lifecycle.ingestion.tasks import ingest_document
from disclosures.models import Document
from disclosures.parsing.sandbox import PATIENCE
from disclosures.presenting.whole.versions import version

logger = logging.getLogger(__name__)

TAKE_UP_EVERY = 5.0
"""Seconds between two looks for documents that nobody reads any more."""
PRUNE_EVERY = 3600.0
"""Seconds between two clearings of tasks that ended two weeks ago; what became of a file is said by the file."""
WRITE_EVERY = 3600.0
"""Seconds between two looks whether the files of the whole data are still those of what is published."""
LOADING_SECONDS = 600
"""What loading may take on top of reading. Only a loop without an end takes so long."""
DEAF_SECONDS = 60
"""After so many seconds more a worker that does not hear its alarm, or hangs between two tasks, is ended."""


class Reader(Worker):
    """The worker of django-tasks-db, one task at a time; between tasks it sees to what other workers left behind."""

    def __init__(self, interval: float, until_done: bool) -> None:
        super().__init__(
            queue_names=["default"],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=f"{socket.gethostname()[:30]}:{os.getpid()}:{get_random_string(8)}",
            excluded_queue_names=[],
        )
        self.until_done = until_done
        self.taken_up = -TAKE_UP_EVERY
        self.pruned = -PRUNE_EVERY
        self.written = time.monotonic()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """What is being read is given back, what is being loaded is finished; a second signal ends it at once."""
        STOPPING.set()
        super().shutdown(signum, frame)

    def work(self) -> None:
        while self.running:
            self.watched()
            self._run_tasks = 0
            try:
                self.look_after_others()
                self.run()
                if self.until_done and not self._run_tasks and not Document.objects.unfinished().exists():
                    return
            except (
                OperationalError
            ):  # the database is away or busy: what was begun is taken up when it is back
                logger.warning("the database does not answer; trying again", exc_info=True)
                connection.close()
            if self.running and not self._run_tasks:
                time.sleep(self.interval)

    def look_after_others(self) -> None:
        if time.monotonic() >= self.taken_up + TAKE_UP_EVERY:
            self.taken_up = time.monotonic()
            take_up()
        if time.monotonic() >= self.pruned + PRUNE_EVERY:
            self.pruned = time.monotonic()
            call_command("prune_db_task_results", verbosity=0)
        if time.monotonic() >= self.written + WRITE_EVERY and not Document.objects.unfinished().exists():
            self.written = time.monotonic()
            version(build=True)

    def watched(self) -> int:
        """The seconds that a task may take. A process that goes on for longer without coming back here hangs: it says where
        and ends, whoever runs it starts another, and what it was reading is taken up. An alarm alone is not enough: one
        that hangs outside of Python never hears it.
        """
        longest = PATIENCE * (settings.PARSE_MAX_SECONDS + settings.PARSE_MAX_SECONDS_OCR) + LOADING_SECONDS
        faulthandler.dump_traceback_later(longest + DEAF_SECONDS, exit=True)
        return longest

    def run_task(self, db_task_result: Any) -> None:
        signal.alarm(self.watched())
        try:
            super().run_task(db_task_result)
        finally:
            signal.alarm(0)


def too_long(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError


class Command(BaseCommand):
    help = (
        "读取上传的文件（TASKS_BACKEND=database）。可以同时开几个，也可以在几台机器上；SQLite 开一个。"
        "收到 SIGTERM 或 Ctrl+C 时放回正在读的文件，然后停止。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1.0, metavar="SECONDS", help="没有文件时，隔几秒再看"
        )
        parser.add_argument("--until-done", action="store_true", help="所有文件都有了结果就停止")

    def handle(self, *args: Any, interval: float, until_done: bool, **options: Any) -> None:
        if not isinstance(ingest_document.get_backend(), DatabaseBackend):
            raise CommandError(
                "TASKS_BACKEND 是 immediate，文件在上传时就读取，不需要这个进程。", returncode=2
            )
        reader = Reader(interval, until_done)
        reader.configure_signals()
        signal.signal(signal.SIGALRM, too_long)
        gc.freeze()  # what is loaded is not looked through again with every document
        try:
            reader.work()
        finally:
            faulthandler.cancel_dump_traceback_later()
