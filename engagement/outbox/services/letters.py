"""Letters: one recipient each, text and HTML, in the reader's language."""

from __future__ import annotations

import hmac
import json
import smtplib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context
from django.template.loader import select_template
from django.utils.translation import get_supported_language_variant, override

from engagement.common.sealed import seal, unseal
from engagement.outbox.models import Job, SealedLetter
from engagement.outbox.services.accounting import GIVE_UP_AFTER, finish, taken
from engagement.outbox.services.queueing import enqueue

PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)
PERMANENT = 500


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str


def known_language(language: str) -> str:
    """Give the language the town has that comes nearest, else the town’s own."""
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return str(settings.LANGUAGE_CODE)


def _rendered(
    names: str | list[str], values: Mapping[str, object], *, is_html: bool
) -> str:
    context = Context(dict(values), autoescape=is_html)
    wanted = [names] if isinstance(names, str) else names
    template = select_template(wanted).template
    return str(template.render(context)).strip()


def write_letter(
    *, to: str, language: str, template: str, values: Mapping[str, object]
) -> Letter:
    """Fill in `templates/letters/<template>.subject.txt`, `.txt` and `.html`.

    Without an `.html` of its own the words of the `.txt` make the page.
    """
    tongue = known_language(language)
    words = {"site_url": settings.SITE_URL, "language": tongue, **values}
    with override(tongue):
        subject = _rendered(f"letters/{template}.subject.txt", words, is_html=False)
        text = _rendered(f"letters/{template}.txt", words, is_html=False)
        pages = [f"letters/{template}.html", "letters/_plain.html"]
        drawn = {**words, "subject": subject, "text": text}
        html = _rendered(pages, drawn, is_html=True)
    one_line = " ".join(subject.split())[:250]
    return Letter(to=to, subject=one_line, text=text, html=html)


def message_id(job: Job) -> str:
    """The same for every try of one job, so that mail programs fold a second copy."""
    words = f"{job.pk} {job.created_at.isoformat()}"
    name = hmac.new(settings.SECRET_KEY.encode(), words.encode(), sha256).hexdigest()
    return f"<{name[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


def _post(job: Job, letter: Letter) -> None:
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[letter.to],
        headers={"Message-ID": message_id(job), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(letter.html, "text/html")
    mail.send()


def _is_permanent(error: Exception) -> bool:
    """Tell a refusal for good (“no such mailbox”) from a server that is away."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return bool(codes) and min(codes) >= PERMANENT
    if isinstance(error, smtplib.SMTPDataError):
        return int(error.smtp_code) >= PERMANENT
    return isinstance(error, ValueError)  # an address no server could take


def _try_later(job: Job, error: Exception, now: datetime) -> None:
    """A mail server that is away is not the job's fault: it costs no attempt."""
    job.last_error = f"{type(error).__name__}: {error}"[:500]
    age = now - job.created_at
    if _is_permanent(error) or age > GIVE_UP_AFTER:
        job.dead_at = now
    else:
        job.not_before = now + min(max(PAUSE, age / 4), LONGEST_PAUSE)
        job.sent_at = None
        job.attempts = max(job.attempts - 1, 0)
    job.save(
        update_fields=["last_error", "dead_at", "not_before", "sent_at", "attempts"]
    )


def _send(job: Job, letter: Letter, now: datetime) -> bool:
    try:
        _post(job, letter)
    except (OSError, ValueError) as error:  # every SMTP error is an OSError
        _try_later(job, error, now)
        return False
    finish(job.pk, now)
    return True


@transaction.atomic
def deliver(
    *,
    job_id: int,
    to: str,
    language: str,
    template: str,
    values: Mapping[str, object],
    now: datetime,
) -> bool:
    """Send one letter and mark its job done; False when it was not sent now.

    The job's row stays locked while the letter leaves, so a twin waits and then finds
    it done. Between the server's yes and our commit a kill may send a second copy, with
    the same Message-ID.
    """
    job = taken(job_id)
    if job is None:
        return False
    letter = write_letter(to=to, language=language, template=template, values=values)
    return _send(job, letter, now)


@transaction.atomic
def send_sealed_letter(letter: Letter, *, now: datetime) -> SealedLetter:
    """Send a letter whose words are secret; they are kept sealed until it has left."""
    words = json.dumps(asdict(letter))
    kept = SealedLetter.objects.create(sealed=seal(words), created_at=now)
    about = f"outbox.sealedletter:{kept.pk}"
    enqueue(task="outbox.send_sealed", about=about, now=now, letter_id=kept.pk)
    return kept


@transaction.atomic
def deliver_sealed(*, job_id: int, letter_id: int, now: datetime) -> bool:
    """Send a sealed letter; its words are gone when it is."""
    job = taken(job_id)
    if job is None:
        return False
    kept = SealedLetter.objects.filter(pk=letter_id).first()
    if kept is None:
        finish(job_id, now)
        return False
    if not _send(job, Letter(**json.loads(unseal(kept.sealed))), now):
        return False
    kept.delete()
    return True
