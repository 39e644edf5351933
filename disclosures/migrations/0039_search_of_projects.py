from django.db import migrations

# PostgreSQL: the list of projects is searched among the entries of projects alone, an eighth of all. Without these it walks
# through the entries of a word of every kind, and through all projects to cut them down.
TEXTS = ("own", "around")
FIRST, LAST = 5 << 56, (6 << 56) - 1  # their numbers


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for text in TEXTS:
            schema_editor.execute(
                f"CREATE INDEX search_entry_{text}_of_project ON disclosures_searchentry "
                f"USING gin (disclosures_grams({text})) WITH (fastupdate = off) "
                f"WHERE id BETWEEN {FIRST} AND {LAST}"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for text in TEXTS:
            schema_editor.execute(f"DROP INDEX search_entry_{text}_of_project")


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0038_same_words")]

    operations = [migrations.RunPython(add, remove)]
