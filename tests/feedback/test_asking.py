"""Asking people: lists of addresses, letters with codes, draws and one reminder."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.marks import mark_of
from engagement.common.roles import Viewer
from engagement.outbox.models import Job
from engagement.people.models import Follow, Proof, User
from engagement.places.models import Neighborhood
from feedback.choices import Channel, SurveyKind
from feedback.errors import AskingError
from feedback.models import Ballot, Invitation, SurveyStop, Wave
from feedback.queries.invited import (
    ADDRESS,
    asked_of,
    invite_context,
    residents_to_draw,
)
from feedback.services.asking import ask_by_mail, draw_residents, make_letters, remind
from tests.factories.people import make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.surveys import (
    make_invitation,
    make_response,
    make_survey,
    make_wave,
)
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


def place_of(wave: Wave) -> Neighborhood:
    place = wave.survey.neighborhood
    assert place is not None
    return place


def of_kind(kind: str, **fields: Any) -> tuple[Wave, User]:
    """A survey of a place that is out, and an officer of the place."""
    place = make_neighborhood()
    wave = make_wave(make_survey(neighborhood=place, kind=kind, **fields))
    return wave, make_officer(of=place)


def write_to(wave: Wave, actor: User, *addresses: str) -> int:
    return ask_by_mail(
        survey_id=wave.survey_id,
        addresses=addresses,
        language="en",
        actor=actor,
        now=now(),
    )


def resident_of(place: Neighborhood | None) -> User:
    """Somebody who showed that they are a person and follows the place."""
    person = make_user()
    Proof.objects.create(user=person, kind="letter", at=now() - timedelta(days=1))
    if place is not None:
        Follow.objects.create(user=person, neighborhood=place)
    return person


# -- by mail ---------------------------------------------------------------------------
def test_each_mailbox_of_a_list_is_asked_once() -> None:
    wave, officer = of_kind(SurveyKind.LINKS)

    many = write_to(
        wave, officer, "ann@example.net", "Ann+x@Example.net", "b@example.net"
    )
    again = write_to(wave, officer, "b@example.net", "c@example.net")

    assert (many, again) == (2, 1)
    assert Ballot.objects.count() == 3
    assert [job.task for job in Job.objects.all()] == ["feedback.send_invitation"] * 3
    assert {one.channel for one in Invitation.objects.all()} == {Channel.MAIL}
    said = " ".join(str(row) for row in Invitation.objects.values())
    assert "example.net" not in said
    assert [e.action for e in Entry.objects.all()] == ["survey.ask_by_mail"] * 2


def test_letters_wait_for_the_survey_to_open() -> None:
    opens_at = now() + timedelta(days=2)
    wave, officer = of_kind(SurveyKind.LINKS)
    Wave.objects.filter(pk=wave.pk).update(opens_at=opens_at)

    write_to(wave, officer, "ann@example.net")

    assert [job.not_before for job in Job.objects.all()] == [opens_at]


def test_an_address_that_wants_no_letters_is_left_alone() -> None:
    wave, officer = of_kind(SurveyKind.LINKS)
    write_to(wave, officer, "ann@example.net")
    mark = Invitation.objects.get().address_mark
    SurveyStop.objects.create(address_mark=mark, stopped_on=now().date())

    later = make_wave(make_survey(neighborhood=wave.survey.neighborhood, kind="links"))
    assert write_to(later, officer, "ann@example.net") == 0


def test_who_stopped_by_account_is_left_alone_by_address() -> None:
    wave, officer = of_kind(SurveyKind.LINKS)
    person = make_user(email="ann@example.net")
    SurveyStop.objects.create(person=person, stopped_on=now().date())

    assert write_to(wave, officer, "Ann+x@Example.net", "b@example.net") == 1


def test_only_who_works_on_it_asks_and_only_as_its_kind_says() -> None:
    wave, officer = of_kind(SurveyKind.LINKS)
    drawn, drawer = of_kind(SurveyKind.RANDOM)

    with pytest.raises(NotAllowedError):
        write_to(wave, make_organizer(of=wave.survey.neighborhood), "a@example.net")
    with pytest.raises(AskingError):
        write_to(drawn, drawer, "a@example.net")
    Wave.objects.filter(pk=wave.pk).update(closes_at=now() - timedelta(hours=1))
    with pytest.raises(AskingError):
        write_to(wave, officer, "a@example.net")
    assert Invitation.objects.count() == 0


def test_a_pasted_list_is_read_and_wrong_ones_are_named(client: Client) -> None:
    wave, officer = of_kind(SurveyKind.LINKS)
    sign_in(client, officer)
    url = reverse("feedback:ask_mail", args=[wave.survey.slug])

    wrong = client.post(url, {"addresses": "ann@@example", "language": "en"})
    assert "no e-mail addresses: ann@@example" in wrong.content.decode()
    slip = "ann@example.net\nBen Doe, ben.example.net"  # nobody would be missed
    slipped = client.post(url, {"addresses": slip, "language": "en"}).content.decode()
    assert "no e-mail addresses: Ben Doe, ben.example.net" in slipped
    assert slip in slipped
    assert not Invitation.objects.exists()
    many = ", ".join(f"p{number}@example.net" for number in range(2001))
    assert (
        "2000 addresses at most"
        in client.post(url, {"addresses": many, "language": "en"}).content.decode()
    )
    pasted = 'Ann <ann@example.net>; "B" <b@example.net>\nann@example.net'
    client.post(url, {"addresses": pasted, "language": "en"})
    assert Invitation.objects.count() == 2


# -- letters ---------------------------------------------------------------------------
def test_codes_of_letters_are_shown_once_and_open_the_survey(client: Client) -> None:
    wave, officer = of_kind(SurveyKind.LINKS)
    sign_in(client, officer)

    sheet = client.post(
        reverse("feedback:ask_letters", args=[wave.survey.slug]),
        {"many": 3, "language": "en"},
    ).content.decode()

    codes = re.findall(r'survey-letter__code" dir="ltr">([0-9A-Z-]{14})<', sheet)
    assert len(set(codes)) == 3
    kept = " ".join(str(row) for row in Invitation.objects.values())
    assert not any(code.replace("-", "") in kept for code in codes)
    opened = Client().post(reverse("feedback:code"), {"code": codes[0].lower()})
    assert Client().get(opened.headers["Location"]).status_code == 200


def test_at_most_five_hundred_letters_at_once() -> None:
    wave, officer = of_kind(SurveyKind.LINKS)

    for many in (0, 501):
        with pytest.raises(AskingError):
            make_letters(survey_id=wave.survey_id, many=many, actor=officer, now=now())


# -- the draw --------------------------------------------------------------------------
def draw(wave: Wave, actor: User, at: datetime | None = None) -> int:
    return draw_residents(survey_id=wave.survey_id, actor=actor, now=at or now())


def test_a_draw_asks_as_many_as_it_says_and_no_more() -> None:
    wave, officer = of_kind(SurveyKind.RANDOM, ask_of=2)
    for _number in range(5):
        resident_of(wave.survey.neighborhood)

    assert draw(wave, officer) == 2
    with pytest.raises(AskingError):
        draw(wave, officer)
    assert Invitation.objects.count() == 2


def test_only_residents_who_showed_it_and_rest_from_nothing_are_drawn() -> None:
    wave, _officer = of_kind(SurveyKind.RANDOM)
    place = place_of(wave)
    meant, asked, stopped, gone = (resident_of(place) for _ in range(4))
    resident_of(make_neighborhood())
    Follow.objects.create(user=make_user(), neighborhood=place)  # shown nothing
    before = make_wave(make_survey(kind=SurveyKind.RANDOM))
    make_invitation(before, token="b", person=asked)
    SurveyStop.objects.create(person=stopped, stopped_on=now().date())
    User.objects.filter(pk=gone.pk).update(is_active=False)

    assert list(residents_to_draw(wave.survey, wave, now())) == [meant]
    rested = now() + timedelta(weeks=wave.survey.rest_weeks, days=1)
    found = residents_to_draw(wave.survey, wave, rested).order_by("pk")
    assert list(found) == [meant, asked]


def test_who_stopped_by_address_is_not_drawn_by_account() -> None:
    wave, officer = of_kind(SurveyKind.RANDOM)
    person = resident_of(wave.survey.neighborhood)
    mark = mark_of(ADDRESS, person.email)
    SurveyStop.objects.create(address_mark=mark, stopped_on=now().date())

    with pytest.raises(AskingError):
        draw_residents(survey_id=wave.survey_id, actor=officer, now=now())


def test_every_resident_can_be_drawn() -> None:
    wave, officer = of_kind(SurveyKind.RANDOM, ask_of=1, rest_weeks=0)
    people = {resident_of(wave.survey.neighborhood).pk for _ in range(3)}
    drawn = set()

    for _try in range(60):
        Invitation.objects.all().delete()
        draw(wave, officer)
        drawn.add(Invitation.objects.get().person_id)

    assert drawn == people


def test_who_was_drawn_sees_it_on_their_page(client: Client) -> None:
    wave, officer = of_kind(SurveyKind.RANDOM)
    person = resident_of(wave.survey.neighborhood)
    draw(wave, officer)
    sign_in(client, person)

    page = client.get(reverse("front:my")).content.decode()

    ((asked, token),) = asked_of(Viewer(user=person), now())
    assert asked == wave
    assert reverse("feedback:answer", args=[token]) in page
    Ballot.objects.all().delete()
    assert asked_of(Viewer(user=person), now()) == []


# -- the reminder ----------------------------------------------------------------------
def test_one_reminder_goes_to_those_who_have_not_answered() -> None:
    wave, officer = of_kind(SurveyKind.LINKS)
    sent = now() - timedelta(days=3)
    waits = make_invitation(wave, token="a", sent_at=sent)
    make_invitation(wave, token="b", sent_at=sent, answered=True)
    make_invitation(wave, token="c", channel=Channel.LETTER)

    remind(survey_id=wave.survey_id, actor=officer, now=now())

    jobs = Job.objects.filter(task="feedback.send_reminder")
    assert [job.arguments for job in jobs] == [{"invitation_id": waits.pk}]
    with pytest.raises(AskingError):
        remind(survey_id=wave.survey_id, actor=officer, now=now())


def test_nobody_is_asked_or_reminded_once_a_survey_is_full(client: Client) -> None:
    wave, officer = of_kind(SurveyKind.LINKS, most_answers=1)
    invitation = make_invitation(wave, sent_at=now(), person=officer)
    make_response(wave, {"safe": "yes"})

    with pytest.raises(AskingError, match="all the answers it can take"):
        write_to(wave, officer, "ann@example.net")
    with pytest.raises(AskingError, match="all the answers it can take"):
        remind(survey_id=wave.survey_id, actor=officer, now=now())
    assert asked_of(Viewer(user=officer), now()) == []
    sign_in(client, officer)
    for name in ("asking", "survey_desk"):
        page = client.get(reverse(f"feedback:{name}", args=[wave.survey.slug]))
        assert "all the answers it can take" in page.content.decode()
        assert "Send the reminders" not in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.reminded_at is None


# -- the desk --------------------------------------------------------------------------
def test_the_desk_says_nothing_of_a_few_and_rounds_many() -> None:
    wave, _officer = of_kind(SurveyKind.LINKS)
    for number in range(9):
        make_invitation(wave, token=f"{number}", answered=True)
    few = invite_context(wave.survey, now())["asking"]
    for number in range(9, 23):
        make_invitation(wave, token=f"{number}", answered=number < 13)
    many = invite_context(wave.survey, now())["asking"]

    assert (few["invited"], few["answered"]) == (None, None)
    assert (many["invited"], many["answered"]) == (25, 15)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_the_same_for_one_and_for_three(
    client: Client, rows: int
) -> None:
    wave, officer = of_kind(SurveyKind.LINKS)
    for _row in range(rows):
        make_invitation(wave, token=f"{_row}")
        client.logout()
        sign_in(client, officer)
        client.post(
            reverse("feedback:stand_open", args=[wave.survey.slug]), {"kind": "kiosk"}
        )
    url = reverse("feedback:asking", args=[wave.survey.slug])
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(url)

    assert page.content.decode().count("/surveys/kiosk/") == 2 * rows
    assert len(asked) == 12


def test_asking_is_not_there_for_others(client: Client) -> None:
    wave, _officer = of_kind(SurveyKind.LINKS)
    sign_in(client, make_organizer(of=wave.survey.neighborhood))

    for name in ("asking", "ask_mail", "ask_letters", "ask_screen"):
        url = reverse(f"feedback:{name}", args=[wave.survey.slug])
        assert client.get(url).status_code == 404
    for name in ("ask_draw", "ask_again", "stand_open"):
        url = reverse(f"feedback:{name}", args=[wave.survey.slug])
        assert client.post(url, {"kind": "kiosk"}).status_code == 404
