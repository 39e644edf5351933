from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations, models


def in_force_since_they_were_made(apps: Any, schema_editor: Any) -> None:
    corrections = apps.get_model("disclosures", "Correction").objects
    corrections.update(approved_at=models.F("at"), approved_by=models.F("by"))


class Migration(migrations.Migration):
    """A correction of what is published may have to be approved by another person."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("disclosures", "0024_reasons_told_elsewhere"),
    ]
    operations = [
        migrations.AddField(
            "correction",
            "approved_at",
            models.DateTimeField(null=True, verbose_name="生效时间"),
        ),
        migrations.AddField(
            "correction",
            "approved_by",
            models.ForeignKey(
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="批准人",
            ),
        ),
        migrations.AddField(
            "correction",
            "revocation_approved_by",
            models.ForeignKey(
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="批准撤销的人",
            ),
        ),
        migrations.RunPython(in_force_since_they_were_made, migrations.RunPython.noop),
    ]
