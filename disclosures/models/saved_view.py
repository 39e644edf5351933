from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list of the desk as one person keeps it: what it is filtered by, under a name of theirs."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name="谁的"
    )
    listed = models.CharField("列表", max_length=40)
    """The name of the model that is listed."""
    name = models.CharField("名称", max_length=40)
    query = models.CharField("筛选", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "保存的筛选"
        default_permissions = ()  # everybody has their own
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "listed", "name"], name="one_saved_view_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
