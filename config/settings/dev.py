"""Settings for a demo town and for a developer's machine."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from config.settings.base import *

DEMO_MODE = True
SECRET_KEY = "only-for-the-demo-town-never-for-a-real-one"  # noqa: S105 - the demo holds no secrets
FIELD_KEY = urlsafe_b64encode(sha256(SECRET_KEY.encode()).digest()).decode()
if not env.str("EMAIL_URL", default=""):  # the mailbox page shows what was written
    EMAIL_BACKEND = "engagement.outbox.mailbox.DemoMailbox"
DEBUG = env.bool("DEBUG", default=False)
if not DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "config.static.QuickStaticStorage"}
