"""Where LibreOffice is, which converts what no reader of ours opens. Nothing of a file is looked at here."""

from __future__ import annotations

import shutil
from pathlib import Path


def converter() -> Path | None:
    """LibreOffice's own program: the `soffice` in the path is a script that would leave it running when killed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    program = Path(found).resolve().parent / "soffice.bin"
    return program if program.exists() else Path(found)
