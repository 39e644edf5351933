"""One module a format; `read` finds out which by looking into the file, never by trusting its name."""

from __future__ import annotations

from pathlib import Path

from disclosures.parsing.document import Document
from disclosures.parsing.readers import pdf, text


def read(path: Path) -> Document:
    """Read a file of any supported format. Raises UnreadableDocument."""
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    return pdf.read(path) if is_pdf else text.read(path)
