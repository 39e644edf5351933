from __future__ import annotations

from django.db import models


class RegionQuerySet(models.QuerySet["Region"]):
    def with_parents(self) -> RegionQuerySet:
        """Regions whose full name costs no further query."""
        return self.select_related("parent__parent")


class Region(models.Model):
    """A place of GB/T 2260; province, city or county by its code."""

    code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=50)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级区划"
    )
    source = models.CharField("来源", max_length=100)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{6}$"), name="region_code_is_six_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> str:
        if self.code.endswith("0000"):
            return "province"
        return "city" if self.code.endswith("00") else "county"

    @property
    def last_code(self) -> str:
        """The highest code that a place in this one can have: 130600 → 130699."""
        return (
            self.code.rstrip("0")
            .ljust({"province": 2, "city": 4, "county": 6}[self.level], "0")
            .ljust(6, "9")
        )

    def holds(self, path: str) -> models.Q:
        """That the region under a path of a query is this one or one in it: one range of codes, which an index can answer."""
        return models.Q(**{f"{path}__gte": self.code, f"{path}__lte": self.last_code})

    @property
    def full_name(self) -> str:
        """河北省保定市莲池区."""
        return (self.parent.full_name if self.parent else "") + self.name


class Population(models.Model):
    """How many people live in a region, as a communique states it for a year."""

    region = models.ForeignKey(
        Region, models.CASCADE, related_name="populations", verbose_name="行政区划", db_index=False
    )  # the unique constraint below begins with it
    year = models.PositiveSmallIntegerField("年度")
    people = models.PositiveBigIntegerField("人数")
    source = models.CharField("来源", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "人口"
        ordering = ["region", "year"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="one_population_a_year"),
            models.CheckConstraint(condition=models.Q(people__gt=0), name="population_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year} {self.people}"
