"""Where a figure stands on its page: four whole numbers, tenths of a PDF point from the top left."""

from __future__ import annotations

from django.db import models

TENTHS = 10
LARGEST = 32767  # of a PositiveSmallIntegerField on every database; 1.15 m of paper

Box = tuple[float, float, float, float]


class Boxed(models.Model):
    """A row that was printed at a place. All four numbers are set, or none (formats without pages)."""

    page = models.PositiveIntegerField("页码", null=True, blank=True)
    x0 = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    top = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    x1 = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    bottom = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def box(self) -> Box | None:
        """x0, top, x1, bottom in PDF points."""
        edges = (self.x0, self.top, self.x1, self.bottom)
        if any(edge is None for edge in edges):
            return None
        x0, top, x1, bottom = (edge / TENTHS for edge in edges if edge is not None)
        return x0, top, x1, bottom


def box_columns(box: Box | None) -> dict[str, int | None]:
    """The four columns of a box in points; all None where there is no box or it lies beyond any paper."""
    tenths = [round(edge * TENTHS) for edge in box] if box else []
    if not tenths or min(tenths) < 0 or max(tenths) > LARGEST:
        return dict.fromkeys(("x0", "top", "x1", "bottom"))
    return dict(zip(("x0", "top", "x1", "bottom"), tenths, strict=True))
