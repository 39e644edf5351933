"""Lists of one agency: hidden filters that a link to such a list sets."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet


class OfAgencyFilter(django_filters.NumberFilter):
    """What is of one agency; where `members` is set as well, of the units under it, too."""

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, widget=forms.HiddenInput(), min_value=1, max_value=2**31)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value is None:
            return qs
        whose = Q(**{self.field_name: value})
        if self.parent.data.get("members"):
            whose |= Q(**{f"{self.field_name}__parent": value})
        return qs.filter(whose)


class MembersFilter(django_filters.CharFilter):
    """Says for an OfAgencyFilter that units count; chooses nothing by itself."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput(), max_length=1)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs
