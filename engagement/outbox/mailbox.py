"""Where letters go when no mail server is configured in the demo: a page shows them."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.timezone import now

from engagement.outbox.models import DemoLetter


def _html_of(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    pages = [part for part, kind in message.alternatives if kind == "text/html"]
    return str(pages[0]) if pages else ""


class DemoMailbox(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            DemoLetter(
                to=to,
                subject=str(message.subject),
                text=str(message.body),
                html=_html_of(message),
                sent_at=now(),
            )
            for message in email_messages
            for to in message.to
        ]
        return len(DemoLetter.objects.bulk_create(letters))
