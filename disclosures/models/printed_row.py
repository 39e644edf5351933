"""What was read of a disclosure, whichever of its files it was printed in.

Where tables and narrative came as two files, one disclosure is two rows of `Disclosure`: a whole and its part. Whoever
looks up rows here by the disclosure that the public knows gets those of its parts with them. Filtering by the foreign
key instead forgets the parts; `tests/pages/test_parts.py` finds code that does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models.functions import Coalesce

from .disclosure import Disclosure, DisclosureState

Row = TypeVar("Row", bound="PrintedRow")


class PrintedRowQuerySet(models.QuerySet[Row]):
    def of_disclosures(self, ids: Iterable[int] | models.OuterRef, *then_by: str) -> Self:
        """Rows of disclosures and of their parts: a disclosure's own first, each in printed order, then by what is
        named. `whole` of a row is the one of `ids` under which it is shown.
        """
        path = self.model.TO_DISCLOSURE
        own_first = models.F(f"{path}__part_of").asc(nulls_first=True)
        return (
            self.filter(**{f"{path}__in": Disclosure.objects.with_parts(ids)})
            .annotate(whole=Coalesce(f"{path}__part_of", path))
            .order_by(own_first, *(self.model._meta.ordering or ()), "pk", *then_by)
        )

    def published(self) -> Self:
        """Rows that the public may see."""
        return self.filter(**{f"{self.model.TO_DISCLOSURE}__state": DisclosureState.PUBLISHED})


class PrintedRow(models.Model):
    """A row that belongs to a disclosure, or to a row that does; `TO_DISCLOSURE` is the way there."""

    TO_DISCLOSURE: ClassVar[str] = "disclosure"
    whole: int
    """Of rows found with `of_disclosures`: the disclosure under whose address the row is shown."""

    objects = PrintedRowQuerySet.as_manager()

    class Meta:
        abstract = True
