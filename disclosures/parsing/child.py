"""The process that reads one file within limits:

    python -m disclosures.parsing.child FILE SECONDS MEGABYTES PAGES BYTES MODE TOLD

Writes one outcome to standard output and nothing else, and how far it got to the open file TOLD (a descriptor);
`sandbox.parse_limited` starts it and reads both.
"""

from __future__ import annotations

import ctypes
import os
import pickle  # nosec B403: written here; read by the restricted unpickler of sandbox.py
import resource
import signal
import sys
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

from disclosures.parsing import parse, progress
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import guards, scan
from disclosures.parsing.records import ParsedDocument

MEGABYTE = 1024 * 1024
PR_SET_PDEATHSIG = 1
WRITABLE_BYTES = 16 * MEGABYTE
"""Parsing writes no files; libraries may make small temporary ones."""
OUT_OF_NATIVE_MEMORY = "bad_alloc"
"""How libraries in C++ say it, inside errors of their own."""


class OutcomePickler(pickle.Pickler):
    """Names enum members by class and value, so that the reader needs to allow nothing but our own classes."""

    def reducer_override(self, value: Any) -> Any:
        return (type(value), (value.value,)) if isinstance(value, Enum) else NotImplemented


def end_with_parent() -> None:
    """Where the system can: whoever kills the parent kills this process too, so that nobody reads for nobody."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def restrict(seconds: int, megabytes: int) -> None:
    """From here on this process can use so much and no more."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITABLE_BYTES, WRITABLE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def outcome(
    path: Path, limits: guards.ContentLimits, megabytes: int, mode: str = "ocr"
) -> ParsedDocument | tuple[str, dict[str, object]]:
    """What was read, or the code and facts of the error."""
    try:
        kind = guards.check(path, limits)
        if (
            mode == "text"
            and kind is guards.FileKind.PDF
            and scan.is_installed()
            and scan.has_image_pages(path)
        ):
            return "needs-ocr", {}
        return parse(path)
    except UnreadableDocument as error:
        return error.code, error.facts
    except MemoryError:
        return "out-of-memory", {"limit": f"{megabytes} MB"}
    except RecursionError:
        return "too-complex", {}
    except Exception as error:
        if OUT_OF_NATIVE_MEMORY not in str(error):
            raise
        return "out-of-memory", {"limit": f"{megabytes} MB"}


def main() -> int:
    name, seconds, megabytes, pages, size, mode, told = sys.argv[1:]
    end_with_parent()
    progress.write_to(int(told))
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get into the answer
    limits = replace(guards.LIMITS, pages=int(pages), file_bytes=int(size))
    restrict(int(seconds), int(megabytes))
    result = outcome(Path(name), limits, int(megabytes), mode)
    with answer:
        OutcomePickler(answer, protocol=5).dump(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
