"""Answering what the checks found: explained by the agency, an extraction error, or open again; always in public."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from disclosures.admin import review
from disclosures.admin.forms import asked_back
from disclosures.admin.inbox import Inbox, NamedFilter, RegionFilter
from disclosures.admin.search import FindsAgencies
from disclosures.lifecycle.checking import answer
from disclosures.models import Finding
from disclosures.models.finding import Verdict
from disclosures.reconciliation import CATALOGUE

TITLES: dict[str, str] = {check.id: check.title for check in CATALOGUE}


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(label="结论", choices=Verdict.choices)
    note = forms.CharField(
        label="说明（公开）",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明依据，例如：机构来函说明为四舍五入；或：原件印作 18.00，本站读错，已更正",
    )


class CheckFilter(NamedFilter):
    names: ClassVar = TITLES


@admin.register(Finding)
class FindingAdmin(Inbox, FindsAgencies):
    """What differs, for the staff to answer. Findings are made by the checks and never edited."""

    list_display = ("message", "check_title", "disclosure", "verdict_word")
    list_filter = (
        "answer__verdict",
        "disclosure__state",
        "disclosure__stage",
        "disclosure__fiscal_year",
        RegionFilter,
        ("check_id", CheckFilter),
    )
    list_select_related = ("disclosure__agency", "answer")
    agency_path = "disclosure__agency"
    region_path = "disclosure__agency__region"
    search_fields = ("message", "disclosure__agency__name")

    @admin.display(description="核对项", ordering="check_id")
    def check_title(self, finding: Finding) -> str:
        return TITLES.get(finding.check_id, finding.check_id)

    @admin.display(description="结论")
    def verdict_word(self, finding: Finding) -> str:
        return finding.verdict.label

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("disclosures.answer_finding")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One finding with both sides, the cells to correct where it was misread, and the answer."""
        finding = get_object_or_404(
            Finding.objects.select_related("disclosure__agency", "answer", "cause"), pk=object_id
        )
        if not self.has_view_permission(request, finding):
            raise PermissionDenied
        form = AnswerForm(request.POST or None, initial={"verdict": finding.verdict})
        if request.method == "POST":
            if not self.has_change_permission(request, finding):
                raise PermissionDenied
            if form.is_valid():
                answer(
                    finding,
                    Verdict(form.cleaned_data["verdict"]),
                    form.cleaned_data["note"],
                    cast(User, request.user),
                )
                self.log_change(
                    request, finding, f"{form.cleaned_data['verdict']}：{form.cleaned_data['note']}"
                )
                messages.success(request, "已记下，公开页面随之改变。")
                return HttpResponseRedirect(
                    asked_back(request, reverse("admin:disclosures_finding_changelist"))
                )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": finding.message,
            "finding": finding,
            "check": TITLES.get(finding.check_id, finding.check_id),
            "place": review.finding_place(finding),
            "back": request.get_full_path(),
            "may_correct": request.user.has_perm("disclosures.correct_amount"),
            "is_nav_sidebar_enabled": False,
            "answers": finding.disclosure.finding_answers.filter(key=finding.key).select_related("by"),
            "form": form if self.has_change_permission(request, finding) else None,
        }
        return TemplateResponse(request, "admin/disclosures/finding.html", context)
