"""Settings for programs of a test that must behave as in a real town: Redis, all lines."""

from config.settings import base
from config.settings.test import *  # noqa: F403 - each environment begins with all of the base

CACHES = base.CACHES
LOGGING = base.LOGGING | {"root": {"handlers": ["line"], "level": "DEBUG"}}
