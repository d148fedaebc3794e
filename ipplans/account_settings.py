"""Settings of accounts: passwords, guesses, sessions, the second factor, the office's own server.

Those that come from the environment are listed in `ipplans/settings.py`, which holds these, too.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from ipplans.environment import listed, number

AUTH_USER_MODEL = "plans.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "plans.signed_in.Backend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": number("PASSWORD_LENGTH", 10)},
    },
    {"NAME": "ipplans.password_rules.OwnWordsValidator"},
]
PASSWORD_WORDS = listed("PASSWORD_WORDS")
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of earlier versions; renewed at the next sign-in
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_ENABLE_ADMIN = False
AXES_CLIENT_IP_CALLABLE = "plans.origin.client_address"
AXES_SENSITIVE_PARAMETERS = ["password"]
GUESS_SECONDS = 2

# The second factor, and the office's own server of accounts (django-allauth; ipplans/allauth_adapters.py)

TWO_FACTOR = os.environ.get("TWO_FACTOR", "")
if TWO_FACTOR not in ("", "offered", "required"):
    raise ImproperlyConfigured("TWO_FACTOR is `offered`, `required`, or not set.")
ACCOUNT_ADAPTER = "ipplans.allauth_adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_REAUTHENTICATION_METHODS = ["password"]
MFA_ADAPTER = "ipplans.allauth_adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "ipplans"
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "").rstrip("/")
OIDC_NAME = os.environ.get("OIDC_NAME", "统一身份认证")
OIDC_CLAIM = os.environ.get("OIDC_CLAIM", "preferred_username")
SOCIALACCOUNT_ADAPTER = "ipplans.allauth_adapters.OfficeAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: no form may lead to another server (CSP)
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10  # seconds
_OFFICE = {
    "provider_id": "office",
    "name": OIDC_NAME,
    "client_id": os.environ.get("OIDC_CLIENT_ID", "ipplans"),
    "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
    "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_OFFICE] if OIDC_ISSUER else []}}

# Sessions and the log of who did what

SESSION_IDLE_MINUTES = number("SESSION_IDLE_MINUTES", 60)
