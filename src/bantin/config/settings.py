"""Settings. Everything that differs between offices comes from the environment (BANTIN_*).

``bantin doctor`` explains each variable and says what is misconfigured; the reference page
``docs/reference/settings.md`` lists them all.
"""

import os
import secrets
from datetime import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


DATA = Path(os.environ.get("BANTIN_DATA", "var")).resolve()
DEMO = _flag("BANTIN_DEMO", default=False)
DEBUG = False
BASE_URL = os.environ.get("BANTIN_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
_HOST = urlsplit(BASE_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = [_HOST, "127.0.0.1", "localhost", *os.environ.get("BANTIN_HOSTS", "").split()]
CSRF_TRUSTED_ORIGINS = [BASE_URL]


def _secret_key() -> str:
    path = DATA / "secret-key"
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    return os.environ.get("BANTIN_SECRET_KEY") or secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "bantin.web",
    "bantin.accounts",
    "bantin.receive.subjects",
    "bantin.receive.contacts",
    "bantin.receive.accreditations",
    "bantin.receive.intake",
    "bantin.decide.programme",
    "bantin.decide.releases",
    "bantin.decide.notices",
    "bantin.publish.record",
    "bantin.publish.imprint",
    "bantin.publish.newsroom",
    "bantin.deliver.endpoints",
    "bantin.deliver.dispatch",
    "bantin.deliver.embargoes",
    "bantin.deliver.timestamps",
    "bantin.deliver.channels.email",
    "bantin.deliver.channels.digest",
    "bantin.deliver.channels.chat",
    "bantin.deliver.channels.websub",
    "bantin.deliver.channels.webpush",
    "bantin.deliver.channels.webhook",
    "bantin.trace.coverage",
    "bantin.trace.official",
    "bantin.report.reports",
    "bantin.api.frame",
    "bantin.api.keys",
    "bantin.api.official",
    "bantin.api.reading",
    "bantin.api.webhooks",
    "bantin.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bantin.accounts.apps.StaffUsersConfig",  # wagtail.users with our account form
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "bantin.core",
]
if find_spec("django_linear_migrations"):  # only where Bantin itself is developed
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "bantin.publish.newsroom.snapshots.middleware.SnapshotMiddleware",
    "bantin.api.frame.middleware.ApiMiddleware",
    "bantin.web.middleware.DatabaseTroubleMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bantin.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "bantin.config.urls"
WSGI_APPLICATION = "bantin.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bantin.web.context.office",
                "bantin.publish.newsroom.context.notices",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    """SQLite in the data folder, or what BANTIN_DATABASE names (postgresql://user:pw@host/name)."""
    url = urlsplit(os.environ.get("BANTIN_DATABASE", ""))
    if url.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"connect_timeout": 5},
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "bantin.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;"
            ),
        },
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": str(DATA / "test.sqlite3")}
        if _flag("BANTIN_TEST_FILE_DB", default=False)
        else {},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_ADAPTER = "bantin.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {  # beside allauth's own
    "subscribe": "20/10m/ip",
    "verify": "60/10m/ip",
    "hub": "120/10m/ip",
    "push": "60/10m/ip",
    "webhook_test": "5/h/key",  # by whoever has the link to a webhook's log
    "mail_events": "60/10m/ip",  # only those that were refused
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("BANTIN_PROXIES", "0"))
ACCOUNT_FORMS = {"login": "bantin.accounts.signin_forms.SignInForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    name: f"bantin.accounts.signin_forms.{form}"
    for name, form in {
        "authenticate": "CodeForm",
        "reauthenticate": "CodeAgainForm",
        "activate_totp": "FirstCodeForm",
        "add_webauthn": "NewPasskeyForm",
        "edit_webauthn": "PasskeyForm",
    }.items()
}
MFA_TOTP_ISSUER = "Bantin"
MFA_TOTP_TOLERANCE = 1  # the code before and the one after count too: phones' clocks differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = BASE_URL.startswith(("http://127.0.0.1", "http://localhost"))
SECOND_FACTOR_SECONDS = 600  # how long ago a second factor may have been shown to seal
SESSION_COOKIE_NAME = "bantin_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")

