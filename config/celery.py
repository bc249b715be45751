"""The one Celery application."""

from celery import Celery

app = Celery(
    "commonground",
    loader="config.workers:TownLoader",
    log="config.workers:QueueLines",
    task_cls="engagement.outbox.worker:JobTask",
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
