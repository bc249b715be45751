"""The private fields of those who come to meetings (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_BOOKINGS: Final = (
    Field(
        "name, address, needs and answers of who comes",
        "canary-comes",
        "meetings.booking.sealed",
        ("admin",),
        "opens the list aloud; else only its organizers, never the address",
    ),
    Field("code of a ticket", "CANARYTK", "meetings.booking.code"),
    Field(
        "link of a booking, address of a calendar",
        "canary-coming-link",
        "meetings.booking.key meetings.booking.token_hash"
        " meetings.booking.address_mark meetings.calendarfeed.token_hash",
    ),
    Field(
        "letter to those who come",
        "canary-told",
        "meetings.notice.text",
        ("officer",),
        "write to them too",
    ),
    Field(
        "why a list was opened",
        "canary-list-look",
        "meetings.listlook.reason",
        (),
        "those on the list and the organizers by letter",
    ),
)
