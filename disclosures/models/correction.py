from __future__ import annotations

from django.conf import settings
from django.db import models

from disclosures.vocabulary import CellState
from disclosures.vocabulary import Statement as StatementType

from .box import Boxed


class Correction(Boxed):
    """A person put right what a machine misread. What it read stays beside what is printed; rows are only ever added.

    The cell is named by what the document prints (statement, row, heading, place on the page), so that the correction
    finds it again after a new reading. `amount` is that cell now; None when no cell answers the description any more.
    """

    disclosure = models.ForeignKey(
        "Disclosure", models.PROTECT, related_name="corrections", verbose_name="公开信息"
    )
    amount = models.ForeignKey(
        "Amount", models.SET_NULL, null=True, related_name="corrections", verbose_name="单元格"
    )
    statement = models.CharField("报表", max_length=30, choices=StatementType.choices)
    table = models.PositiveSmallIntegerField("表次")
    code = models.CharField("科目编码", max_length=20, blank=True)
    name = models.CharField("行名称", blank=True)
    row = models.PositiveSmallIntegerField("行次")
    heading = models.JSONField("表头路径", default=list)
    side = models.CharField("方向", max_length=12, blank=True)
    read_state = models.CharField("原读作", max_length=14, choices=CellState.choices)
    read_printed = models.CharField("原读文字", blank=True)
    read_fen = models.BigIntegerField("原读金额（分）", null=True)
    printed = models.CharField("原件所印")
    fen = models.BigIntegerField("更正后金额（分）")
    reason = models.TextField("理由")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="更正人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="撤销人"
    )
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_reason = models.TextField("撤销理由", blank=True)
    is_needless = models.BooleanField("重读后已与更正相同", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        permissions = [("correct_amount", "更正金额、撤销更正")]
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_has_a_reason"),
            models.UniqueConstraint(
                fields=["amount"], condition=models.Q(revoked_at=None), name="one_correction_a_cell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.code}：读作 {self.read_printed or '空白'}，更正为 {self.printed}"
