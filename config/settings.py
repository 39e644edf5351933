"""Settings. Every environment value is read and checked here and nowhere else; README lists them.

`MINGZHANG_ENV` is `development` (default, needs nothing) or `production`, which refuses to start with a
missing secret, DEBUG on or no host names. A refusal names the variable and says what to write instead.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF

from config.environment import (
    BASE_DIR,
    choice,
    database,
    directory,
    positive,
    refuse,
    several,
    switch,
    text,
    throwaway_secret,
    uploads,
)

# Environment

PRODUCTION = choice("MINGZHANG_ENV", "development", "production") == "production"

# config/wsgi.py and config/asgi.py say so; a command or a worker is no web server.
WEB = text("MINGZHANG_PROCESS") == "web"

DEBUG = switch("DEBUG", default=not PRODUCTION)
if PRODUCTION and DEBUG:
    raise refuse("DEBUG", "正式环境不能打开调试，请去掉它或写 DEBUG=false。")

# The SQLite database and the uploads live here; the demo has a folder of its own.
DATA_DIR = directory("DATA_DIR", BASE_DIR / "var")
MEDIA_ROOT = directory("MEDIA_ROOT", DATA_DIR / "media")
# Uploads are served by views that know who may see them, never by an address of their own.
MEDIA_URL = ""

SECRET_KEY = text("SECRET_KEY")
if not SECRET_KEY and PRODUCTION:
    raise refuse(
        "SECRET_KEY",
        "正式环境必须设置。可用 python -c 'import secrets; print(secrets.token_urlsafe(64))' 生成一个，"
        "妥善保存，不要放进代码库。",
    )
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    raise refuse("SECRET_KEY", "太短或太简单，至少 50 个字符，请随机生成。")
SECRET_KEY = SECRET_KEY or throwaway_secret(DATA_DIR / "development-secret-key")

ALLOWED_HOSTS = several("ALLOWED_HOSTS")
if PRODUCTION and not ALLOWED_HOSTS:
    raise refuse(
        "ALLOWED_HOSTS", "正式环境必须写明网站的域名，几个之间用逗号隔开，如 mingzhang.example.org。"
    )
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise refuse("ALLOWED_HOSTS", "不能写 *，请写明域名。")
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]

CSRF_TRUSTED_ORIGINS = several("CSRF_TRUSTED_ORIGINS")
for origin in CSRF_TRUSTED_ORIGINS:
    if not origin.startswith(("https://", "http://")):
        raise refuse("CSRF_TRUSTED_ORIGINS", f"每项须以 https:// 或 http:// 开头，现在有“{origin}”。")

ADMIN_PATH = text("ADMIN_PATH", "admin/").lstrip("/")
if not ADMIN_PATH.endswith("/") or ADMIN_PATH == "/":
    raise refuse("ADMIN_PATH", f"须是以 / 结尾的路径，如 admin/，现在是“{ADMIN_PATH}”。")


# Applications

INSTALLED_APPS = [
    "disclosures",
    "disclosures.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # WhiteNoise in development too, as in production
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "auditlog",
    "axes",
    "csp",
    "django_filters",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",  # first: a health check knows neither our host name nor https
    "config.observation.ObservationMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.crawlers.CrawlerMiddleware",
    "config.programs.ProgramsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.visitors.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.conditional.ConditionalMiddleware",
    "config.kept_pages.KeptPagesMiddleware",
    "config.limits.LimitMiddleware",  # after them: “not changed” costs nothing and is not counted
    "axes.middleware.AxesMiddleware",
    "config.given_up.GivenUpMiddleware",
    "config.snapshot.SnapshotMiddleware",  # last: it calls the view
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
LOGIN_URL = "admin:login"
DJANGO_TABLES2_TEMPLATE = "table.html"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.templates.site",
            ],
            "libraries": {
                name: f"disclosures.presenting.tags.{name}"
                for name in ("charts", "checks", "figures", "glossary", "head", "sorting")
            },
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# An administrator may turn it on: who uploads a file does not publish it.
CONTACT_EMAIL = text("CONTACT_EMAIL")
DEMO = switch("DEMO", default=False)  # the files are samples: every page says so
SELF_CHECK = switch("SELF_CHECK", default=not PRODUCTION)
REQUIRE_SECOND_PERSON = switch("REQUIRE_SECOND_PERSON", default=False)


# Logging in

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: refuses who has failed too often, before a password is looked at
    "django.contrib.auth.backends.ModelBackend",
]
# A login ends with the browser, and after so many hours in any case: it is not prolonged by use.
SESSION_COOKIE_AGE = positive("SESSION_HOURS", 12) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Failures count for a name at an address: nobody can lock somebody else out from elsewhere. Trying many names from one
# address is what the limit of requests is for. Unknown names are counted and refused like known ones.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = positive("LOGIN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=positive("LOGIN_PAUSE_MINUTES", 15))
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "config.visitors.address"
AXES_LOCKOUT_CALLABLE = "config.limits.login_paused"
AXES_DISABLE_ACCESS_LOG = True  # failures are kept, not everybody's comings and goings
AXES_ENABLE_ADMIN = False  # its pages are in English
AXES_VERBOSE = False


# Who changed what: every change of what people change, with the values before and after. Bulk writes of the reader
# (amounts, rows) are no changes of a person and are not listed.

AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_USE_FK_STRING_REPRESENTATION = True  # words, which stay when what they name is gone
AUDITLOG_MASK_CALLABLE = "config.visitors.hidden"
AUDITLOG_INCLUDE_TRACKING_MODELS: list[dict[str, Any]] = [
    {
        "model": "auth.User",
        "exclude_fields": ["last_login"],
        "mask_fields": ["password"],
        "m2m_fields": ["groups", "user_permissions"],
    },
    {"model": "auth.Group", "m2m_fields": ["permissions"]},
    {"model": "disclosures.Agency"},
    {"model": "disclosures.AgencyAlias"},
    {"model": "disclosures.AgencyMerge", "exclude_fields": ["kept"]},
    {"model": "disclosures.Correction"},
    {"model": "disclosures.Disclosure", "exclude_fields": ["numeric_cells", "indicator_rows"]},
    {
        "model": "disclosures.Document",
        "include_fields": [
            "original_name",
            "sha256",
            "uploaded_by",
            "said_region",
            "said_agency",
            "said_year",
            "said_stage",
        ],
    },
    {"model": "disclosures.FindingAnswer"},
    {"model": "disclosures.PublicationEvent"},
    {"model": "disclosures.Review"},
]


# Database

LONGEST_QUERY = positive("DATABASE_STATEMENT_SECONDS", 30 if PRODUCTION else 0, at_least=0)
# Of the web server alone: commands may take their time.
DATABASES = {"default": database(DATA_DIR, LONGEST_QUERY if WEB else 0)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Tasks and parsing

TASKS = {
    "default": {
        "BACKEND": {
            # Within the request: no other process is needed.
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
            # Left in the database for `manage.py worker`.
            "database": "django_tasks_db.DatabaseBackend",
        }[choice("TASKS_BACKEND", "immediate", "database")],
    }
}

# What one document may cost (parsing runs in a child process with these limits).
PARSE_MAX_BYTES = positive("PARSE_MAX_BYTES", 100 * 1024 * 1024)
PARSE_MAX_SECONDS = positive("PARSE_MAX_SECONDS", 60)
PARSE_MAX_MEMORY_MB = positive("PARSE_MAX_MEMORY_MB", 1024, at_least=128)
PARSE_MAX_PAGES = positive("PARSE_MAX_PAGES", 1000)
# In their place where pages are images: recognising takes a second or two a page, and the models take memory.
PARSE_MAX_SECONDS_OCR = positive("PARSE_MAX_SECONDS_OCR", 600)
PARSE_MAX_MEMORY_MB_OCR = positive("PARSE_MAX_MEMORY_MB_OCR", 1536, at_least=1280)

# A reader without a sign of life for so long is taken for dead, and another one takes its document up.
QUEUE_SILENT_SECONDS = positive("QUEUE_SILENT_SECONDS", 60)
# So often a document is begun, and so long it may wait, before it is said to have failed.
QUEUE_MAX_ATTEMPTS = positive("QUEUE_MAX_ATTEMPTS", 3)
QUEUE_MAX_HOURS = positive("QUEUE_MAX_HOURS", 24)

# One upload may hold many files of a finance bureau's day. A large one goes to a temporary file, not to memory.
DATA_UPLOAD_MAX_NUMBER_FILES = 500
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.uploads.NamelessFileUploadHandler",
]


# Language and time

LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "locale"]  # what Django itself leaves in English
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True


# Static files

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]


STORAGES = {
    "default": uploads(),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION  # nothing is collected in development, with debugging or without
WHITENOISE_AUTOREFRESH = DEBUG


# Security

# Only to be turned off to try the production settings on this machine without a certificate.
HTTPS = switch("HTTPS", default=PRODUCTION)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = switch("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    # The proxy must set this header itself and drop what a visitor sends: else a visitor can pretend to use https.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # no script of ours reads it
if HTTPS:  # browsers keep these names for cookies of this very host, over https
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

# Requests of one address: (how many, in how many seconds); 0 is no limit. Counted by all processes together.
REQUEST_LIMITS = {
    kind: (positive(name, most if PRODUCTION else 0, at_least=0), seconds)
    for kind, name, most, seconds in (
        ("export", "LIMIT_EXPORTS", 60, 60),
        ("search", "LIMIT_SEARCHES", 120, 60),
        ("api", "LIMIT_API", 300, 60),
        ("page-image", "LIMIT_PAGE_IMAGES", 240, 60),
        ("work", "LIMIT_WORK", 20_000, 60),  # milliseconds of processor time
        ("login", "LIMIT_LOGINS", 20, 600),
        ("check", "LIMIT_CHECKS", 10, 600),
    )
}
# Public pages that each process keeps made, some 10 kB each. Who works at templates wants to see them made anew.
KEPT_PAGES = positive("KEPT_PAGES", 1000 if PRODUCTION else 0, at_least=0)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": f"django.core.cache.backends.{'locmem.LocMemCache' if KEPT_PAGES else 'dummy.DummyCache'}",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": KEPT_PAGES},
    },
}

# Nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}


# Logging and metrics

METRICS_TOKEN = text("METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < 16:
    raise refuse("METRICS_TOKEN", "至少 16 个字符；空着则没有 /metrics。")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.observation.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(levelname)s %(name)s %(request_id)s %(message)s",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "at",
            "json_ensure_ascii": False,
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": choice("LOG_FORMAT", *(("json", "line") if PRODUCTION else ("line", "json"))),
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "disclosures": {"level": choice("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR")},
        # A line for every request; in development runserver writes its own.
        "mingzhang.request": {"level": "INFO" if PRODUCTION else "WARNING"},
        # Anyone can send a wrong Host header, and it is refused; it need not fill the log.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
