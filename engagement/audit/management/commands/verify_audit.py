"""Tell whether the record of acts was tampered with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from engagement.audit.services import verify


class Command(BaseCommand):
    help = "Walk the chain of the audit record; exit 1 where it breaks or was cut."

    def handle(self, *_args: Any, **_options: Any) -> None:
        verdict = verify(now=now())
        if verdict.broken_at is not None:
            message = (
                f"The record was changed: the chain breaks at {verdict.broken_at}."
            )
            raise CommandError(message)
        if verdict.cut_at is not None:
            message = f"The record was cut: checkpoint {verdict.cut_at} names a link that is not there."
            raise CommandError(message)
        if verdict.forged is not None:
            message = f"Checkpoint {verdict.forged} was not signed with our SECRET_KEY."
            raise CommandError(message)
        if verdict.late:
            message = f"{verdict.late} entries are not chained. Is the worker running?"
            raise CommandError(message)
        self.stdout.write(f"{verdict.checked} entries, whole. Head: {verdict.head}")
