"""What the addresses of these pages ask for: a subject, and which bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from disclosures.models import Region, Total
from disclosures.models.total import HeadQuerySet
from disclosures.presenting.addresses import chosen_term, named_region, unread_region, written_words
from disclosures.reading.likeness import function_of
from disclosures.vocabulary import AgencyKind, CodeKind, SubjectKind

LONGEST_FUNCTION = 50


@dataclass(frozen=True, slots=True)
class Among:
    """Which bodies are ranked: of a place, of one kind, with one function; all of them where nothing is said."""

    place: Region | None = None
    scope: AgencyKind | None = None
    function: str = ""

    def heads(self, heads: HeadQuerySet) -> HeadQuerySet:
        if self.place is not None:
            heads = heads.within(self.place)
        if self.scope is not None:
            heads = heads.filter(scope=self.scope)
        return heads.filter(function=self.function) if self.function else heads

    def named(self, places: Iterable[Region]) -> Among:
        """With the name of its place, which is among those that a page lists."""
        return replace(self, place=next((own for own in places if own == self.place), self.place))

    @property
    def words(self) -> list[str]:
        """河北省邢台市，只看部门，同类：工业信息化."""
        return [
            self.place.full_name if self.place else "全部地区",
            *([f"只看{self.scope.label}"] if self.scope else []),
            *([f"同类：{self.function}"] if self.function else []),
        ]


def chosen_among(request: HttpRequest) -> Among:
    """`?region=130500&scope=department&like=工业和信息化局`."""
    region = request.GET.get("region")
    return Among(
        unread_region(region) if region else None,
        chosen_term(AgencyKind, request.GET.get("scope"), None),
        function_of(written_words(request, "like", LONGEST_FUNCTION)),
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """What an address names; it need not be on record."""

    kind: SubjectKind
    code: str

    @property
    def address(self) -> str:
        return self._address("code" if self.kind.is_code else "three-public")

    @property
    def years_address(self) -> str:
        return self._address("code-years" if self.kind.is_code else "three-public-years")

    def _address(self, name: str) -> str:
        return reverse(f"disclosures:{name}", args=[self.kind.value, self.code] if self.kind.is_code else [])


class Named(Protocol):
    """A subject as it is called, with the codes above it."""

    @property
    def kind(self) -> SubjectKind: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def above(self) -> Sequence[tuple[str, str]]: ...


def heading(found: Named) -> str:
    """2150501 行政运行（工业和信息产业监管）: many codes share a name, which says little without what is above."""
    if not found.kind.is_code:
        return found.name
    return f"{found.code} {found.name}" + (f"（{found.above[-1][1]}）" if found.above else "")


def named_code(kind: str, code: str) -> Subject:
    which = chosen_term(CodeKind, kind, None)
    if which is None or not code.isascii() or not code.isdigit() or len(code) > 7:
        raise Http404
    return Subject(SubjectKind(which), code)


def chosen_item(request: HttpRequest) -> Subject:
    """“三公”经费, or the item of it that the address names."""
    kind, item = SubjectKind.THREE_PUBLIC, request.GET.get("item", "")
    return Subject(kind, item if item in kind.specification.codes else "")


def nothing_on_record(request: HttpRequest, subject: Subject, among: Among, template: str) -> HttpResponse:
    """A code that nobody printed is no page; that a place has no “三公”经费, or none of an item of it, on record is worth saying,
    with the total where that is on record. Two queries."""
    if subject.kind.is_code:
        raise Http404
    place = named_region(among.place.pk) if among.place else None
    has_whole = (
        bool(subject.code) and Total.objects.in_place(place).filter(kind=subject.kind, code="").exists()
    )
    context = {
        "section": subject.kind.value,
        "subject": subject,
        "heading": subject.kind.item(subject.code).label,
        "place": place,
        "whole": subject.kind.item("").label if has_whole else "",
    }
    return render(request, template, context)
