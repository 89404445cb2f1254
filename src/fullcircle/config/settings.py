"""Settings, from the environment only. Every name is documented in docs/reference/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fullcircle.infra import environment
from fullcircle.infra.database import Refused, addresses

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_dir()

DEMO = environment.flag("FULLCIRCLE_DEMO", default=False)
DEBUG = environment.flag("FULLCIRCLE_DEBUG", default=False)
SECRET_KEY = environment.secret("FULLCIRCLE_SECRET_KEY")
ACTOR_KEY = environment.secret("FULLCIRCLE_ACTOR_KEY")
EVENT_KEY = environment.secret("FULLCIRCLE_EVENT_KEY")
SEAL_DIR = Path(environment.text("FULLCIRCLE_SEAL_DIR") or DATA_DIR / "seals")
# On a protected table, a query without an actor sees nothing; where this is set it raises instead.
GUARD_PROTECTED_TABLES = environment.flag("FULLCIRCLE_GUARD", default=DEBUG or DEMO)

ALLOWED_HOSTS = environment.words("FULLCIRCLE_HOSTS", "127.0.0.1,localhost,[::1]")
SITE_URL = environment.text("FULLCIRCLE_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE = SITE_URL.startswith("https://")
QUICK_EXIT_URL = environment.text("FULLCIRCLE_QUICK_EXIT_URL", "https://www.weather.gov/")

INSTALLED_APPS = [
    "fullcircle.web",  # first: its templates go before those of the libraries
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "fullcircle.infra",
    "fullcircle.access",
    "fullcircle.accounts",
    "fullcircle.directory",
    "fullcircle.people",
    "fullcircle.agreements",
    "fullcircle.privacy",
    "fullcircle.assessments",
    "fullcircle.aid",
    "fullcircle.referrals",
    "fullcircle.caseload",
    "fullcircle.collaborative",
    "fullcircle.partnerships",
    "fullcircle.agenda",
    "fullcircle.grievances",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fullcircle.web.middleware.SafeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fullcircle.web.middleware.BackToThePage",
    "fullcircle.web.acting.ActorOfTheRequest",
]
ROOT_URLCONF = "fullcircle.config.urls"
WSGI_APPLICATION = "fullcircle.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "fullcircle.web.context.languages",
                "fullcircle.web.frame.frame",
            ],
        },
    }
]


def database(url: str, **options: Any) -> dict[str, Any]:
    """Django's settings for one PostgreSQL address."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        **options,
        "OPTIONS": {**query, **options.get("OPTIONS", {})},
    }


def _known_addresses() -> addresses.Addresses:
    """Before there is a database, commands that need none still start; those that do fail with a sentence."""
    try:
        return addresses.resolve(DATA_DIR, environment.text("FULLCIRCLE_DATABASE", addresses.DATABASE))
    except Refused:
        return addresses.Addresses(app="postgresql://fullcircle_app@127.0.0.1:1/fullcircle")


_addresses = _known_addresses()
DATABASES = {
    # Django prepares statements only when both options are set.
    "default": database(
        _addresses.app, CONN_MAX_AGE=600, OPTIONS={"server_side_binding": True, "prepare_threshold": 5}
    ),
    "migrator": database(_addresses.migrator or _addresses.app),
}
DATABASE_ROUTERS = ["fullcircle.infra.routers.OnlyTheMigratorMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "fullcircle.web.accounts.adapter.InvitedOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation that reached the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Fullcircle"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
REQUIRE_SECOND_FACTOR = environment.flag("FULLCIRCLE_REQUIRE_SECOND_FACTOR", default=not DEMO)
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/today/"
LOGOUT_REDIRECT_URL = "/"

SESSION_ENGINE = "fullcircle.accounts.sessions"
SESSION_COOKIE_AGE = 60 * environment.whole_number("FULLCIRCLE_SESSION_MINUTES", 30)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "fullcircle"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if environment.flag("FULLCIRCLE_BEHIND_PROXY", default=False)
    else None
)
# The limits on signing in and asking count by address: behind a proxy by the one that it says it saw, never by the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0
# What a phone keeps for a visit without network is erased after so many days.
VISIT_DAYS = environment.whole_number("FULLCIRCLE_VISIT_DAYS", 3)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CSRF_FAILURE_VIEW = "fullcircle.web.errors.csrf_failure"
FORM_RENDERER = "fullcircle.web.forms.Renderer"

LANGUAGE_CODE = "en"
TIME_ZONE = environment.text("FULLCIRCLE_TIME_ZONE", "America/Detroit")
HOLIDAYS = environment.text("FULLCIRCLE_HOLIDAYS", "US")
USE_TZ = True
LANGUAGES = [("en", "English"), ("es", "Español")]
if environment.flag("FULLCIRCLE_PSEUDO_LANGUAGE", default=False):
    LANGUAGES.append(("ar-xb", "Pseudo"))
# Who checked the sentences of consent, by language.
CONSENT_REVIEWERS = environment.pairs("FULLCIRCLE_CONSENT_REVIEWERS")

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SMTP_URL = environment.text("FULLCIRCLE_SMTP_URL")
MAIL_FROM = environment.text("FULLCIRCLE_MAIL_FROM", "Fullcircle <no-reply@fullcircle.example>")
SMS_ACCOUNT = environment.text("FULLCIRCLE_TWILIO_ACCOUNT")
# In the practice town a pretend phone signs with it, too.
SMS_TOKEN = (
    environment.secret("FULLCIRCLE_TWILIO_TOKEN") if DEMO else environment.text("FULLCIRCLE_TWILIO_TOKEN")
)
SMS_FROM = environment.text("FULLCIRCLE_TWILIO_FROM")
# Answers by mail: the key of the webhook that hands them over, and the domain whose mail comes to it.
MAIL_IN_KEY = environment.text("FULLCIRCLE_MAIL_IN_KEY")
MAIL_IN_DOMAIN = environment.text("FULLCIRCLE_MAIL_IN_DOMAIN")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "fullcircle.config.logs.WithoutTokens",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
