"""The cells that the sides of a difference are, so that a number can say that it is one of them."""

from typing import Any

from django.db import migrations, models

AT_ONCE = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """From the sides as they are kept; a side of several places only adds them up."""
    findings, amounts = apps.get_model("disclosures", "Finding"), apps.get_model("disclosures", "Amount")
    between = findings.cells.through
    pairs = set()
    of_amounts = findings.objects.filter(difference_fen__isnull=False).values_list("pk", "left", "right")
    for pk, left, right in of_amounts.iterator(chunk_size=AT_ONCE):
        for side in (left, right):
            if side and len(side["places"]) == 1 and "cell" in side["places"][0]:
                pairs.add((pk, side["places"][0]["cell"]))
    cells = sorted({cell for _, cell in pairs})
    known: set[int] = set()
    for start in range(0, len(cells), AT_ONCE):
        some = amounts.objects.filter(pk__in=cells[start : start + AT_ONCE])
        known.update(some.values_list("pk", flat=True))
    rows = (between(finding_id=pk, amount_id=cell) for pk, cell in sorted(pairs) if cell in known)
    between.objects.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0025_corrections_by_two")]
    operations = [
        migrations.AddField(
            model_name="finding",
            name="cells",
            field=models.ManyToManyField(
                related_name="findings", to="disclosures.amount", verbose_name="所指的格"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
