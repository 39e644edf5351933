from __future__ import annotations

from django.db import models
from django.db.models import F, OuterRef, Q

from disclosures.vocabulary import AgencyKind, Stage, SubjectKind

from .region import Region

IN_ONE_YEAR = ("kind", "code", "stage", "fiscal_year")


class OfYearQuerySet(models.QuerySet):
    def of_year(self, year: int, stage: Stage) -> OfYearQuerySet:
        return self.filter(fiscal_year=year, stage=stage)


class HeadQuerySet(OfYearQuerySet):
    def under(self, kind: str, code: str) -> HeadQuerySet:
        """Bodies, each once: what is ranked and added up."""
        return self.filter(kind=kind, code=code, department=None)

    def whole(self, kind: str) -> HeadQuerySet:
        """In a subquery: the total that the row outside is a part of."""
        year = {name: OuterRef(name) for name in ("agency", "fiscal_year", "stage")}
        return self.filter(kind=kind, code="", **year)

    def within(self, place: Region) -> HeadQuerySet:
        """Bodies of a place and of the places under it."""
        return self.filter(place.holds("region"))

    def ranked(self) -> HeadQuerySet:
        return self.order_by("-fen", "pk")

    def with_agency(self) -> HeadQuerySet:
        return self.select_related("agency__region")


class Head(models.Model):
    """What one body spends under one code in one year and stage; which table it is read from says its `SubjectKind`.

    A body is a department with its units, or a unit that has no department. A unit of a department has rows that name the
    `department`: they are shown, and never ranked or added, for the department's own disclosure holds them already, else
    the department's row is the sum of its published units (`parts` of them) and names no cell.
    Made from published disclosures by `disclosures.lifecycle.totals` and nothing else.
    """

    agency = models.ForeignKey("Agency", models.CASCADE, related_name="heads", db_index=False)
    region = models.ForeignKey("Region", models.PROTECT, related_name="+", db_index=False)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("阶段", max_length=14, choices=Stage.choices)
    kind = models.CharField("分类", max_length=12, choices=SubjectKind.choices)
    code = models.CharField("科目编码", max_length=20, blank=True)
    department = models.ForeignKey(
        "Agency", models.CASCADE, null=True, related_name="+", db_index=False, verbose_name="已含在其中的部门"
    )
    function = models.CharField("职能", max_length=200, blank=True)
    """What the name says that the body does (`reading.likeness`): bodies with the same are like bodies."""
    scope = models.CharField("口径", max_length=12, choices=AgencyKind.choices)
    fen = models.BigIntegerField("金额（分）")
    parts = models.PositiveSmallIntegerField("相加的单位数", default=0)
    units = models.CharField("相加的是哪些单位", max_length=8, blank=True)
    """A mark of the set of units that a sum is of; sums of other units are no longer the same thing."""
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
        # All that a ranking counts, sorts and filters by, and that bodies are followed over years by, so that only the rows
        # shown are read from the table. SQLite asks a row for its department though the index holds none that has one.
        indexes = [
            models.Index(
                *map(F, IN_ONE_YEAR),
                F("fen").desc(),
                F("id"),
                F("scope"),
                F("region"),
                F("department"),
                name="head_of_code",
                condition=Q(department=None),
            ),
            models.Index(
                fields=[*IN_ONE_YEAR, "region", "scope", "fen", "agency", "units", "department"],
                name="head_of_place",
                condition=Q(department=None),
            ),
            models.Index(
                fields=[*IN_ONE_YEAR, "function", "scope", "fen", "agency", "units", "region", "department"],
                name="head_of_function",
                condition=Q(department=None),
            ),
            models.Index(
                fields=["department", *IN_ONE_YEAR],
                name="head_of_department",
                condition=Q(department__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.fiscal_year} {self.code}"

    @property
    def is_of_units(self) -> bool:
        """A sum of several disclosures, and not of rows of one."""
        return bool(self.parts) and self.disclosure_id is None


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
    kind = models.CharField("分类", max_length=12, choices=SubjectKind.choices)
    code = models.CharField("科目编码", max_length=20, blank=True)
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
