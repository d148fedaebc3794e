"""Settings. Those listed here come from environment variables; without any, a server for one machine.

SECRET_KEY     made once under var/ when absent
DATABASE_URL   postgres://… or sqlite:///…; default var/ipplans.sqlite3
DATABASE_REPLICA_URL  a streaming copy of that PostgreSQL, from which pages are read; default none
DATABASE_ENGINE  the Django backend of a database of another maker that speaks as PostgreSQL does; untried with any
CACHE_URL      where pages are kept that nothing changed of: redis://host:6379/0, or `database` (after `manage.py
               createcachetable`), shared by all servers; default the memory of each worker
DEBUG          1 for development
HTTPS          1 behind a proxy that speaks HTTPS: secure cookies, HSTS, redirect
ALLOWED_HOSTS  comma-separated names the server answers to; default this machine
VAR_DIR        where database, key and static files lie; default var/
EMAIL_URL      smtp://user:password@host:25, smtps://…, smtp+tls://…; default: no mail is sent
EMAIL_FROM     the sender of reminders
SITE_URL       the address people open, for links in reminders; default http://127.0.0.1:8000
REMINDER_WEBHOOK  address of a chat robot (企业微信, 钉钉) that gets the list of who has not reported
SECRET_KEY_FALLBACKS  earlier keys, comma-separated, while what they signed is still about
TRUSTED_PROXIES  addresses or networks of the proxies in front, comma-separated (unix for a socket file): only what
               they say of a visitor's address is believed
CSRF_TRUSTED_ORIGINS  further addresses of this server, https://…, where a proxy changes its name
HSTS_SUBDOMAINS, HSTS_PRELOAD  1 promises HTTPS for all names below, and to browser makers; default neither
SESSION_IDLE_MINUTES  a session ends after so long without a request; default 60
TWO_FACTOR     `offered`: who wants to signs in with a code of an authenticator app, too; `required`: everybody does
OIDC_ISSUER    address of the office's own server of accounts (OpenID Connect); its users need no password here
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET  how ipplans is known there; default ipplans, none
OIDC_NAME      what it is called on the sign-in page; default 统一身份认证
OIDC_CLAIM     which of its claims is the user name here; default preferred_username
PASSWORD_LENGTH  the least number of characters of a password; default 10
PASSWORD_WORDS  words no password may hold, comma-separated: the office's name
CLAMD          a virus scanner that every upload is shown to: /run/clamav/clamd.ctl, or host:port of clamd
FIGURE_FILES_MB, AGENCY_FILES_MB  how much evidence one report, and one agency, may have; default 200, 5000
REMOVED_FILES_DAYS  how long `manage.py prunefiles` keeps evidence that was removed; default 180
BACKUP_HOURS   how old the last backup may be before /readyz says that something is wrong; default: any age
DISK_FREE_MB   the least free space on the disk of VAR_DIR before /readyz says so; default 500
EXPORT_ROWS    files of more rows than so many are made in the background, by `manage.py work`; default 5000
METRICS_FROM   addresses or networks, comma-separated, that may ask for /metrics (Prometheus); default nobody
LOG_FORMAT     json: each log line one JSON object, without names or addresses of people; default lines
AUDIT_DAYS     how long audit entries are kept; at least, and by default, 180
SHOW_SIBLINGS  1 lets a region see approved figures of regions under the same parent
"""

import os
from pathlib import Path

import dj_email_url
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from documents.reading.blocks import Limits
from ipplans.account_settings import *  # noqa: F403
from ipplans.environment import caches, flag, listed, number
from ipplans.log_lines import QUIET
from ipplans.log_lines import formatter as json_formatter
from ipplans.secret import secret_key
from plans.database.configuration import databases

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
UPLOAD_LIMIT = Limits.upload  # bytes of one uploaded file
UPLOAD_MEGABYTES = UPLOAD_LIMIT // (1024 * 1024)  # as messages and forms show it

SECRET_KEY = secret_key(VAR_DIR)
DEBUG = flag("DEBUG")
HTTPS = flag("HTTPS")
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = listed("TRUSTED_PROXIES")
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")
SHOW_SIBLINGS = flag("SHOW_SIBLINGS")

INSTALLED_APPS = [
    "ipplans.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "rules",
    "simple_history",
    "plans",
    "targets",
    "tasks",
    "documents",
    "ipplans.apps.IpplansConfig",
]

