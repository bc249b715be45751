"""The doors of enrolling for a series (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from tests.architecture.knocking import (
    ADMIN,
    EVERY,
    Case,
    Door,
    MatrixWorld,
    form,
    page,
)
from tests.architecture.meeting_world import COMES
from tests.factories.meetings import make_meeting_organizer


def the_series_page(world: MatrixWorld) -> Sequence[object]:
    return [world.mentoring.pk, world.mentoring.slug]


def the_series(world: MatrixWorld) -> Sequence[object]:
    return [world.mentoring.pk]


def a_wish(_world: MatrixWorld) -> Mapping[str, Any]:
    return {"email": "somebody@example.net", "party_size": "1"}


def leave(case: Case) -> HttpResponse:
    """Whoever has the link leaves the series; others can only guess one."""
    held = case.world.enrolment_link
    token = held if case.is_own else "X" * len(held)
    url = reverse("meetings:enrolled", args=[token])
    return case.client.post(url, {"act": "cancel"})  # type: ignore[return-value]  # the client's own kind


def no_matter_who(_world: MatrixWorld, _user: Any) -> None:
    """The link alone opens it."""


def who_is_enrolled(world: MatrixWorld) -> str:
    _ = world.enrolled
    return COMES


def organizes_one(world: MatrixWorld, user: Any) -> None:
    """One meeting of the series is the person's own, while the role lasts."""
    meeting = world.mentoring.meetings.order_by("begins_at").first()
    if user is not None and meeting is not None:
        make_meeting_organizer(meeting, user, is_by_role=True)


ENROL: Final = (
    form("meetings:enrol", the_series_page, a_wish, also=("meetings:enrol_sent",)),
)
LEAVE: Final = (
    Door(
        "form",
        "meetings:enrolled",
        leave,
        changes=True,
        denied="404",
        denied_anon="404",
        own=no_matter_who,
        args=lambda world: [world.enrolment_link],
        data=lambda _world: {"act": "cancel"},
    ),
)
# nobody breaks the glass of a series: an administrator opens the list of one meeting
_A_LIST: Final[dict[str, Any]] = {
    "shows": who_is_enrolled,
    "own": organizes_one,
    "serves": EVERY - ADMIN,
}
ENROLLED: Final = (
    page("meetings:series_people", the_series, **_A_LIST),
    page("meetings:series_sheet", the_series, **_A_LIST),
)
