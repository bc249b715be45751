"""Programs and places beside the database: broker, workers, mail, disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend as Smtp
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from engagement.common.errors import DomainError
from engagement.common.sealed import seal, unseal
from engagement.front.doctor.findings import Finding, State, broken, late, well
from engagement.outbox.texting import can_text, knows_service
from engagement.people.numbers import knows_region

PATIENCE = 2
LEAST_FREE = 500 * 1024 * 1024


def broker() -> Finding:
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=PATIENCE)
    except (OSError, OperationalError, RedisError) as error:
        return broken("broker", f"The broker cannot be reached ({_short(error)}). "
                      "Concerns are still taken in; letters wait or leave by the relay.")  # fmt: skip
    return well("broker", "The broker answers.")


def workers() -> Finding:
    """Ask the workers to answer; needs the broker."""
    found = current_app.control.ping(timeout=PATIENCE)
    if not found:
        return broken("worker", "No worker answers. Start one: celery -A config worker")
    names = ", ".join(sorted(name for one in found for name in one))
    return well("worker", f"{len(found)} answering: {names}.")


def queue() -> Iterator[Finding]:
    found = broker()
    yield found
    if found.is_well:
        yield workers()
    else:
        yield broken("worker", "No worker can be asked: the broker does not answer.")


def mail() -> Finding:
    """Open a connection to the mail server, send nothing."""
    connection = get_connection(timeout=PATIENCE)
    if not isinstance(connection, Smtp):
        kind = settings.EMAIL_BACKEND.rpartition(".")[2]
        if settings.DEMO_MODE:
            return Finding(
                "mail", State.OFF, "No mail server: letters stand in /demo/mail/."
            )
        return broken("mail", f"No mail server is configured ({kind}): no letter arrives.")  # fmt: skip
    try:
        connection.open()
    except OSError as error:
        where = f"{connection.host}:{connection.port}"
        return broken("mail", f"The mail server at {where} cannot be reached ({_short(error)}).")  # fmt: skip
    finally:
        connection.close()
    return well("mail", f"The mail server at {connection.host} answers.")


def texts() -> Finding:
    """Look whether texts could be sent, and send none."""
    if not can_text():
        return Finding("texts", State.OFF, "No texts (SMS_URL): no page offers a phone code.")  # fmt: skip
    if not knows_service():
        return broken("texts", "SMS_URL names no service that Apprise knows, or lacks a part: no code by phone arrives.")  # fmt: skip
    if not knows_region():
        return broken("texts", f"PHONE_REGION: there are no numbers in {settings.PHONE_REGION}.")  # fmt: skip
    return well("texts", "The address for texts can be used.")


def storage() -> Finding:
    """Write a file where the town keeps its files, and look how much room is left."""
    folder = Path(settings.STATE_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"room")
    except OSError as error:
        return broken("storage", f"Nothing can be written to {folder} ({_short(error)}).")  # fmt: skip
    free = shutil.disk_usage(folder).free
    room = f"{free / 1024**3:.1f} GB free in {folder}"
    if free < LEAST_FREE:
        return late("storage", f"The disk is nearly full: {room}.")
    return well("storage", f"{room}.")


def field_key() -> Finding:
    """Seal a word and read it again: contacts and codes need the key."""
    try:
        unseal(seal("well"))
    except (ValueError, DomainError):
        return broken("field key", "FIELD_KEY is missing or not a key: contacts cannot be kept.")  # fmt: skip
    return well("field key", "Contacts and codes can be sealed and read.")


def _short(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
