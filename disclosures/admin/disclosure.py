from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from disclosures.admin import desk, review
from disclosures.admin.confirm import Confirms
from disclosures.admin.difference import Difference, of_files
from disclosures.admin.forms import DeterminationForm, ReasonForm
from disclosures.admin.inbox import AssignedFilter, Assigns, DoubtFilter, Inbox, RegionFilter
from disclosures.admin.preview import foresee
from disclosures.admin.search import FindsAgencies
from disclosures.lifecycle.ingestion import settle
from disclosures.lifecycle.ingestion.agencies import remember
from disclosures.lifecycle.ingestion.parts import join, joinable, reconsider, separate
from disclosures.lifecycle.publication import (
    may_publish,
    publish,
    refusal,
    restorable,
    rivals,
    withdraw,
)
from disclosures.lifecycle.refusal import Refused
from disclosures.lifecycle.totals import refresh_places
from disclosures.models import Disclosure, PublicationEvent
from disclosures.models.disclosure import DisclosureState, PublicationAction

ACTS: dict[str, Callable[[Disclosure, User | None, str, Disclosure | None], Disclosure]] = {
    PublicationAction.PUBLISH: publish,
    PublicationAction.WITHDRAW: withdraw,
}
MOST_COMPARED = 10
"""Replacements whose changes are listed on one page."""
OTHERS = {PublicationAction.PUBLISH.value: "替换", PublicationAction.WITHDRAW.value: "恢复公布"}
"""What becomes of another one at the same time, where that is chosen."""