MIDDLEWARE = [
    "ipplans.health.HealthMiddleware",
    "plans.origin.OriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ipplans.private_pages.PrivatePagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "ipplans.methods.MethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ipplans.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plans.sessions.SessionMiddleware",
    "plans.replica.ReplicaMiddleware",
    "ipplans.body_limit.BodyLimitMiddleware",
    "ipplans.sign_in_required.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ipplans.first_steps.FirstStepsMiddleware",
    "ipplans.refilled.RefillMiddleware",
    "plans.scanning.ScanMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

# How many requests, how long: counted only where somebody may ask

METRICS_FROM = listed("METRICS_FROM")
if METRICS_FROM and "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # set by gunicorn.conf.py
    INSTALLED_APPS.append("django_prometheus")
    MIDDLEWARE.insert(MIDDLEWARE.index("plans.origin.OriginMiddleware") + 1, "ipplans.metrics.MetricsMiddleware")
    MIDDLEWARE.insert(0, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")

ROOT_URLCONF = "ipplans.urls"
WSGI_APPLICATION = "ipplans.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ipplans.context_processors.page_frame",
            ],
            "builtins": ["plans.templatetags.owner"],
        },
    },
    {
        "NAME": "rows",  # of long tables (docs/decisions/0030)
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "rows"],
        "OPTIONS": {"environment": "ipplans.row_templates.environment"},
    },
]

FORM_RENDERER = "ipplans.form_renderer.FormRenderer"

# Data

DATABASES = databases(
    os.environ.get("DATABASE_URL", ""),
    os.environ.get("DATABASE_REPLICA_URL", ""),
    os.environ.get("DATABASE_ENGINE", ""),
    VAR_DIR,
)
DATABASE_ROUTERS = ["plans.replica.ReplicaRouter"] if "replica" in DATABASES else []
CACHES = caches(os.environ.get("CACHE_URL", ""))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Accounts: ipplans/account_settings.py

# The log of who did what, backups

AUDIT_DAYS = number("AUDIT_DAYS", 180)
EXPORT_ROWS = number("EXPORT_ROWS", 5000)
BACKUP_HOURS = number("BACKUP_HOURS", 0)
DISK_FREE_MB = number("DISK_FREE_MB", 500)

# Reminders: by mail, and to a chat robot

EMAIL_URL = os.environ.get("EMAIL_URL", "")
if EMAIL_URL:
    globals().update(dj_email_url.parse(EMAIL_URL))
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "ipplans@localhost")
EMAIL_TIMEOUT = 20  # seconds
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
REMINDER_WEBHOOK = os.environ.get("REMINDER_WEBHOOK", "")

# Languages: English msgids, Chinese complete and the default

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Static files: ours, and those that installed packages bring (collected by `manage.py vendorassets`)

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
VENDOR_ASSETS = VAR_DIR / "vendor"
VENDOR_ASSETS.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", VENDOR_ASSETS)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "ipplans.static_storage.ModuleStaticFilesStorage"
    },
}

# Files that people add: given out by a view that asks the right, never by a web server

MEDIA_ROOT = VAR_DIR / "files"

# Safety

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The one style element that the chart library insists on (its map code): allowed by its hash.
        "style-src": [SELF, "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='"],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = flag("HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # the name's other hosts are not ours to promise for
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# Programs are not led on: who calls the API without HTTPS is refused, so that the mistake is seen
SECURE_REDIRECT_EXEMPT = [r"^api/"]
if HTTPS:  # a name that no other host, and no page without HTTPS, can set
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE, CSRF_COOKIE_HTTPONLY = HTTPS, True
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = HTTPS, True, "Lax"
CSRF_FAILURE_VIEW = "ipplans.views.errors.csrf_failure"
SESSION_ENGINE = "plans.signed_in"
SESSION_COOKIE_AGE = 12 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
CLAMD = os.environ.get("CLAMD", "")
FIGURE_FILES_MB = number("FIGURE_FILES_MB", 200)
AGENCY_FILES_MB = number("AGENCY_FILES_MB", 5000)
REMOVED_FILES_DAYS = number("REMOVED_FILES_DAYS", 180)

# Documents in: what is larger or slower is refused in words; the limits of the first three: documents/reading/blocks.py

UNPACKED_LIMIT = Limits.unpacked
TABLE_ROWS_LIMIT = Limits.rows
TEXT_LIMIT = Limits.characters
READING_SECONDS = 15
READING_MEMORY = 300 * 1024 * 1024  # bytes of the process that reads a document
PRINTING_SECONDS = 60
PRINTING_MEMORY = 2 * 1024 * 1024 * 1024  # bytes of address space; a tenth of it is used

# Refused requests (403, 404) are warnings of django.request: kept, with who asked

LOG_FORMAT = "json" if os.environ.get("LOG_FORMAT") == "json" else "line"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"who": {"()": "ipplans.log_filters.AddOrigin"}},
    "formatters": {
        "json": json_formatter(),
        "line": {"format": "{asctime} {levelname} {name} {address} {request_id} {who} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["who"], "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}}
    | (QUIET if LOG_FORMAT == "json" else {}),
}

DJANGO_TABLES2_TEMPLATE = "_table.html"  # one attribute look-up a cell less than the package's own, for long lists
SIMPLE_HISTORY_REVERT_DISABLED = True  # an earlier state is looked at, never put back past the checks
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
