"""Logging in: how often one may fail, that nobody learns which names there are, how long a login lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
LIMIT = configured.AXES_FAILURE_LIMIT


@pytest.fixture(autouse=True)
def clerk(django_user_model: type) -> object:
    return django_user_model.objects.create_user("clerk", password=PASSWORD, is_staff=True)  # type: ignore[attr-defined]


def attempt(client: Client, name: str, password: str = "wrong", **extra: str) -> object:
    return client.post(
        reverse("admin:login"), {"username": name, "password": password, "next": "/admin/"}, **extra
    )


def outcomes(client: Client, name: str, times: int, **extra: str) -> list[tuple[int, str, str]]:
    """Status, page without the name and what changes with each form, how long to wait."""
    seen = []
    for _ in range(times):
        answer = attempt(client, name, **extra)
        text = answer.content.decode().replace(name, "NAME")  # type: ignore[attr-defined]
        kept = "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)
        seen.append((answer.status_code, kept, answer.get("Retry-After", "")))  # type: ignore[attr-defined]
    return seen


def test_after_some_failures_there_is_a_pause(client: Client) -> None:
    statuses = [status for status, *_ in outcomes(client, "clerk", LIMIT)]
    assert statuses[:-1] == [200] * (LIMIT - 1)
    answer = attempt(client, "clerk", PASSWORD)
    assert answer.status_code == 429, "the right password does not help now"  # type: ignore[attr-defined]
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert "登录失败的次数太多" in text
    assert "15 分钟" in text
    assert int(answer["Retry-After"]) == 900  # type: ignore[index]
    assert "_auth_user_id" not in client.session


def test_the_pause_ends(client: Client, settings: object) -> None:
    outcomes(client, "clerk", LIMIT + 1)
    settings.AXES_COOLOFF_TIME = timedelta(0)  # type: ignore[attr-defined]
    assert attempt(client, "clerk", PASSWORD).status_code == 302  # type: ignore[attr-defined]


def test_nobody_is_locked_out_from_elsewhere(client: Client) -> None:
    outcomes(client, "clerk", LIMIT + 1, REMOTE_ADDR="203.0.113.9")
    assert attempt(client, "clerk", PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 302  # type: ignore[attr-defined]


def test_names_are_not_told(client: Client, django_user_model: type) -> None:
    """A name that there is, one that there is not, one switched off, one without the admin: all the same."""
    create = django_user_model.objects.create_user  # type: ignore[attr-defined]
    create("former", password=PASSWORD, is_staff=True, is_active=False)
    create("reader", password=PASSWORD)
    first = outcomes(Client(), "clerk", LIMIT + 1)
    for name in ("nobody", "former", "reader"):
        assert outcomes(Client(), name, LIMIT + 1) == first, name
    assert "请输入正确的" in first[0][1] or "正确" in first[0][1]
    right = [
        attempt(Client(REMOTE_ADDR="198.51.100.7"), name, PASSWORD) for name in ("former", "reader", "nobody")
    ]
    assert {answer.status_code for answer in right} == {200}  # type: ignore[attr-defined]


def test_many_names_from_one_address(client: Client, settings: object) -> None:
    settings.REQUEST_LIMITS = {**configured.REQUEST_LIMITS, "login": (3, 600)}  # type: ignore[attr-defined]
    statuses = [
        attempt(client, f"name{n}", REMOTE_ADDR="203.0.113.77").status_code  # type: ignore[attr-defined]
        for n in range(5)
    ]
    assert statuses == [200, 200, 200, 429, 429]
    assert client.get(reverse("admin:login"), REMOTE_ADDR="203.0.113.77").status_code == 200


def test_a_login_gets_a_new_session_which_ends(client: Client) -> None:
    client.get("/")
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    attempt(client, "clerk", PASSWORD)
    cookie = client.cookies[configured.SESSION_COOKIE_NAME]
    assert cookie.value != before, "a session that somebody planted is not the one that is logged in"
    assert (cookie["max-age"], cookie["expires"]) == ("", ""), "gone with the browser"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    row = Session.objects.get(session_key=cookie.value)
    left = (row.expire_date - timezone.now()).total_seconds()
    assert 0 < left <= configured.SESSION_COOKIE_AGE
    assert configured.SESSION_COOKIE_AGE <= 24 * 3600
    assert not configured.SESSION_SAVE_EVERY_REQUEST, "use does not prolong it"


def test_logging_out_ends_the_session(client: Client) -> None:
    attempt(client, "clerk", PASSWORD)
    key = client.cookies[configured.SESSION_COOKIE_NAME].value
    client.post(reverse("admin:logout"))
    assert not Session.objects.filter(session_key=key).exists()


def test_a_new_password_ends_other_logins(client: Client, clerk: object) -> None:
    attempt(client, "clerk", PASSWORD)
    assert client.get("/admin/").status_code == 200
    clerk.set_password("another one entirely")  # type: ignore[attr-defined]
    clerk.save()  # type: ignore[attr-defined]
    assert client.get("/admin/").status_code == 302


def test_the_login_leads_nowhere_else(client: Client) -> None:
    answer = client.post(
        reverse("admin:login"), {"username": "clerk", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
