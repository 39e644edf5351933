from __future__ import annotations

from django.db import models
from django.db.models import F

from disclosures.vocabulary import AgencyKind, CodeKind, Stage

from .region import Region


class OfYearQuerySet(models.QuerySet):
    def of_year(self, year: int, stage: Stage) -> OfYearQuerySet:
        return self.filter(fiscal_year=year, stage=stage)


class HeadQuerySet(OfYearQuerySet):
    def under(self, kind: CodeKind, code: str) -> HeadQuerySet:
        return self.filter(kind=kind, code=code)

    def within(self, place: Region) -> HeadQuerySet:
        """Bodies of a place and of the places under it: one range of codes, which an index can answer."""
        return self.filter(region__gte=place.pk, region__lte=place.last_code)

    def ranked(self) -> HeadQuerySet:
        return self.order_by("-fen", "pk")

    def with_agency(self) -> HeadQuerySet:
        return self.select_related("agency__region")


class Head(models.Model):
    """What one body spends under one code in one year and stage: 合计 of 支出总表, or of 基本支出表 for economic codes.

    A body is a department with its units, or a unit that has no department. A unit of a department has no rows: the
    department's own disclosure holds it already, else the department's row is the sum of its published units (`parts`
    of them) and names no cell. The code "" is the total that shares are shares of.
    Made from published disclosures by `disclosures.lifecycle.totals` and nothing else.
    """

    agency = models.ForeignKey("Agency", models.CASCADE, related_name="heads", db_index=False)
    region = models.ForeignKey("Region", models.PROTECT, related_name="+", db_index=False)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("阶段", max_length=14, choices=Stage.choices)
    kind = models.CharField("分类", max_length=10, choices=CodeKind.choices)
    code = models.CharField("科目编码", max_length=7, blank=True)
    scope = models.CharField("口径", max_length=12, choices=AgencyKind.choices)
    fen = models.BigIntegerField("金额（分）")
    parts = models.PositiveSmallIntegerField("相加的单位数", default=0)
    # No action on deletion: whoever replaces the cells of a published disclosure makes its rows again, or fails.
    disclosure = models.ForeignKey("Disclosure", models.DO_NOTHING, null=True, related_name="+")
    amount = models.ForeignKey("Amount", models.DO_NOTHING, null=True, related_name="+")
    headline = models.ForeignKey("HeadlineFigure", models.DO_NOTHING, null=True, related_name="+")

    objects = HeadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构科目金额"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "fiscal_year", "stage", "kind", "code"], name="one_head_of_a_code"
            )
        ]
        # All that a ranking counts, sorts and filters by, so that only the rows shown are read from the table.
        indexes = [
            models.Index(
                F("kind"),
                F("code"),
                F("fiscal_year"),
                F("stage"),
                F("fen").desc(),
                F("id"),
                F("scope"),
                F("region"),
                name="head_of_code",
            ),
            models.Index(
                fields=["kind", "code", "fiscal_year", "stage", "region", "scope", "fen"],
                name="head_of_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.fiscal_year} {self.code}"


class TotalQuerySet(OfYearQuerySet):
    def in_place(self, place: Region | None) -> TotalQuerySet:
        """Of a region with all places under it; None is the nation."""
        return self.filter(place=place.pk if place else "")


class Total(models.Model):
    """What all bodies of a place, and of the places under it, spend under one code: the sum of their heads.

    `place` is a region's code, "" the nation; `count` is how many bodies were added.
    """

    place = models.CharField("地区", max_length=6, blank=True)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("阶段", max_length=14, choices=Stage.choices)
    kind = models.CharField("分类", max_length=10, choices=CodeKind.choices)
    code = models.CharField("科目编码", max_length=7, blank=True)
    fen = models.BigIntegerField("金额（分）")
    count = models.IntegerField("机构数")

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "地区科目金额"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "code", "fiscal_year", "stage"], name="one_total_of_a_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.fiscal_year} {self.code}"
