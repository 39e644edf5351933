"""The search of the admin: as ever, and by the names of agencies as the public pages find them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from disclosures.reading.agency_names import ALL, matching


class FindsAgencies(admin.ModelAdmin):
    """Rows of which `agency_path` leads to an agency that the words name, published or not: short names, pinyin, a wrong
    sign. Django's own search finds the rest."""

    agency_path: ClassVar[str]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, is_repeated = super().get_search_results(request, queryset, search_term)
        agencies = matching(search_term, ALL).agencies
        if agencies is None:
            return found, is_repeated
        of_agencies = self.model._default_manager.filter(**{f"{self.agency_path}__in": agencies})
        named = Q(pk__in=found.order_by().values("pk")) | Q(pk__in=of_agencies.values("pk"))
        return queryset.filter(named), False
