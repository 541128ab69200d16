"""Every setting, read from the environment once. README says which three production takes."""

import json
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

BASE = Path(__file__).parent.parent
HOME = Path(os.environ.get("VANLANG_HOME", ".vanlang")).resolve()

# demo: everything stands in for itself, on this machine only · test · production
MODE = os.environ.get("VANLANG_MODE", "production")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("VANLANG_MODE is demo, test or production.")
PRODUCTION = MODE == "production"
# Years whose days off were announced and entered since this release shipped: no longer foreseen.
CALENDAR_FINAL_YEARS = frozenset(
    int(year) for year in os.environ.get("VANLANG_CALENDAR_FINAL_YEARS", "").split()
)
# Papers that only a ministry's system may make are attached, never set here [GK]. The
# demonstration has no such system, so there the platform's own paper stands in.
RESULTS_FROM_MINISTRIES = (
    os.environ.get("VANLANG_RESULTS_FROM_MINISTRIES", "1" if PRODUCTION else "0") == "1"
)
STAND_INS = not PRODUCTION  # identity provider, payment gateway, test CA: never in production
DEBUG = False


def kept_secret() -> str:
    """Return a key made once for this installation: for demonstration and tests only."""
    path = HOME / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


if PRODUCTION and not all(
    os.environ.get(name) for name in ("VANLANG_DATABASE_URL", "VANLANG_SECRET_KEY", "VANLANG_HOSTS")
):
    raise ImproperlyConfigured(
        "Production takes VANLANG_DATABASE_URL, VANLANG_SECRET_KEY and VANLANG_HOSTS."
    )
SECRET_KEY = os.environ.get("VANLANG_SECRET_KEY") or kept_secret()
ALLOWED_HOSTS = os.environ.get("VANLANG_HOSTS", "localhost 127.0.0.1 [::1] testserver").split()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "vanlang.kernel",
    "vanlang.ui",
    "vanlang.identity",
    "vanlang.signing",
    "vanlang.payments",
    "vanlang.data_gateway",
    "vanlang.tasks",
    "vanlang.documents",
    "vanlang.public_services",
    "vanlang.indicators",
    "vanlang.reports",
    "vanlang.config",
    "vanlang.demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "vanlang.ui.middleware.HeadersMiddleware",
    "vanlang.ui.middleware.LanguageMiddleware",
    "vanlang.identity.views.middleware.ActorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vanlang.ui.middleware.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "vanlang.config.urls"
WSGI_APPLICATION = "vanlang.config.wsgi.application"

