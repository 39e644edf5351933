"""Reading a page's state from its address, and making the address of a neighbouring state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from disclosures.models import Agency, AgencyMerge, Region
from disclosures.vocabulary import Term

AnyTerm = TypeVar("AnyTerm", bound=Term)
Default = TypeVar("Default")

_CODE = re.compile(r"[0-9]{3,7}")
_PROJECT = re.compile(r"p[0-9]{1,9}")
_REGION = re.compile(r"[0-9]{6}")
MOST_OPEN = 60


def chosen_term(terms: type[AnyTerm], value: str | None, default: Default) -> AnyTerm | Default:
    """The term an address names, else `default`."""
    return terms(value) if value in {term.value for term in terms} else default


def page_number(request: HttpRequest, name: str = "page") -> int:
    """The page of a list that an address names, else the first."""
    number = request.GET.get(name, "1")
    return max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def key_number(text: str) -> int | None:
    """The key of a row that an address names; None for what can be none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def named_region(code: str) -> Region:
    """The region of a code in an address, or a page that is not found."""
    if not _REGION.fullmatch(code):
        raise Http404
    return get_object_or_404(Region.objects.with_parents(), pk=code)


def unread_region(code: str) -> Region:
    """The region of a code in an address with nothing but its code: the page finds its name among those that it lists."""
    if not _REGION.fullmatch(code):
        raise Http404
    return Region(code)


Changes = Iterable[tuple[str, str | tuple[str, ...] | None]]
"""What a neighbouring state changes: a value, several, or None to take it out."""


def changed(request: HttpRequest, changes: Changes, anchor: str = "") -> str:
    """The address of a neighbouring state of the page, relative to it."""
    query = request.GET.copy()
    for name, value in changes:
        query.setlist(name, [value] if isinstance(value, str) else list(value or ()))
    return f"?{query.urlencode(safe=',')}{'#' + anchor if anchor else ''}"


def unfolded(request: HttpRequest) -> Unfolded:
    """`?open=215,21505`, or `?open=all,-215`: everything but."""
    words = request.GET.get("open", "").split(",")
    is_all = words[0] == "all"
    codes = [word.removeprefix("-") for word in words if word.startswith("-") == is_all]
    return Unfolded(frozenset([code for code in codes if _CODE.fullmatch(code)][:MOST_OPEN]), is_all)


def opened_projects(request: HttpRequest) -> tuple[str, ...]:
    """The projects in `?open=p12,p15`."""
    words = request.GET.get("open", "").split(",")
    return tuple(dict.fromkeys(word for word in words if _PROJECT.fullmatch(word)))[:MOST_OPEN]


def folding(request: HttpRequest) -> Callable[[str], str]:
    """The address with one code or project folded or unfolded; folding a category folds what is under it."""
    now, projects = unfolded(request), opened_projects(request)

    def address(key: str) -> str:
        shown, codes = projects, set(now.codes)
        if _PROJECT.fullmatch(key):
            shown = tuple(p for p in shown if p != key) if key in shown else (*shown, key)
        elif key in now and not now.all_but:
            codes = {other for other in codes if not other.startswith(key)}
        else:
            codes ^= {key}
        words = [
            *(["all"] if now.all_but else []),
            *(f"{'-' * now.all_but}{code}" for code in sorted(codes)),
            *shown,
        ]
        return changed(request, [("open", ",".join(words) or None)], f"r{key}")

    return address


@dataclass(frozen=True, slots=True)
class Unfolded:
    """Which codes are unfolded: some (`?open=215,21505`), or all but some (`?open=all,-215`)."""

    codes: frozenset[str] = frozenset()
    all_but: bool = False

    def __contains__(self, code: object) -> bool:
        return (code in self.codes) != self.all_but


NOTHING_UNFOLDED = Unfolded()


def published_agency(pk: int) -> Agency:
    """The agency of a number in an address, or the one that it was merged into; else a page that is not found."""
    published = Agency.objects.published().select_related("region__parent__parent", "parent")
    found = published.filter(pk=pk).first()
    return found or get_object_or_404(published, pk=AgencyMerge.objects.remaining([pk]).get(pk))


def moved(request: HttpRequest, agency: Agency) -> HttpResponse:
    """To the same page of the agency that the one of this address was merged into."""
    assert request.resolver_match
    return leading_on(request, reverse(request.resolver_match.view_name, args=[agency.pk]))


def leading_on(request: HttpRequest, address: str) -> HttpResponse:
    """For ever to another address, with the question as it was asked."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def written_words(request: HttpRequest, name: str, longest: int) -> str:
    """What somebody wrote into a field, without signs that nobody can see (a database takes no NUL)."""
    return "".join(sign for sign in request.GET.get(name, "")[:longest] if sign.isprintable()).strip()
