"""What programs of other sites may do: read what everybody may read. No cookie goes with it, nothing can be written."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from disclosures.machines.problems import is_of_programs

SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
"""What a browser asks for beforehand (CORS)."""


class ProgramsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_of_programs(request):
            return self.get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=SHARED | ALLOWED)
        response = self.get_response(request)
        for name, value in SHARED.items():
            response[name] = value
        return response
