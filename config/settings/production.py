"""Settings for a real town: every unsafe or missing one is refused by name."""

import logging
import os

from config.settings import servers
from config.settings.base import *
from config.settings.faults import production_faults, refuse

refuse(production_faults(os.environ))
logging.captureWarnings(capture=True)  # they are lines like all others

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = servers.listed(env.str("SECRET_KEY_FALLBACKS", default=""))
REQUIRE_MFA = True  # RULINGS 33

# -- https, and nothing else ---------------------------------------------------------
SECURE_SSL_REDIRECT = True
# Asked from inside, without https; a program is told by our own middleware, not led on.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^api/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = False
# Other hosts of the town's domain, and the browsers' list, are the town's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

STORAGES["staticfiles"] = {"BACKEND": WITH_HASHED_NAMES}
