"""Every address of the API asked as its own description says, and as nobody should: nothing answers 500.

`API_EXAMPLES=50` (`make reliability`) asks 1,250 questions of the 25 addresses; a run of the suite asks 75.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from disclosures.machines.api.resources import RESOURCES
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

HOSTILE = (
    "\x00",
    "a\x00b",
    "%ff%fe",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "' OR 1=1 --",
    "1; DROP TABLE disclosures_amount",
    "{{7*7}}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "٣",
    "​",
    "[" * 5000,
    "",
    "null",
    "true",
    "13050０",
)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A server closes its connection to the database around a request; here that is the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_address_answers_as_it_is_described(country: Country, one_connection: None) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

        ask()
    assert asked >= EXAMPLES * len(RESOURCES)


@settings(max_examples=EXAMPLES * 20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False), more=st.text(max_size=40))
def test_hostile_parameters_are_refused_or_find_nothing(
    country: Country, chance: random.Random, more: str
) -> None:
    name = chance.choice(sorted(RESOURCES))
    resource = RESOURCES[name]
    parameter = chance.choice([*resource.filters, "limit", "after", "fields", "region", "format", more])
    value = chance.choice([*HOSTILE, more])
    written = "&".join(
        f"{quote(p, errors='replace')}={quote(v, errors='replace')}" for p, v in [(parameter, value)]
    )
    answer = Client(raise_request_exception=False).get(f"/api/v1/{name}?{written}")
    assert answer.status_code in (200, 422), (name, written)
