from __future__ import annotations

from django.db import models

from disclosures.vocabulary import AgencyKind


class AgencyQuerySet(models.QuerySet["Agency"]):
    def departments(self) -> AgencyQuerySet:
        return self.filter(kind=AgencyKind.DEPARTMENT)

    def units(self) -> AgencyQuerySet:
        return self.filter(kind=AgencyKind.UNIT)

    def published(self) -> AgencyQuerySet:
        """Agencies the public may see: they, or a unit under them, have a published disclosure."""
        from .disclosure import Disclosure

        own = Disclosure.objects.published().filter(agency=models.OuterRef("pk"))
        of_units = Disclosure.objects.published().filter(agency__parent=models.OuterRef("pk"))
        return self.filter(models.Exists(own) | models.Exists(of_units))


class Agency(models.Model):
    """A body that discloses: a department with its units, or one unit. One body can be both (two rows)."""

    name = models.CharField("名称", max_length=200)
    code = models.CharField(
        "印刷代码", max_length=20, blank=True, help_text="文件所印代码，只在本行政区划内唯一"
    )
    region = models.ForeignKey("Region", models.PROTECT, related_name="agencies", verbose_name="行政区划")
    kind = models.CharField("类别", max_length=12, choices=AgencyKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name="主管部门"
    )
    own_level = models.BooleanField("部门本级", default=False)
    nature = models.CharField("单位性质", max_length=50, blank=True)
    rank = models.CharField("单位规格", max_length=50, blank=True)
    funding = models.CharField("经费保障形式", max_length=50, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["region", "code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "code"], condition=~models.Q(code=""), name="agency_code_unique_in_region"
            ),
            models.UniqueConstraint(fields=["region", "name", "kind"], name="agency_name_unique_in_region"),
            models.CheckConstraint(
                condition=models.Q(kind=AgencyKind.UNIT) | models.Q(parent=None, own_level=False),
                name="agency_only_units_have_a_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyAlias(models.Model):
    """Another name that documents print for an agency."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases", verbose_name="机构")
    name = models.CharField("别名", max_length=200, db_index=True)
    source = models.CharField("来源", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构别名"
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="alias_unique_of_agency")]

    def __str__(self) -> str:
        return self.name