DATABASE_URL = os.environ.get("VANLANG_DATABASE_URL", "postgresql:///vanlang")
_found = conninfo_to_dict(DATABASE_URL)
_database = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": _found.get("dbname", "vanlang"),
    "USER": _found.get("user", ""),
    "PASSWORD": _found.get("password", ""),
    "HOST": _found.get("host", ""),
    "PORT": str(_found.get("port", "")),
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "pool": {
            "min_size": 1,
            "max_size": int(os.environ.get("VANLANG_POOL", "8")),
            "timeout": 10,
        },
        # Django merges parameters on the client otherwise, and nothing is ever prepared.
        "server_side_binding": True,
        "prepare_threshold": 2,
    },
    "TEST": {
        "NAME": os.environ.get("VANLANG_TEST_DATABASE"),
        "TEMPLATE": os.environ.get("VANLANG_TEST_TEMPLATE"),
    },
}
# `side` is the same database by a connection of its own: what must survive a rollback goes there.
DATABASES = {"default": _database, "side": {**_database, "TEST": {"MIRROR": "default"}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE / "ui" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(BASE.glob("*/templates")),
        "OPTIONS": {"environment": "vanlang.ui.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.Jinja2"
CSRF_FAILURE_VIEW = "vanlang.identity.views.typed.form_is_stale"
# Where a form may lead besides here (CSP form-action): real sign-in and payment hosts.
# The agent that holds an official's USB token listens on their own machine.
SIGNING_AGENT = os.environ.get("VANLANG_SIGNING_AGENT", "http://127.0.0.1:14741")
FORMS_MAY_LEAD_TO = [*os.environ.get("VANLANG_FORMS_MAY_LEAD_TO", "").split(), SIGNING_AGENT]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if MODE == "test":  # served from where they stand, without collecting them first
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True

# What the platform stands on outside itself. Each is a plug with a stand-in for the demonstration.
FILES_ROOT = HOME / "files"
FILES_S3 = os.environ.get("VANLANG_S3", "")  # s3://bucket?endpoint=…; empty means on disk
FILES_MAX_BYTES = 20 * 2**20
CLAMD = os.environ.get("VANLANG_CLAMD", "")  # host:port or a socket's path; empty means no scan
TIME_STAMP_URL = os.environ.get(
    "VANLANG_TSA", ""
)  # empty means the test authority (not in production)
# Where officials' and agencies' keys live: "pkcs11:/usr/lib/module.so?token=…", "remote:https://…".
KEY_STORES = os.environ.get("VANLANG_KEYS", "").split()
# https://… of a service that asks holders on their phones, for keys named "sim:…"; empty means none
SIM = os.environ.get("VANLANG_SIM", "")
SIM_SECRET = os.environ.get("VANLANG_SIM_SECRET", "")
TRUST_ROOTS = os.environ.get("VANLANG_TRUST_ROOTS", "")  # a PEM file or a folder of them
SMS = os.environ.get(
    "VANLANG_SMS", ""
)  # http://… or smpp://user:password@host:port; empty means none
EMAIL_URL = os.environ.get("VANLANG_SMTP", "")  # smtp://user:password@host:port; empty means none
# Where documents come in by e-mail: imaps://user:password@host/INBOX?agency=H44.05158, several with
# spaces; empty means none.
MAILBOXES = os.environ.get("VANLANG_IMAP", "")
EMAIL_FROM = os.environ.get("VANLANG_EMAIL_FROM", "khong-tra-loi@localhost")
# dvcqg:<partner>@https://host/path; empty means the stand-in, in production the counter alone
PAYMENTS = os.environ.get("VANLANG_PAYMENTS", "")
PAYMENTS_SECRET = os.environ.get("VANLANG_PAYMENTS_SECRET", "")

# Exchange of messages with other nodes. The keys of peers and of members of the axis stand in the
# environment by name, VANLANG_EXCHANGE_SECRET_<name>, and nowhere else.
EXCHANGE_SECRETS = {
    name.removeprefix("VANLANG_EXCHANGE_SECRET_"): text
    for name, text in os.environ.items()
    if name.startswith("VANLANG_EXCHANGE_SECRET_")
}
EXCHANGE_CONNECTIONS = int(os.environ.get("VANLANG_EXCHANGE_CONNECTIONS", "4"))  # to a node at once
EXCHANGE_POLL_SECONDS = int(os.environ.get("VANLANG_EXCHANGE_POLL_SECONDS", "10"))
EXCHANGE_DIRECTORY_SECONDS = int(os.environ.get("VANLANG_EXCHANGE_DIRECTORY_SECONDS", "600"))
# 100 MB of attachments are 134 MB once they stand in the message as text.
EXCHANGE_MAX_BYTES = 2**20 * int(os.environ.get("VANLANG_EXCHANGE_MAX_MB", "150"))
EDXML_PACKED = os.environ.get("VANLANG_EDXML_PACKED") == "1"  # attachments zipped, or as they are
# Refuse documents whose message has no signature, or one of an authority that is not trusted here.
EDXML_SIGNATURE_REQUIRED = os.environ.get("VANLANG_EDXML_SIGNATURE_REQUIRED") == "1"
EXCHANGE_FOLDERS = Path(os.environ.get("VANLANG_EXCHANGE_FOLDERS", HOME / "exchange"))
EXCHANGE_NATS = MODE == "test" or os.environ.get("VANLANG_EXCHANGE_NATS") == "1"
# This installation is an axis for others too.
AXIS = MODE == "test" or os.environ.get("VANLANG_AXIS") == "1"
AXIS_CALLS_A_MINUTE = int(os.environ.get("VANLANG_AXIS_CALLS_A_MINUTE", "600"))
# [GK] Path and headers of the axis: ours, until the province's own are known.
AXIS_PREFIX = os.environ.get("VANLANG_AXIS_PREFIX", "truc-lien-thong/")
AXIS_HEADERS: dict[str, str] = {
    "system": "X-SystemId",
    "key": "X-SecretKey",
    "timestamp": "X-Timestamp",
    "nonce": "X-Nonce",
    "hash": "X-Hash",
    "signature": "X-Signature",
    "id": "X-Message-Id",
    "kind": "X-Message-Type",
    "from": "X-From",
    "to": "X-To",
    "thread": "X-Thread",
    "expires": "X-Expires",
    **json.loads(os.environ.get("VANLANG_AXIS_HEADERS", "{}")),
}

# Facts that nobody has confirmed yet stand here, to be set by the province. See docs/unverified.md.
ORGANISATION_CODE = os.environ.get(
    "VANLANG_ORGANISATION_CODE", "H44"
)  # the province's after the merger
PROVINCE_NAME = "Tỉnh Phú Thọ"
# Form and symbol of the fee receipt, as registered with the tax office.
RECEIPT_FORM = os.environ.get("VANLANG_RECEIPT_FORM", "")
RECEIPT_SYMBOL = os.environ.get("VANLANG_RECEIPT_SYMBOL", "")
# Working days in which an agency gives back what was paid too much.
REFUND_DAYS = int(os.environ.get("VANLANG_REFUND_DAYS", "6"))
# What QR codes and letters lead to: the first of VANLANG_HOSTS unless said otherwise. The
# demonstration says which port it serves.
PUBLIC_URL = os.environ.get("VANLANG_URL") or (
    f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION and ALLOWED_HOSTS else "http://127.0.0.1:8000"
)
# How long a process may serve the catalogue of procedures before it asks whether it moved.
PROCEDURES_FRESH_SECONDS = int(
    os.environ.get("VANLANG_FRESH_SECONDS", "0" if MODE == "test" else "2")
)

# Days before a task's term on which its people are reminded, and days late on which their leaders
# are told.
TASKS_REMIND_BEFORE = [int(n) for n in os.environ.get("VANLANG_REMIND_BEFORE", "7 3 1").split()]
TASKS_ESCALATE_AFTER = [int(n) for n in os.environ.get("VANLANG_ESCALATE_AFTER", "1 7 30").split()]
# Days before a periodic report is due on which who reports is reminded, and days late.
REPORTS_REMIND_BEFORE = [int(n) for n in os.environ.get("VANLANG_REPORT_BEFORE", "1").split()]
REPORTS_REMIND_AFTER = [int(n) for n in os.environ.get("VANLANG_REPORT_AFTER", "1 3").split()]

# Working days that a unit has to mend or explain a figure in which something was found.
INDICATORS_FINDING_DAYS = int(os.environ.get("VANLANG_FINDING_DAYS", "5"))

# Who signs in, and how. TCVN 14423:2026 level 3: idle at most 15 minutes, 5 wrong passwords, …
AUTH_USER_MODEL = "identity.Person"
LOGIN_URL = "identity-sign-in"
SESSION_ENGINE = "vanlang.identity.actions.sessions"
SESSION_COOKIE_NAME = "vanlang_session"
SESSION_COOKIE_SAMESITE = "Lax"
IDLE_MINUTES_OFFICIAL = int(os.environ.get("VANLANG_IDLE_MINUTES", "15" if PRODUCTION else "480"))
IDLE_MINUTES_CITIZEN = int(os.environ.get("VANLANG_IDLE_MINUTES_CITIZEN", "60"))
SECOND_FACTOR_FOR = os.environ.get("VANLANG_SECOND_FACTOR_FOR", "administrators")  # or: all, nobody
if SECOND_FACTOR_FOR not in {"administrators", "all"} and PRODUCTION:
    raise ImproperlyConfigured("VANLANG_SECOND_FACTOR_FOR is administrators or all.")
# How long one proof of presence (PIN, second factor) lets a leader or a clerk sign.
SIGNING_SESSION_MINUTES = int(os.environ.get("VANLANG_SIGNING_SESSION_MINUTES", "15"))
AUTHENTICATION_BACKENDS = ["vanlang.identity.views.adapters.OfficialsBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_ADAPTER = "vanlang.identity.views.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # there is no sign-up; allauth asks it of us
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = False
# The account itself is locked in the database; these are only against floods from one address,
# behind which a whole commune may sit.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "vanlang.identity.forms.SignIn",
    "reauthenticate": "vanlang.identity.forms.PasswordAgain",
    "change_password": "vanlang.identity.forms.ChangePassword",
}
MFA_ADAPTER = "vanlang.identity.views.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = STAND_INS  # passkeys on http://localhost
MFA_FORMS = {
    "authenticate": "vanlang.identity.forms.Code",
    "reauthenticate": "vanlang.identity.forms.CodeAgain",
    "activate_totp": "vanlang.identity.forms.ActivateApplication",
    "add_webauthn": "vanlang.identity.forms.AddKey",
    "edit_webauthn": "vanlang.identity.forms.EditKey",
}
# The electronic identity of citizens and businesses: any OpenID Connect issuer; in demonstration
# and tests the stand-in under /eid/, reached without leaving the process.
SOCIALACCOUNT_ADAPTER = "vanlang.identity.views.adapters.EidAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
EID_PROVIDER = "dinh-danh-dien-tu"
EID_ISSUER = (
    "http://stand-in.invalid/eid" if STAND_INS else os.environ.get("VANLANG_EID_ISSUER", "")
)
EID_CLIENT_ID = "vanlang" if STAND_INS else os.environ.get("VANLANG_EID_CLIENT_ID", "")
EID_CLIENT_SECRET = "stand-in" if STAND_INS else os.environ.get("VANLANG_EID_CLIENT_SECRET", "")
# Our name of a claim to the provider's. [GK] the names of VNeID are to be confirmed.
EID_CLAIMS: dict[str, str] = json.loads(os.environ.get("VANLANG_EID_CLAIMS", "{}"))
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": EID_PROVIDER,
                "name": "Tài khoản định danh điện tử",
                "client_id": EID_CLIENT_ID,
                "secret": EID_CLIENT_SECRET,
                "settings": {"server_url": EID_ISSUER, "oauth_pkce_enabled": True},
            }
        ]
        if EID_ISSUER
        else [],
    }
}

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
X_FRAME_OPTIONS = "DENY"
# How many proxies of ours a request comes through; each writes its visitor in X-Forwarded-For.
PROXIES = int(os.environ.get("VANLANG_PROXIES", "1" if PRODUCTION else "0"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_PERMISSIONS = 0o640
