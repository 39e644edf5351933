"""Who asks: the address of a visitor, for limits of logins and requests; the person, for the log of changes."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse

UNKNOWN = "0.0.0.0"  # nosec B104 # stands for no address
HOUSEHOLD = 64
"""Bits of an IPv6 address that a provider gives to one customer, who may use any address behind them."""


def address(request: HttpRequest) -> str:
    """The visitor's address. Behind a proxy the last of X-Forwarded-For, which the proxy wrote itself: what stands
    before it came with the request and may be anything."""
    written = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR")):
        written = forwarded.rsplit(",", 1)[-1]
    try:
        found = ip_address(written.strip())
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> (128 - HOUSEHOLD) << (128 - HOUSEHOLD)))
    return str(found)


class ActorMiddleware(AuditlogMiddleware):
    """Tells the log of changes who makes them. Reading changes nothing, and public pages do not look who reads."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        return super().__call__(request)


def hidden(_: str) -> str:
    """What the log of changes keeps of a secret: that it was changed."""
    return "（不显示）"
