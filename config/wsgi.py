import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["MINGZHANG_PROCESS"] = (
    "web"  # before the settings are read: what is asked of the database has a time limit
)

application = get_wsgi_application()
