from django.db import migrations, models

# The entries are made anew (`rebuild_totals`): they hold the texts that are searched, folded by disclosures.reading.signs, and
# the index is of those. What was stored has neither.
SQLITE = (
    "CREATE VIRTUAL TABLE disclosures_searchgram USING fts5(%s, content='', tokenize='ascii', prefix='4')"
)
POSTGRESQL = (
    "CREATE INDEX search_entry_%s ON disclosures_searchentry USING gin (disclosures_grams(%s)) "
    "WITH (fastupdate = off)"
)
BEFORE = {"own": "title || E'\\n' || text", "context": "context"}
NOW = {"own": "own", "around": "around", "sound": "sound"}


def empty(apps, schema_editor):
    apps.get_model("disclosures", "SearchEntry").objects.all().delete()


def change_index(schema_editor, old, new):
    if schema_editor.connection.vendor == "postgresql":
        for name in old:
            schema_editor.execute(f"DROP INDEX search_entry_{name}")
        for name, texts in new.items():
            schema_editor.execute(POSTGRESQL % (name, texts))
    else:
        schema_editor.execute("DROP TABLE disclosures_searchgram")
        schema_editor.execute(SQLITE % ", ".join(new))


def forwards(apps, schema_editor):
    change_index(schema_editor, BEFORE, NOW)


def backwards(apps, schema_editor):
    change_index(schema_editor, NOW, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0030_heads_of_subjects")]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        migrations.AddField(
            "searchentry",
            "place",
            models.CharField("位置", max_length=20, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "searchentry", "fen", models.BigIntegerField("金额（分）", null=True, blank=True)
        ),
        migrations.AddField(
            "searchentry", "own", models.TextField("本身的字", blank=True, default=""), preserve_default=False
        ),
        migrations.AddField(
            "searchentry",
            "around",
            models.TextField("所在的字", blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "searchentry", "sound", models.TextField("读音", blank=True, default=""), preserve_default=False
        ),
        migrations.AddIndex(
            "searchentry",
            models.Index(fields=["fen"], condition=models.Q(fen__isnull=False), name="search_entry_fen"),
        ),
        migrations.AddIndex(
            "amount",
            models.Index(
                fields=["fen"], condition=models.Q(fen__isnull=False) & ~models.Q(fen=0), name="amount_of_fen"
            ),
        ),
        migrations.RunPython(forwards, backwards),
        migrations.RunPython(migrations.RunPython.noop, empty),
    ]
