"""The private fields of those enrolled for a series (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_ENROLMENTS: Final = (
    Field(
        "name, address, needs and answers of who enrolled",
        "canary-enrolled",
        "meetings.seriesenrolment.sealed",
        (),
        "only organizers of the series, never the address",
    ),
    Field(
        "name and address of a parent or guardian",
        "canary-guardian",
        "meetings.seriesenrolment.guardian_sealed",
        (),
        "nobody; their letter goes to it",
    ),
    Field(
        "link of an enrolment, and of its guardian",
        "canary-enrol-link",
        "meetings.seriesenrolment.key meetings.seriesenrolment.token_hash"
        " meetings.seriesenrolment.address_mark"
        " meetings.seriesenrolment.guardian_key meetings.seriesenrolment.guardian_hash",
    ),
)
