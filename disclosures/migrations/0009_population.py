import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0008_search_and_edition'),
    ]

    operations = [
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('people', models.PositiveBigIntegerField(verbose_name='人数')),
                ('source', models.CharField(max_length=200, verbose_name='来源')),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='populations', to='disclosures.region', verbose_name='行政区划')),
            ],
            options={
                'verbose_name': '人口',
                'verbose_name_plural': '人口',
                'ordering': ['region', 'year'],
                'constraints': [
                    models.UniqueConstraint(fields=('region', 'year'), name='one_population_a_year'),
                    models.CheckConstraint(condition=models.Q(('people__gt', 0)), name='population_is_above_zero'),
                ],
            },
        ),
    ]
