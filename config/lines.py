"""The lines of gunicorn, written as all others are."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.glogging import Logger

from engagement.common.loglines import WAYS, Numbered, TextLine

UNREADABLE = "Invalid request from ip="
BROKE = "Error handling request"


class ServerLines(Logger):
    """Gunicorn's, without the addresses it would name."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(WAYS.get(os.environ.get("LOG_FORMAT", ""), TextLine)())
            handler.addFilter(Numbered())

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith(UNREADABLE):
            msg = "A request could not be read."
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith(BROKE):
            msg, args = "A request broke outside the program.", ()
        super().exception(msg, *args, **kwargs)
