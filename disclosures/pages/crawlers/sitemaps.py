"""The addresses that a search engine should know: one for each thing, without the ways to sort and filter it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from disclosures.models import Agency, Disclosure, Region

STATIC = (
    "home",
    "agencies",
    "regions",
    "codes",
    "coverage",
    "projects",
    "findings",
    "checks",
    "corrections",
    "data",
    "accuracy",
    "glossary",
    "about",
    "english",
)


class Pages(Sitemap[str]):
    def items(self) -> tuple[str, ...]:
        return STATIC

    def location(self, item: str) -> str:
        return reverse(f"disclosures:{item}")


class Published(Sitemap[Any]):
    """The page of every row of a query, by its key."""

    page: str
    limit = 10_000

    def location(self, item: Any) -> str:
        return reverse(f"disclosures:{self.page}", args=[item.pk])


class Disclosures(Published):
    page = "disclosure"

    def items(self) -> QuerySet[Disclosure]:
        return Disclosure.objects.published().only("pk", "published_at").order_by("pk")

    def lastmod(self, item: Disclosure) -> datetime | None:
        return item.published_at


class Agencies(Published):
    page = "agency"

    def items(self) -> QuerySet[Agency]:
        return Agency.objects.published().only("pk").order_by("pk")


class Regions(Published):
    page = "region"

    def items(self) -> QuerySet[Region]:
        return (
            Region.objects.filter(agencies__in=Agency.objects.published())
            .only("pk")
            .distinct()
            .order_by("pk")
        )


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "pages": Pages,
    "disclosures": Disclosures,
    "agencies": Agencies,
    "regions": Regions,
}
