from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from disclosures.models import EconomicCode, FunctionalCode, Region


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


@admin.register(FunctionalCode, EconomicCode)
class BudgetCodeAdmin(ReadOnlyAdmin):
    list_display = ("edition", "code", "name", "level", "source")
    list_filter = ("edition", "level", "source")
    search_fields = ("code", "name")
