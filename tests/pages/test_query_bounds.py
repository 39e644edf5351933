"""On a database with several cities, departments with units, years and stages, every page that grows with them, in every
state that costs most, is within ten queries; `query_counts.json` holds the same pages on a small one exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import Agency, Region, Total
from disclosures.pages.places import ranking, series
from tests.pages.loaded import DEMO, load
from tests.pages.test_pages import MOST_QUERIES

pytestmark = pytest.mark.django_db

FILES = (
    "hengshui-2020-department.pdf",
    "hengshui-2022-units.pdf",
    "xingtai-2022-department.pdf",
    "lianchi-2023-department.docx",
)
FEW = 2
"""Rows of a page and bodies that make a median here, so that a few files fill several pages."""


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "PER_PAGE", FEW)
        patch.setattr(series, "PER_PAGE", FEW)
        patch.setattr(ranking, "FEWEST_PEERS", FEW)
        load([*(DEMO / name for name in FILES), *sorted((DEMO / "country").glob("putuo-*.xlsx"))])
        yield
        transaction.set_rollback(True)


def addresses() -> Iterator[str]:
    for pk in Agency.objects.published().values_list("pk", flat=True):
        yield f"/agencies/{pk}/"
    subjects = ["/three-public/", "/three-public/?item=hospitality"]
    codes = Total.objects.filter(place="", kind__in=("functional", "economic"), count__gte=FEW).exclude(
        code=""
    )
    subjects += [
        f"/codes/{kind}/{code}/"
        for kind, code in codes.order_by("-count", "code").values_list("kind", "code").distinct()[:4]
    ]
    for subject in subjects:
        path, _, query = subject.partition("?")
        for more in (
            "",
            "year=2022",
            "region=131100&year=2022",
            "region=310107&like=商务委员会",
            "scope=department",
        ):
            for order in ("page=2", "sort=change&page=2", "sort=-share"):
                yield f"{path}?{query}&{more}&{order}&members=1"
            yield f"{path}years/?{query}&{more}&page=2"
    places = Region.objects.filter(agencies__isnull=False).values_list("pk", flat=True).distinct()
    yield from (f"/coverage/{pk}/" for pk in places)
    yield from (f"/coverage/?year={year}&stage=budget&sort=-here" for year in (2020, 2022, 2025))
    for words in ("租赁", "乙像目", "工业 邢台", "食言储备", "查无此词"):
        yield f"/projects/?q={words}"
        yield f"/projects/?q={words}&region=131100&year=2022&stage=budget&amount=yes&sort=name&page=2"
    for words in (
        "工信局",
        "三公",
        "普陀 三公",
        "普陀区三公消费",
        "3,952.59",
        "3952.58",
        "2150501",
        "谁租办公室，花了多少钱",
        "工心局",
        "食言储备",
    ):
        yield f"/search/?q={words}"


def test_every_state_is_within_ten_queries(client: Client, filled: None) -> None:
    found: dict[str, int] = {}
    for address in addresses():
        with CaptureQueriesContext(connection) as queries:
            status = client.get(address).status_code
        assert status in (200, 404), address
        if status == 200:
            found[address] = len(queries)
    assert len(found) > 100
    assert {address: count for address, count in found.items() if count > MOST_QUERIES} == {}
