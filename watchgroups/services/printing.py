"""Sheets of a group for the wall or the pocket: that one was made is kept in the record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from watchgroups.models import Group
from watchgroups.permissions import can_see_members
from watchgroups.services.locks import note


@transaction.atomic
def note_print(*, group: Group, actor: User, now: datetime) -> None:
    """Write down that somebody printed the roster. Raises NotAllowedError."""
    if not can_see_members(Viewer(user=actor), group):
        raise NotAllowedError(_("Only the captains of this group may do that."))
    note(group, actor, "group.print_roster", now)
