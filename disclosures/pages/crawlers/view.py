"""What programs that walk the web ask for: robots.txt and the sitemap."""

from __future__ import annotations

from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from .sitemaps import SITEMAPS


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> TemplateResponse:
    """The addresses of everything that is published, in files of at most `limit` addresses."""
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="disclosures:sitemap-section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> TemplateResponse:
    return sitemap_views.sitemap(request, SITEMAPS, section)
