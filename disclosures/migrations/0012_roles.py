from django.conf import settings
from django.db import migrations

SEEN = [
    "disclosures.view_document",
    "disclosures.view_disclosure",
    "disclosures.view_publicationevent",
    "disclosures.view_correction",
    "disclosures.view_finding",
    "disclosures.view_agency",
    "disclosures.view_region",
    "disclosures.view_functionalcode",
    "disclosures.view_economiccode",
]
UPLOADING = ["disclosures.add_document"]
REVIEWING = [
    "disclosures.change_document",
    "disclosures.change_disclosure",
    "disclosures.correct_amount",
    "disclosures.answer_finding",
    *(
        f"disclosures.{act}_{model}"
        for act, model in (
            ("add", "agency"),
            ("change", "agency"),
            ("view", "agencyalias"),
            ("add", "agencyalias"),
            ("change", "agencyalias"),
            ("delete", "agencyalias"),
        )
    ),
]
PUBLISHING = ["disclosures.publish_disclosure"]
ADMINISTRATION = [
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
    "auditlog.view_logentry",
]

ROLES = {
    "上传员": SEEN + UPLOADING,
    "审阅员": SEEN + REVIEWING,
    "发布员": SEEN + PUBLISHING,
    "管理员": SEEN + UPLOADING + REVIEWING + PUBLISHING + ADMINISTRATION,
}

# Permissions whose model has another name than the permission says.
MODELS = {"correct_amount": "correction", "answer_finding": "finding", "publish_disclosure": "disclosure"}
NAMES = {
    "correct_amount": "更正金额、撤销更正",
    "answer_finding": "说明不一致之处",
    "publish_disclosure": "发布、撤回公开信息",
}


def make_roles(apps, schema_editor):
    """Permissions are made by Django only after all migrations, so the ones needed are made here; Django keeps them.

    A group that is there keeps what an operator gave it, and gets what its role needs.
    """
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    using = schema_editor.connection.alias
    for role, written in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=role)
        for full in written:
            label, codename = full.split(".")
            model = MODELS.get(codename) or codename.partition("_")[2]
            kind, _ = ContentType.objects.using(using).get_or_create(app_label=label, model=model)
            permission, _ = Permission.objects.using(using).get_or_create(
                content_type=kind, codename=codename, defaults={"name": NAMES.get(codename) or codename_words(codename)}
            )
            group.permissions.add(permission)


def codename_words(codename):
    return "Can " + codename.replace("_", " ", 1)


def drop_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.using(schema_editor.connection.alias).filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0011_quicker_grams"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="correction",
            options={
                "ordering": ["-at", "-pk"],
                "permissions": [("correct_amount", "更正金额、撤销更正")],
                "verbose_name": "更正",
                "verbose_name_plural": "更正",
            },
        ),
        migrations.AlterModelOptions(
            name="disclosure",
            options={
                "ordering": ["-fiscal_year", "document", "position"],
                "permissions": [("publish_disclosure", "发布、撤回公开信息")],
                "verbose_name": "公开信息",
                "verbose_name_plural": "公开信息",
            },
        ),
        migrations.AlterModelOptions(
            name="finding",
            options={
                "ordering": ["disclosure", "position"],
                "permissions": [("answer_finding", "说明不一致之处")],
                "verbose_name": "核对中不一致之处",
                "verbose_name_plural": "核对中不一致之处",
            },
        ),
        migrations.RunPython(make_roles, drop_roles),
    ]
