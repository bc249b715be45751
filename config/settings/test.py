"""Settings for the test suite: fast hashing, no compressed files."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from config.settings.base import *

SECRET_KEY = "only-for-the-tests"  # noqa: S105 - the tests hold no secrets
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_LEFT_OUT = (
    "whitenoise",
    "FirstRun",
)  # few tests need a town; its own tests put it back
MIDDLEWARE = [name for name in MIDDLEWARE if not any(x in name for x in _LEFT_OUT)]
DATABASES["default"]["OPTIONS"].pop("pool")
FIELD_KEY = urlsafe_b64encode(sha256(SECRET_KEY.encode()).digest()).decode()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
LOGGING = {"version": 1, "disable_existing_loggers": False}
