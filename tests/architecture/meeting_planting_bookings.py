"""Those who come to meetings, with a canary in every private field."""

from __future__ import annotations

from django.utils.timezone import now

from meetings.models import CalendarFeed, ListLook, Meeting, Notice
from meetings.wishes import Wish, seal_wish
from tests.factories.bookings import make_booking
from tests.factories.people import make_user


def plant_bookings(meeting: Meeting) -> None:
    """One who comes, one letter to all, one private calendar."""
    word, link = "canary-comes", "canary-coming-link"
    booking = make_booking(meeting, code="CANARYTK", key=link, token_hash=link)
    wish = Wish(name=word, needs=word, answers={"1": word})
    booking.sealed = seal_wish(wish, f"{word}@example.net")
    booking.address_mark = link
    booking.save(update_fields=["sealed", "address_mark"])
    Notice.objects.create(
        meeting=meeting, kind="message", version=1, text="canary-told", at=now()
    )
    look = ListLook.objects.create(
        meeting=meeting, actor=make_user(), reason="canary-list-look", at=now()
    )
    look.seen.add(booking)
    CalendarFeed.objects.create(person=make_user(), token_hash=link, made_at=now())
