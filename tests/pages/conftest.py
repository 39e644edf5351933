from __future__ import annotations

import pytest

from tests.pages import rows


@pytest.fixture
def country(db: None) -> rows.Country:
    """The five seeds in small."""
    return rows.country()
