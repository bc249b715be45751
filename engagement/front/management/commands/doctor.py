"""Say what is configured, reachable, late or broken; exit 1 if something is."""

from __future__ import annotations

from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from engagement.front.doctor import Finding, State, checkup


class Command(BaseCommand):
    help = "Say in words what is configured, reachable, late or broken."
    requires_system_checks: list[str] = []  # a sick town must be able to say so

    def handle(self, **_more: object) -> None:
        unwell = []
        for finding in checkup(now()):
            self.stdout.write(_line(finding))
            if not finding.is_well:
                unwell.append(finding)
        if unwell:
            _end(unwell)
        self.stdout.write("Everything is well.")


def _line(finding: Finding) -> str:
    return f"{finding.state:<7} {finding.about:<13} {finding.says}"


def _end(unwell: list[Finding]) -> NoReturn:
    late = sum(finding.state == State.LATE for finding in unwell)
    message = f"{len(unwell) - late} broken, {late} late."
    raise CommandError(message, returncode=1)
