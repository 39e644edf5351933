"""How much one address may ask for, and what is said to who asks for more. The figures are in the settings.

Counted by all processes together (`config.counters`), so that reading a page never writes to the database.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from config.counters import counters
from config.visitors import address
from disclosures.machines.problems import Problem, is_of_programs, told

PUBLIC = "disclosures"
EXPORT, SEARCH, PAGE_IMAGE, API, WORK = "export", "search", "page-image", "api", "work"
SENT = {"admin:login": "login", f"{PUBLIC}:self-check": "check"}
"""What is counted when something is sent to a page, not when it is looked at."""

PAGES: dict[str, str] = {
    f"{PUBLIC}:original": EXPORT,
    f"{PUBLIC}:data-file": API,  # hundreds of files, some asked for in parts
    f"{PUBLIC}:search": SEARCH,
    f"{PUBLIC}:page-image": PAGE_IMAGE,
}
PARAMETERS: dict[str, str] = {"format": EXPORT, "embed": EXPORT, "q": SEARCH}
"""What makes any public page an export or a search."""


class LimitMiddleware:
    """Turns away who asks too often, before the page is made. After ConditionalMiddleware: “not changed” is free."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.thread_time()
        response = self.get_response(request)
        if is_public(request):
            counted(request, WORK, round(1000 * (time.thread_time() - began)))
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponse | None:
        kind = kind_of(request)
        if kind is not None and (wait := counted(request, kind)):
            return too_many(request, kind, wait, "请求太多")
        if is_public(request) and (wait := counted(request, WORK, 0)):
            return too_many(request, WORK, wait, "这个地址的请求占用太多")
        return None


def is_public(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.app_name == PUBLIC


def counted(request: HttpRequest, kind: str, amount: int = 1) -> int:
    """Count what an address asks for. In how many seconds it may again, where that was too much; else 0."""
    most, seconds = settings.REQUEST_LIMITS[kind]
    if not most:
        return 0
    window, passed = divmod(time.time(), seconds)
    used = counters.count(f"{kind}:{address(request)}:{window:.0f}", amount)
    return math.ceil(seconds - passed) if used > most else 0


def kind_of(request: HttpRequest) -> str | None:
    """Which limit a request counts for; None for most pages."""
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name in SENT:
        return SENT[match.view_name] if request.method == "POST" else None
    if match.app_name != PUBLIC:
        return None
    if is_of_programs(request):
        return API
    asked = (kind for name, kind in PARAMETERS.items() if request.GET.get(name))
    return next(asked, PAGES.get(match.view_name))


def too_many(request: HttpRequest, kind: str, seconds: int, title: str) -> HttpResponse:
    """The answer 429: in how many seconds to try again."""
    wait = f"{math.ceil(seconds / 60)} 分钟" if seconds > 90 else f"{seconds} 秒"
    if is_of_programs(request):
        answer = told(Problem("too_many_requests", f"{title}，请在 {wait}后再试。"), 429)
    else:
        answer = render(request, "429.html", {"title": title, "wait": wait, "kind": kind}, status=429)
    answer["Retry-After"] = str(seconds)
    add_never_cache_headers(answer)
    return answer


def login_paused(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """The same for every name, whether there is such an account or not."""
    pause: timedelta = settings.AXES_COOLOFF_TIME
    return too_many(request, SENT["admin:login"], int(pause.total_seconds()), "登录失败的次数太多")
