"""Accounts: an administrator gives people their roles, and cannot become more than an administrator by it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpRequest

from disclosures.admin.reference import ReadOnlyAdmin

BEYOND = ("is_superuser",)
"""What only a superuser gives: everything."""
ACTS = {"view": "查看", "add": "增加", "change": "修改", "delete": "删除"}
"""What Django's own permissions are called; the others are named where they are defined."""

admin.site.unregister(User)
admin.site.unregister(Group)


class PasswordForm(AdminPasswordChangeForm):
    usable_password_help_text = "选“停用”，这个人就不能再用口令登录。"  # nosec B105


@admin.register(User)
class AccountAdmin(UserAdmin):
    """People and their roles. Who has a role may log in here, and nobody else but superusers: no second switch for it."""

    change_password_form = PasswordForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("个人信息", {"fields": ("last_name", "first_name", "email")}),
        ("权限", {"fields": ("groups", "is_active", "is_superuser")}),
        ("重要日期", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2", "groups")}),)
    list_display = ("username", "last_name", "first_name", "roles", "may_log_in", "last_login")
    list_filter = ("groups", "is_active", "is_superuser")
    filter_horizontal = ()  # four roles are ticked; the two lists with arrows say nothing to a screen reader
    readonly_fields = ("last_login", "date_joined")

    @admin.display(description="角色")
    def roles(self, user: User) -> str:
        return "、".join(group.name for group in user.groups.all())

    @admin.display(description="可以登录", ordering="is_active")
    def may_log_in(self, user: User) -> str:
        return "是" if user.is_active and user.is_staff else "否"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "groups":
            options |= {
                "widget": forms.CheckboxSelectMultiple,
                "label": "角色",
                "help_text": "有角色的人可以登录后台，做这个角色的事；没有角色的不能登录。",
            }
        return super().formfield_for_manytomany(db_field, request, **options)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        user.is_staff = user.is_superuser or user.groups.exists()
        user.save(update_fields=["is_staff"])

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
    fields = ("name", "what_it_may")

    @admin.display(description="可以做")
    def what_it_may(self, role: Group) -> str:
        permissions = role.permissions.select_related("content_type")
        return "；".join(_in_words(one) for one in permissions)


def _in_words(permission: Permission) -> str:
    act = ACTS.get(permission.codename.partition("_")[0])
    return f"{act}{permission.content_type.name}" if act else permission.name
