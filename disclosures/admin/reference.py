from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import Concat, Length
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path

from disclosures.models import EconomicCode, FunctionalCode, Region

LONGEST_NAME = 60
MOST_NAMES = 20


class ReadOnlyAdmin(admin.ModelAdmin):
    """Facts that commands bring in; nobody edits them by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "parent")
    list_select_related = ("parent",)
    search_fields = ("code", "name")

    def get_urls(self) -> list[URLPattern]:
        names = self.admin_site.admin_view(self.names)
        return [path("names/", names, name="disclosures_region_names"), *super().get_urls()]

    def names(self, request: HttpRequest) -> JsonResponse:
        """Full names of places for the script of `RegionInput`: those that hold what was typed, the widest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "").strip()[:LONGEST_NAME]
        if not words:
            return JsonResponse({"names": []})
        regions = Region.objects.with_parents().annotate(
            path=Concat("parent__parent__name", "parent__name", "name")
        )
        found = regions.filter(Q(path__contains=words) | Q(code__startswith=words))
        shown = found.order_by(Length("path"), "code")[:MOST_NAMES]
        return JsonResponse({"names": [region.full_name for region in shown]})


@admin.register(FunctionalCode, EconomicCode)
class BudgetCodeAdmin(ReadOnlyAdmin):
    list_display = ("edition", "code", "name", "level", "source")
    list_filter = ("edition", "level", "source")
    search_fields = ("code", "name")
