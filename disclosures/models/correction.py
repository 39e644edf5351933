from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

from disclosures.vocabulary import CellState
from disclosures.vocabulary import Statement as StatementType

from .box import Boxed


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> Self:
        """In force or proposed: what was neither revoked nor turned down. A cell has one at most."""
        return self.filter(revoked_at=None)

    def in_force(self) -> Self:
        """What cells show now."""
        return self.open().public()

    def waiting(self) -> Self:
        """For a second person: corrections, and revocations of corrections, that somebody proposed."""
        return self.open().filter(models.Q(approved_at=None) | models.Q(revoked_by__isnull=False))

    def public(self) -> Self:
        """What once took effect: of the log that everybody reads."""
        return self.filter(approved_at__isnull=False)


class Correction(Boxed):
    """A person put right what a machine misread. What it read stays beside what is printed; rows are only ever added.

    Where two people are asked for, a correction of what is published is a proposal until another person approves it
    (`approved_at`), and so is its revocation (`revoked_by` without `revoked_at`).

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
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("生效时间", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="撤销人"
    )
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_reason = models.TextField("撤销理由", blank=True)
    revocation_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批准撤销的人"
    )
    is_needless = models.BooleanField("重读后已与更正相同", default=False)

    objects = CorrectionQuerySet.as_manager()

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

    @property
    def is_in_force(self) -> bool:
        return self.approved_at is not None and self.revoked_at is None

    @property
    def proposer(self) -> User | None:
        """Who waits for a second person, where one is waited for."""
        return self.revoked_by if self.approved_at else self.by

    @property
    def is_waiting(self) -> bool:
        return self.revoked_at is None and (self.approved_at is None or self.revoked_by_id is not None)

    def __str__(self) -> str:
        return f"{self.name or self.code}：读作 {self.read_printed or '空白'}，更正为 {self.printed}"
