"""Carry jobs from the outbox to the workers until stopped; several may run."""

from __future__ import annotations

import logging
import signal
from types import FrameType
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand

from engagement.outbox.relay import Relay

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Hand jobs from the outbox to the workers until stopped. Several may run."
    requires_system_checks: list[str] = []  # whatever else is wrong, letters leave

    def handle(self, *_args: Any, **_options: Any) -> None:
        current_app.loader.import_default_modules()
        relay = Relay(current_app)

        def stop(_number: int, _frame: FrameType | None) -> None:
            relay.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("The relay is listening.")
        relay.run()
