"""What search engines may keep: one page of each thing. Its many orders, units, years and filters are for readers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Robots-Tag"


class CrawlerMiddleware:
    """A page with parameters is neither kept nor followed: sort × unit × year are thousands of addresses of one page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.META.get("QUERY_STRING"):
            response.headers.setdefault(HEADER, "noindex, nofollow")
        return response
