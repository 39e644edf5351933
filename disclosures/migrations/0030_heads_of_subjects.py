"""Heads of “三公”经费 and of units beside their departments; what a rebuild of the totals fills (`rebuild_totals`)."""

import django.db.models.deletion
from django.db import migrations, models

import disclosures.vocabulary


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0028_projects'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='head',
            name='head_of_code',
        ),
        migrations.RemoveIndex(
            model_name='head',
            name='head_of_place',
        ),
        migrations.AddField(
            model_name='head',
            name='department',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='disclosures.agency', verbose_name='已含在其中的部门'),
        ),
        migrations.AddField(
            model_name='head',
            name='function',
            field=models.CharField(blank=True, max_length=200, verbose_name='职能'),
        ),
        migrations.AddField(
            model_name='head',
            name='units',
            field=models.CharField(blank=True, max_length=8, verbose_name='相加的是哪些单位'),
        ),
        migrations.AlterField(
            model_name='head',
            name='code',
            field=models.CharField(blank=True, max_length=20, verbose_name='科目编码'),
        ),
        migrations.AlterField(
            model_name='head',
            name='kind',
            field=models.CharField(choices=disclosures.vocabulary.SubjectKind.choices, max_length=12, verbose_name='分类'),
        ),
        migrations.AlterField(
            model_name='total',
            name='code',
            field=models.CharField(blank=True, max_length=20, verbose_name='科目编码'),
        ),
        migrations.AlterField(
            model_name='total',
            name='kind',
            field=models.CharField(choices=disclosures.vocabulary.SubjectKind.choices, max_length=12, verbose_name='分类'),
        ),
        migrations.AddIndex(
            model_name='head',
            index=models.Index(models.F('kind'), models.F('code'), models.F('stage'), models.F('fiscal_year'), models.OrderBy(models.F('fen'), descending=True), models.F('id'), models.F('scope'), models.F('region'), models.F('department'), condition=models.Q(('department', None)), name='head_of_code'),
        ),
        migrations.AddIndex(
            model_name='head',
            index=models.Index(condition=models.Q(('department', None)), fields=['kind', 'code', 'stage', 'fiscal_year', 'region', 'scope', 'fen', 'agency', 'units', 'department'], name='head_of_place'),
        ),
        migrations.AddIndex(
            model_name='head',
            index=models.Index(condition=models.Q(('department', None)), fields=['kind', 'code', 'stage', 'fiscal_year', 'function', 'scope', 'fen', 'agency', 'units', 'region', 'department'], name='head_of_function'),
        ),
        migrations.AddIndex(
            model_name='head',
            index=models.Index(condition=models.Q(('department__isnull', False)), fields=['department', 'kind', 'code', 'stage', 'fiscal_year'], name='head_of_department'),
        ),
        # Back: the words of “三公”经费 do not fit into the codes of before. What is derived is made again.
        migrations.RunSQL(
            migrations.RunSQL.noop, reverse_sql=['DELETE FROM disclosures_head', 'DELETE FROM disclosures_total']
        ),
    ]
