"""Settings for programs of a test that must behave as in a real town: Redis, files, lines."""

from config.settings import base
from config.settings.test import *  # noqa: F403 - each environment begins with all of the base

CACHES = base.CACHES
STORAGES = base.STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
}
LOGGING = base.LOGGING | {"root": {"handlers": ["line"], "level": "DEBUG"}}
