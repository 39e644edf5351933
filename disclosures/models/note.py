from __future__ import annotations

from django.db import models

from .disclosure import Disclosure
from .printed_row import PrintedRow


class Note(PrintedRow):
    """What the parser saw and did not understand, or a decision it took. No disclosure: of the whole file."""

    document = models.ForeignKey("Document", models.CASCADE, related_name="notes", verbose_name="文件")
    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, null=True, blank=True, related_name="notes", verbose_name="公开信息"
    )
    code = models.CharField("代码", max_length=60)
    message = models.TextField("说明")
    page = models.PositiveIntegerField("页码", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "读取说明"
        ordering = ["document", "pk"]

    def __str__(self) -> str:
        return self.message
