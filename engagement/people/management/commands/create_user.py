"""An account for scripts, tests and the first administrator."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.timezone import now

from engagement.common.errors import DomainError
from engagement.common.roles import Role
from engagement.people import services
from engagement.people.models import User
from engagement.people.queries import person_with_address
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhood_named

WHOLE_TOWN = "*"


def _read_grant(text: str) -> tuple[Role, Neighborhood | None]:
    """Read `officer:old-town`, `officer:Old Town` or `officer:*`."""
    role_name, colon, place_name = text.partition(":")
    if not colon or role_name not in Role.values:
        roles = ", ".join(Role.values)
        message = f"“{text}” is not ROLE:NEIGHBORHOOD. The roles are {roles}."
        raise CommandError(message)
    if place_name.strip() == WHOLE_TOWN:
        return Role(role_name), None
    place = neighborhood_named(place_name)
    if place is None:
        message = (
            f"There is no neighborhood “{place_name}”. Use its name or slug, or *."
        )
        raise CommandError(message)
    return Role(role_name), place


class Command(BaseCommand):
    help = "Make an account, or add roles to one that exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--grant",
            action="append",
            default=[],
            metavar="ROLE:NEIGHBORHOOD",
            help="may be given several times; ROLE:* is the whole town",
        )
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read a password from the first line of standard input",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        grants = [_read_grant(text) for text in options["grant"]]
        password = None
        if options["password_stdin"]:
            password = sys.stdin.readline().rstrip("\r\n")
        try:
            with transaction.atomic():
                user = self._account(options["email"], options["name"], password)
                for role, place in grants:
                    services.grant_role(
                        user=user,
                        role=role,
                        neighborhood=place,
                        actor=None,
                        now=now(),
                        reason="from the command line",
                    )
        except DomainError as error:
            raise CommandError(str(error)) from error
        roles = [
            f"{role}:{place.slug if place else WHOLE_TOWN}" for role, place in grants
        ]
        self.stdout.write(f"{user.email} {' '.join(roles)}".strip())

    def _account(self, email: str, name: str, password: str | None) -> User:
        user = person_with_address(email)
        if user is None:
            return services.create_user(
                email=email, name=name, password=password, now=now()
            )
        if password is not None:
            services.set_password(user=user, password=password)
        self.stderr.write(f"There is an account for {user.email} already.")
        return user
