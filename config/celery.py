"""The one Celery application."""

from celery import Celery

app = Celery(
    "commonground",
    task_cls="engagement.outbox.worker:JobTask",
    log="config.lines:QueueLines",
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
