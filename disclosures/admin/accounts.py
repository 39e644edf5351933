"""Accounts: an administrator gives people their roles, and cannot become more than an administrator by it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from disclosures.admin.reference import ReadOnlyAdmin

BEYOND = ("is_superuser", "user_permissions")
"""What only a superuser gives: everything, or a permission outside the roles."""

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(UserAdmin):
    filter_horizontal = ()  # four roles are ticked; the two lists with arrows say nothing to a screen reader
    readonly_fields = ("last_login", "date_joined")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "groups":
            options["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *BEYOND)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        beyond = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not beyond and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # what somebody did stays theirs; an account is switched off instead


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin):
    """What the roles may do."""

    search_fields = ("name",)
