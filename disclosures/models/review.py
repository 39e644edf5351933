from __future__ import annotations

from django.conf import settings
from django.db import models


class Review(models.Model):
    """A person compared one doubtful thing with the original and found it read rightly. Not public; may be taken back.

    `key` is what it is about, in the words of the document, so that it outlives a new reading that reads the same; what is
    read differently is doubtful again. `about` repeats those words for the log of changes.
    """

    disclosure = models.ForeignKey(
        "Disclosure", models.CASCADE, related_name="reviews", verbose_name="公开信息"
    )
    key = models.CharField("所指", max_length=32, editable=False)
    about = models.TextField("已核对")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "已核对"
        default_permissions = ()  # who may change a disclosure reviews it
        ordering = ["disclosure_id", "at"]
        constraints = [models.UniqueConstraint(fields=["disclosure", "key"], name="one_review_a_thing")]

    def __str__(self) -> str:
        return self.about
