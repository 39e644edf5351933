"""Public pages that are already made: as long as nothing is published, the same address gets the same page for one query.

Kept under the tag of the page (`config.conditional`), which changes with the data, the program and the day, so that
nothing has to be thrown away by hand. Each process keeps its own, packed, the latest asked for.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers

from .conditional import SAFE

LARGEST = 512 * 1024
"""Bytes, packed. Larger answers are exports that few ask for twice."""


class KeptPage(NamedTuple):
    packed: bytes
    headers: tuple[tuple[str, str], ...]


class KeptPagesMiddleware:
    """After ConditionalMiddleware, whose tag it needs; before the limits: what is kept costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        tag = getattr(request, "edition_tag", "")
        if (
            tag
            and not getattr(request, "is_kept", False)
            and isinstance(response, HttpResponse)
            and _is_for_everybody(request, response)
        ):
            packed = gzip.compress(response.content, mtime=0)
            if len(packed) <= LARGEST:
                caches["pages"].set(_key(request, tag), KeptPage(packed, tuple(response.items())))
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponseBase | None:
        tag = getattr(request, "edition_tag", "")
        kept: KeptPage | None = (
            caches["pages"].get(_key(request, tag)) if tag and request.method in SAFE else None
        )
        if kept is None:
            return None
        request.is_kept = True  # type: ignore[attr-defined]
        return _answer(request, kept)


def _key(request: HttpRequest, tag: str) -> str:
    """Files for programs hold whole addresses, which begin with the host."""
    return f"{request.scheme}:{request.get_host()}:{tag}"


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the address alone decides what is answered. Charts to embed also change how they may be framed."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.cookies
        and not response.has_header("Cache-Control")
        and not response.has_header("Vary")
        and not any(name.startswith(("_csp", "xframe")) for name in vars(response))
    )


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponse:
    is_packed = re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")) is not None
    answer = HttpResponse(kept.packed if is_packed else gzip.decompress(kept.packed))
    for name, value in kept.headers:
        answer[name] = value
    if is_packed:
        answer["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ("Accept-Encoding",))
    return answer
