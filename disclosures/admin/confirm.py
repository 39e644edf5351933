"""Saying of many disclosures at once whose they are: what the files suggest, listed, ticked, and confirmed together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse

from disclosures.admin.forms import DeterminationForm
from disclosures.admin.own_pages import OwnPages
from disclosures.lifecycle.ingestion.agencies import find
from disclosures.models import Disclosure
from disclosures.vocabulary import AgencyKind, Stage

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is suggested for one disclosure: the form filled in with it, and what stands in the way."""

    disclosure: Disclosure
    form: DeterminationForm
    words: str
    is_new: bool
    """The agency is made by it."""

    @property
    def problems(self) -> list[str]:
        return [str(problem) for found in self.form.errors.values() for problem in found]

    @property
    def ticked(self) -> str:
        """What a tick says: this disclosure, and these words."""
        return f"{self.disclosure.pk} {self.words}"


def proposals(disclosures: Iterable[Disclosure]) -> list[Proposal]:
    return [_proposal(disclosure) for disclosure in disclosures]


def _proposal(disclosure: Disclosure) -> Proposal:
    suggested = DeterminationForm.proposing(disclosure).initial
    form = DeterminationForm({**suggested, "create": True}, printed_year=disclosure.printed_year)
    if not form.is_valid():
        return Proposal(disclosure, form, "", False)
    said = form.cleaned_data
    kind = AgencyKind(said["kind"])
    is_new = find(said["region"].code, said["agency"], kind) is None
    stage = Stage(said["stage"]).label
    words = f"{said['region'].full_name}，{said['agency']}（{kind.label}），{said['year']} 年{stage}"
    return Proposal(disclosure, form, words, is_new)


class Confirms(OwnPages):
    """The act on what is ticked, and its page."""

    determine: Callable[[HttpRequest, Disclosure, DeterminationForm], None]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.confirm)
        return [path("confirm/", page, name="disclosures_disclosure_confirm"), *super().get_urls()]

    @admin.action(description="确认所选的机构与年度", permissions=["change"])
    def confirm_chosen(self, request: HttpRequest, chosen: QuerySet[Disclosure]) -> HttpResponse:
        query = QueryDict(mutable=True)
        query.setlist("d", [str(pk) for pk in chosen.values_list("pk", flat=True)[:MOST_AT_ONCE]])
        return HttpResponseRedirect(f"{reverse('admin:disclosures_disclosure_confirm')}?{query.urlencode()}")

    def confirm(self, request: HttpRequest) -> HttpResponse:
        """What is suggested of each; what was ticked is confirmed, where it still is what was shown."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        ids = [int(pk) for pk in request.GET.getlist("d")[:MOST_AT_ONCE] if pk.isdecimal()]
        named = Disclosure.objects.with_agency().select_related("document__said_region").filter(pk__in=ids)
        chosen = [one for one in named.order_by("document", "position") if not one.is_citable]
        if request.method == "POST":
            ticked = set(request.POST.getlist("ok"))
            done = 0
            for disclosure in chosen:  # looked at one by one: the first may have made the agency of the next
                proposal = _proposal(disclosure)
                if proposal.words and proposal.ticked in ticked:
                    self.determine(request, disclosure, proposal.form)
                    done += 1
            if left := len(ticked) - done:
                messages.warning(request, f"{left} 份在这期间变了，没有确认。请再看一遍。")
            messages.success(request, f"已确认 {done} 份。")
            return HttpResponseRedirect(reverse("admin:disclosures_disclosure_changelist"))
        context: dict[str, Any] = {"proposals": proposals(chosen), "left_out": len(ids) - len(chosen)}
        return self.page(request, "confirm.html", "确认机构与年度", **context)
