"""One settings file; what differs by installation comes from DANVAN_HOME and the environment (docs/operate.md)."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("DANVAN_HOME") or "var").resolve()


def _flag(name: str, *, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def _secret_key() -> str:
    """Return the key of the environment or of the home folder; ``danvan init`` makes one, a stand-in serves until then."""
    from_env = os.environ.get("DANVAN_SECRET_KEY")
    path = HOME / "keys" / "secret_key"
    if from_env:
        return from_env
    return path.read_text().strip() if path.exists() else "not-initialised-" + "x" * 40


SECRET_KEY = _secret_key()
DEBUG = _flag("DANVAN_DEBUG")
ALLOWED_HOSTS = os.environ.get("DANVAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DANVAN_ORIGINS", "").split(",") if o]
HTTPS = _flag("DANVAN_HTTPS")

INSTALLED_APPS = [
    "danvan.audit", "danvan.jobs", "danvan.units", "danvan.bodies", "danvan.accounts", "danvan.documents", "danvan.initiatives",
    "danvan.appraisal", "danvan.reports", "danvan.imports", "danvan.reporting", "danvan.api", "danvan.web", "danvan.cli",
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "whitenoise.runserver_nostatic", "django.contrib.staticfiles", "django.contrib.humanize",
    "allauth", "allauth.account", "allauth.mfa",
    "ninja", "django_htmx", "template_partials", "django_tasks", "django_tasks_db", "csp",
]  # fmt: skip

MIDDLEWARE = [
    "danvan.web.watch.Watch",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "danvan.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "danvan.web.middleware.PageHeaders",
    "danvan.web.middleware.DraftReceipt",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "danvan.urls"
WSGI_APPLICATION = "danvan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "danvan.web.context.shell",
            ],
        },
    }
]

# --- database: SQLite in the home folder unless another is named
DATABASE_URL = os.environ.get("DANVAN_DATABASE_URL") or f"sqlite:///{HOME / 'danvan.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Only actions open transactions, so IMMEDIATE costs reads nothing and no write is ever lost to an upgrade.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8}
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "danvan_cache"}}

# --- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "danvan.accounts.backends.ScopeBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "danvan.web.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Danvan"
MFA_TOTP_TOLERANCE = 1  # the clocks of cheap phones drift
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("DANVAN_BEHIND_PROXY") else 0
# A passkey needs https; a newcomer's own machine is the exception that browsers allow too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# --- language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]  # each in its own words
LANGUAGE_COOKIE_NAME = "danvan_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [ROOT / "danvan" / "locale"]
FORMAT_MODULE_PATH = ["danvan.core.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # years and codes are numbers too: counts are written by the ``count`` filter

# --- files
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_LIMIT = 64 * 1024 * 1024

# --- programs that come by a token
API_CALLS_A_MINUTE = int(os.environ.get("DANVAN_API_CALLS_A_MINUTE", "600"))

# --- work in the background
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- the fence
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF], "img-src": [SELF, "data:"], "style-src": [SELF], "script-src": [SELF],
        "object-src": [NONE], "base-uri": [SELF], "form-action": [SELF], "frame-ancestors": [NONE],
    }
}  # fmt: skip
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("DANVAN_BEHIND_PROXY") else None
CSRF_FAILURE_VIEW = "danvan.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- mail
EMAIL_BACKEND = os.environ.get("DANVAN_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("DANVAN_EMAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("DANVAN_EMAIL_FROM", "danvan@localhost")

# --- logs: to standard error; one line a request where DANVAN_LOG is set, as JSON or for people
LOG = os.environ.get("DANVAN_LOG", "").strip().lower()
LOGGING = {
    "version": 1, "disable_existing_loggers": False,
    "formatters": {"json": {"()": "danvan.core.logs.JsonLines"}, "lines": {"()": "danvan.core.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json" if LOG == "json" else "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "danvan": {"level": "INFO" if LOG else "WARNING"},
        # what it tells of a refused request stands in the request's own line
        "django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"},
    },
}  # fmt: skip
