"""`field__in=[…]` on PostgreSQL: the same rows, with one parameter for the values of a page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F

from disclosures.models import Agency, Region
from disclosures.models.lookups import FEWEST, MOST
from disclosures.vocabulary import AgencyKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def agencies() -> list[Agency]:
    region = Region.objects.create(code="990000", name="甲省")
    return Agency.objects.bulk_create(
        Agency(name=f"第{number}局", region=region, kind=AgencyKind.DEPARTMENT) for number in range(MOST + 1)
    )


@pytest.mark.parametrize("count", [0, 1, FEWEST - 1, FEWEST, MOST, MOST + 1])
def test_the_same_rows_however_many_values(agencies: list[Agency], count: int) -> None:
    chosen = agencies[:count]
    names = [agency.name for agency in chosen]
    assert Agency.objects.filter(pk__in=[agency.pk for agency in chosen]).count() == count
    assert Agency.objects.filter(name__in=names).count() == count
    assert Agency.objects.filter(name__in=[*names, None]).count() == count
    assert Agency.objects.exclude(name__in=names).count() == len(agencies) - count
    Agency.objects.exclude(pk=agencies[0].pk).update(parent=agencies[0], kind=AgencyKind.UNIT)
    assert Agency.objects.filter(parent__in=chosen).count() == (len(agencies) - 1 if count else 0)


def test_terms_of_a_vocabulary_and_expressions_are_values(agencies: list[Agency]) -> None:
    kinds = [*AgencyKind] * FEWEST
    assert Agency.objects.filter(kind__in=kinds).count() == len(agencies)
    assert Agency.objects.filter(name__in=[F("name"), *map(str, range(FEWEST))]).count() == len(agencies)


def test_a_page_of_values_is_one_parameter(agencies: list[Agency]) -> None:
    keys = [agency.pk for agency in agencies]

    def parameters(count: int) -> int:
        return len(Agency.objects.filter(pk__in=keys[:count]).query.sql_with_params()[1])

    array = connection.vendor == "postgresql"
    assert parameters(FEWEST) == (1 if array else FEWEST)
    assert parameters(MOST) == (1 if array else MOST)
    assert parameters(FEWEST - 1) == FEWEST - 1
    assert parameters(MOST + 1) == MOST + 1
