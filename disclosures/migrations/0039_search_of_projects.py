from django.db import migrations

from disclosures.models.search_entry import SearchKind

# PostgreSQL: the list of projects is searched among the entries of projects alone, an eighth of all. Without these it walks
# through the entries of a word of every kind, and through all projects to cut them down.
TEXTS = ("own", "around")


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        kind = SearchKind.PROJECT
        for text in TEXTS:
            schema_editor.execute(
                f"CREATE INDEX search_entry_{text}_of_project ON disclosures_searchentry "
                f"USING gin (disclosures_grams({text})) WITH (fastupdate = off) "
                f"WHERE id BETWEEN {kind.first_id} AND {kind.last_id}"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for text in TEXTS:
            schema_editor.execute(f"DROP INDEX search_entry_{text}_of_project")


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0037_agency_merges")]

    operations = [migrations.RunPython(add, remove)]
