"""The clerk's desk: stock Django admin in Chinese, without inline scripts or styles, usable without JavaScript."""

from django.contrib import admin
from django_tasks_db.admin import DBTaskResultAdmin  # noqa: F401 (registers what is taken back below)
from django_tasks_db.models import DBTaskResult

from . import accounts, agency, audit, correction, disclosure, document, finding, reference

__all__ = ["accounts", "agency", "audit", "correction", "disclosure", "document", "finding", "reference"]

# Its page is in English and about our machinery; the clerk sees a document's state instead.
admin.site.unregister(DBTaskResult)
