"""Conditional requests: whoever has a public page already gets 304 for one query, and a new page once anything changed.

The tag of a public page stands for the version of the program, the edition of the data, the day (which citations name)
and the address, under our key: only who was given the page can ask with it, and nobody reads from it how much was
published. A page is kept by browsers and caches and asked for again each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags

from disclosures.models import Edition
from disclosures.operations.program import program

NAMESPACE = "disclosures"
SAFE = ("GET", "HEAD")

PERSONAL = frozenset({"original"})
"""Pages that also depend on who asks; they say for themselves how they are kept."""


class ConditionalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        tag = getattr(request, "edition_tag", "")
        if tag and response.status_code in (200, 304) and not response.has_header("Cache-Control"):
            response["ETag"] = tag
            patch_cache_control(response, public=True, no_cache=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if (
            match is None
            or match.app_name != NAMESPACE
            or match.url_name in PERSONAL
            or request.method not in SAFE
        ):
            return None
        # Before the page is made: were it read afterwards, a page of before a change could get the tag of after it.
        tag = edition_tag(request.get_full_path())
        request.edition_tag = tag  # type: ignore[attr-defined]
        # “*” asks whether there is any such page; only the page itself can say.
        if tag not in parse_etags(request.headers.get("If-None-Match", "")):
            return None
        unchanged = get_conditional_response(request, etag=tag)
        return unchanged if isinstance(unchanged, HttpResponse) else None


def edition_tag(address: str) -> str:
    """One query. Weak: the same content, though a proxy may have packed it in another way."""
    edition = f"{program()} {Edition.objects.number()} {timezone.localdate():%Y%m%d} {address}"
    return f'W/"{salted_hmac("config.conditional", edition, algorithm="sha256").hexdigest()[:32]}"'
