"""No page shows a way on that ends at a closed door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from meetings.models import Meeting
from tests.factories.agendas import make_past_meeting
from tests.factories.groups import make_group
from tests.factories.meetings import make_meeting, make_meeting_organizer, make_series
from tests.factories.people import make_organizer, make_user
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db
OF_WHO_ORGANIZES = ("series_list", "venues", "who_comes")


def by_letter(meeting: Meeting) -> Client:
    """Sign in somebody who looks after this meeting and holds no role."""
    asked = make_user()
    make_meeting_organizer(meeting, asked)
    return just_signed_in(asked)


def by_role(meeting: Meeting) -> Client:
    """Sign in an organizer of the place, who looks after the meeting too."""
    organizer = make_organizer(of=meeting.neighborhood)
    make_meeting_organizer(meeting, organizer, is_by_role=True)
    return just_signed_in(organizer)


def shown(client: Client, page: str, names: tuple[str, ...]) -> list[str]:
    """Name the links a page shows; each of them must open."""
    text = client.get(page).content.decode()
    found = [name for name in names if f'href="{reverse(f"meetings:{name}")}"' in text]
    assert all(
        client.get(reverse(f"meetings:{one}")).status_code == 200 for one in found
    )
    return found


def test_who_was_asked_by_letter_is_led_to_no_list_of_series_or_houses() -> None:
    meeting, page = make_meeting(), reverse("meetings:organize")

    assert shown(by_letter(meeting), page, OF_WHO_ORGANIZES) == []
    assert shown(by_role(meeting), page, OF_WHO_ORGANIZES) == list(OF_WHO_ORGANIZES)


def test_who_was_asked_to_a_day_of_a_series_finds_the_series() -> None:
    meeting = make_meeting()
    organizer: User = make_organizer(of=meeting.neighborhood)
    series = make_series(
        by=organizer, neighborhood=meeting.neighborhood, rule="FREQ=WEEKLY;COUNT=1"
    )

    client = by_letter(series.meetings.get())

    found = shown(client, reverse("meetings:organize"), OF_WHO_ORGANIZES)
    assert found == ["series_list"]


def test_a_captain_is_led_to_no_houses() -> None:
    captain = make_user()
    make_group(captain=captain)
    client = just_signed_in(captain)

    found = shown(client, reverse("meetings:organize"), OF_WHO_ORGANIZES)

    assert found == ["series_list", "who_comes"]


def test_who_comes_to_all_meetings_is_for_those_who_call_them() -> None:
    meeting = make_past_meeting()
    page = reverse("meetings:slips", args=[meeting.pk])

    assert shown(by_letter(meeting), page, ("who_comes",)) == []
    assert shown(by_role(meeting), page, ("who_comes",)) == ["who_comes"]


def test_a_code_on_the_wall_is_offered_to_who_may_make_one() -> None:
    meeting = make_meeting(begins_at=now() - timedelta(minutes=5))
    page = reverse("meetings:door", args=[meeting.pk])
    words = "Show a code at this meeting"

    assert words not in by_letter(meeting).get(page).content.decode()
    assert words in by_role(meeting).get(page).content.decode()


def test_a_promise_is_offered_to_who_speaks_for_the_place() -> None:
    meeting = make_past_meeting()
    page = reverse("meetings:minutes_edit", args=[meeting.pk])
    link = reverse("meetings:meeting_promise", args=[meeting.pk])

    assert link not in by_letter(meeting).get(page).content.decode()
    assert link in by_role(meeting).get(page).content.decode()


def test_a_cancelled_meeting_has_no_minutes_to_write() -> None:
    meeting = make_past_meeting()
    client = by_role(meeting)
    desk = reverse("meetings:meeting_desk", args=[meeting.pk])
    edit = reverse("meetings:minutes_edit", args=[meeting.pk])
    before = client.get(desk).content.decode()
    Meeting.objects.update(
        state="cancelled", cancelled_at=now(), cancel_reason="A storm"
    )

    after, page = (client.get(url).content.decode() for url in (desk, edit))

    assert edit in before
    assert edit not in after
    assert "This meeting was cancelled. It has no minutes." in page
    assert "Keep as a draft" not in page


def test_a_list_that_has_gone_does_not_say_that_nobody_asked() -> None:
    meeting = make_past_meeting(came_kept=3, booked_kept=4)

    page = by_role(meeting).get(reverse("meetings:door", args=[meeting.pk]))

    assert "The list has gone" in page.content.decode()
    assert "Nobody has asked for a place." not in page.content.decode()
