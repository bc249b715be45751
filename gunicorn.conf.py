"""Gunicorn reads this by itself: how its lines are written."""

from config.lines import ServerLines

logger_class = ServerLines
