from django.db import migrations

# Like agencies, and agencies by words, are looked for among their own entries: the first, by the order of kinds. The index of
# all entries has as many more rows for a pair of signs as documents print it; this one has those of agencies alone.
INDEX = (
    "CREATE INDEX search_entry_agency ON disclosures_searchentry USING gin (disclosures_grams(own)) "
    f"WITH (fastupdate = off) WHERE id < {1 << 56}"
)


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_entry_agency")


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0032_projects_by_size")]

    operations = [migrations.RunPython(forwards, backwards)]
