"""Who may what: a row for every address of the site. What the resolver knows and this table does not fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from disclosures.machines.api.resources import RESOURCES
from tests.security.world import World, said, sentence

Values = dict[str, Any] | list[Any]

NOBODY: frozenset[str] = frozenset()
SUPERUSER = frozenset({"superuser"})
ADMINISTRATION = SUPERUSER | {"administrator"}
UPLOADING = ADMINISTRATION | {"uploader"}
REVIEWING = ADMINISTRATION | {"reviewer"}
PUBLISHING = ADMINISTRATION | {"publisher"}
ROLES = UPLOADING | REVIEWING | PUBLISHING
STAFF = ROLES | {"staff"}
EVERYBODY = STAFF | {"visitor", "anonymous"}


@dataclass(frozen=True)
class Page:
    """An address: how to fill it in, who may read it, who may send something to it.

    `hidden` is the same address of what is not published; `sees_hidden` who may read that.
    """

    name: str
    reads: frozenset[str]
    writes: frozenset[str] = NOBODY
    values: Callable[[World], Values] = lambda _: {}
    hidden: Callable[[World], Values] | None = None
    sees_hidden: frozenset[str] = NOBODY
    query: str = ""
    sent: Callable[[World], dict[str, Any]] = lambda _: {}

    def address(self, world: World, hidden: bool = False) -> str:
        values = (self.hidden if hidden and self.hidden else self.values)(world)
        filled = (
            reverse(self.name, args=values) if isinstance(values, list) else reverse(self.name, kwargs=values)
        )
        return filled + self.query


def public(name: str, shown: Any = None, hidden: Any = None, sees: frozenset[str] = NOBODY) -> Page:
    return Page(f"disclosures:{name}", EVERYBODY, NOBODY, shown or (lambda _: {}), hidden, sees)


PUBLIC = [
    public("home"),
    public("agencies"),
    public("agency", lambda w: {"pk": w.country.hengshui.pk}),
    public("years", lambda w: {"pk": w.country.hengshui.pk}),
    public("disclosure", lambda w: {"pk": w.shown.pk}, lambda w: {"pk": w.hidden.pk}),
    public("changes", lambda w: {"pk": w.country.xingtai_2022.pk}, lambda w: {"pk": w.hidden.pk}),
    public("ledger", lambda w: {"pk": w.shown.pk}, lambda w: {"pk": w.hidden.pk}),
    public("questions", lambda w: {"pk": w.shown.pk}, lambda w: {"pk": w.hidden.pk}),
    public("targets", lambda w: {"pk": w.shown.pk}, lambda w: {"pk": w.hidden.pk}),
    public("findings"),
    public(
        "finding",
        lambda w: {
            "disclosure": w.country.xingtai_2022.pk,
            "key": w.country.xingtai_2022.findings.all()[0].key,
        },
        lambda w: {"disclosure": w.hidden.pk, "key": w.hidden_finding.key},
    ),
    public("same-words"),
    public("reasons"),
    public("checks"),
    public("check", lambda w: {"check_id": w.hidden_finding.check_id}),
    public("corrections"),
    public("compare"),
    public("compare-text"),
    public("figure", lambda w: {"pk": w.cell(w.shown).pk}, lambda w: {"pk": w.cell(w.hidden).pk}),
    public("figure-place", lambda w: w.place(w.shown), lambda w: w.place(w.hidden)),
    public("sentence", lambda w: {"pk": sentence(w.shown).pk}, lambda w: {"pk": sentence(w.hidden).pk}),
    public("sentence-place", lambda w: said(w.shown, "file"), lambda w: said(w.hidden, "file")),
    public("sentence-of", lambda w: said(w.shown, "pk"), lambda w: said(w.hidden, "pk")),
    public("claims", lambda w: {"pk": w.shown.pk}, lambda w: {"pk": w.hidden.pk}),
    public(
        "page-image",
        lambda w: {"pk": w.shown.document_id, "page": 1},
        lambda w: {"pk": w.hidden.document_id, "page": 1},
    ),
    public(
        "original",
        lambda w: {"pk": w.shown.document_id},
        lambda w: {"pk": w.hidden.document_id},
        ROLES,
    ),
    public("codes"),
    public("code", lambda _: {"kind": "functional", "code": "215"}),
    public("code-years", lambda _: {"kind": "functional", "code": "215"}),
    public("three-public"),
    public("three-public-years"),
    public("regions"),
    public("region", lambda _: {"pk": "131100"}),
    public("coverage"),
    public("coverage-place", lambda _: {"pk": "131100"}),
    public("projects"),
    public("search"),
    public("log"),
    public("log-lines"),
    public("about"),
    public("data"),
    public("accuracy"),
    public("versions"),
    public("data-file", lambda _: {"name": "agencies.csv"}),
    public("glossary"),
    public("english"),
    public("feed-publications"),
    public("feed-corrections"),
    public("feed-differences"),
    public("robots"),
    public("sitemap"),
    public("sitemap-section", lambda w: {"section": "disclosures"}),
    public("api"),
    public("api-openapi"),
    *(public(f"api-{name}") for name in RESOURCES),
    Page("disclosures:self-check", EVERYBODY, EVERYBODY),  # it writes nothing
    Page("disclosures:mcp", NOBODY, EVERYBODY),  # it is asked with POST, and writes nothing
    Page("disclosures:api-nothing", NOBODY, NOBODY, lambda _: {"rest": "v1/nothing"}),
]


def model(
    name: str,
    key: Callable[[World], Any],
    reads: frozenset[str] = ROLES,
    adds: frozenset[str] = NOBODY,
    changes: frozenset[str] = NOBODY,
    deletes: frozenset[str] = NOBODY,
) -> Iterator[Page]:
    """The five pages that Django's admin has for a model. What was said and done is never deleted."""
    start = f"admin:{name}"
    # A list is a page to look at even when asked with POST: its actions have rows of their own below.
    yield Page(f"{start}_changelist", reads, reads)
    yield Page(f"{start}_add", adds, adds)
    yield Page(f"{start}_history", reads, reads, lambda w: [key(w)])
    yield Page(f"{start}_delete", deletes, deletes, lambda w: [key(w)])
    yield Page(f"{start}_change", reads, changes, lambda w: [key(w)])


