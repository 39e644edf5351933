from __future__ import annotations

import pytest

from disclosures.lifecycle.totals import rebuild
from tests.pages import checked, rows


@pytest.fixture
def country(db: None) -> rows.Country:
    """The five seeds in small; of 邢台 2022 with what the checks found."""
    made = rows.country()
    checked.example(made.xingtai_2022)
    rebuild()
    return made
