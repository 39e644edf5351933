"""Where a reason stands that is not told with its change; null until it is checked again (`manage.py recheck`)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0023_verdicts_of_claims")]
    operations = [
        migrations.AddField(
            model_name="claim",
            name="reason_beside",
            field=models.TextField(blank=True, null=True, verbose_name="别处所写的原因"),
        ),
    ]
