from __future__ import annotations

from django.db import models


class NamedUnit(models.Model):
    """A unit that the published disclosure of a department names as one of its own, and where.

    Made from published disclosures by `disclosures.lifecycle.naming` and nothing else. `disclosure` is the one under
    whose address the naming is shown. `agency` is the unit, where this site knows one of that name or another of its names;
    `page` is one of `document`.
    """

    disclosure = models.ForeignKey("Disclosure", models.CASCADE, related_name="named_units")
    department = models.ForeignKey("Agency", models.CASCADE, related_name="named_units")
    agency = models.ForeignKey("Agency", models.SET_NULL, null=True, related_name="namings")
    name = models.CharField("名称")
    document = models.ForeignKey("Document", models.CASCADE, related_name="+")
    page = models.PositiveIntegerField("页码", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "点名的单位"
        constraints = [models.UniqueConstraint(fields=["disclosure", "name"], name="named_once_a_disclosure")]

    def __str__(self) -> str:
        return self.name
