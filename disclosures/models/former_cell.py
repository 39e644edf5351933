from __future__ import annotations

from django.db import models


class FormerCell(models.Model):
    """A number that a cell had when it was public, and that no cell has any more: the parser no longer reads one there.

    What is read again at the same place keeps its number; this is what keeps the address of the rest.
    """

    number = models.BigIntegerField("编号", primary_key=True)
    document = models.ForeignKey("Document", models.CASCADE, related_name="+", verbose_name="文件")
    place = models.CharField("位置", max_length=24)

    class Meta:
        verbose_name = verbose_name_plural = "不再读出的格"

    def __str__(self) -> str:
        return f"{self.number}：{self.place}"
