"""Enrolling without an account and without script, and the pages of those who organize."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.outbox.models import Job
from meetings.models import Booking, Series, SeriesEnrolment
from meetings.queries.series import meetings_of
from meetings.services.booking import cancel_booking
from meetings.services.enrolling import enrol_as_person
from meetings.services.enrolment_letters import (
    ask_guardian,
    enrolment_token,
    guardian_token,
    send_enrolment_letter,
)
from meetings.services.letters import token_of
from meetings.wishes import Wish
from tests.factories.enrolments import (
    make_enrolment,
    make_guardian_asked,
    make_mentoring,
)
from tests.factories.people import make_officer, make_organizer, make_user
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
WISH = {"party_size": "1", "name": "Ann", "needs": "A seat in front"}
YOUNG = {"guardian_name": "Pat", "guardian_email": "pat@example.net"}


def page_of(series: Series) -> str:
    return reverse("meetings:enrol", args=[series.pk, series.slug])


def asks(series: Series, client: Client, **more: str) -> Any:
    return client.post(page_of(series), {**WISH, "email": "ann@example.net", **more})


def letters_leave() -> list[str]:
    """Do what the outbox asks for; give what was written."""
    mail.outbox.clear()
    for job in Job.objects.filter(done_at=None).order_by("pk"):
        given = dict(job.arguments)
        given["version"] = given.pop("version_meant")
        asked = job.task == "meetings.ask_guardian"
        send = ask_guardian if asked else send_enrolment_letter
        send(job_id=job.pk, now=now(), **given)
    return [f"{letter.to[0]}: {letter.subject}" for letter in mail.outbox]


def seated(series: Series, **how: Any) -> SeriesEnrolment:
    values: dict[str, Any] = {
        "actor": make_user(),
        "language": "en",
        "guardian": None,
        "now": now(),
    }
    return enrol_as_person(series_id=series.pk, wish=Wish(name="Ann"), **(values | how))


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_whole_way_without_an_account() -> None:
    series, client = make_mentoring(), Client()

    sent = asks(series, client)

    assert sent.url == reverse("meetings:enrol_sent", args=[series.pk, series.slug])
    assert letters_leave() == ["ann@example.net: Please confirm: Gym night"]
    link = reverse("meetings:enrolled", args=[enrolment_token(enrolment())])
    assert link in mail.outbox[0].body
    client.get(link)
    assert enrolment().state == "asked"  # opening the link does nothing
    client.post(link, {"act": "confirm"})
    assert letters_leave() == ["ann@example.net: You are enrolled: Gym night"]
    assert Booking.objects.filter(state="booked").count() == 3
    client.post(link, {"act": "stop"})
    client.post(link, {"act": "cancel"})
    assert (enrolment().state, enrolment().wants_letters) == ("ended", False)
    assert Booking.objects.filter(state="booked").count() == 0


def enrolment() -> SeriesEnrolment:
    return SeriesEnrolment.objects.get()


def test_pages_of_its_meetings_lead_to_the_enrolment() -> None:
    series = make_mentoring()
    meeting = meetings_of(series)[0]

    page = text_of(Client(), meeting.get_absolute_url())

    assert "You enrol once, for all meetings of this series." in page
    assert f'href="{page_of(series)}"' in page
    come = reverse("meetings:come", args=[meeting.pk])
    assert Client().get(come).headers["Location"] == page_of(series)
    assert come not in page


def test_with_an_account_the_days_stand_under_my_meetings() -> None:
    series, person, client = make_mentoring(), make_user(), Client()
    sign_in(client, person)

    answer = client.post(page_of(series), WISH)

    assert answer.headers["Location"] == reverse(
        "meetings:enrolled", args=[enrolment_token(enrolment())]
    )
    assert client.get(page_of(series)).status_code == 302
    mine = text_of(client, reverse("meetings:mine"))
    assert mine.count("Gym night") == 4  # the series and its three days


def test_one_day_alone_is_given_back_on_its_own_page() -> None:
    one = seated(make_mentoring())
    day = one.bookings.order_by("meeting__begins_at").first()
    assert day is not None
    link, client = reverse("meetings:coming", args=[token_of(day)]), Client()

    assert "I cannot come on this day" in text_of(client, link)
    client.post(link, {"act": "cancel"})

    one.refresh_from_db()
    assert one.state == "enrolled"
    assert "Your place in the series stays yours." in text_of(client, link)
    page = text_of(client, reverse("meetings:enrolled", args=[enrolment_token(one)]))
    assert page.count("You do not come on this day.") == 1


def test_a_full_series_says_so_and_puts_people_in_line() -> None:
    series, client = make_mentoring(capacity=1), Client()
    seated(series)

    assert "All places are taken." in text_of(client, page_of(series))
    sign_in(client, make_user())
    page = client.post(page_of(series), WISH, follow=True).content.decode()

    assert "You stand at number 1." in page


def test_a_stopped_series_takes_nobody_and_says_so() -> None:
    series = make_mentoring(stops_on=now().date() + timedelta(days=40))

    assert "Nobody can enrol any more" in text_of(Client(), page_of(series))


@pytest.mark.parametrize("how", [{"enrols_whole": False}, {"published_at": None}])
def test_what_takes_no_enrolments_has_no_page(how: dict[str, Any]) -> None:
    series = make_mentoring(**how)

    assert Client().get(page_of(series)).status_code == 404


def test_an_old_title_in_the_address_leads_on() -> None:
    series = make_mentoring()
    old = reverse("meetings:enrol", args=[series.pk, "old-title"])

    assert Client().get(old).headers["Location"] == page_of(series)


def test_an_address_that_tries_too_often_is_slowed_down() -> None:
    series, client = make_mentoring(), Client()

    codes = {asks(series, client).status_code for _ in range(21)}

    assert codes == {302, 429}


def test_who_enrols_reads_where_the_link_will_be() -> None:
    meeting = meetings_of(make_mentoring())[0]
    meeting.form, meeting.online_link = "hybrid", "https://zoom.us/j/1"
    meeting.save()

    page = text_of(Client(), meeting.get_absolute_url())

    assert "finds the link on the page of each day and in the reminders" in page
    assert "when you say that you come" not in page


def test_under_18_the_guardian_says_yes_with_a_button() -> None:
    series, client = make_mentoring(asks_guardian=True), Client()
    sign_in(client, make_user("kid@example.net"))
    assert "a parent or guardian must agree" in text_of(client, page_of(series))
    assert client.post(page_of(series), WISH).status_code == 200  # nobody is named

    client.post(page_of(series), {**WISH, **YOUNG})

    assert letters_leave() == [
        "kid@example.net: A parent or guardian is asked: Gym night",
        "pat@example.net: Do you agree? Gym night",
    ]
    link = reverse("meetings:guardian", args=[guardian_token(enrolment())])
    assert link in mail.outbox[1].body
    parent = Client()
    assert "Ann wants to come to all meetings" in text_of(parent, link)
    assert enrolment().state == "guardian"  # opening the link does nothing
    parent.post(link, {"act": "agree"})
    assert (enrolment().state, bytes(enrolment().guardian_sealed)) == ("enrolled", b"")
    assert "You have agreed." in text_of(parent, link)
    parent.post(link, {"act": "refuse"})
    assert enrolment().state == "enrolled"


def test_a_guardian_takes_it_back_on_the_page_of_the_letter() -> None:
    series = make_mentoring(asks_guardian=True)
    asked = make_guardian_asked(series)
    link, parent = reverse("meetings:guardian", args=[guardian_token(asked)]), Client()
    parent.post(link, {"act": "end"})
    assert enrolment().state == "guardian"  # there is nothing to take back yet
    parent.post(link, {"act": "agree"})
    assert Booking.objects.filter(state="booked").count() == 3

    assert "I take it back" in text_of(parent, link)
    page = parent.post(link, {"act": "end"}, follow=True).content.decode()

    assert enrolment().state == "ended"
    assert not Booking.objects.filter(state="booked").exists()
    assert "I take it back" not in page


def test_a_guardian_who_says_no_ends_it_and_the_page_forgets_the_name() -> None:
    asked = make_guardian_asked(make_mentoring(), wish=Wish(name="Ann"))
    link, parent = reverse("meetings:guardian", args=[guardian_token(asked)]), Client()

    page = parent.post(link, {"act": "refuse"}, follow=True).content.decode()

    assert enrolment().state == "ended"
    assert "There is nothing to answer any more" in page
    assert "Ann" not in page


def test_people_of_age_need_nobody() -> None:
    series, client = make_mentoring(asks_guardian=True), Client()
    sign_in(client, make_user())

    client.post(page_of(series), {**WISH, "is_of_age": "on"})

    assert enrolment().state == "enrolled"


def test_letters_that_no_longer_hold_never_leave() -> None:
    series = make_mentoring(capacity=1, asks_guardian=True)
    client = Client()
    sign_in(client, make_user())
    client.post(page_of(series), {**WISH, **YOUNG})

    SeriesEnrolment.objects.update(offered_until=now() - timedelta(minutes=1))

    assert letters_leave() == []


def test_a_link_nobody_was_given_opens_nothing() -> None:
    for name in ("enrolled", "guardian"):
        url = reverse(f"meetings:{name}", args=["X" * 24])
        assert Client().get(url).status_code == 404


def organized(**how: Any) -> tuple[Series, Client]:
    boss, client = make_organizer(), Client()
    series = make_mentoring(organizer=boss, **how)
    sign_in(client, boss)
    return series, client


def test_its_organizers_read_who_is_enrolled_and_who_waits_without_addresses() -> None:
    series, client = organized(capacity=1)
    first = seated(series)
    make_enrolment(
        series,
        wish=Wish(name="Bea", needs="An interpreter"),
        address="bea@example.net",
        state="waiting",
    )
    day = first.bookings.order_by("meeting__begins_at").first()
    assert day is not None
    cancel_booking(booking_id=day.pk, now=now())

    people = text_of(client, reverse("meetings:series_people", args=[series.pk]))
    sheet = text_of(client, reverse("meetings:series_sheet", args=[series.pk]))

    assert [people.count(word) for word in ("Ann", "Bea", "An interpreter")] == [1] * 3
    assert "bea@example.net" not in people
    assert (sheet.count("☐"), "Bea" in sheet) == (2, False)


def test_officers_of_the_place_say_how_many_but_read_no_names() -> None:
    series, client = make_mentoring(), Client()
    sign_in(client, make_officer(of=series.neighborhood))

    codes = [
        client.get(reverse(f"meetings:{name}", args=[series.pk])).status_code
        for name in ("series", "series_seats", "series_people", "series_sheet")
    ]

    assert codes == [200, 200, 404, 404]


def test_how_many_can_enrol_is_kept_and_written_down() -> None:
    series, client = organized(capacity=2)
    url = reverse("meetings:series_seats", args=[series.pk])

    client.post(url, {"capacity": "9", "reserved_seats": "1", "asks_guardian": "on"})

    series.refresh_from_db()
    assert (series.capacity, series.reserved_seats, series.asks_guardian) == (
        9,
        1,
        True,
    )
    assert Entry.objects.filter(action="series.change_seats").count() == 1
    seated(series)
    page = client.post(url, {"capacity": "1", "reserved_seats": "1"}).content.decode()
    assert "Nobody who has one loses it" in page


@pytest.mark.parametrize("name", ["series_people", "series_sheet"])
def test_lists_ask_the_database_as_often_for_three_as_for_one(name: str) -> None:
    series, client = organized(capacity=9)
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            seated(series)
        url = reverse(f"meetings:{name}", args=[series.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_only_who_is_enrolled_reads_of_reminders() -> None:
    has, waits, asked = (
        make_enrolment(state=state, queued_at=queued)
        for state, queued in (("enrolled", now()), ("waiting", now()), ("asked", None))
    )

    def pages() -> list[str]:
        tokens = [enrolment_token(one) for one in (has, waits, asked)]
        return [
            text_of(Client(), reverse("meetings:enrolled", args=[one]))
            for one in tokens
        ]

    on = pages()
    SeriesEnrolment.objects.update(wants_letters=False)
    off = pages()

    soon = "remind you two days and two hours before"
    assert [soon in text for text in on] == [True, False, False]
    assert "We write when a place is free for you" in on[1]
    assert "Letters about these meetings" not in on[2]
    assert ["You get none." in text for text in off] == [True, False, False]
    assert "or you are enrolled, and no other." in off[1]


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [(60, "The list has gone"), (20, "Nobody has enrolled yet")],
)
def test_a_month_after_the_last_day_the_list_has_gone(
    days_ago: int, words: str
) -> None:
    organizer, client = make_user(), Client()
    series = make_mentoring(
        organizer=organizer, meetings=1, first_at=now() - timedelta(days=days_ago)
    )
    sign_in(client, organizer)

    page = text_of(client, reverse("meetings:series_people", args=[series.pk]))

    assert words in page
