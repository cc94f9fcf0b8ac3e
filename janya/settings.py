"""One settings file; everything that differs between places comes from the environment.

JANYA_HOME      folder of all data (default: var/ beside the repository, ~/.local/share/janya when installed)
DATABASE_URL    postgresql://… (several hosts allowed); without it SQLite in JANYA_HOME
JANYA_SECRET    secret key; without it one is made and kept in JANYA_HOME/secret
JANYA_HOSTS     host names that may be asked for, comma separated (default: this machine only)
JANYA_ADDRESS   where people open this system, for links in letters: https://janya.example.go.th
JANYA_HTTPS     1 where a TLS proxy stands in front: secure cookies, HSTS, redirect
JANYA_EMAIL_URL smtp://user:password@host:587 or smtps://…; without it mail goes to files in JANYA_HOME/mail
JANYA_EMAIL_FROM sender's address
JANYA_SCAN      a virus scanner's command; gets a file's path, ends with 0 (clean) or 1 (found)
JANYA_JOBS      "now": work that else waits for the worker is done at once, in the request (tests)
JANYA_DEBUG     1 for a developer's error pages
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import bootstrap
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent
REPOSITORY = PACKAGE.parent
IN_REPOSITORY = (REPOSITORY / "pyproject.toml").exists()


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def envbool(name: str, *, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


HOME = Path(
    env("JANYA_HOME") or (REPOSITORY / "var" if IN_REPOSITORY else Path.home() / ".local/share/janya")
).resolve()
HOME.mkdir(parents=True, exist_ok=True, mode=0o700)


def kept_secret() -> str:
    """The secret key: from the environment, else made once and kept in JANYA_HOME, readable by its owner only."""
    if given := env("JANYA_SECRET"):
        return given
    path = HOME / "secret"
    if not path.exists():
        draft = HOME / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = kept_secret()
DEBUG = envbool("JANYA_DEBUG")
HTTPS = envbool("JANYA_HTTPS")
ALLOWED_HOSTS = [host for host in env("JANYA_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
ADDRESS = (
    env("JANYA_ADDRESS")
    or f"{'https' if HTTPS else 'http'}://{(ALLOWED_HOSTS or ['localhost'])[0].lstrip('.')}"
).rstrip("/")

# ── rooms, lowest floor first (docs/map.md) ────────────────────────────────────────────────
ROOMS = [
    "janya.core",
    "janya.journal",
    "janya.people",
    "janya.norms",
    "janya.files",
    "janya.inbox",
    "janya.jobs",
    "janya.drives",
    "janya.personnel",
    "janya.evidence",
    "janya.codes",
    "janya.risks",
    "janya.surveys",
    "janya.findings",
    "janya.issues",
    "janya.kpis",
    "janya.strategy",
    "janya.plans",
    "janya.followup",
    "janya.evaluation",
    "janya.thread",
    "janya.reports",
    "janya.home",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "janya.core.http.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "janya.urls"
WSGI_APPLICATION = "janya.wsgi.application"
LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": LOADERS,
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "janya.core.templatetags.janya",
                "janya.core.templatetags.look",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "janya.drives.context.frame",
                "janya.inbox.context.bell",
            ],
        },
    }
]
FORM_RENDERER = "janya.core.forms.JanyaRenderer"


# ── database ───────────────────────────────────────────────────────────────────────────────
def database(url: str) -> dict[str, Any]:
    """Read DATABASE_URL. libpq itself reads the address, so several hosts and every libpq option work."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "janya.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-4000;",
            },
        }
    if not url.startswith(("postgres://", "postgresql://")):
        msg = "DATABASE_URL must begin with postgresql://"
        raise ImproperlyConfigured(msg)
    from psycopg.conninfo import conninfo_to_dict  # a fifth of a second that SQLite need not wait for

    parts = conninfo_to_dict(url)
    found = {
        key: str(parts.pop(theirs, ""))
        for key, theirs in {
            "NAME": "dbname",
            "USER": "user",
            "PASSWORD": "password",
            "HOST": "host",
            "PORT": "port",
        }.items()
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **found,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


DATABASES = {"default": database(env("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── work in the background (docs/decisions/0013-background-work.md) ─────────────────────────
NOW = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
TASKS = {
    "default": NOW if env("JANYA_JOBS") == "now" else {"BACKEND": "django_tasks_db.DatabaseBackend"},
    "now": NOW,
}

# ── who ────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("email", "first_name", "last_name")},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "home:front"
LOGOUT_REDIRECT_URL = "people:sign-in"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
INVITATION_DAYS = 14
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "janya.people.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "janya_session"
CSRF_COOKIE_NAME = "janya_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "janya.core.http.csrf_failed"
LANGUAGE_COOKIE_NAME = "janya_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ── safety ─────────────────────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_PERMISSIONS = 0o600
SCAN = env("JANYA_SCAN")
UPLOAD_LIMIT = 20 * 1024 * 1024  # bytes of one evidence file

# ── words, numbers, time ───────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"
USE_THOUSAND_SEPARATOR = False

# ── files ──────────────────────────────────────────────────────────────────────────────────
MEDIA_ROOT = HOME / "files"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Any] = [
    ("bootstrap", next(iter(bootstrap.__path__))),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ── mail ───────────────────────────────────────────────────────────────────────────────────
mail = urlsplit(env("JANYA_EMAIL_URL"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if mail.hostname else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = mail.hostname or ""
EMAIL_PORT = mail.port or (465 if mail.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(mail.username or "")
EMAIL_HOST_PASSWORD = unquote(mail.password or "")
EMAIL_USE_SSL = mail.scheme == "smtps"
EMAIL_USE_TLS = mail.scheme == "smtp" and EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("JANYA_EMAIL_FROM", "janya@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "janya.core.logs.NoSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "loggers": {name: {"filters": ["links"]} for name in ("django.request", "django.security.csrf")},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
