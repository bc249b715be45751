"""Settings shared by every environment; what differs comes from the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.settings import identities, servers
from config.settings.faults import faults, refuse
from config.settings.logs import logging_of
from config.settings.online import ONLINE_SERVICES
from config.settings.schedule import BEAT_SCHEDULE

refuse(faults(os.environ))
BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / ".local")))

DEMO_MODE = False
DEBUG = False
SITE_URL = env.str(
    "SITE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}"
).rstrip("/")
ALLOWED_HOSTS = servers.listed(env.str("ALLOWED_HOSTS", default="localhost,127.0.0.1"))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.siteadmin.SetUpConfig",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "engagement.common",
    "engagement.audit",
    "engagement.outbox",
    "engagement.places",
    "engagement.people",
    "engagement.moderation",
    "engagement.concerns",
    "engagement.promises",
    "watchgroups",
    "meetings",
    "feedback",
    "engagement.priorities",
    "engagement.front",
]
MIDDLEWARE = [
    "engagement.common.middleware.numbered",
    "django.middleware.security.SecurityMiddleware",
    "engagement.common.middleware.safety_headers",
    "csp.middleware.CSPMiddleware",  # before whitenoise: files carry it too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "engagement.people.middleware.KeptByPersonMiddleware",
    "engagement.front.middleware.shut_doors_are_noted",
    "engagement.front.middleware.FirstRunMiddleware",
    "engagement.common.middleware.no_blank_pages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "engagement.front.context.frame",
            ]
        },
    }
]

DATABASES = {
    "default": {
        **servers.database(env.str("DATABASE_URL", default=servers.NO_DATABASE)),
        "CONN_MAX_AGE": 0,  # the pool keeps connections
    }
}
DATABASES["default"]["OPTIONS"] |= {
    "pool": {"min_size": 1, "max_size": 8, "timeout": 2}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people ------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "account_request_login_code"  # a mailed code is the usual way in
LOGIN_REDIRECT_URL = "/my/"
DESK_URL = "/desk/"  # where officers land instead
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SHORTEST_PASSWORD, SHORTEST_OF_STAFF, LONGEST_PASSWORD = 12, 15, 4096
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "engagement.people.passwords.LengthValidator"},
    {"NAME": "engagement.people.passwords.KnownPasswordsValidator"},
    {
        "NAME": (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
        ),
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "engagement.people.passwords.WordsOfTheTownValidator"},
]
ACCOUNT_ADAPTER = "engagement.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # no password: the mailed code is the way in
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
CODE_LASTS, CODE_TRIES = 600, 3  # seconds a mailed code lives, tries it allows
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_LASTS
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = CODE_TRIES
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_LASTS
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = CODE_TRIES
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_LASTS
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = CODE_TRIES
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one takes its place once confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds for which a proof is fresh
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"signup": "20/h/ip"}  # the others are the library’s own
ACCOUNT_FORMS = {
    "login": "engagement.people.forms.LoginForm",
    "add_email": "engagement.people.forms.AddEmailForm",
    "change_password": "engagement.people.forms.ChangePasswordForm",
    "set_password": "engagement.people.forms.SetPasswordForm",
    "reset_password": "engagement.people.forms.ResetPasswordForm",
    "reset_password_from_key": "engagement.people.forms.ResetPasswordKeyForm",
    "reauthenticate": "engagement.people.forms.ReauthenticateForm",
    "request_login_code": "engagement.people.forms.RequestLoginCodeForm",
    "confirm_login_code": "engagement.people.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "engagement.people.forms.ConfirmEmailCodeForm",
    "confirm_password_reset_code": (
        "engagement.people.forms.ConfirmPasswordResetCodeForm"
    ),
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
MFA_ADAPTER = "engagement.people.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey is two steps in one
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "engagement.people.mfa_forms.AuthenticateForm",
    "reauthenticate": "engagement.people.mfa_forms.ReauthenticateForm",
    "activate_totp": "engagement.people.mfa_forms.ActivateTOTPForm",
    "deactivate_totp": "engagement.people.mfa_forms.DeactivateTOTPForm",
    "generate_recovery_codes": "engagement.people.mfa_forms.GenerateCodesForm",
    "add_webauthn": "engagement.people.mfa_forms.AddPasskeyForm",
    "login_webauthn": "engagement.people.mfa_forms.LoginPasskeyForm",
    "reauthenticate_webauthn": "engagement.people.mfa_forms.ReauthenticatePasskeyForm",
    "edit_webauthn": "engagement.people.mfa_forms.EditPasskeyForm",
}
# A second step is asked of whoever holds a role; production forces it (RULINGS 33).
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=False)

# -- signing in with an account elsewhere: off without OIDC_PROVIDERS ----------------
IDENTITY_PROVIDERS = identities.providers(env.str("OIDC_PROVIDERS", default=""))
SOCIALACCOUNT_ADAPTER = "engagement.people.social_adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"oidc": {"OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address is no proof of being the same
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# -- sessions: how long one lasts, counted from its last use and from its beginning ---
SESSION_ENGINE = "engagement.people.sessions"
STAFF_IDLE, STAFF_AT_MOST = timedelta(minutes=30), timedelta(hours=12)
RESIDENT_IDLE, RESIDENT_AT_MOST = timedelta(days=14), timedelta(days=30)
STAFF_SESSIONS = 3
SESSION_COOKIE_AGE = int(RESIDENT_AT_MOST.total_seconds())
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "engagement.common.views.csrf_failure"

# -- words, time -------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("en-xa", "[Ëñĝļîšĥ, ļôñĝ]"),
    ("ar-xb", "[hsilgnE]"),
]
PSEUDO_LANGUAGES = {"en-xa", "ar-xb"}
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TOWN_TIME_ZONE", default="America/New_York")
MEETING_SERIES_WEEKS = 26  # how far ahead meetings of a series are written down
MEETING_OFFER_HOURS = env.int("MEETING_OFFER_HOURS", default=24)
MEETING_LINK_HOSTS = env.list("MEETING_LINK_HOSTS", default=ONLINE_SERVICES)

# -- files -------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = STATE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WITH_HASHED_NAMES = "whitenoise.storage.CompressedManifestStaticFilesStorage"
MEDIA_ROOT = STATE_DIR / "media"  # photos; served by views alone, never by a path
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
FILE_UPLOAD_HANDLERS = [
    "engagement.common.uploads.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", default="")  # where nginx finds MEDIA_ROOT
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our files are for our pages
FORM_RENDERER = "engagement.common.formrenderer.TownFormRenderer"

# -- what a browser is told --------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# -- what a page may load (UX section 0) -------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-report/"],
        "report-to": ["policy"],
    }
}

# -- the API (config/api.py): JSON alone, one shape of error, no browsable pages ----
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["engagement.common.rest.PlainJSON"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["engagement.common.rest.TownSession"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "engagement.common.rest.AlwaysAnswers",
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["engagement.common.rest.TownThrottle"],
    "DEFAULT_PAGINATION_CLASS": "engagement.common.rest.ListPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "engagement.common.rest_errors.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Common Ground",
    "DESCRIPTION": "Concerns of a town, and its signed priority reports.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "PrivacyOfKindEnum": "engagement.concerns.choices.Privacy.choices",
        "PrivacyAskedEnum": "engagement.concerns.api.concerns.PRIVACIES",
        "StatusEnum": "engagement.concerns.choices.Status.choices",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "engagement.common.rest_schema.tell_of_errors",
        "engagement.common.rest_schema.close_objects",
    ],
}

# -- whose word is not enough: roles and acts for which a second person has to agree, where
# there is one (RULINGS 30). Nothing changes weights by page yet; whatever will, asks here.
TWO_PEOPLE_FOR = frozenset(
    servers.listed(env.str("TWO_PEOPLE_FOR", default="officer,moderator,admin,weights"))
)

# -- review: off unless a town has more than one officer to look at a report (RULINGS 30)
REPORTS_NEED_TWO_PEOPLE = env.bool("REPORTS_NEED_TWO_PEOPLE", default=False)

# -- the queue: it only wakes; PostgreSQL remembers (STACK 3) -----------------------
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "engagement.common.cache.FailSoftRedisCache",
        "LOCATION": servers.cache(REDIS_URL),
    }
}
CELERY_BROKER_URL = servers.queue(REDIS_URL)
_VISIBILITY = {"visibility_timeout": 660}  # the three places below have to agree
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **_VISIBILITY,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.2,
    "socket_timeout": 2.0,  # above the 1 s for which a worker waits on its queue
    "retry_on_timeout": False,
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True  # the two report tasks alone keep one (RULINGS 4)
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300  # below half of it: no copy while one still runs
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = CELERY_BROKER_URL
CELERY_RESULT_EXPIRES = 3600
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = _VISIBILITY
CELERY_VISIBILITY_TIMEOUT = _VISIBILITY["visibility_timeout"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# -- whose voice counts fully (RULINGS 14): "confirmed" or "strong" ------------------
TRUST_RULE = env.str("TRUST_RULE", default="confirmed")

# -- letters -----------------------------------------------------------------------
vars().update(servers.mail(env.str("EMAIL_URL", default="smtp://localhost:25")))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Common Ground <noreply@localhost>")
# -- texts: off, and no page offers a phone code, unless an address is set ------------
SMS_URL = env.str("SMS_URL", default="")
PHONE_REGION = env.str("PHONE_REGION", default="US")
WATCH_DUTY_PHONE = env.str("WATCH_DUTY_PHONE", default="")

# -- safety ------------------------------------------------------------------------
FIELD_KEY = env.str("FIELD_KEY", default="")  # Fernet keys, newest first, by commas
# who was erased, as random numbers: a restored database is told again from this file
ERASURE_LEDGER = Path(
    env.str("ERASURE_LEDGER", default=str(STATE_DIR / "erasures.jsonl"))
)
WATCH_CONFIRM_MONTHS = env.int("WATCH_CONFIRM_MONTHS", default=6)
RATE_SCALE = float(env.str("RATE_SCALE", default="1"))
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
# -- lines about what happened: see engagement/common/loglines.py --------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
LOG_FORMAT = env.str("LOG_FORMAT", default="") or "text"
LOGGING = logging_of(LOG_FORMAT, LOG_LEVEL)
