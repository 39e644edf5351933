"""What a child of the `nursery` does: shut itself in, then read or draw one file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import disclosures
from disclosures.parsing import progress
from disclosures.parsing.content_limits import LIMITS
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.sandbox import cage
from disclosures.parsing.sandbox.messages import PRINTED, Answer, Job, Task, written

OUT_OF_NATIVE_MEMORY = "bad_alloc"
"""How libraries in C++ say it, inside errors of their own."""


def load() -> None:
    """The libraries that nearly every task needs, before there is a file that could do harm."""
    from disclosures.parsing import parser, pictures
    from disclosures.parsing.readers import guards, scan

    assert parser and pictures and guards and scan


def answer_to(task: Task, folder: Path) -> Answer:
    """What was read, or the code and facts of the error."""
    try:
        return _done(task, folder / task.file)
    except UnreadableDocument as error:
        return Answer(error=error.code, facts={name: str(fact) for name, fact in error.facts.items()})
    except MemoryError:
        return _out_of_memory(task)
    except RecursionError:
        return Answer(error="too-complex")
    except Exception as error:
        if OUT_OF_NATIVE_MEMORY not in str(error):
            raise
        return _out_of_memory(task)


def _done(task: Task, path: Path) -> Answer:
    if task.job is Job.DRAW:
        from disclosures.parsing import pictures

        pictures.draw(path, task.drawn, path.parent)
        return Answer()

    from disclosures.parsing import parser
    from disclosures.parsing.readers import guards, scan

    kind = guards.check(path, replace(LIMITS, pages=task.pages, file_bytes=task.size))
    if task.job is Job.PRINT:
        from disclosures.parsing import pictures
        from disclosures.parsing.readers import legacy

        legacy.printed(path, path.parent / PRINTED)
        return Answer(pages=pictures.page_count(path.parent / PRINTED))
    if (
        task.job is Job.READ
        and kind is guards.FileKind.PDF
        and scan.is_installed()
        and scan.has_image_pages(path)
    ):
        return Answer(error="needs-ocr")
    return Answer(parser.parse(path))


def _out_of_memory(task: Task) -> Answer:
    return Answer(error="out-of-memory", facts={"limit": f"{task.memory_mb} MB"})


def _programs() -> Iterator[Path]:
    """The interpreter, its libraries and this package; not the folder that this package lies in."""
    own = Path(disclosures.__path__[0])
    named = {Path(sys.prefix), Path(sys.base_prefix), own, *map(Path, sys.path)}
    yield from (path for path in named if path.exists() and path != own.parent)


def work(task: Task, told: int, answer: int) -> None:
    """Do the task behind walls: one `Answer` to the open file `answer`, progress to `told`, pictures into the folder."""
    progress.write_to(told)
    tempfile.tempdir = None  # found anew, in its own folder
    walls, folder = cage.enter(Path(task.folder), list(_programs()), task.seconds, task.memory_mb)
    result = Answer(walls=walls) if task.job is Job.LOOK else answer_to(task, folder)
    with os.fdopen(answer, "wb") as file:
        file.write(written(result))
