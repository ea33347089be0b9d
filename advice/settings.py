"""Everything that can be set, in one file, in the order in which it matters to an operator.

Each variable is described in README.md; `advice/env.py` refuses nonsense.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from advice import csp, databases, env, env_mail, env_watching, logging_settings, remote, sqlite
from advice.storage import get_picture_storage

sqlite.use_newest_engine()  # before Django loads its own
# Before numpy is loaded: for a letter's few numbers, the second thread of its OpenBLAS only waits,
# and uses up a processor while it does (3 ms for a sentence with one thread, 90 with two). And two
# searches at once hang the process, each holding what the other one waits for.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

os.umask(0o077)  # what the column writes is for its own user alone

BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGED = BASE_DIR / "advice/assets"  # templates and static files where a wheel has them
ASSETS_DIR = PACKAGED if PACKAGED.is_dir() else BASE_DIR
DATA_DIR = Path(env.get_text("DATA_DIR", str(BASE_DIR / "var")))
env.read_local_file(DATA_DIR / "local.env")

# Where the site lives. Hosts, trusted origins, secure cookies, HSTS and links all follow from it.

DEBUG = env.get_flag("DEBUG")
SITE_URL = env.get_site_url("SITE_URL", "http://127.0.0.1:8000" if DEBUG else None)
SITE_HOST = urlsplit(SITE_URL).hostname or ""
SITE_IS_LOCAL = SITE_HOST in env.LOOPBACK
SITE_IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if SITE_IS_LOCAL else [SITE_HOST]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
LEAVE_URL = env.get_external_url("LEAVE_URL", "https://www.bbc.co.uk/weather")

# Secrets. Losing LETTER_KEYS means that no letter can be read any more.

SECRET_KEY = env.get_secret("SECRET_KEY", least=50)
LETTER_KEYS = env.get_letter_keys("LETTER_KEYS")
RECEIPT_KEY = env.get_secret("RECEIPT_KEY")

# The database. An acknowledged letter is on disk: how SQLite is told so is in `env`.

DATABASES = databases.get_databases(DATA_DIR / "column.sqlite3")
DATABASE_ROUTERS = databases.list_routers(DATABASES)
SEARCH_FILE = DATA_DIR / "search.sqlite3"  # derived: each node has its own, backups have none
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Whom to tell of a hole in the software: mailto:… or https://…, shown in /.well-known/security.txt.

SECURITY_CONTACT = env.get_contact("SECURITY_CONTACT")

# What the project is made of.

ROOT_URLCONF = "advice.urls"
WSGI_APPLICATION = "advice.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "advice.apps.DeskConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "markdownx",
    "csp",
    "questions",
]
MIDDLEWARE = [
    "advice.request_ids.name_request",
    "advice.middleware.note_route",
    "advice.middleware.add_security_headers",
    "advice.middleware.ImpossibleValueMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "advice.middleware.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "advice.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "advice.auth.middleware.trust_proven_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "advice.auth.middleware.require_second_factor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ASSETS_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "questions.context_processors.column_context",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# What a browser may do with our pages. 'none' by default, ourselves where a page needs it.

# These scripts stand in the page itself: a request of its own would be the fifth of a first visit.
INLINE_SCRIPTS = csp.read_inline_scripts(ASSETS_DIR / "static/site", "leave", "hiding", "grow")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, *map(csp.hash_source, INLINE_SCRIPTS.values())],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would send `Origin: null` and break forms
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 63_072_000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_HTTPS
SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]  # whoever watches asks without the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_IS_HTTPS else None

# Cookies: none on public pages; a short-lived one where a form is; a session for staff.

COOKIE_PREFIX = "__Host-" if SITE_IS_HTTPS else ""  # no other host of the domain can set them
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no words in cookies
SESSION_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = SITE_IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser: a year-long cookie is a trace on a shared device
CSRF_FAILURE_VIEW = "advice.csrf.csrf_failure"

# Staff.

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "advice.auth.passwords.ColumnWordsValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_IDLE_SECONDS = 30 * 60  # the end of a session that nobody uses; SESSION_COOKIE_AGE of any

# Signing in is allauth's: a password, then a second factor for those who have one. It is demanded
# wherever the site is not on a loopback address. Nobody can sign up: accounts are made by commands.

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "advice.auth.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "admin:login"
# advice/auth/rate_limits.py counts instead; allauth would count a network's passkeys too.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None}
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "add_webauthn": "advice.auth.forms.AddPasskeyForm",
    "authenticate": "advice.auth.rate_limits.CodeForm",
    "authenticate_webauthn": "advice.auth.forms.SecondPasskeyForm",
    "login_webauthn": "advice.auth.forms.LoginPasskeyForm",
    "reauthenticate_webauthn": "advice.auth.forms.ReauthenticatePasskeyForm",
    "reauthenticate": "advice.auth.rate_limits.ReauthenticateCodeForm",
}
MFA_ADAPTER = "advice.auth.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no account here has an address
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_TOTP_ISSUER = SITE_HOST
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_IS_LOCAL

# Files: styles and scripts under names with their hash; pictures that the columnist uploaded.

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ASSETS_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "advice.uploads.NamelessFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": get_picture_storage("STORAGE_URL"),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # no page names the others
PICTURE_MAX_BYTES = 8 * 1024 * 1024
PICTURE_MAX_PIXELS = 40_000_000
PICTURE_MAX_SIDE = 1600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# The Markdown editor: our renderer, and our own addresses behind the admin's check. The package's
# urls are never mounted, because they are open to everybody.

MARKDOWNX_MARKDOWNIFY_FUNCTION = "questions.text.rendering.render_markdown"
MARKDOWNX_EDITOR_RESIZABLE = False  # it measures the text at each key
MARKDOWNX_URLS_PATH = "/admin/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/markdown/picture/"

# Mail. An address is used once and wiped, so a mail is worth trying for two hours.

vars().update(env.get_mail_server("EMAIL_URL", "smtp://localhost:25"))
MAIL_IS_SET = env.is_given("EMAIL_URL")  # the newsletter does not go to a guessed server
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.get_text("MAIL_FROM", f"noreply@{SITE_HOST}")
BOUNCE_ADDRESS = env_mail.get_bounce_address("BOUNCE_ADDRESS")
BOUNCE_IMAP = env_mail.get_mailbox("BOUNCE_IMAP_URL")

# Who asks how often. Behind proxies, the client's address is counted from the right.

TRUSTED_PROXY_HOPS = env.get_number("TRUSTED_PROXY_HOPS", 0 if SITE_IS_LOCAL else 1, 0, 10)
TRUSTED_PROXY_FORWARDED = env.get_flag("TRUSTED_PROXY_FORWARDED")
LETTERS_AN_HOUR = env.get_number("LETTERS_AN_HOUR", 5, 1, 10_000)
LETTERS_AN_HOUR_FROM_ALL = env.get_number("LETTERS_AN_HOUR_FROM_ALL", 300, 1, 1_000_000)
RECEIPTS_AN_HOUR = 600
SIGNUPS_AN_HOUR = env.get_number("SIGNUPS_AN_HOUR", 10, 1, 10_000)
SIGNUPS_AN_HOUR_FROM_ALL = env.get_number("SIGNUPS_AN_HOUR_FROM_ALL", 600, 1, 1_000_000)

# Machines of others that are told when something is published or goes.

CDN = remote.get_cdn("CDN")  # with CDN_TOKEN and CDN_SECONDS
WEBSUB_HUB = remote.get_optional_url("WEBSUB_HUB")
INDEXNOW_KEY = remote.get_indexnow_key("INDEXNOW_KEY")
INDEXNOW_URL = remote.get_optional_url("INDEXNOW_URL", "https://api.indexnow.org/indexnow")

# How long what is private is kept, in days. /privacy/ shows these very numbers.

RETENTION_DAYS = {
    "unanswered": 180,
    "answered": 90,
    "published": 90,
    "contact": 30,
    "backups": 30,
    "deliveries": 30,
    "suppressed": 730,
}

# Words, dates and time.

LANGUAGE_CODE = env.get_text("LANGUAGE_CODE", "en-gb")
LOCALE_PATHS = [BASE_DIR / "locale"]  # where a translation of the whole project goes
LANGUAGES: list[tuple[str, object]] = [("en-gb", _("English"))]
if LANGUAGE_CODE != "en-gb":  # Django refuses to start with a language that is not in the list
    LANGUAGES.append((LANGUAGE_CODE, LANGUAGE_CODE))
TIME_ZONE = env.get_time_zone("TIME_ZONE", "Europe/London")

# Numbers for Prometheus at /metrics: for whoever has the token, or at a port of its own, or not.

METRICS_TOKEN = env.get_optional_secret("METRICS_TOKEN")
METRICS_LISTEN = env_watching.get_listener("METRICS_LISTEN", has_token=bool(METRICS_TOKEN))

# Logs say what went wrong, never who asked for what: addresses and paths may carry private things.

LOG_FORMAT = env_watching.get_choice("LOG_FORMAT", "plain", ("plain", "json"))
LOG_LEVEL = env_watching.get_choice("LOG_LEVEL", "INFO", logging_settings.LEVELS)
SENTRY_DSN = env_watching.get_dsn("SENTRY_DSN")
LOGGING = logging_settings.build_logging(
    LOG_FORMAT, LOG_LEVEL, env_watching.get_log_levels("LOG_LEVELS"), has_reports=bool(SENTRY_DSN)
)