@admin.register(Disclosure)
class DisclosureAdmin(Confirms, Inbox, Assigns, FindsAgencies):
    """What documents hold: check it, say whose it is where the parser is unsure, publish it, withdraw it."""

    list_display = ("__str__", "region", "state", "assigned_to", "kind", "published_at", "document", "whole")
    list_filter = (
        "state",
        DoubtFilter,
        AssignedFilter,
        RegionFilter,
        ("document__uploaded_by", admin.RelatedOnlyFieldListFilter),
        "stage",
        "kind",
        "fiscal_year",
    )
    list_select_related = ("agency__region", "document", "part_of__document", "assigned_to")
    agency_path = "agency"
    region_path = "agency__region"
    search_fields = (
        "agency__name",
        "agency__code",
        "printed_name",
        "printed_code",
        "document__original_name",
    )
    actions = ("assign_chosen", "confirm_chosen", "publish_chosen", "withdraw_chosen")

    @admin.display(description="地区")
    def region(self, disclosure: Disclosure) -> str:
        return str(disclosure.agency.region) if disclosure.agency else "—"

    @admin.display(description="并入")
    def whole(self, disclosure: Disclosure) -> str:
        return str(disclosure.part_of.document) if disclosure.part_of else "—"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # disclosures come out of documents

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("act/<str:action>/", view(self.act), name="disclosures_disclosure_act"),
            path("<int:pk>/accept/", view(require_POST(self.accept)), name="disclosures_disclosure_accept"),
            path("<int:pk>/join/", view(require_POST(self.join)), name="disclosures_disclosure_join"),
            path(
                "<int:pk>/separate/",
                view(require_POST(self.separate)),
                name="disclosures_disclosure_separate",
            ),
            *super().get_urls(),
        ]

    # --- publish and withdraw ----------------------------------------------------------------------------

    @admin.action(description="发布所选的公开信息", permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, chosen: QuerySet[Disclosure]) -> HttpResponse:
        return self.ask(PublicationAction.PUBLISH, chosen)

    @admin.action(description="撤回所选的公开信息", permissions=["publish"])
    def withdraw_chosen(self, request: HttpRequest, chosen: QuerySet[Disclosure]) -> HttpResponse:
        return self.ask(PublicationAction.WITHDRAW, chosen)

    def ask(self, action: PublicationAction, chosen: QuerySet[Disclosure]) -> HttpResponse:
        query = QueryDict(mutable=True)
        query.setlist("d", [str(pk) for pk in chosen.values_list("pk", flat=True)])
        return HttpResponseRedirect(
            f"{reverse('admin:disclosures_disclosure_act', args=[action])}?{query.urlencode()}"
        )

    def act(self, request: HttpRequest, action: str) -> HttpResponse:
        """Ask for a reason, then publish or withdraw, one by one: what cannot be done is said, the rest is done."""
        if action not in ACTS:
            raise Http404
        if not self.has_publish_permission(request):
            raise PermissionDenied
        disclosures = list(self.chosen(request))
        others = rivals(disclosures) if action == PublicationAction.PUBLISH else restorable(disclosures)
        form = ReasonForm(request.POST or None)
        word = PublicationAction(action).label
        if request.method == "POST" and form.is_valid():
            ticked = set(request.POST.getlist("other"))
            for disclosure in disclosures:
                other = others.get(disclosure.pk)
                if other and f"{disclosure.pk}-{other.pk}" not in ticked:
                    other = None
                self.act_on(request, action, disclosure, form.cleaned_data["reason"], other)
            back = {disclosure.document_id for disclosure in disclosures}
            if len(back) == 1:
                return HttpResponseRedirect(reverse("admin:disclosures_document_change", args=[back.pop()]))
            return HttpResponseRedirect(reverse("admin:disclosures_disclosure_changelist"))
        return self.page(
            request,
            "act.html",
            f"{word}公开信息",
            foresight=foresee(PublicationAction(action), disclosures, others, request.user),
            form=form,
            word=word,
            action=action,
            differences=self.differences(disclosures, others) if action == PublicationAction.PUBLISH else {},
        )

    def differences(
        self, disclosures: list[Disclosure], others: dict[int, Disclosure]
    ) -> dict[int, Difference]:
        """By disclosure, what it would change of the one it can replace; of many the clerk opens each."""
        replacing = [one for one in disclosures if one.pk in others][:MOST_COMPARED]
        found = of_files([(others[one.pk], one) for one in replacing])
        return {one.pk: difference for one, difference in zip(replacing, found, strict=True)}

    def chosen(self, request: HttpRequest) -> QuerySet[Disclosure]:
        """What the address names: disclosures (`?d=`), and of files (`?f=`, as spans) all that is not out yet."""
        named = Q(pk__in=[int(pk) for pk in request.GET.getlist("d") if pk.isdecimal()])
        if files := desk.numbers(request.GET.get("f", "")):
            named |= Q(document__in=files, part_of=None, state=DisclosureState.DRAFT)
        return (
            Disclosure.objects.with_agency()
            .select_related("replaces__document", "part_of__agency", "part_of__document")
            .filter(named)
            .order_by("document", "position")
        )

    def act_on(
        self, request: HttpRequest, action: str, disclosure: Disclosure, reason: str, other: Disclosure | None
    ) -> None:
        """`other` is what it replaces when it is published, or what is restored when it is withdrawn."""
        word = PublicationAction(action).label
        try:
            ACTS[action](disclosure, request.user, reason, other)  # type: ignore[arg-type]
        except Refused as error:
            messages.error(request, f"{disclosure}没有{word}：{error.message}")
        else:
            turned = f"，{OTHERS[action]}文件“{other.document}”中的一份" if other else ""
            self.log_change(request, disclosure, f"{word}{turned}：{reason}")
            messages.success(request, f"{disclosure}已{word}{turned}。")
            if number := getattr(other, "corrections_in_force", 0):
                messages.warning(
                    request, f"被替换的一份有 {number} 处人工更正，没有自动带入。请对照新文件，需要的再更正。"
                )

    # --- tables in one file, narrative in another ---------------------------------------------------------

    def join(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make this disclosure a part of the one that was chosen."""
        part, whole = self.open(request, str(pk)), self.open(request, request.POST.get("whole", ""))
        try:
            join(part, whole)
        except Refused as error:
            messages.error(request, f"没有合并：{error.message}。")
        else:
            self.log_change(request, part, f"并入文件“{whole.document}”中的“{whole}”")
            messages.success(request, f"已并入文件“{whole.document}”中的“{whole}”。")
        return HttpResponseRedirect(reverse("admin:disclosures_disclosure_change", args=[whole.pk]))

    def separate(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undo the join of this part."""
        part = self.open(request, str(pk))
        try:
            separate(part)
        except Refused as error:
            messages.error(request, f"没有分开：{error.message}。")
        else:
            self.log_change(request, part, f"与文件“{part.part_of.document}”分开")  # type: ignore[union-attr]
            messages.success(request, "已分开，以后不再自动合并。")
        return HttpResponseRedirect(reverse("admin:disclosures_disclosure_change", args=[pk]))

    def open(self, request: HttpRequest, pk: str) -> Disclosure:
        """The disclosure of an address, for who may change it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Disclosure.objects.with_agency(), pk=pk if pk.isdecimal() else 0)

    # --- one disclosure ----------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The review desk (see `review.py`), whose it is (open to correction until it is published), its history."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        disclosure = get_object_or_404(Disclosure.objects.with_agency(), pk=object_id)
        may_change = self.has_change_permission(request, disclosure) and not disclosure.is_citable
        form = DeterminationForm.proposing(disclosure)
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            form = DeterminationForm(request.POST, printed_year=disclosure.printed_year)
            if form.is_valid():
                self.determine(request, disclosure, form)
                messages.success(request, f"已确认：{disclosure}。")
                return HttpResponseRedirect(
                    reverse("admin:disclosures_disclosure_change", args=[disclosure.pk])
                )
        return self.page(
            request,
            "disclosure.html",
            str(disclosure),
            disclosure=disclosure,
            form=form if may_change else None,
            may_join=self.has_change_permission(request, disclosure),
            parts=disclosure.parts.select_related("document"),
            may_correct=request.user.has_perm("disclosures.correct_amount"),
            refusal=refusal(disclosure, request.user),
            wholes=joinable(disclosure),
            events=history_of(disclosure),
            **review.review(request, disclosure),
        )

    def accept(self, request: HttpRequest, pk: int) -> HttpResponse:
        """An entry of the desk was compared with the original, or was not after all; on to the next."""
        disclosure = self.open(request, str(pk))
        key, undo = request.POST.get("key", ""), "undo" in request.POST
        goes_on = review.accept(disclosure, key, review.user_of(request), undo)
        if goes_on is None:
            messages.error(request, "这一条现在已没有，或不用核对。文件可能刚刚重新读过，请再看一遍。")
        return HttpResponseRedirect(review.address(disclosure, goes_on.key if goes_on else key))

    def determine(self, request: HttpRequest, disclosure: Disclosure, form: DeterminationForm) -> None:
        """Write down what a person said, and remember the printed name as another name of the agency."""
        agency = form.named_agency()
        disclosure.agency = agency
        disclosure.kind = form.cleaned_data["kind"]
        disclosure.fiscal_year = form.cleaned_data["year"]
        disclosure.stage = form.cleaned_data["stage"]
        disclosure.save(update_fields=["agency", "kind", "fiscal_year", "stage"])
        remember(agency, disclosure.printed_name, source=disclosure.document.original_name)
        reconsider(disclosure)
        settle(disclosure.document)
        refresh_places([agency.region_id])
        self.log_change(
            request, disclosure, f"确认为 {disclosure}（{agency.region}，{disclosure.get_kind_display()}）"
        )


def history_of(disclosure: Disclosure) -> QuerySet[PublicationEvent]:
    """What was done to it, and to the other versions of the same agency, year and stage: replaced, restored."""
    ids = Q(disclosure=disclosure)
    if disclosure.agency_id and disclosure.fiscal_year and not disclosure.part_of_id:
        ids |= Q(
            disclosure__agency=disclosure.agency_id,
            disclosure__fiscal_year=disclosure.fiscal_year,
            disclosure__stage=disclosure.stage,
            disclosure__part_of=None,
        )
    return PublicationEvent.objects.filter(ids).select_related("by", "disclosure__document")


@admin.register(PublicationEvent)
class PublicationEventAdmin(admin.ModelAdmin):
    """The history of publication: read only, for everybody."""

    list_display = ("at", "action", "disclosure", "reason", "by")
    list_filter = ("action",)
    list_select_related = ("disclosure__agency", "by")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
