"""Closing the account of whoever sent something, without learning who that is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.concerns.errors import NoSenderError
from engagement.concerns.models import Concern
from engagement.concerns.permissions import can_suspend_sender
from engagement.concerns.queries.senders import AskedSender, asked_sender
from engagement.people.models import User
from engagement.people.services import suspend_person


@transaction.atomic
def open_sender(
    *, decision_id: int, viewer: Viewer, now: datetime
) -> AskedSender | None:
    """Show an administrator which account a moderator asked about; each look is kept."""
    found = asked_sender(viewer, decision_id)
    if found is None:
        return None
    record(
        actor=viewer.user,
        action="concern.view_sender",
        subject=found.concern,
        now=now,
        place_id=found.concern.neighborhood_id,
        reason=found.asked.words[:500],
    )
    return found


@transaction.atomic
def suspend_sender(*, concern_id: int, actor: User, reason: str, now: datetime) -> None:
    """Close the account a concern was sent with (matrix: user.suspend).

    A moderator has a say where somebody spoke: in the moderator's own area. Nothing
    that comes back tells who it was. Raises NotAllowedError, NoSenderError, and what
    closing an account raises.
    """
    concern = Concern.objects.select_related("person").get(pk=concern_id)
    if not can_suspend_sender(Viewer(user=actor), concern):
        raise NotAllowedError(_("Only moderators of this neighborhood may do that."))
    if concern.person is None:
        raise NoSenderError(_("This was sent without an account. There is none to close."))  # fmt: skip
    place = concern.neighborhood_id
    try:
        suspend_person(
            user=concern.person,
            actor=actor,
            reason=reason,
            now=now,
            spoke_in=() if place is None else (place,),
        )
    except NotAllowedError as error:
        raise NotAllowedError(_("This is a matter for an administrator.")) from error
