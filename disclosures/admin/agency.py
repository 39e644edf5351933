"""Agencies: their names and places; two that are one are merged; what looks like one, and what nothing is of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse

from disclosures.admin.forms import BY_NAME, ReasonForm, RegionField
from disclosures.admin.own_pages import OwnPages
from disclosures.admin.review import user_of
from disclosures.admin.search import FindsAgencies
from disclosures.lifecycle import merging
from disclosures.lifecycle.ingestion.duplicates import likely_duplicates
from disclosures.lifecycle.refusal import Refused
from disclosures.lifecycle.totals import refresh_agencies, refresh_places
from disclosures.models import Agency, AgencyAlias, AgencyMerge
from disclosures.reading.agencies import orphans

MOST_MERGES = 100


class AgencyForm(forms.ModelForm):
    region = RegionField(label="行政区划", help_text=BY_NAME)


class AliasInline(admin.StackedInline):
    model = AgencyAlias
    extra = 1


@admin.register(Agency)
class AgencyAdmin(OwnPages, FindsAgencies):
    form = AgencyForm
    agency_path = "pk"
    list_display = ("name", "code", "region", "kind", "parent", "is_own_level")
    list_filter = ("kind", "own_level")
    list_select_related = ("region", "parent")
    search_fields = ("name", "code", "aliases__name", "region__name")
    raw_id_fields = ("parent",)
    inlines = (AliasInline,)
    actions = ("merge_chosen",)
    change_list_template = "admin/disclosures/agencies.html"

    @admin.display(description="本级", ordering="own_level")
    def is_own_level(self, agency: Agency) -> str:
        return "是" if agency.own_level else ""

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        """An agency that comes under another department or to another place takes its figures with it."""
        former = list(
            Agency.objects.filter(pk=obj.pk, parent__isnull=False).values_list("parent_id", flat=True)
        )
        super().save_model(request, obj, form, change)
        refresh_agencies([obj.pk], former)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Its other names are searched too."""
        super().save_related(request, form, formsets, change)
        refresh_places([form.instance.region_id])

    def delete_model(self, request: HttpRequest, obj: Agency) -> None:
        """Nothing is published of it, or it could not go; what the staff find it by goes with it."""
        pk = obj.pk
        super().delete_model(request, obj)
        refresh_agencies([pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Agency]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        refresh_agencies(ids)

    # --- two that are one ---------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge), name="disclosures_agency_merge"),
            path("tidy/", view(self.tidy), name="disclosures_agency_tidy"),
            *super().get_urls(),
        ]

    @admin.action(description="合并所选的两个机构", permissions=["change"])
    def merge_chosen(self, request: HttpRequest, chosen: QuerySet[Agency]) -> HttpResponse | None:
        ids = list(chosen.order_by("pk").values_list("pk", flat=True)[:3])
        if len(ids) != 2:
            messages.error(request, "一次合并两个机构，请正好选两个。")
            return None
        query = QueryDict(mutable=True)
        query.setlist("a", [str(pk) for pk in ids])
        return HttpResponseRedirect(f"{reverse('admin:disclosures_agency_merge')}?{query.urlencode()}")

    def merge(self, request: HttpRequest) -> HttpResponse:
        """What would become of two agencies, whichever of them remains; with a reason they are merged."""
        self.demand(request)
        ids = [int(pk) for pk in request.GET.getlist("a") if pk.isdecimal()]
        two = list(Agency.objects.select_related("region__parent__parent", "parent").filter(pk__in=ids)[:2])
        plans = [merging.foresee(*pair) for pair in (two[::-1], two)] if len(two) == 2 else []
        form = ReasonForm(request.POST or None)
        asked = request.POST.get("remaining", "")
        chosen = next((plan for plan in plans if str(plan.remaining.pk) == asked), None)
        if plans and form.is_valid():
            if chosen is None:
                form.add_error(None, "请选择留下哪一个。")
            elif answer := self.do_merge(request, chosen, form.cleaned_data["reason"]):
                return answer
        if plans and request.method != "POST":  # that of which less has to move
            chosen = min(plans, key=lambda plan: (plan.published, len(plan.disclosures), len(plan.units)))
        return self.page(request, "merge.html", "合并机构", plans=plans, form=form, chosen=chosen)

    def do_merge(self, request: HttpRequest, plan: merging.Merge, reason: str) -> HttpResponse | None:
        """To the remaining one; nowhere if it cannot be."""
        remaining, name = plan.remaining, plan.former.name
        try:
            merging.merge(plan.former, remaining, user_of(request), reason)
        except Refused as error:
            messages.error(request, f"没有合并：{error.message}")
            return None
        self.log_change(request, remaining, f"并入“{name}”：{reason}")
        messages.success(
            request, f"“{name}”已并入“{remaining}”，原来的地址转到这里。需要时可以在“整理机构”还原。"
        )
        return HttpResponseRedirect(reverse("admin:disclosures_agency_change", args=[remaining.pk]))

    def tidy(self, request: HttpRequest) -> HttpResponse:
        """What looks like one agency, what nothing is of, and the merges, each to be undone."""
        self.demand(request)
        if request.method == "POST":
            self.undo(request, request.POST.get("merge", ""))
            return HttpResponseRedirect(reverse("admin:disclosures_agency_tidy"))
        merges = AgencyMerge.objects.select_related("by", "undone_by")[:MOST_MERGES]
        return self.page(
            request,
            "tidy.html",
            "整理机构",
            pairs=likely_duplicates(),
            orphans=orphans(),
            merges=[(done, merging.irreversible(done)) for done in merges],
        )

    def undo(self, request: HttpRequest, pk: str) -> None:
        done = AgencyMerge.objects.filter(pk=pk if pk.isdecimal() else 0).first()
        try:
            if done is None:
                raise Refused("没有这次合并。")
            former = merging.undo(done, user_of(request))
        except Refused as error:
            messages.error(request, f"没有还原：{error.message}")
        else:
            self.log_change(request, former, f"还原：不再并入“{done.remaining_name}”")
            messages.success(request, f"已还原：“{former}”又是单独的机构。")

    def demand(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied
