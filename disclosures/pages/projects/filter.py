"""The filter of the list of projects (django-filter)."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from disclosures.models import Disclosure, Project, Region
from disclosures.presenting.agency_filter import MembersFilter, OfAgencyFilter
from disclosures.reading.agencies import region_word, regions_with_agencies, years_published
from disclosures.vocabulary import Stage

from .facts import Matching, matching, of_disclosures

OF_DISCLOSURES = frozenset({"region", "year", "stage"})


class ProjectFilter(django_filters.FilterSet):
    words = ""
    matched = Matching()
    """What they found."""
    counted: QuerySet[Project] | None = None
    """What there is to be counted, where it is not the list itself."""

    q = django_filters.CharFilter(
        label="项目、机构或目标",
        method="by_words",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 100}),
    )
    region = django_filters.ChoiceFilter(label="地区", method="by_region", empty_label="全部地区")
    year = django_filters.ChoiceFilter(
        label="年度", method="of_disclosures", field_name="fiscal_year", empty_label="全部年度"
    )
    stage = django_filters.ChoiceFilter(
        label="阶段",
        method="of_disclosures",
        field_name="stage",
        choices=Stage.choices(),
        empty_label="预算和决算",
    )
    amount = django_filters.ChoiceFilter(
        label="金额",
        method="by_amount",
        choices=[("yes", "写了金额的"), ("no", "没有写金额的")],
        empty_label="全部",
    )
    agency = OfAgencyFilter("disclosure__agency")
    members = MembersFilter()

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disclosures = Disclosure.objects.published()
        self.places: dict[str, Region] = {region.pk: region for region in regions_with_agencies()}
        self.filters["region"].extra["choices"] = [
            (code, region_word(region)) for code, region in self.places.items()
        ]
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years_published()]

    def by_words(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        self.words = value
        return queryset

    def by_region(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        self.disclosures = self.disclosures.filter(self.places[value].holds("agency__region"))
        return queryset

    def of_disclosures(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        self.disclosures = self.disclosures.filter(**{name: value})
        return queryset

    def filter_queryset(self, queryset: QuerySet[Project]) -> QuerySet[Project]:
        """Place, year and stage together choose disclosures, of which words are then looked for."""
        found = super().filter_queryset(queryset)
        ids: list[int] | None = None
        if any(self.form.cleaned_data.get(name) for name in OF_DISCLOSURES):
            ids = list(self.disclosures.order_by().values_list("pk", flat=True))
        self.matched = matching(self.words, ids)
        if self.matched.holds is not None:
            return found.filter(self.matched.holds)
        if ids is None:
            return found
        found, self.counted = of_disclosures(found, ids)
        return found

    def by_amount(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        return queryset.filter(fen__isnull=value == "no")
