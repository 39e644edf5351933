from django.apps import AppConfig
from django.contrib.admin import apps


class DisclosuresConfig(AppConfig):
    name = "disclosures"
    verbose_name = "预决算公开"
    default_auto_field = "django.db.models.BigAutoField"


class DeskConfig(apps.AdminConfig):
    """Django's admin, with the site of `config.admin_site`."""

    default = False
    default_site = "config.admin_site.Desk"
