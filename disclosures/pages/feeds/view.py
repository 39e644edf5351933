"""Atom: what was published and taken back, what was corrected, which differences are new."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from disclosures.models import Correction, Finding, PublicationEvent
from disclosures.presenting.finding_titles import finding_title
from disclosures.reading import public_acts
from disclosures.reading.ledger import finding_row

from .scope import Scope, acts, corrections, differences

MOST = 50
"""Entries of a feed; whoever asks less often than they fill it asks versions.json."""


def written(text: str) -> str:
    """What XML can hold of what somebody wrote or a file prints. A summary is HTML besides: there it is escaped."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


class SteadyFeed(Atom1Feed):
    """The same data give the same feed: one without entries is not of this very moment."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


class PublicFeed(Feed):
    """`name` of the feed, `page` that lists the same."""

    feed_type = SteadyFeed
    language = "zh-Hans"
    author_name = "明账"
    name: str
    page: str

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Scope:
        return Scope.of(request)

    def feed_url(self, scope: Scope) -> str:
        return scope.address

    def title(self, scope: Scope) -> str:
        return f"明账：{self.name}{f'（{scope.title}）' if scope.title else ''}"

    def link(self, scope: Scope) -> str:
        return reverse("disclosures:agency", args=[scope.agency.pk]) if scope.agency else reverse(self.page)


class Publications(PublicFeed):
    name = "发布与撤回"
    page = "disclosures:home"

    def items(self, scope: Scope) -> list[PublicationEvent]:
        return list(acts(scope)[:MOST])

    def item_title(self, item: PublicationEvent) -> str:
        return written(f"{item.get_action_display()}：{item.disclosure}")

    def item_description(self, item: PublicationEvent) -> str:
        return escape(written(public_acts.reason(item)))

    def item_link(self, item: PublicationEvent) -> str:
        return reverse("disclosures:disclosure", args=[item.disclosure_id]) + f"#act-{item.pk}"

    def item_updateddate(self, item: PublicationEvent) -> datetime:
        return item.at


class Corrections(PublicFeed):
    name = "更正"
    page = "disclosures:corrections"

    def items(self, scope: Scope) -> list[Correction]:
        return list(corrections(scope)[:MOST])

    def item_title(self, item: Correction) -> str:
        return written(f"{item.disclosure}：{item}")

    def item_description(self, item: Correction) -> str:
        revoked = f"（已撤销：{item.revoked_reason}）" if item.revoked_at else ""
        return escape(written(item.reason + revoked))

    def item_link(self, item: Correction) -> str:
        return f"{reverse(self.page)}#correction-{item.pk}"

    def item_updateddate(self, item: Correction) -> datetime | None:
        return item.revoked_at or item.approved_at


class Differences(PublicFeed):
    name = "两处数字不一致"
    page = "disclosures:findings"

    def items(self, scope: Scope) -> list[Finding]:
        return list(differences(scope)[:MOST])

    def item_title(self, item: Finding) -> str:
        return written(f"{item.disclosure}：{finding_title(finding_row(item))}")

    def item_description(self, item: Finding) -> str:
        return escape(written(item.message))

    def item_link(self, item: Finding) -> str:
        return reverse("disclosures:finding", args=[item.disclosure_id, item.key])

    def item_updateddate(self, item: Finding) -> datetime | None:
        return item.disclosure.published_at
