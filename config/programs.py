"""What programs read: the API, and of every page its twins (`/compare.csv`), which are answered by the page's own view.

Programs of other sites may read what everybody may read. No cookie goes with it, nothing can be written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

from disclosures.machines.api.answers import JSON, JSON_LINES
from disclosures.machines.problems import MCP, Problem, is_of_programs, told
from disclosures.presenting.exports.records import HOME, Twin

from .conditional import NAMESPACE

SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
ALLOWED = {
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, MCP-Protocol-Version, Mcp-Method, Mcp-Name",
    "Access-Control-Max-Age": "86400",
}
"""What a browser asks for beforehand (CORS)."""

_RECORDS = re.compile(r"/api/v1/[a-z-]+")
_FORM = re.compile("(^|&)format=")

NOTHING = "api-nothing"
"""What takes every address below the API, of pages and of files."""

TWINS = {twin.ending: twin for twin in Twin}
_TWIN = re.compile(rf"(/.*?[^/])\.({'|'.join(map(re.escape, TWINS))})")


class ProgramsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        twin = _twin_of_a_page(request)
        has_forms = _is_in_the_form_accepted(request)
        if twin is None and not is_of_programs(request):
            return self.get_response(request)
        if request.method == "OPTIONS":
            methods = "POST, OPTIONS" if request.path_info == MCP else "GET, HEAD, OPTIONS"
            allowed = ALLOWED | {"Access-Control-Allow-Methods": methods}
            return HttpResponse(status=204, headers=SHARED | allowed)
        response = self.get_response(request)
        if twin is not None and response.headers.get("Content-Type") != twin.label:
            response = _told_otherwise(response)
        for name, value in SHARED.items():
            response[name] = value
        if has_forms:
            patch_vary_headers(response, ["Accept"])
        return response


def _twin_of_a_page(request: HttpRequest) -> Twin | None:
    """Which twin is asked for. The request is then one for the page in that form: everything on the way, its tag and
    its limits included, sees it so."""
    match = _TWIN.fullmatch(request.path_info)
    if match is None:
        return None
    page, twin = "/" if match[1] == HOME else f"{match[1]}/", TWINS[match[2]]
    if not _is_a_page(page):
        return None
    request.path = request.path.removesuffix(request.path_info) + page
    request.path_info = page
    _ask_for(request, twin)
    return twin


def _is_in_the_form_accepted(request: HttpRequest) -> bool:
    """Whether it asks for records, which have two forms. Who accepts lines rather than a document asks for them from here
    on as who writes it in the address: the two have tags of their own, and are kept apart."""
    if _RECORDS.fullmatch(request.path_info) is None:
        return False
    says = _FORM.search(request.META.get("QUERY_STRING", ""))
    if not says and request.get_preferred_type([JSON, *JSON_LINES]) in JSON_LINES:
        _ask_for(request, "jsonl")
    return True


def _ask_for(request: HttpRequest, form: str) -> None:
    query = request.META.get("QUERY_STRING", "")
    request.META["QUERY_STRING"] = f"{query}&format={form}" if query else f"format={form}"


def _is_a_page(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.app_name == NAMESPACE and found.url_name != NOTHING


def _told_otherwise(response: HttpResponseBase) -> HttpResponseBase:
    """A page without tables answers as a page; what is not there, or comes too often, says so in a page as well."""
    if response.status_code in (200, 410):
        return told(Problem("not_found", "这一页没有表，不能这样取。"), 404)
    if response.status_code == 404:
        return told(Problem("not_found", "没有这个地址。"), 404)
    if response.status_code == 429:
        refused = told(Problem("too_many_requests", "请求太多，请稍后再试。"), 429)
        refused["Retry-After"] = response.headers["Retry-After"]
        return refused
    return response
