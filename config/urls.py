from django.conf import settings
from django.contrib import admin
from django.urls import include, path

handler403 = "config.admin_site.refused"

urlpatterns = [
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("disclosures.urls")),
]
