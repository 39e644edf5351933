from __future__ import annotations

from django.db import models

NO_AMOUNT = -(1 << 62)
"""The `size` of a project without an amount: it comes last."""


class Project(models.Model):
    """A project of a published disclosure with its amount, as its tables of projects, its forms of performance targets
    and its sentences name it; one row where their names and amounts agree.

    `disclosure` is the one under whose address it is shown. The amount is that of a cell (`amount`), of a form (`target`)
    or of a sentence (`headline`); none is no 0. `core` is what projects of the same name have in common; `size` is what a
    list is ordered by. Its number is that of its entry of search (`number_in`), so that a list is searched by that index.
    Made from published disclosures by `disclosures.lifecycle.projects` and nothing else.
    """

    disclosure = models.ForeignKey("Disclosure", models.CASCADE, related_name="projects")
    position = models.PositiveIntegerField("顺序")
    name = models.CharField("名称")
    core = models.CharField("同名项目的同一写法", db_index=True)
    unit = models.CharField("单位", blank=True)
    goal = models.TextField("绩效目标", blank=True)
    fen = models.BigIntegerField("金额（分）", null=True)
    size = models.BigIntegerField("排序用的金额（分）", default=NO_AMOUNT)
    page = models.PositiveIntegerField("页码", null=True)
    # No action on deletion: whoever replaces the rows of a published disclosure makes its projects again, or fails.
    amount = models.ForeignKey("Amount", models.DO_NOTHING, null=True, related_name="+", db_index=False)
    headline = models.ForeignKey(
        "HeadlineFigure", models.DO_NOTHING, null=True, related_name="+", db_index=False
    )
    target = models.ForeignKey(
        "PerformanceTarget", models.DO_NOTHING, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "position"], name="project_position_unique")
        ]
        indexes = [models.Index(fields=["-size", "id"], name="project_by_size")]

    def __str__(self) -> str:
        return self.name
