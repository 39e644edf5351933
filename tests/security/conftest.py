from __future__ import annotations

import pytest

from disclosures.reading import pictures
from tests.kept import kept
from tests.security.world import World
from tests.security.world import world as make_world


@pytest.fixture
def world(
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    settings: object,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    """One of everything, an image for every page of paper, a folder for the package of data."""
    image = tmp_path_factory.mktemp("images") / "1.png"
    image.write_bytes(b"png")
    settings.DATA_DIR = image.parent  # type: ignore[attr-defined]
    monkeypatch.setattr(pictures, "picture", lambda document, page: image)
    return kept(make_world)


@pytest.fixture
def serialized_roles(transactional_db: None) -> None:
    """The groups that a migration made: a test that empties all tables takes them with it."""
    import importlib

    from django.apps import apps
    from django.db import connection

    migration = importlib.import_module("disclosures.migrations.0012_roles")
    with connection.schema_editor() as editor:
        migration.make_roles(apps, editor)
