"""Stand-in for the upload page in `steps.py`: files are stored and left for a worker."""

import os
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.files.base import File

    from disclosures.lifecycle.ingestion import enqueue, store

    for path in map(Path, sys.argv[1:]):
        with path.open("rb") as content:
            enqueue(store(File(content), path.name)[0])
