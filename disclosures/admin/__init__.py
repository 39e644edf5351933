"""The clerk's desk: stock Django admin in Chinese, without inline scripts or styles, usable without JavaScript."""

from django.contrib import admin

from . import disclosure, document, reference

__all__ = ["disclosure", "document", "reference"]

admin.site.site_header = "明账 管理"
admin.site.site_title = "明账 管理"
admin.site.index_title = "上传、核对、发布"
