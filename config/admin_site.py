"""The admin as a clerk meets it: what waits for somebody first, then the lists in the order of the work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.defaults import permission_denied

from disclosures.models import Correction, Disclosure, Document, Finding
from disclosures.models.disclosure import DisclosureState
from disclosures.models.document import DocumentState

ORDER = (
    "Document",
    "Disclosure",
    "Finding",
    "Correction",
    "PublicationEvent",
    "Agency",
    "Region",
    "FunctionalCode",
    "EconomicCode",
)
"""From a file to what is published of it, then what figures are filed under. A model not named comes after these."""
WAITING = {
    DocumentState.FAILED: "未能读取的文件",
    DocumentState.NEEDS_REVIEW: "读出后待确认的文件",
    DocumentState.RECEIVED: "等待读取的文件",
    DocumentState.PARSING: "正在读取的文件",
}


class Desk(admin.AdminSite):
    site_header = site_title = "明账 管理"
    index_title = "上传、核对、发布"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != Disclosure._meta.app_label)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"waiting": waiting(request), **(extra_context or {})})


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: within the admin as a page of it, with what this person may do and whom to ask."""
    user = request.user
    if not (request.path.startswith(f"/{settings.ADMIN_PATH}") and user.is_active and user.is_staff):
        return permission_denied(request, exception)
    roles = "、".join(user.groups.values_list("name", flat=True))
    context = {**admin.site.each_context(request), "title": "没有权限", "roles": roles}
    return render(request, "admin/403.html", context, status=403)


def _place(model: str) -> int:
    return ORDER.index(model) if model in ORDER else len(ORDER)


def waiting(request: HttpRequest) -> list[tuple[str, int, str]]:
    """What waits for somebody who may see it: in words, how many, and the address of the list. Five queries."""
    may = request.user.has_perm
    found: list[tuple[str, int, str]] = []
    if may("disclosures.view_document"):
        counted = dict(Document.objects.order_by().values_list("state").annotate(Count("pk")))
        found += [
            (words, counted[state], _list("document", state__exact=state))
            for state, words in WAITING.items()
            if counted.get(state)
        ]
    if may("disclosures.view_disclosure"):
        own = Disclosure.objects.filter(state=DisclosureState.DRAFT, assigned_to=request.user.pk).count()
        mine = _list("disclosure", state__exact=DisclosureState.DRAFT, assigned=str(request.user.pk))
        found.append(("分给您的公开信息", own, mine))
        drafts = Disclosure.objects.filter(state=DisclosureState.DRAFT).count()
        found.append(("未发布的公开信息", drafts, _list("disclosure", state__exact=DisclosureState.DRAFT)))
    if may("disclosures.view_finding"):
        unanswered = Finding.objects.filter(disclosure__state=DisclosureState.PUBLISHED, answer=None).count()
        listed = _list(
            "finding", disclosure__state__exact=DisclosureState.PUBLISHED, answer__verdict__isnull="True"
        )
        found.append(("已发布、没有答复的不一致", unanswered, listed))
    if may("disclosures.correct_amount"):
        proposed = Correction.objects.waiting().count()
        found.append(("更正等待第二个人批准", proposed, _list("correction", waiting="1")))
    return [(words, number, address) for words, number, address in found if number]


def _list(model: str, **filters: str) -> str:
    address = reverse(f"admin:disclosures_{model}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address
