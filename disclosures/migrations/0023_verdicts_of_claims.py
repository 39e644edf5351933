"""What the check says of a declared change is kept with it; blank until it is checked again (`manage.py recheck`)."""

import disclosures.vocabulary
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0022_what_was_read_by_ocr")]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="base_kind",
            field=models.CharField(
                blank=True,
                choices=disclosures.vocabulary.BaseKind.choices,
                default="",
                max_length=10,
                verbose_name="与上年的哪一种数比",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="claim",
            name="computed_fen",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="公布数之差（分）"),
        ),
        migrations.AddField(
            model_name="claim",
            name="verdict",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="核对"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="claim",
            name="why",
            field=models.CharField(blank=True, default="", verbose_name="核对的说明"),
            preserve_default=False,
        ),
    ]
