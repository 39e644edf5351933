from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models


class AgencyMergeQuerySet(models.QuerySet["AgencyMerge"]):
    def in_force(self) -> AgencyMergeQuerySet:
        return self.filter(undone_at=None)

    def remaining(self, ids: Iterable[int]) -> dict[int, int]:
        """Of these numbers those that were merged, and the agencies that they are now, through all merges since.

        One query, and one more for every merge that followed upon another.
        """
        # An address may hold any number; a lookup in a list is not kept within what a column holds.
        found = {pk: pk for pk in ids if pk <= models.BigIntegerField.MAX_BIGINT}
        step = dict(self.in_force().filter(former__in=found).values_list("former", "remaining"))
        while step:
            found = {pk: step.get(now, now) for pk, now in found.items()}
            step = dict(self.in_force().filter(former__in=step.values()).values_list("former", "remaining"))
        return {pk: now for pk, now in found.items() if now != pk}


class AgencyMerge(models.Model):
    """A person found that two agencies are one. The row of the former is gone: this keeps its number, whose public address
    leads on to the remaining one, and all that is needed to undo it.

    Numbers instead of references: the remaining one may itself be merged into another later.
    """

    former = models.PositiveBigIntegerField("原编号", editable=False)
    former_name = models.CharField("并入的机构", max_length=200)
    remaining = models.PositiveBigIntegerField("留下的编号", db_index=True, editable=False)
    remaining_name = models.CharField("留下的机构", max_length=200)
    kept = models.JSONField("并入前", editable=False)
    reason = models.TextField("理由")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="还原的人"
    )
    undone_at = models.DateTimeField("还原时间", null=True)

    objects = AgencyMergeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构合并"
        default_permissions = ()  # who may change agencies merges them
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["former"], condition=models.Q(undone_at=None), name="agency_merged_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(former=models.F("remaining")), name="agency_merged_into_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former_name} → {self.remaining_name}"
