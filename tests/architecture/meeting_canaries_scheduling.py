"""Private fields of scheduling meetings (canaries.py says how to read a row)."""

from __future__ import annotations

from typing import Final

# what, word, columns, readers, why
OF_SCHEDULING: Final = (
    (
        "link to join a meeting online",
        "canary-online-link",
        "meetings.meeting.online_link meetings.series.online_link",
        ("officer",),
        "change it; those who registered get it by letter",
    ),
    (
        "address of a letter that asks to look after a meeting",
        "canary-co-invited",
        "meetings.organizerinvitation.address",
        ("admin",),
        "invites, as the meeting’s own organizers do",
    ),
    (
        "hash of the link in it",
        "canary-co-link",
        "meetings.organizerinvitation.token_hash",
        (),
        "",
    ),
    (
        "browser that voted on dates",
        "canary-date-device",
        "meetings.datevoter.device",
        (),
        "",
    ),
)
