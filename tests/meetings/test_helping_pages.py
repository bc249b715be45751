"""The pages of help: asked for on the meeting’s page, offered, answered, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from meetings.choices import HelperSort, HelpState
from meetings.models import HelpOffer, Meeting
from meetings.services.help_letters import help_token
from meetings.wishes import Wish
from tests.factories.helping import (
    make_help,
    make_help_asked,
    make_helper,
    make_wanted,
)
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_officer, make_user
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db
ZOE = Wish(name="Zoë Núñez", needs="I sign, too")


def a_meeting(**fields: Any) -> tuple[Meeting, User]:
    meeting, organizer = make_meeting(**fields), make_user()
    make_meeting_organizer(meeting, organizer)
    return meeting, organizer


def page_of(meeting: Meeting, client: Client | None = None) -> str:
    return (client or Client()).get(meeting.get_absolute_url()).content.decode()


def helping_url(offer: HelpOffer) -> str:
    return reverse("meetings:helping", args=[help_token(offer)])


def test_the_page_asks_for_what_is_missing_and_says_what_is_arranged() -> None:
    meeting, _organizer = a_meeting()
    wanted = make_wanted(meeting, number=2)
    before = page_of(meeting)
    make_helper(wanted=wanted, wish=ZOE)
    one = page_of(meeting)
    make_helper(wanted=wanted)
    both = page_of(meeting)

    asks, arranged = "We still need an interpreter for Spanish.", "Spanish, arranged"
    assert [(asks in page, arranged in page) for page in (before, one, both)] == [
        (True, False),
        (True, True),
        (False, True),
    ]
    assert "Zoë" not in one


def test_what_is_over_asks_for_nobody() -> None:
    meeting, _organizer = a_meeting()
    make_wanted(meeting)
    meeting.state, meeting.cancelled_at = "cancelled", now()
    meeting.cancel_reason = "A storm"
    meeting.save()

    assert "We still need" not in page_of(meeting)
    url = reverse("meetings:help", args=[meeting.pk])
    assert "No help is needed now" in Client().get(url).content.decode()


def test_nobody_helps_at_a_meeting_that_is_cancelled() -> None:
    meeting, _organizer = a_meeting()
    url = helping_url(make_helper(wanted=make_wanted(meeting)))
    before = Client().get(url).content.decode()
    Meeting.objects.update(
        state="cancelled", cancelled_at=now(), cancel_reason="A storm"
    )

    after = Client().get(url).content.decode()

    assert "You help at this meeting." in before
    assert "You help at this meeting." not in after
    assert "A storm" in after


def test_a_neighbor_offers_presses_the_link_and_takes_it_back() -> None:
    meeting, _organizer = a_meeting()
    wanted, client = make_wanted(meeting), Client()
    url = reverse("meetings:help", args=[meeting.pk])
    asked = {"wanted": wanted.pk, "email": "ann@example.net", "name": "Ann"}

    sent = client.post(url, asked)
    offer = HelpOffer.objects.get()
    states = []
    for act in ("look", "confirm", "look", "cancel"):
        if act == "look":
            client.get(helping_url(offer))
        else:
            client.post(helping_url(offer), {"act": act})
        offer.refresh_from_db()
        states.append(offer.state)

    assert sent.headers["Location"] == reverse("meetings:help_sent", args=[meeting.pk])
    assert states == ["asked", "offered", "offered", "withdrawn"]


def test_signed_in_nobody_is_asked_for_an_address_and_one_offer_is_enough() -> None:
    meeting, _organizer = a_meeting()
    wanted, person = make_wanted(meeting), make_user()
    client, url = just_signed_in(person), reverse("meetings:help", args=[meeting.pk])

    first = client.get(url).content.decode()
    client.post(url, {"wanted": wanted.pk, "name": "Ann", "words": "Gladly"})
    again = client.get(url)

    offer = HelpOffer.objects.get()
    assert "Your e-mail address" not in first
    assert again.headers["Location"] == helping_url(offer)
    assert "Waits for an answer" in page_of(meeting, client)
    assert meeting.title in client.get(reverse("meetings:mine")).content.decode()


def test_what_is_missing_is_said_and_kept() -> None:
    meeting, _organizer = a_meeting()
    wanted = make_wanted(meeting)
    url = reverse("meetings:help", args=[meeting.pk])

    page = Client().post(url, {"wanted": wanted.pk, "words": "Gladly"}).content.decode()

    assert "Enter your name." in page
    assert "Enter your e-mail address." in page
    assert "Gladly" in page
    assert HelpOffer.objects.count() == 0


def test_help_of_another_meeting_cannot_be_chosen() -> None:
    meeting, _organizer = a_meeting()
    make_wanted(meeting)
    elsewhere = make_wanted()
    url = reverse("meetings:help", args=[meeting.pk])
    asked = {"wanted": elsewhere.pk, "email": "ann@example.net", "name": "Ann"}

    Client().post(url, asked)

    assert HelpOffer.objects.count() == 0


def test_a_wrong_link_opens_nothing() -> None:
    make_help()
    url = reverse("meetings:helping", args=["ABCD" * 8])

    assert Client().get(url).status_code == 404


def test_letters_stop_and_start_by_a_press() -> None:
    offer, client = make_helper(), Client()
    kept = []
    for act in ("stop", "start"):
        client.post(helping_url(offer), {"act": act})
        offer.refresh_from_db()
        kept.append(offer.wants_letters)

    assert kept == [False, True]


def test_only_an_accepted_helper_sees_the_link_to_join() -> None:
    meeting, _organizer = a_meeting(
        form="hybrid", online_link="https://join.example.org/x"
    )
    wanted = make_wanted(meeting, number=2)
    asked, waits = make_help_asked(wanted=wanted), make_help(wanted=wanted)
    helps = make_helper(wanted=wanted)

    seen = [
        "join.example.org" in Client().get(helping_url(one)).content.decode()
        for one in (asked, waits, helps)
    ]

    assert seen == [False, False, True]


# -- the desk --------------------------------------------------------------------------
def test_an_organizer_asks_for_help_and_takes_it_away() -> None:
    meeting, organizer = a_meeting()
    client = just_signed_in(organizer)
    url = reverse("meetings:helpers", args=[meeting.pk])

    client.post(
        url, {"sort": "steward", "language": "es", "number": "2", "arranged": "1"}
    )
    wanted = meeting.helpers_wanted.get()
    made = (wanted.sort, wanted.language, wanted.number, wanted.arranged)
    page = client.get(url).content.decode()
    client.post(reverse("meetings:helpers_remove", args=[meeting.pk, wanted.pk]))

    assert made == ("steward", "", 2, 1)
    assert "2 people wanted." in page
    assert meeting.helpers_wanted.count() == 0


def test_an_interpreter_without_a_language_is_asked_for_one() -> None:
    meeting, organizer = a_meeting()
    url = reverse("meetings:helpers", args=[meeting.pk])

    answer = just_signed_in(organizer).post(
        url, {"sort": "interpreter", "number": "1", "arranged": "0"}
    )

    assert "Name the language of an interpreter" in answer.content.decode()
    assert meeting.helpers_wanted.count() == 0


def test_officers_see_what_is_wanted_and_not_who_offers() -> None:
    meeting, organizer = a_meeting()
    offer = make_help(meeting, wish=ZOE)
    assert meeting.neighborhood is not None
    officer = just_signed_in(make_officer(of=meeting.neighborhood))
    list_url = reverse("meetings:helpers", args=[meeting.pk])
    one_url = reverse("meetings:help_answer", args=[meeting.pk, offer.pk])

    theirs = officer.get(list_url).content.decode()
    own = just_signed_in(organizer).get(list_url).content.decode()

    assert ("Interpreter: Spanish" in theirs, "Zoë" in theirs) == (True, False)
    assert ("Zoë" in own, "I sign, too" in own) == (True, True)
    assert officer.get(one_url).status_code == 404


@pytest.mark.parametrize(
    ("act", "state"),
    [("accept", HelpState.ACCEPTED), ("decline", HelpState.DECLINED)],
)
def test_an_organizer_answers_with_words(act: str, state: str) -> None:
    meeting, organizer = a_meeting()
    offer = make_help(meeting)
    url = reverse("meetings:help_answer", args=[meeting.pk, offer.pk])

    just_signed_in(organizer).post(url, {"act": act, "words": "Thank you"})

    offer.refresh_from_db()
    assert (offer.state, offer.answer) == (state, "Thank you")
    assert "Thank you" in Client().get(helping_url(offer)).content.decode()


def test_an_offer_to_another_meeting_is_not_answered_here() -> None:
    meeting, organizer = a_meeting()
    offer = make_help()
    url = reverse("meetings:help_answer", args=[meeting.pk, offer.pk])

    assert just_signed_in(organizer).get(url).status_code == 404


def test_the_door_and_its_sheet_name_those_who_help_and_not_who_waits() -> None:
    meeting, organizer = a_meeting()
    wanted, client = make_wanted(meeting, number=2), just_signed_in(organizer)
    make_helper(wanted=wanted, wish=ZOE)
    make_help(wanted=wanted, wish=Wish(name="Bartholomew"))

    for name in ("door", "sign_in_sheet"):
        page = client.get(reverse(f"meetings:{name}", args=[meeting.pk]))
        words = page.content.decode()
        assert ("Zoë Núñez" in words, "Bartholomew" in words) == (True, False)


@pytest.mark.parametrize("name", ["meeting", "helpers", "door", "sign_in_sheet"])
def test_pages_take_as_many_queries_for_one_helper_as_for_three(name: str) -> None:
    meeting, organizer = a_meeting()
    client, args = just_signed_in(organizer), [meeting.pk]
    url = reverse(f"meetings:{name}", args=args + [meeting.slug] * (name == "meeting"))
    sorts = [HelperSort.STEWARD, HelperSort.WELCOME, HelperSort.MINUTES]
    counts = []
    for more in (sorts[:1], sorts[1:]):
        for sort in more:
            make_helper(wanted=make_wanted(meeting, sort=sort, number=2))
            make_help(wanted=meeting.helpers_wanted.get(sort=sort))
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_ones_own_page_takes_as_many_queries_for_one_offer_as_for_three() -> None:
    person = make_user()
    client, url, counts = just_signed_in(person), reverse("meetings:mine"), []
    for more in (1, 2):
        for _number in range(more):
            make_help(person=person)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_who_waits_for_an_answer_reads_of_no_reminders() -> None:
    helps = make_helper()
    waits = make_help(state=HelpState.OFFERED)
    asked = make_help_asked()

    on = [Client().get(helping_url(one)).content.decode() for one in (helps, waits, asked)]  # fmt: skip
    HelpOffer.objects.update(wants_letters=False)
    off = Client().get(helping_url(waits)).content.decode()

    soon = "remind you two days and two hours before"
    assert [soon in text for text in on] == [True, False, False]
    assert "We write when you get an answer" in on[1]
    assert "Letters about this meeting" not in on[2]
    assert "You get one when you get an answer, and no other." in off
