"""Which version of the program runs."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings


def program() -> str:
    """A name for this version of the program: the same after a restart and on every machine, another after an update."""
    if settings.DEBUG:  # files change while the server runs
        _fingerprint.cache_clear()
    return _fingerprint(Path(settings.BASE_DIR))


@lru_cache(maxsize=1)
def _fingerprint(base: Path) -> str:
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            if path.is_file() and WRITTEN_BY_PYTHON not in path.parts:
                digest.update(f"{path.relative_to(base)}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


FOLDERS = ("config", "disclosures", "static", "templates")


WRITTEN_BY_PYTHON = "__pycache__"
