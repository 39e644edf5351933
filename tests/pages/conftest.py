from __future__ import annotations

import pytest

from disclosures.totals import rebuild
from tests.pages import rows


@pytest.fixture
def country(db: None) -> rows.Country:
    """The five seeds in small."""
    made = rows.country()
    rebuild()
    return made
