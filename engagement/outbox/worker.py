"""How a worker meets a job: count the start, skip what is done, note what failed."""

from __future__ import annotations

from typing import Any

from celery import Task
from celery.exceptions import Ignore
from django.utils.timezone import now

from engagement.common import loglines
from engagement.outbox import services


class JobTask(Task[Any, Any]):
    """Every task of ours; those called for a job carry its id."""

    abstract = True

    def before_start(
        self,
        task_id: str,
        args: tuple[Any, ...],  # noqa: ARG002 - Celery's signature
        kwargs: dict[str, Any],
    ) -> None:
        job_id = kwargs.get("job_id")
        loglines.enter(f"task-{task_id}" if job_id is None else f"job-{job_id}")
        if job_id is not None and not services.begin(job_id=job_id, now=now()):
            loglines.leave()
            raise Ignore

    def after_return(
        self,
        status: str,  # noqa: ARG002 - Celery's signature
        retval: Any,  # noqa: ARG002 - Celery's signature
        task_id: str,  # noqa: ARG002 - Celery's signature
        args: tuple[Any, ...],  # noqa: ARG002 - Celery's signature
        kwargs: dict[str, Any],  # noqa: ARG002 - Celery's signature
        einfo: Any,  # noqa: ARG002 - Celery's signature
    ) -> None:
        loglines.leave()

    def on_failure(
        self,
        exc: BaseException,
        task_id: str,  # noqa: ARG002 - Celery's signature
        args: tuple[Any, ...],  # noqa: ARG002 - Celery's signature
        kwargs: dict[str, Any],
        einfo: Any,  # noqa: ARG002 - Celery's signature
    ) -> None:
        job_id = kwargs.get("job_id")
        if job_id is not None:
            error = f"{type(exc).__name__}: {exc}"
            services.fail(job_id=job_id, error=error, now=now())
