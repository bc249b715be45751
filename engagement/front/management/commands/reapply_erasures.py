"""After a restore: erase again whoever was erased since that backup."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from engagement.common.commands import plain_errors
from engagement.front.ledger import ledger_path
from engagement.front.services.erasing import reapply_erasures


class Command(BaseCommand):
    help = "Erase again whoever the ledger of erasures names and a backup brought back."

    def handle(self, **_more: object) -> None:
        with plain_errors():
            done = reapply_erasures(now=now())
        self.stdout.write(f"Ledger: {ledger_path()}")
        self.stdout.write(f"erased again {done.erased:>6}")
        self.stdout.write(f"not here     {done.absent:>6}")
