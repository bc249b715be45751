"""How a worker begins: with our lines, and with an end to what it may ask."""

from __future__ import annotations

import logging
from typing import Any

from celery.app.log import Logging
from celery.loaders.app import AppLoader
from django.conf import settings

from config.settings import servers


class QueueLines(Logging):
    """Leaves lines to Django, which has set up how one is written."""

    def setup_logging_subsystem(self, *args: Any, **kwargs: Any) -> Any:
        if logging.getLogger().handlers:
            return True
        return super().setup_logging_subsystem(*args, **kwargs)


class TownLoader(AppLoader):
    """Says how long the database may be asked, before a worker makes its hands."""

    def on_worker_init(self) -> None:
        servers.limit_questions(settings.DATABASES["default"], servers.OF_A_WORKER)
