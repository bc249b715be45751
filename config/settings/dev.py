"""Settings for a demo town and for a developer's machine."""

import os

from config.settings.base import *
from config.settings.unsafe import DEMO_KEY, DEMO_SECRET

DEMO_MODE = True
SECRET_KEY, FIELD_KEY = DEMO_SECRET, DEMO_KEY  # refused in a real town
if not env.str("EMAIL_URL", default=""):  # the mailbox page shows what was written
    EMAIL_BACKEND = "engagement.outbox.mailbox.DemoMailbox"
SMS_URL = env.str("SMS_URL", default="") or "demo://"  # so does it with texts
ADDRESS = STATE_DIR / "address"  # where the demo of this state stands, or stood last
if not {"SITE_URL", "PORT"} & os.environ.keys() and ADDRESS.exists():
    SITE_URL = ADDRESS.read_text()  # letters of a command beside it lead there too
DEBUG = env.bool("DEBUG", default=False)
if not DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "config.static.QuickStaticStorage"}