ADMIN = [
    Page("admin:index", STAFF, STAFF),
    Page("admin:login", EVERYBODY, EVERYBODY),
    Page("admin:logout", EVERYBODY - STAFF, EVERYBODY),  # by a link it only leads who is not in to the login
    Page("admin:password_change", STAFF, STAFF),
    Page("admin:password_change_done", STAFF),
    Page("admin:jsi18n", STAFF),
    Page("admin:autocomplete", NOBODY, NOBODY),  # no form asks for it
    Page("admin:view_on_site", NOBODY, NOBODY, lambda w: {"content_type_id": 1, "object_id": 1}),
    Page("admin:app_list", ROLES, ROLES, lambda _: {"app_label": "disclosures"}),
    *model("disclosures_document", lambda w: w.hidden.document_id, adds=UPLOADING, changes=ROLES),
    Page("admin:disclosures_document_uploaded", ROLES, ROLES),
    Page("admin:disclosures_document_reread", NOBODY, REVIEWING, lambda w: [w.hidden.document_id]),  # or one's own
    Page("admin:disclosures_document_cancel", NOBODY, REVIEWING, lambda w: [w.hidden.document_id]),
    Page("admin:disclosures_document_page", ROLES, ROLES, lambda w: [w.hidden.document_id, 1]),
    *model("disclosures_disclosure", lambda w: w.hidden.pk, changes=REVIEWING),
    Page("admin:disclosures_disclosure_accept", NOBODY, REVIEWING, lambda w: [w.hidden.pk],
         sent=lambda w: {"key": w.hidden_finding.key}),
    *(Page(f"admin:disclosures_{name}_views", NOBODY, ROLES) for name in ("document", "disclosure", "finding")),
    Page("admin:disclosures_disclosure_confirm", REVIEWING, REVIEWING),
    Page("admin:disclosures_disclosure_act", PUBLISHING, PUBLISHING, lambda _: ["publish"]),
    Page("admin:disclosures_disclosure_join", NOBODY, REVIEWING, lambda w: [w.hidden.pk],
         sent=lambda w: {"whole": w.shown.pk}),
    Page("admin:disclosures_disclosure_separate", NOBODY, REVIEWING, lambda w: [w.hidden.pk]),
    *model("disclosures_publicationevent", lambda w: w.event.pk),
    *model("disclosures_correction", lambda w: w.correction.pk, changes=ROLES),
    Page("admin:disclosures_correction_table", REVIEWING, REVIEWING,
         lambda w: [w.cell(w.hidden).line.statement_id]),
    Page("admin:disclosures_correction_cell", REVIEWING, REVIEWING,
         lambda w: [w.cell(w.hidden).line_id, w.cell(w.hidden).column_id]),
    *model("disclosures_finding", lambda w: w.hidden_finding.pk, changes=REVIEWING),
    *model(
        "disclosures_agency", lambda w: w.agency.pk, adds=REVIEWING, changes=REVIEWING, deletes=SUPERUSER
    ),
    Page("admin:disclosures_agency_merge", REVIEWING, REVIEWING),
    Page("admin:disclosures_agency_tidy", REVIEWING, REVIEWING),
    *model("disclosures_region", lambda _: "131100"),
    Page("admin:disclosures_region_names", ROLES, ROLES),
    *model("disclosures_functionalcode", lambda w: w.functional.pk),
    *model("disclosures_economiccode", lambda w: w.economic.pk),
    *model("auth_user", lambda w: w.people["visitor"].pk, ADMINISTRATION, ADMINISTRATION, ADMINISTRATION),
    Page("admin:auth_user_password_change", ADMINISTRATION, ADMINISTRATION,
         lambda w: [w.people["visitor"].pk]),
    *model("auth_group", lambda w: w.people["reviewer"].groups.get().pk, ADMINISTRATION),
    *model("auditlog_logentry", lambda w: w.entry.pk, ADMINISTRATION),
]  # fmt: skip

UNNAMED: dict[str, str] = {
    r"<path:object_id>/": "leads from an address of Django 1 to the page of the object",
    r"(?P<url>.*)$": "what is not there: to the login, then 404",
}
"""Ends of addresses without a name, and what they are."""

PAGES = [*PUBLIC, *ADMIN]
