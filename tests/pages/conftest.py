from __future__ import annotations

import pytest

from disclosures.lifecycle.totals import rebuild
from tests.kept import kept
from tests.pages import checked, rows


@pytest.fixture
def country(db: None) -> rows.Country:
    """The five seeds in small; of 邢台 2022 with what the checks found."""
    return kept(_country)


def _country() -> rows.Country:
    made = rows.country()
    checked.example(made.xingtai_2022)
    rebuild()
    return made
