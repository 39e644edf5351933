from __future__ import annotations

from django.db import models

from disclosures.vocabulary import CodeKind


class Level(models.TextChoices):
    CATEGORY = "category", "类"
    SECTION = "section", "款"
    ITEM = "item", "项"


class CodeSource(models.TextChoices):
    STANDARD = "standard", "政府收支分类科目"
    OBSERVED = "observed", "公开文件所印"


class BudgetCodeQuerySet(models.QuerySet["BudgetCode"]):
    def of_edition(self, year: int) -> BudgetCodeQuerySet:
        return self.filter(edition=year)

    def categories(self) -> BudgetCodeQuerySet:
        return self.filter(level=Level.CATEGORY)


class BudgetCode(models.Model):
    """One code of one edition year of 政府收支分类科目. Join years by code; show the edition's own name."""

    edition = models.PositiveSmallIntegerField("版本年度")
    code = models.CharField("科目编码", max_length=7)
    level = models.CharField("级次", max_length=8, choices=Level)
    name = models.CharField("科目名称", max_length=100)
    source = models.CharField("来源", max_length=8, choices=CodeSource)

    objects = BudgetCodeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["edition", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class FunctionalCode(BudgetCode):
    """支出功能分类: 208 · 20805 · 2080501."""

    class Meta(BudgetCode.Meta):
        verbose_name = verbose_name_plural = "支出功能分类科目"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="functional_code_unique_in_edition"),
            models.CheckConstraint(
                condition=models.Q(level=Level.CATEGORY, code__regex=r"^[0-9]{3}$")
                | models.Q(level=Level.SECTION, code__regex=r"^[0-9]{5}$")
                | models.Q(level=Level.ITEM, code__regex=r"^[0-9]{7}$"),
                name="functional_code_level_fits",
            ),
        ]


class EconomicCode(BudgetCode):
    """部门预算支出经济分类: 301 · 30101."""

    class Meta(BudgetCode.Meta):
        verbose_name = verbose_name_plural = "支出经济分类科目"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="economic_code_unique_in_edition"),
            models.CheckConstraint(
                condition=models.Q(level=Level.CATEGORY, code__regex=r"^[0-9]{3}$")
                | models.Q(level=Level.SECTION, code__regex=r"^[0-9]{5}$"),
                name="economic_code_level_fits",
            ),
        ]


CLASSIFICATION: dict[CodeKind, type[BudgetCode]] = {
    CodeKind.FUNCTIONAL: FunctionalCode,
    CodeKind.ECONOMIC: EconomicCode,
}
