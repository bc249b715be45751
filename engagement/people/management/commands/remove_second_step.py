"""For somebody who lost their phone and their recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from engagement.people.lost_second_steps import take_second_steps_away
from engagement.people.queries import person_with_address


class Command(BaseCommand):
    help = "Take the second steps from an account; its person is told by letter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--reason", required=True, help="how you made sure that it is they who ask"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        user = person_with_address(options["email"])
        if user is None:
            message = f"There is no account for {options['email']}."
            raise CommandError(message)
        taken = take_second_steps_away(user=user, reason=options["reason"], now=now())
        said = "has no second step any more." if taken else "had no second step."
        self.stdout.write(f"{user.email} {said}")
