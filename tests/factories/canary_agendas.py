"""What somebody proposed for a meeting, and the minutes they published (canary.py)."""

from __future__ import annotations

from engagement.moderation.choices import What
from engagement.people.models import User
from meetings.services.minutes import publish_minutes
from tests.factories.agendas import make_minutes, make_past_meeting, make_proposal
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.moderation import make_review

MARK = "zyxcanary"


def beside_agendas(user: User) -> None:
    ahead = make_meeting(made_by=user)
    review = make_review(
        f"{MARK}proposed Benches",
        what=What.PROPOSAL,
        neighborhood=ahead.neighborhood,
        sender=user,
    )
    make_proposal(ahead, review=review, person=user)
    held = make_past_meeting()
    organizer = make_meeting_organizer(held, user)
    organizer.added_by = user
    organizer.save(update_fields=["added_by"])
    make_minutes(held)
    publish_minutes(meeting_id=held.pk, actor=user, now=held.ends_at)
