"""The project: settings, addresses, and the one Celery application."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
