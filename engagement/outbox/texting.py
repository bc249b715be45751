"""The one door to text messages: Apprise, which speaks to dozens of services by address.

SMS_URL is such an address, with `{to}` where the number goes. Without it no text leaves,
and no page offers one; `demo://` puts texts among the demo's letters. Apprise's own lines
about what happened name the number, so they are silenced in the settings.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import quote

from apprise import Apprise, AppriseAsset
from django.conf import settings
from django.utils.translation import gettext as _

from engagement.outbox.models import DemoLetter

DEMO: Final = "demo://"
_QUIET: Final = AppriseAsset(
    storage_mode="memory", secure_logging=True, http_redirects=False
)


def can_text() -> bool:
    """Tell whether this town sends texts at all."""
    return bool(settings.SMS_URL)


def knows_service() -> bool:
    """Tell whether Apprise can send by the address that is set; nothing is sent."""
    return settings.SMS_URL == DEMO or Apprise(asset=_QUIET).add(
        _address("+16175550123")
    )


def _address(to: str) -> str:
    return str(settings.SMS_URL).replace("{to}", quote(to, safe=""))


def post_text(*, to: str, text: str, now: datetime) -> bool:
    """Hand one text to the service; False when it did not take it."""
    if settings.SMS_URL == DEMO:
        subject = _("Text message")
        DemoLetter.objects.create(
            to=to, subject=subject, text=text, html="", sent_at=now
        )
        return True
    service = Apprise(asset=_QUIET)
    if not service.add(_address(to)):
        return False
    return bool(service.notify(body=text))
