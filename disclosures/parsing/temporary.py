"""Files that are on their way: folders for copies of strangers' files, and files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PREFIX = "mingzhang-"
"""How the name of a folder begins; the number of the process that made it follows."""


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that is gone afterwards; what a killed process leaves behind, the next one clears away."""
    _clear_left_folders()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def written_whole(target: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes its name only once it is written: written beside, then renamed.

    Two processes that write the same lose nothing but time; a full disk, or an error, leaves nothing.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as content:
            yield content
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _clear_left_folders() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (OSError, ValueError, OverflowError):
            continue  # somebody else's
