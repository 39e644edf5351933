"""Files that wait in the queue name the function that reads them by its module, which has moved."""

from django.db import migrations

BEFORE = "disclosures.ingestion.tasks.ingest_document"
AFTER = "disclosures.lifecycle.ingestion.tasks.ingest_document"


def renamed(before, after):
    def rename(apps, schema_editor):
        results = apps.get_model("django_tasks_database", "DBTaskResult").objects
        results.using(schema_editor.connection.alias).filter(task_path=before).update(task_path=after)

    return rename


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0019_proven_amounts"),
        ("django_tasks_database", "0010_alter_dbtaskresult_status"),
    ]
    operations = [migrations.RunPython(renamed(BEFORE, AFTER), renamed(AFTER, BEFORE))]
