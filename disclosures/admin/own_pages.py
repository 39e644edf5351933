"""Pages of the admin that Django has no view for."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


class OwnPages(admin.ModelAdmin):
    def page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        """A page from a template of ours, framed as the admin's own."""
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/disclosures/{template}", shared | context)
