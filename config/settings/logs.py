"""How the processes write their lines: to the standard output, as text or as JSON."""

from __future__ import annotations

from typing import Any


def logging_of(form: str, level: str) -> dict[str, Any]:
    """Give Django’s LOGGING for a form of lines and the least level that is written."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "away": {"()": "engagement.common.loglines.OnceAMinute"},
            "numbered": {"()": "engagement.common.loglines.Numbered"},
        },
        "formatters": {
            "text": {"()": "engagement.common.loglines.TextLine"},
            "json": {"()": "engagement.common.loglines.JsonLine"},
        },
        "handlers": {
            "line": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["away", "numbered"],
            }
        },
        "root": {"handlers": ["line"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "apprise": {
                "handlers": [],
                "propagate": False,
            },  # its lines name phone numbers
            "urllib3": {"level": "INFO"},  # below that it writes whole addresses
            "django.request": {"level": "ERROR"},  # an answer of 404 is no news
            "psycopg.pool": {"level": "ERROR"},  # the caller says it in words
        },
    }
