"""Pages that are given up: between two queries when the visitor is gone, and in a snapshot as without one."""

from __future__ import annotations

import socket

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import given_up, snapshot
from disclosures.reading import pictures
from tests.security.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given_up, "ASK_EVERY", 0)


def asked(client: Client, where: str, line: socket.socket | None) -> tuple[int, int]:
    """The status, and how many queries it took."""
    extra = {given_up.CONNECTION: line} if line else {}
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(where, **extra)  # type: ignore[arg-type]
    return answer.status_code, len(queries)


def test_nobody_waits(world: World, client: Client) -> None:
    where = f"/disclosures/{world.shown.pk}/?unit=yi"
    whole = asked(client, where, None)
    here, there = socket.socketpair()
    with here:
        assert asked(client, where, here) == whole, "somebody waits"
        there.close()
        status, queries = asked(client, where, here)
    assert status == given_up.CLOSED
    assert queries < whole[1]
    assert asked(client, where, None) == whole


def test_what_the_staff_do_is_done(world: World, client: Client) -> None:
    client.force_login(world.people["superuser"], "django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    here, there = socket.socketpair()
    with here:
        there.close()
        assert asked(client, "/admin/disclosures/disclosure/", here)[0] == 200


@pytest.mark.django_db(transaction=True)
def test_in_a_snapshot_it_is_said_too(
    serialized_roles: None, world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a site: tests of other pages run in a transaction of their own, where there is no snapshot."""

    def later(*_: object) -> None:
        raise pictures.PictureLater

    monkeypatch.setattr(snapshot, "shared", lambda: False)
    monkeypatch.setattr(pictures, "picture", later)
    answer = client.get(f"/documents/{world.shown.document_id}/pages/1.png")
    assert (answer.status_code, answer["Retry-After"]) == (503, str(given_up.DRAWING_SECONDS))
    here, there = socket.socketpair()
    with here:
        there.close()
        assert asked(client, f"/disclosures/{world.shown.pk}/", here)[0] == given_up.CLOSED
    assert client.get("/agencies/").status_code == 200
