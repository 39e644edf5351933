from __future__ import annotations

from django.db import models


class Reason(models.Model):
    """A clause of what a published disclosure explains a change with. `core` is what equal reasons have in common.

    `body` is the department whose disclosure, or whose unit's, it is. Made from published disclosures by
    `disclosures.lifecycle.reasons` and nothing else, as are the counts.
    """

    id = models.BigIntegerField(primary_key=True)
    disclosure = models.ForeignKey("Disclosure", models.CASCADE, related_name="+")
    body = models.ForeignKey("Agency", models.DO_NOTHING, related_name="+", db_index=False)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    core = models.CharField("同一原因的同一写法")
    words = models.CharField("原因")
    of = models.CharField("所说的增减")
    page = models.PositiveIntegerField("页码", null=True)
    place = models.CharField("位置", max_length=25)

    class Meta:
        verbose_name = verbose_name_plural = "所写的原因"
        indexes = [models.Index(fields=["core", "body", "fiscal_year"], name="reason_of_bodies")]

    def __str__(self) -> str:
        return self.words


class ReasonCount(models.Model):
    """How many bodies give a reason, and for how many years one of them gave it at most."""

    core = models.CharField("同一原因的同一写法", primary_key=True)
    words = models.CharField("原因")
    bodies = models.PositiveIntegerField("机构数")
    years = models.PositiveSmallIntegerField("一个机构最多几年")

    class Meta:
        verbose_name = verbose_name_plural = "原因的次数"
        indexes = [
            models.Index(fields=["-bodies", "core"], name="reason_by_bodies"),
            models.Index(fields=["-years", "-bodies", "core"], name="reason_by_years"),
        ]

    def __str__(self) -> str:
        return self.words
