from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "disclosures"
    verbose_name = "预决算公开"
    default_auto_field = "django.db.models.BigAutoField"