# Language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = os.environ.get("BANTIN_TIME_ZONE", "Asia/Ho_Chi_Minh")
FORMAT_MODULE_PATH = ["bantin.web.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
PRIVATE_ROOT = DATA / "desk"  # what staff uploaded; served to staff only
RECORD_ROOT = DATA / "record"  # content-addressed media; served through the record
KEY_ROOT = Path(os.environ.get("BANTIN_KEYS", str(DATA / "keys"))).resolve()
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "bantin.decide.releases.storage.DeskStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

# Safety
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# The desk
WAGTAIL_SITE_NAME = "Bantin"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False  # releases have a sign-off of their own
WAGTAIL_AUTOSAVE_INTERVAL = 0  # saving voids an approval, so it takes a person's decision
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILIMAGES_IMAGE_MODEL = "releases.PressImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "bantin.decide.releases.forms.PressImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 2**20
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "releases.PressDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "bantin.decide.releases.forms.PressDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "csv", "txt", "zip"]
WAGTAILDOCS_SERVE_METHOD = "direct"  # the address of DeskStorage: the desk asks who wants it
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_LOGIN_URL = "account_login"

# The office
AGENCY_NAME = {
    "vi": os.environ.get("BANTIN_AGENCY_VI", "Văn phòng Báo chí"),
    "en": os.environ.get("BANTIN_AGENCY_EN", "Press Office"),
}
LEDGER_ORIGIN = os.environ.get("BANTIN_LEDGER_ORIGIN", f"{_HOST}/ledger")
SMTP_URL = os.environ.get("BANTIN_SMTP", "smtp://127.0.0.1:8025")  # smtp[s]://user:pw@host:port
MAIL_FROM = os.environ.get("BANTIN_MAIL_FROM", f"press@{_HOST}")
MAIL_FROM_NAME = os.environ.get("BANTIN_MAIL_FROM_NAME", "Press Office")  # ASCII
BOUNCE_ADDRESS = os.environ.get("BANTIN_BOUNCE_ADDRESS", MAIL_FROM)
BOUNCES = os.environ.get("BANTIN_BOUNCES", "")  # maildir:/path, imap[s]://user:pw@host/FOLDER
MAIL_PROVIDER = os.environ.get("BANTIN_MAIL_PROVIDER", "").lower()  # posts what became of mail
MAIL_PROVIDER_SECRET = os.environ.get("BANTIN_MAIL_PROVIDER_SECRET", "")
MAIL_SINK = DATA / "mail"  # where the demo's own SMTP server puts what arrived
HUB = os.environ.get("BANTIN_HUB", "")  # another WebSub hub; empty: our own
DIGEST_AT = time.fromisoformat(os.environ.get("BANTIN_DIGEST_AT", "17:00"))  # office's clocks
CONFIRM_DAYS = int(os.environ.get("BANTIN_CONFIRM_DAYS", "7"))  # then a request is deleted
KEEPER_PROCESSES = int(os.environ.get("BANTIN_KEEPER_PROCESSES") or min(4, os.cpu_count() or 1))
DELIVERY_DAYS = int(os.environ.get("BANTIN_DELIVERY_DAYS", "730"))  # 0: kept for ever
TSA = os.environ.get("BANTIN_TSA", "")  # a time-stamping authority (RFC 3161); empty: none
METRICS_TOKEN = os.environ.get("BANTIN_METRICS_TOKEN", "")  # empty: no /metrics
API_RATES = {  # in so many seconds
    "network": (600, 60),
    "key": (600, 60),
    "fast": (6_000, 60),
    "verify": (60, 600),  # without a key, as on the page
}
FETCH_ALLOW = os.environ.get("BANTIN_FETCH_ALLOW", "").split()  # "host:port" inside our network

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("BANTIN_LOG", "WARNING")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "waitress.queue": {"level": "ERROR"},
        "apprise": {"handlers": ["nowhere"], "propagate": False},  # it names keys
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
