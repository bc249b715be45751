"""A captain’s answer to the monthly letter: this list is right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from engagement.people.models import User
from watchgroups.models import Group
from watchgroups.services.locks import group_of_leader, note, require_active


@transaction.atomic
def say_list_is_right(*, group_id: int, actor: User, now: datetime) -> Group:
    """Write down who said it and when; a second press in a month adds nothing.

    Raises NotAllowedError, GroupRestsError.
    """
    group = group_of_leader(group_id, actor)
    require_active(group)
    if group.list_is_right(now):
        return group
    group.list_right_at, group.list_right_by = now, actor
    group.save(update_fields=["list_right_at", "list_right_by"])
    note(group, actor, "group.list_is_right", now)
    return group
