"""The log of changes: who changed what, when, from what to what. Read only, for administrators."""

from __future__ import annotations

from typing import Any

from auditlog.admin import LogEntryAdmin as _  # noqa: F401 (registers what is taken back below)
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, ForeignObjectRel, Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from disclosures.admin.reference import ReadOnlyAdmin

ACTIONS: dict[int, str] = {
    LogEntry.Action.CREATE: "新建",
    LogEntry.Action.UPDATE: "修改",
    LogEntry.Action.DELETE: "删除",
    LogEntry.Action.ACCESS: "查看",
}
ROW = "<tr><th scope='row'>{}</th><td>{}</td><td>{}</td></tr>"
TABLE = (
    "<table><thead><tr><th scope='col'>项目</th><th scope='col'>之前</th><th scope='col'>之后</th></tr></thead>"
    "<tbody>{}</tbody></table>"
)
LONGEST = 60

SWITCHED = {"True": "是", "False": "否"}


def _words(entry: LogEntry) -> str:
    return f"{ACTIONS.get(entry.action, '')}{entry.object_repr}"


# The package speaks no Chinese.
admin.site.unregister(LogEntry)
LogEntry.__str__ = _words
LogEntry._meta.verbose_name = LogEntry._meta.verbose_name_plural = "变更记录"
apps.get_app_config("auditlog").verbose_name = "变更记录"


class PersonFilter(admin.RelatedOnlyFieldListFilter):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.title = "操作人"


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ("time", "who", "what", "subject", "summary")
    list_filter = (
        ("actor", PersonFilter),
        ("content_type", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("actor", "content_type")
    search_fields = ("object_repr", "actor__username", "changes")
    date_hierarchy = "timestamp"
    fields = readonly_fields = ("time", "who", "what", "subject", "table")

    @admin.display(description="时间", ordering="timestamp")
    def time(self, entry: LogEntry) -> str:
        return f"{localtime(entry.timestamp):%Y-%m-%d %H:%M:%S}"

    @admin.display(description="操作人", ordering="actor")
    def who(self, entry: LogEntry) -> str:
        return str(entry.actor or "命令行或程序")

    @admin.display(description="动作", ordering="action")
    def what(self, entry: LogEntry) -> str:
        return ACTIONS.get(entry.action, str(entry.action))

    @admin.display(description="对象")
    def subject(self, entry: LogEntry) -> str:
        return f"{entry.content_type}：{entry.object_repr}"

    @admin.display(description="内容")
    def summary(self, entry: LogEntry) -> str:
        words = "；".join(f"{name}：{before} → {after}" for name, before, after in changes(entry))
        return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"

    @admin.display(description="内容")
    def table(self, entry: LogEntry) -> SafeString:
        return format_html(TABLE, format_html_join("", ROW, changes(entry)))

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Without the package's English name of the entry."""
        return super().changeform_view(
            request, object_id, form_url, {"subtitle": None, **(extra_context or {})}
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("auditlog.view_logentry")


def changes(entry: LogEntry) -> list[tuple[str, str, str]]:
    """(field, before, after) in the words that the pages use. Of a link to many: what was added or taken away.

    Rows of other tables that name this one have entries of their own.
    """
    model = entry.content_type.model_class()
    shown = entry.changes_display_dict if model else {}
    rows = []
    for name, change in entry.changes_dict.items():
        field = _field(model, name)
        label = str(getattr(field, "verbose_name", name))
        if isinstance(field, ForeignObjectRel):
            continue
        if isinstance(change, dict):
            words = "、".join(change.get("objects", ()))
            removed = change.get("operation") == "delete"
            rows.append((label, words if removed else "", "" if removed else words))
        else:
            # What a row named is kept in words; the package would look for it by its number.
            values = change if isinstance(field, ForeignKey) else shown.get(label, change)
            before, after = ("" if value in (None, "None") else str(value) for value in values)
            rows.append((label, SWITCHED.get(before, before), SWITCHED.get(after, after)))
    return rows


def _field(model: type[Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
