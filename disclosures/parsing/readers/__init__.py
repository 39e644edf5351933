"""A file → Document, by its content."""

from __future__ import annotations

from pathlib import Path

from disclosures.parsing.document import Document
from disclosures.parsing.readers import pdf


def read(path: Path) -> Document:
    return pdf.read(path)
