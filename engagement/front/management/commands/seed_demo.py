"""Lay down the invented town of Riverside, at any size."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime, time
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import now
from tqdm import tqdm

from engagement.common.errors import DomainError
from engagement.front.demo.overseeing import open_the_overseers_desk
from engagement.front.demo.people import KNOWN, PASSWORD
from engagement.front.demo.seeding import USUAL_CONCERNS, seed_demo
from engagement.front.demo.staffing import leave_roles_waiting

_MORNING = time(8)


class Command(BaseCommand):
    help = "Fill an empty database with the invented town of Riverside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--concerns",
            type=int,
            default=USUAL_CONCERNS,
            metavar="N",
            help=f"how many concerns its people sent in a year (default {USUAL_CONCERNS})",
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=7,
            metavar="S",
            help="another number, another year (default 7)",
        )
        parser.add_argument(
            "--today",
            metavar="ISO",
            help="the day the town’s year ends, like 2026-11-22 (default: now)",
        )

    def handle(
        self,
        *,
        concerns: int,
        seed: int,
        today: str | None,
        verbosity: int,
        **_more: object,
    ) -> None:
        if concerns < 0:
            raise CommandError("--concerns cannot be less than 0.")
        moment = _moment(today) if today else now()
        began = monotonic()
        with tqdm(total=concerns, unit=" concerns", disable=verbosity < 1) as bar:
            try:
                with transaction.atomic():
                    seeded = seed_demo(
                        concerns=concerns,
                        seed=seed,
                        now=moment,
                        tell=lambda done: bar.update(done - bar.n),
                    )
                    open_the_overseers_desk(moment)
                    leave_roles_waiting(moment)
            except DomainError as error:
                raise CommandError(str(error)) from error
        took = monotonic() - began
        self.stdout.write(
            f"Riverside is there: {seeded.neighborhoods} neighborhoods, "
            f"{seeded.people:,} people, {seeded.concerns:,} concerns about "
            f"{seeded.issues:,} problems, {seeded.voices:,} voices, in {took:.1f} s "
            f"({seeded.concerns / took:,.0f} concerns a second)."
        )
        self.stdout.write(f"Sign in with the password {PASSWORD}")
        for known in KNOWN:
            role = known.role or "resident"
            self.stdout.write(f"  {role:<10} {known.email}  {known.name}")


def _moment(today: str) -> datetime:
    """Read a day or a moment; a day is told at eight in the morning."""
    zone = ZoneInfo(settings.TIME_ZONE)
    try:
        read = datetime.fromisoformat(today)
    except ValueError as error:
        message = f"“{today}” is not a day. Write it like 2026-11-22."
        raise CommandError(message) from error
    if len(today) == len("2026-11-22"):
        read = datetime.combine(date.fromisoformat(today), _MORNING)
    return read if read.tzinfo else read.replace(tzinfo=zone)
