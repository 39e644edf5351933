"""Files of the demonstration in the database, published, without the path of an upload and without the checks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.core.files import File
from django.core.management import call_command
from django.db import connection

from disclosures.lifecycle import publication
from disclosures.lifecycle.ingestion import claim, conclude, loader, store
from disclosures.lifecycle.publication import publish
from tests.conftest import ROOT
from tests.readings import reading

DEMO = ROOT / "disclosures" / "data" / "demo"


def load(paths: Iterable[Path]) -> None:
    """Each file read once by all tests (`tests.readings`)."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (loader, publication):
            patch.setattr(module, "recheck", lambda *_: None)
        call_command("load_classifications", verbosity=0)
        for path in paths:
            with path.open("rb") as content:
                document, _ = store(File(content), path.name)
            claim(document)
            conclude(document, reading(path))
            for disclosure in document.disclosures.all():
                publish(disclosure, None, "测试")
    connection.check_constraints()  # once: what is deferred is looked at again at the end of every test on these rows
