from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from disclosures.admin.search import FindsAgencies
from disclosures.lifecycle.totals import refresh_agencies, refresh_places
from disclosures.models import Agency, AgencyAlias, EconomicCode, FunctionalCode, Region


class AliasInline(admin.StackedInline):
    model = AgencyAlias
    extra = 1


@admin.register(Agency)
class AgencyAdmin(FindsAgencies):
    agency_path = "pk"
    list_display = ("name", "code", "region", "kind", "parent", "own_level")
    list_filter = ("kind", "own_level")
    list_select_related = ("region", "parent")
    search_fields = ("name", "code", "aliases__name", "region__name")
    raw_id_fields = ("region", "parent")
    inlines = (AliasInline,)

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
