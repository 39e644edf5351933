import pytest
from django.test import Client, override_settings
from django.urls import reverse


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["mingzhang.example"])
def test_health_asks_neither_for_the_host_name_nor_for_https(client: Client) -> None:
    response = client.get("/healthz", headers={"host": "10.0.0.1:8000"})
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_pages_carry_a_policy_without_inline(client: Client) -> None:
    policy = client.get(reverse("admin:login")).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
