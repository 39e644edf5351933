"""The filter of the list of findings (django-filter)."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms

from disclosures.models import Finding, Region
from disclosures.models.finding import FindingQuerySet, Verdict
from disclosures.presenting.agency_filter import MembersFilter, OfAgencyFilter
from disclosures.reading.agencies import region_word
from disclosures.reading.agency_names import matching
from disclosures.reading.findings import (
    Facets,
    FindingOrder,
    Size,
    of_nature,
    of_region,
    of_size,
    of_verdict,
)
from disclosures.reading.ledger import check_words, checks_of
from disclosures.reconciliation import Group
from disclosures.reconciliation.natures import Nature
from disclosures.vocabulary import Stage


class FindingFilter(django_filters.FilterSet):
    """Findings; every choice says how many there are, consequences of others among them."""

    told: tuple[str, ...] = ()
    """What was done to the words of an agency, where nobody has them as they were written."""

    q = django_filters.CharFilter(
        label="机构",
        method="by_agency",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 100}),
    )
    nature = django_filters.ChoiceFilter(label="哪一类", method="by_nature", empty_label="全部")
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
        label="排序", method="unfiltered", choices=FindingOrder.choices(), empty_label=None
    )
    agency = OfAgencyFilter("disclosure__agency")
    members = MembersFilter()

    class Meta:
        model = Finding
        fields: list[str] = []

    OPEN = ("q", "nature", "region")
    """What is asked for most; the other choices are folded until one of them is made."""

    def __init__(self, *args: Any, facets: Facets, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Region] = {region.pk: region for region, _ in facets.regions}
        stages = dict(Stage.choices())
        verdicts = dict(Verdict.choices)
        choices: dict[str, list[tuple[str, str]]] = {
            "nature": [(nature, f"{nature.label}（{number}）") for nature, number in facets.natures],
            "group": [(group, f"{Group(group).label}（{number}）") for group, number in facets.groups],
            "check": [(check, f"{check_words(check).title}（{number}）") for check, number in facets.checks],
            "year": [(str(year), f"{year}（{number}）") for year, number in facets.years],
            "stage": [(stage, f"{stages[stage]}（{number}）") for stage, number in facets.stages],
            "verdict": [(word, f"{verdicts[word]}（{number}）") for word, number in facets.verdicts],
            "region": [
                (region.pk, f"{region_word(region)}（{number}）") for region, number in facets.regions
            ],
        }
        for name, found in choices.items():
            self.filters[name].extra["choices"] = found

    @property
    def open_fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.OPEN]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        return [field for field in self.form.visible_fields() if field.name not in self.OPEN]

    @property
    def is_unfolded(self) -> bool:
        return any(self.data.get(field.name) for field in self.folded_fields)

    def by_agency(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        found = matching(value)
        self.told = found.told
        return queryset if found.agencies is None else queryset.filter(disclosure__agency__in=found.agencies)

    def by_group(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return queryset.filter(check_id__in=checks_of(Group(value)))

    def by_nature(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return of_nature(queryset, Nature(value))

    def by_region(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return of_region(queryset, self.places[value])

    def by_size(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return of_size(queryset, Size(value))

    def by_verdict(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return of_verdict(queryset, Verdict(value))

    def unfiltered(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return queryset
