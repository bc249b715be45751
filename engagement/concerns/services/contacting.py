"""Reaching the person who allowed it: each look is written down (SECURITY promise 12)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.limits import CONTACTS, is_over
from engagement.common.richtext import plain
from engagement.common.roles import Actor, Viewer
from engagement.concerns.contacts import ContactDetails, read_contact
from engagement.concerns.errors import TextMissingError, TooManyLooksError
from engagement.concerns.models import Concern
from engagement.concerns.permissions import can_see_contact

_SHORTEST_REASON: Final = 10
_LONGEST_REASON: Final = 300


@transaction.atomic
def look_at_contact(
    *, concern_id: int, actor: Actor, reason: str, now: datetime
) -> ContactDetails:
    """Show an officer how to reach a person who said that officers may see it.

    Raises NotAllowedError, TextMissingError, TooManyLooksError.
    """
    concern = Concern.objects.select_related("issue").filter(pk=concern_id).first()
    if concern is None or not can_see_contact(Viewer(user=actor), concern):
        raise NotAllowedError(_("The person did not allow that. Reply here instead."))
    reason = plain(reason).strip()[:_LONGEST_REASON]
    if len(reason) < _SHORTEST_REASON:
        raise TextMissingError(
            _("Say in a few words why you need to reach this person.")
        )
    if is_over(CONTACTS, actor.pk):
        raise TooManyLooksError(
            _("You looked at %(most)d addresses today. Reply here, or look tomorrow.")
            % {"most": CONTACTS.most}
        )
    record(
        actor=actor,
        action="concern.view_contact",
        subject=concern,
        now=now,
        place_id=concern.issue.neighborhood_id,
        reason=reason,
    )
    return read_contact(concern.contact_sealed)
