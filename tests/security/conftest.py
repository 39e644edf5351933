from __future__ import annotations

import pytest

from disclosures import page_images
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
    monkeypatch.setattr(page_images, "page_image", lambda document, page: image)
    return make_world()
