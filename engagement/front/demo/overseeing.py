"""What the overseer of the demo town finds, and a talk between a resident and an officer.

Sealed words differ from run to run, so this stands beside the seeding, whose bytes do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop

from engagement.audit.services import record
from engagement.common.roles import Role, Viewer
from engagement.concerns.choices import CLOSED, ComplaintStatus, Contact
from engagement.concerns.contacts import seal_contact
from engagement.concerns.models import Complaint, Concern, Look, Voice
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.concerns.services import (
    ComplaintReach,
    ComplaintWords,
    answer_officers,
    look_at_contact,
    move_complaint,
    send_complaint,
    write_to_complainant,
    write_to_reporter,
)
from engagement.people.models import User

_RESIDENT: Final = "resident@riverside.example"
_OFFICER: Final = "officer@riverside.example"
_BUSY: Final = "haddad@riverside.example"
_OVERSEER: Final = "overseer@riverside.example"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

_QUESTION = gettext_noop(
    "Which of the lamps is it: those by the brook, or at the bridge?"
)
_ANSWER = gettext_noop(
    "The three by the brook. The first one flickers before it goes out."
)
_THANKS = gettext_noop("Thank you. Somebody comes on Thursday evening to look at them.")
_AGREED = gettext_noop("Good. I am at home from six, and can show which ones.")
_WHY = gettext_noop("To ask when the light goes out, before the electrician comes")
_QUICK = gettext_noop("Checking something")
_STOPPED = gettext_noop(
    "I was stopped three times in a week on my way to work. Nobody told me why, and the "
    "last time my bag was emptied on the pavement."
)
_SHOUTED = gettext_noop(
    "I asked for a badge number and was shouted at in front of my children."
)
_SORRY = gettext_noop(
    "Thank you for writing. I have asked for the report of that evening. Was anybody with "
    "you who saw it?"
)


@transaction.atomic
def open_the_overseers_desk(now: datetime) -> None:
    """Give the overseer looks, one odd pattern and two complaints; Maya gets a talk."""
    known = {
        user.email: user
        for user in User.objects.filter(email__endswith="@riverside.example")
    }
    _talk(known, now)
    for email, days in ((_OFFICER, (9, 31, 52)), ("moreau@riverside.example", (4, 40))):
        _looks(known[email], [localtime(now) - day * _DAY for day in days], _WHY)
    night = (localtime(now) - 2 * _DAY).replace(hour=1, minute=5)
    _looks(known[_BUSY], [night + n * _HOUR / 7 for n in range(6)], _QUICK)
    _complaints(known[_OVERSEER], now)


def _area_of(officer: User) -> list[int]:
    return sorted(officer.place_ids(Role.OFFICER) or ())


def _reachable(officer: User, how_many: int) -> Sequence[Concern]:
    """Let the newest of some area have said that officers may reach them."""
    sent = Concern.objects.filter(
        neighborhood__in=_area_of(officer),
        person__isnull=False,
        withdrawn_at=None,
        contact_by=Contact.NONE,
    )
    chosen = list(sent.exclude(issue__status__in=CLOSED).order_by("-pk")[:how_many])
    for concern in chosen:
        concern.contact_by, concern.share_with_officer = Contact.EMAIL, True
        concern.contact_sealed = seal_contact(f"maya.{concern.pk}@mail.example", "")
    fields = ["contact_by", "share_with_officer", "contact_sealed"]
    Concern.objects.bulk_update(chosen, fields)
    return chosen


def _looks(officer: User, moments: Sequence[datetime], why: str) -> None:
    """Write looks down as they would have been, without their letters."""
    for at, concern in zip(moments, _reachable(officer, len(moments)), strict=False):
        Look.objects.create(
            concern=concern,
            actor=officer,
            role=Role.OFFICER,
            reason=why,
            was_allowed=True,
            at=at,
        )
        record(
            actor=officer,
            action="concern.view_contact",
            subject=concern,
            now=at,
            place_id=concern.neighborhood_id,
            reason=why,
        )


def _talk(known: dict[str, User], now: datetime) -> None:
    officer, maya = known[_OFFICER], known[_RESIDENT]
    concern = _mayas(officer, maya)
    if concern is None:
        return
    written: dict[str, Any] = {"concern_id": concern.pk, "actor": officer}
    write_to_reporter(**written, text=_QUESTION, now=now - 2 * _DAY)
    mine = Viewer(user=maya)
    answer_officers(concern_id=concern.pk, viewer=mine, text=_ANSWER, now=now - _DAY)
    look_at_contact(**written, reason=_WHY, now=now - 20 * _HOUR)
    write_to_reporter(**written, text=_THANKS, now=now - 19 * _HOUR)
    answer_officers(
        concern_id=concern.pk, viewer=mine, text=_AGREED, now=now - 2 * _HOUR
    )


def _mayas(officer: User, maya: User) -> Concern | None:
    """Give the resident of the demo an open concern, which she allowed to be asked about."""
    sent = Concern.objects.filter(
        neighborhood__in=_area_of(officer),
        kind__code="street_lighting",
        person__isnull=False,
    )
    newest = sent.exclude(issue__status__in=CLOSED).select_related("issue")
    concern = newest.order_by("-pk").first()
    if concern is None:
        return None
    voices = Voice.objects.filter(issue=concern.issue_id, person=concern.person_id)
    voices.update(person=maya)
    key = kept_key("the demo’s resident")
    concern.person, concern.idempotency_key = maya, key
    concern.receipt_hash = hash_of(receipt_from(key))
    concern.contact_by = Contact.EMAIL
    concern.contact_sealed = seal_contact(maya.email, maya.name)
    concern.wants_updates = concern.share_with_officer = True
    concern.mail_confirmed_at = concern.reported_at
    concern.save()
    return concern


def _complaints(overseer: User, now: datetime) -> None:
    for number, (text, who) in enumerate(((_SHOUTED, "badge 212"), (_STOPPED, ""))):
        send_complaint(
            words=ComplaintWords(text=text, who=who),
            reach=ComplaintReach(),
            neighborhood_id=None,
            kind_id=None,
            about_overseer=False,
            idempotency_key=f"complaint {number} of the demo",
            now=now - (6 - 4 * number) * _DAY,
        )
    first = Complaint.objects.earliest("pk")
    answered: dict[str, Any] = {"complaint_id": first.pk, "actor": overseer}
    write_to_complainant(**answered, text=_SORRY, now=now - 4 * _DAY)
    move_complaint(
        **answered, status=ComplaintStatus.LOOKING, reason="", now=now - 4 * _DAY
    )
