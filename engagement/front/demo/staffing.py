"""Roles of the demo town that wait: for a second administrator, and for a yes by mail.

An invitation’s link is new each time, so this stands beside the seeding, whose bytes are not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.roles import Role
from engagement.people.models import User
from engagement.people.services import Terms, give_role, invite
from engagement.places.models import Neighborhood

_ADMIN: Final = "admin@riverside.example"
_OTHER: Final = "stein@riverside.example"
_DAY: Final = timedelta(days=1)


@transaction.atomic
def leave_roles_waiting(now: datetime) -> None:
    """Have each administrator find something to agree to, and one letter unanswered."""
    priya, marcus = (User.objects.get(email=email) for email in (_ADMIN, _OTHER))
    jonas = User.objects.get(email="neighbor@riverside.example")
    astrid = User.objects.get(email="lindgren@riverside.example")
    why = _("Reads three languages, and has helped at the desk for a year")
    terms = Terms(role=Role.MODERATOR, neighborhood=None, reason=why)
    give_role(user=jonas, terms=terms, actor=marcus, now=now - _DAY)
    linden = Neighborhood.objects.get(name="Linden")
    why = _("Stands in for Officer Haddad until the end of the month")
    end = now + 30 * _DAY
    terms = Terms(role=Role.OFFICER, neighborhood=linden, reason=why, ends_at=end)
    give_role(user=astrid, terms=terms, actor=priya, now=now - 2 * _DAY)
    millbrook = Neighborhood.objects.get(name="Millbrook")
    why = _("Ran the book table at the school for six years")
    invite(
        address="lena.fischer@mail.riverside.example",
        terms=Terms(role=Role.ORGANIZER, neighborhood=millbrook, reason=why),
        actor=priya,
        language=settings.LANGUAGE_CODE,
        now=now - _DAY / 4,
    )
