"""All settings, read from the environment. What is wrong or missing is said by `contactcenter.checks`."""

from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy as _

from contactcenter.oidc import oidc_providers
from contactcenter.places import data_directory
from contactcenter.secret import secret_key
from launch.database import database_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- process ---------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)  # set by `make demo` on a loopback address only: opens the marked demo log-ins
SECRET_KEY = secret_key()
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", False)  # served behind TLS: secure cookies and HSTS
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])  # addresses or networks whose X-Forwarded-For is believed
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000")

# --- applications, lowest first: imports point downwards only ----------------
INSTALLED_APPS = [
    "agents",  # before admin and auth, whose `createsuperuser` it replaces
    "customers",
    "catalog",
    "promotions",
    "carts",
    "orders",
    "returns",
    "interchange",
    "console",
    "contactcenter",
    "contactcenter.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "contactcenter.middleware.HealthMiddleware",
    "contactcenter.middleware.RequestIdMiddleware",
    "contactcenter.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "contactcenter.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "contactcenter.middleware.DirectionMiddleware",  # within the one that says how long the answer is
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "agents.middleware.ActorMiddleware",
    "agents.middleware.PreferencesMiddleware",
    "agents.doors.DoorMiddleware",
    "agents.doors.EndedCallMiddleware",
    "contactcenter.middleware.ErrorMiddleware",
    "agents.middleware.RefusalMiddleware",  # hears of a refusal before the one above has made a page of it
]

ROOT_URLCONF = "contactcenter.urls"
WSGI_APPLICATION = "contactcenter.wsgi.application"
ASGI_APPLICATION = "contactcenter.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "contactcenter.templatetags.console",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "contactcenter.context.frame",
                "console.context.surroundings",
            ],
        },
    }
]
FORM_RENDERER = "contactcenter.forms.Renderer"

# --- database ----------------------------------------------------------------
DATABASES: dict[str, Any] = {"default": env.db_url_config(database_url())}
STATEMENT_TIMEOUT = env.str("STATEMENT_TIMEOUT", "0")
LOCK_TIMEOUT = "3s" if STATEMENT_TIMEOUT == "0" else "1500ms"  # below the web's 2 s for a statement: a held lock and a slow database differ
DATABASES["default"].update(
    CONN_MAX_AGE=None,
    CONN_HEALTH_CHECKS=True,
    OPTIONS={
        "connect_timeout": 5,
        **DATABASES["default"].get("OPTIONS", {}),  # what DATABASE_URL asks for, such as sslmode
        "application_name": "contactcenter",
        # lock_timeout: nobody waits longer than this behind a colleague's act; the web processes also bound every statement;
        # plan_cache_mode: what is prepared (the searches) is planned once, its ranges being good for any value
        "options": f"-c lock_timeout={LOCK_TIMEOUT} -c statement_timeout={STATEMENT_TIMEOUT} -c jit=off -c plan_cache_mode=force_generic_plan",
    },
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- people ------------------------------------------------------------------
AUTH_USER_MODEL = "agents.Agent"
AUTHENTICATION_BACKENDS = ["agents.backends.AgentBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_LOGIN = env.bool("PASSWORD_LOGIN", True)  # off: by single sign-on alone, but for the first administrator
# single sign-on by OpenID Connect, where an issuer is named
OIDC_ISSUER, OIDC_NAME = env.str("OIDC_ISSUER", ""), env.str("OIDC_NAME", "Single sign-on")
OIDC_USERNAME_CLAIM = env.str("OIDC_USERNAME_CLAIM", "")  # such as preferred_username; else agents are known by their verified e-mail
SOCIALACCOUNT_ADAPTER = "agents.sso.SocialAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = oidc_providers(
    OIDC_ISSUER, name=OIDC_NAME, client_id=env.str("OIDC_CLIENT_ID", ""), secret=env.str("OIDC_CLIENT_SECRET", "")
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "agents.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other browsers are logged out by the changed password itself
# unlike allauth's own: reading a link writes nothing
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "agents.forms.LogInForm",
    "change_password": "agents.forms.OwnPasswordForm",
    "reset_password": "agents.forms.ForgetPasswordForm",
    "reset_password_from_key": "agents.forms.PasswordByLinkForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# agents.lockout limits log-ins, so that nobody outside can lock an agent's desk
ACCOUNT_RATE_LIMITS: dict[str, str | None] = {"login": None, "login_failed": None}
ACCOUNT_LOGIN_TIMEOUT = 300  # seconds between the password and the second factor's code
MFA_ADAPTER = "agents.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
TOTP_ISSUER = env.str("TOTP_ISSUER", "Contact centre")  # what the phone names the account by
SESSION_ENGINE = "agents.login_sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "agents.doors.stale_token"
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"

# --- pages -------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "contactcenter.storage.StaticStorage"},
}
SECURE_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a product of many variations in many channels is one form

# --- language and time ---------------------------------------------------------
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = ["contactcenter.formats"]

# --- mail ----------------------------------------------------------------------
MAIL_DIRECTORY = Path(env.str("MAIL_DIRECTORY", str(data_directory() / "mail")))
vars().update(env.email_url_config(env.str("EMAIL_URL", "filemail:")))
if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend":
    EMAIL_BACKEND = "contactcenter.mail.PrivateFolder"
EMAIL_FILE_PATH = str(MAIL_DIRECTORY)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "contact-centre@localhost")

# --- jobs ------------------------------------------------------------------------
PROCRASTINATE_IMPORT_PATHS = ["contactcenter.jobs"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

EXPORT_ROWS = env.int("EXPORT_ROWS", 10_000)  # of one search

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "contactcenter.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
