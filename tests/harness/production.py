"""The settings of a real town, with plain files and two addresses that break."""

from config.settings.production import *  # noqa: F403 - each environment begins with all of the base

STORAGES["staticfiles"] = {  # noqa: F405 - of the settings above
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
ROOT_URLCONF = "tests.harness.breaking"
