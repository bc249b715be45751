"""Bring the demo's database to the point where the town can open."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand

from engagement.people.models import User
from engagement.places.models import Neighborhood


class Command(BaseCommand):
    help = "Migrate, and fill the database with the demo town if it is empty."
    requires_system_checks: list[str] = []  # tests ask; nobody need wait for it

    def handle(self, **_more: object) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if Neighborhood.objects.exists() or User.objects.exists():
            self.stdout.write("The database is in use; it stays as it is.")
            return
        call_command("seed_demo", verbosity=0)
