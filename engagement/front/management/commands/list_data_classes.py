"""Print the table of data classes, as docs/privacy.md holds it."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from engagement.front.personal.data_classes import as_markdown


class Command(BaseCommand):
    help = "Print how careful the town is with each column, as a table."

    def handle(self, **_more: object) -> None:
        self.stdout.write(as_markdown(), ending="")
