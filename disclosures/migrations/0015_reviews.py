import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0014_index_of_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=32, verbose_name="所指")),
                ("about", models.TextField(verbose_name="已核对")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="disclosures.disclosure",
                        verbose_name="公开信息",
                    ),
                ),
            ],
            options={
                "verbose_name": "已核对",
                "verbose_name_plural": "已核对",
                "ordering": ["disclosure", "at"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure", "key"), name="one_review_a_thing")
                ],
            },
        ),
    ]
