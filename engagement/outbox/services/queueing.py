"""Putting work into the outbox: it leaves only if the transaction stays."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection

from engagement.common.roles import Actor
from engagement.outbox.models import Job

_INSERT = """
INSERT INTO outbox_job (task, about, version, person_id, arguments, created_at,
                        not_before, attempts, last_error)
VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, 0, '')
ON CONFLICT (task, about, version, person_id) DO NOTHING
RETURNING id
"""


def enqueue(
    *,
    task: str,
    about: str,
    now: datetime,
    version: int = 1,
    person: Actor | None = None,
    not_before: datetime | None = None,
    **arguments: object,
) -> Job | None:
    """Ask for a task to run once after commit; None when it was asked for before.

    Once per task, object, version and person: the database keeps that, also against
    two who ask at the same moment. The insert itself wakes the relay (a trigger).
    """
    due = not_before or now
    person_id = person.pk if person is not None else None
    words = json.dumps(arguments)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, (task, about, version, person_id, words, now, due))
        found = cursor.fetchone()
    if found is None:
        return None
    return Job(
        pk=found[0],
        task=task,
        about=about,
        version=version,
        person_id=person_id,
        arguments=arguments,
        created_at=now,
        not_before=due,
    )
