"""Filters of the lists (django-filter). Every label is ours: the library's own are half English under zh-hans."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from disclosures.models import Agency, Finding, Region
from disclosures.models.disclosure import DisclosureState
from disclosures.models.finding import FindingQuerySet, Verdict
from disclosures.queries.agencies import in_region, matching, regions_with_agencies, years_published
from disclosures.queries.findings import Facets, Order, Size, of_agency, of_region, of_size, of_verdict
from disclosures.queries.ledger import check_words, checks_of
from disclosures.reconciliation import Group
from disclosures.vocabulary import AgencyKind, Stage


class AgencyFilter(django_filters.FilterSet):
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
            (code, "\u3000" * _depth(region) + region.name) for code, region in self.places.items()
        ]
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years_published()]

    def by_words(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return matching(queryset, value)

    def by_region(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return in_region(queryset, self.places[value])

    def by_year(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return _with_disclosure(queryset, fiscal_year=int(value))

    def by_stage(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return _with_disclosure(queryset, stage=value)


def _with_disclosure(agencies: QuerySet[Agency], **what: Any) -> QuerySet[Agency]:
    """Agencies that, or a unit of which, published such a disclosure."""
    published = {"state": DisclosureState.PUBLISHED, **what}
    own = Agency.objects.filter(**{f"disclosures__{key}": value for key, value in published.items()})
    return agencies.filter(Q(pk__in=own.values("pk")) | Q(pk__in=own.values("parent")))


def _depth(region: Region) -> int:
    return {"province": 0, "city": 1, "county": 2}[region.level]


class FindingFilter(django_filters.FilterSet):
    """Findings; every choice says how many there are. Consequences of others count only where a check is chosen."""

    q = django_filters.CharFilter(
        label="机构",
        method="by_agency",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 100}),
    )
    group = django_filters.ChoiceFilter(label="核对什么", method="by_group", empty_label="全部")
    check = django_filters.ChoiceFilter(label="哪一项核对", field_name="check_id", empty_label="全部")
    region = django_filters.ChoiceFilter(label="地区", method="by_region", empty_label="全部地区")
    year = django_filters.ChoiceFilter(
        label="年度", field_name="disclosure__fiscal_year", empty_label="全部年度"
    )
    stage = django_filters.ChoiceFilter(
        label="阶段", field_name="disclosure__stage", empty_label="预算和决算"
    )
    size = django_filters.ChoiceFilter(
        label="相差", method="by_size", choices=Size.choices(), empty_label="不限"
    )
    verdict = django_filters.ChoiceFilter(label="说明", method="by_verdict", empty_label="不限")
    sort = django_filters.ChoiceFilter(
        label="排序", method="unfiltered", choices=Order.choices(), empty_label=None
    )
    agency = django_filters.NumberFilter(
        field_name="disclosure__agency", widget=forms.HiddenInput(), min_value=1, max_value=2**31
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def __init__(self, *args: Any, facets: Facets, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Region] = {region.pk: region for region, _ in facets.regions}
        stages = dict(Stage.choices())
        verdicts = dict(Verdict.choices)
        choices: dict[str, list[tuple[str, str]]] = {
            "group": [(group, f"{Group(group).label}（{number}）") for group, number in facets.groups],
            "check": [(check, f"{check_words(check).title}（{number}）") for check, number in facets.checks],
            "year": [(str(year), f"{year}（{number}）") for year, number in facets.years],
            "stage": [(stage, f"{stages[stage]}（{number}）") for stage, number in facets.stages],
            "verdict": [(word, f"{verdicts[word]}（{number}）") for word, number in facets.verdicts],
            "region": [
                (region.pk, "\u3000" * _depth(region) + f"{region.name}（{number}）")
                for region, number in facets.regions
            ],
        }
        for name, found in choices.items():
            self.filters[name].extra["choices"] = found

    @property
    def names_checks(self) -> bool:
        """One check or one group of them is chosen."""
        cleaned = self.form.cleaned_data
        return bool(cleaned.get("check") or cleaned.get("group"))

    def by_agency(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return of_agency(queryset, value)

    def by_group(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return queryset.filter(check_id__in=checks_of(Group(value)))

    def by_region(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return of_region(queryset, self.places[value])

    def by_size(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return of_size(queryset, Size(value))

    def by_verdict(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return of_verdict(queryset, Verdict(value))

    def unfiltered(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return queryset
