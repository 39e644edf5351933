"""Files named on the command line, read one after the other without the database."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from disclosures.lifecycle.ingestion.sources import SourceFile, find
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.record_json import error_json
from disclosures.parsing.records import ParsedDocument
from disclosures.parsing.sandbox import parse_limited
from disclosures.reading.originals import parse_limits


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file: the document, or the problem with it. `trouble` is what the system said, for the log."""

    name: str
    sha256: str | None
    document: ParsedDocument | None = None
    problem: UnreadableDocument | None = None
    trouble: str = ""

    def error_json(self) -> dict[str, Any]:
        """The public form of a file that could not be read."""
        assert self.problem is not None
        media_type = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        source = {"name": self.name, "sha256": self.sha256, "media_type": media_type, "pages": None}
        return error_json(source, self.problem.code, self.problem.message)


def readings(files: Sequence[Path]) -> Iterator[FileReading]:
    """The files, and those in folders and zip files among them."""
    for found in find(files, parse_limits()):
        if not found.is_litter:
            yield _read(found)


def _read(found: SourceFile) -> FileReading:
    sha256 = None
    try:
        with found.open() as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
            parsed = parse_limited(Path(content.name), parse_limits())
    except OSError as error:
        trouble = f"{found.place}：{error.strerror or error}"
        return FileReading(found.name, sha256, problem=UnreadableDocument("damaged"), trouble=trouble)
    except UnreadableDocument as error:
        return FileReading(found.name, sha256, problem=error)
    document = replace(parsed, source=replace(parsed.source, name=found.name))
    return FileReading(found.name, sha256, document)
