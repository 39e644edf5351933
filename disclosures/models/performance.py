from __future__ import annotations

from decimal import Decimal

from django.db import models

from disclosures.vocabulary import ReadBy

from .printed_row import PrintedRow
from .statement import fen_to_yuan


class TargetScope(models.TextChoices):
    PROJECT = "project", "项目"
    DEPARTMENT = "department", "部门整体"


class PerformanceTarget(PrintedRow):
    """A performance-target table, or a self-evaluation that also says what was reached: of a project, or of the department
    as a whole."""

    disclosure = models.ForeignKey(
        "Disclosure", models.CASCADE, related_name="performance_targets", verbose_name="公开信息"
    )
    position = models.PositiveSmallIntegerField("顺序")
    scope = models.CharField("范围", max_length=10, choices=TargetScope, default=TargetScope.PROJECT)
    number = models.PositiveSmallIntegerField("编号", null=True, blank=True)
    title = models.CharField("名称")
    code = models.CharField("项目编码", blank=True)
    funds_fen = models.BigIntegerField("资金（分）", null=True, blank=True)
    spent_fen = models.BigIntegerField("全年执行数（分）", null=True, blank=True)
    objectives = models.JSONField("绩效目标", default=list)
    result = models.TextField("实际完成情况", blank=True, default="", db_default="")
    payment_schedule = models.JSONField("资金支出计划", default=list)  # [[when, share], …] in printed order
    page = models.PositiveIntegerField("页码", null=True, blank=True)
    read_by = models.CharField(
        "读自", max_length=4, choices=ReadBy.choices, default=ReadBy.TEXT, db_default=ReadBy.TEXT.value
    )

    class Meta:
        verbose_name = verbose_name_plural = "绩效目标"
        ordering = ["disclosure_id", "position"]

    def __str__(self) -> str:
        return self.title

    @property
    def funds_yuan(self) -> Decimal | None:
        return None if self.funds_fen is None else fen_to_yuan(self.funds_fen)


class PerformanceIndicator(PrintedRow):
    TO_DISCLOSURE = "target__disclosure"

    target = models.ForeignKey(
        PerformanceTarget, models.CASCADE, related_name="indicators", verbose_name="绩效目标"
    )
    position = models.PositiveSmallIntegerField("顺序")
    level_1 = models.CharField("一级指标", blank=True)
    level_2 = models.CharField("二级指标", blank=True)
    level_3 = models.TextField("三级指标", blank=True)
    description = models.TextField("指标描述", blank=True)
    operator = models.CharField("符号", blank=True)
    value = models.TextField("指标值", blank=True)
    unit = models.CharField("单位", blank=True)
    basis = models.TextField("确定依据", blank=True)
    result = models.TextField("实际完成值", blank=True, default="", db_default="")
    weight = models.CharField("分值", blank=True, default="", db_default="")
    score = models.CharField("得分", blank=True, default="", db_default="")
    page = models.PositiveIntegerField("页码", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "绩效指标"
        ordering = ["target_id", "position"]

    def __str__(self) -> str:
        return self.level_3 or self.description
