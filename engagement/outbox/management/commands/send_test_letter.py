"""See with one's own eyes that letters arrive."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.timezone import now

from engagement.outbox.services import send_sealed_letter, write_letter


class Command(BaseCommand):
    help = "Put a test letter into the outbox, to see that letters arrive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", metavar="EMAIL")

    def handle(self, *_args: Any, **options: Any) -> None:
        to = options["to"]
        try:
            validate_email(to)
        except ValidationError as error:
            message = f"“{to}” is not an e-mail address."
            raise CommandError(message) from error
        language = settings.LANGUAGE_CODE
        letter = write_letter(
            to=to, language=language, template="test_letter", values={}
        )
        send_sealed_letter(letter, now=now())
        self.stdout.write(f"A test letter to {to} is in the outbox.")
