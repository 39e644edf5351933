"""The filter of the list of agencies (django-filter). Every label is ours: the library's own are half English under zh-hans."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from disclosures.models import Agency, Region
from disclosures.models.disclosure import DisclosureState
from disclosures.reading.agencies import region_word, regions_with_agencies, years_published
from disclosures.reading.agency_names import matching
from disclosures.vocabulary import AgencyKind, Stage


class AgencyFilter(django_filters.FilterSet):
    told: tuple[str, ...] = ()
    """What was done to the words, where nobody has them as they were written."""

    q = django_filters.CharFilter(
        label="名称、代码或地区",
        method="by_words",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 100}),
    )
    region = django_filters.ChoiceFilter(label="地区", method="by_region", empty_label="全部地区")
    kind = django_filters.ChoiceFilter(label="类别", choices=AgencyKind.choices(), empty_label="部门和单位")
    year = django_filters.ChoiceFilter(label="年度", method="by_year", empty_label="全部年度")
    stage = django_filters.ChoiceFilter(
        label="阶段", method="by_stage", choices=Stage.choices(), empty_label="预算和决算"
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Region] = {region.pk: region for region in regions_with_agencies()}
        self.filters["region"].extra["choices"] = [
            (code, region_word(region)) for code, region in self.places.items()
        ]
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years_published()]

    def by_words(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        found = matching(value)
        self.told = found.told
        return queryset if found.agencies is None else queryset.filter(pk__in=found.agencies)

    def by_region(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return queryset.filter(self.places[value].holds("region"))

    def by_year(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return _with_disclosure(queryset, fiscal_year=int(value))

    def by_stage(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return _with_disclosure(queryset, stage=value)


def _with_disclosure(agencies: QuerySet[Agency], **what: Any) -> QuerySet[Agency]:
    """Agencies that, or a unit of which, published such a disclosure."""
    published = {"state": DisclosureState.PUBLISHED, **what}
    own = Agency.objects.filter(**{f"disclosures__{key}": value for key, value in published.items()})
    return agencies.filter(Q(pk__in=own.values("pk")) | Q(pk__in=own.values("parent")))
