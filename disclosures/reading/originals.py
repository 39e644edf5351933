"""The original as a file of this machine, wherever it is kept, and what reading it may cost: the parser reads a path in a
child process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db.models.fields.files import FieldFile

from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.sandbox import Limits
from disclosures.parsing.temporary import own_folder


@contextmanager
def on_disk(file: FieldFile) -> Iterator[Path]:
    """Raises UnreadableDocument where the storage does not give the file; that may pass."""
    with ExitStack() as stack:
        try:
            try:
                path = Path(file.path)
                with path.open("rb"):
                    pass
            except NotImplementedError:  # not on this machine
                folder = stack.enter_context(own_folder())
                path = folder / f"original{PurePosixPath(file.name or '').suffix}"
                with file.storage.open(str(file.name), "rb") as content, path.open("wb") as copy:
                    shutil.copyfileobj(content, copy)
        except Exception as error:  # what a storage raises is its own
            raise UnreadableDocument("not-in-storage", because=type(error).__name__) from error
        yield path


def parse_limits() -> Limits:
    """What one file may cost, by the settings."""
    return Limits(
        seconds=settings.PARSE_MAX_SECONDS,
        memory_mb=settings.PARSE_MAX_MEMORY_MB,
        pages=settings.PARSE_MAX_PAGES,
        size=settings.PARSE_MAX_BYTES,
        ocr_seconds=settings.PARSE_MAX_SECONDS_OCR,
        ocr_memory_mb=settings.PARSE_MAX_MEMORY_MB_OCR,
    )
