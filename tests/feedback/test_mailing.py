"""Letters look again as they leave; whoever wants none gets none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.sealed import seal
from engagement.outbox.models import Job
from engagement.people.models import User
from feedback.choices import SurveyState
from feedback.models import Ballot, Invitation, Survey, SurveyStop, Wave
from feedback.services.asking import ask_by_mail, ask_people
from feedback.services.mailing import (
    send_invitation,
    send_reminder,
    stop_letters,
    stop_token,
    whose_letters,
)
from feedback.tokens import invitation_mark, token_of_person
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.surveys import make_response, make_survey, make_wave

pytestmark = pytest.mark.django_db


def asked(person: User | None = None) -> Invitation:
    """Somebody was asked: a person, or an address."""
    place = make_neighborhood()
    wave = make_wave(make_survey(neighborhood=place, kind="links"))
    if person is not None:
        ask_people(wave, [person], "", now())
    else:
        ask_by_mail(
            survey_id=wave.survey_id,
            addresses=["ann@example.net"],
            language="en",
            actor=make_officer(of=place),
            now=now(),
        )
    return Invitation.objects.get()


def send(invitation: Invitation, *, again: bool = False) -> list[Any]:
    job = Job.objects.get(task="feedback.send_invitation")
    act = send_reminder if again else send_invitation
    act(job_id=job.pk, invitation_id=invitation.pk, now=now())
    assert Job.objects.get(pk=job.pk).done_at is not None
    return mail.outbox


@pytest.mark.parametrize("has_account", [True, False])
@pytest.mark.parametrize("again", [True, False])
def test_a_letter_has_the_link_and_how_to_stop(
    client: Client, *, has_account: bool, again: bool
) -> None:
    invitation = asked(make_user() if has_account else None)

    (letter,) = send(invitation, again=again)

    words = str(letter.body).split()
    link = next(word for word in words if "/surveys/a/" in word)
    stop = next(word for word in words if "/surveys/stop/" in word)
    assert invitation_mark(link.split("/")[5]) == invitation.token_hash
    assert client.get(link).status_code == 200
    client.post(stop, {"act": "stop"})
    assert "no more letters" in client.get(stop).content.decode()
    assert SurveyStop.objects.count() == 1
    client.post(stop, {"act": "start"})
    assert SurveyStop.objects.count() == 0


def test_a_reminder_says_that_word_of_the_results_follows() -> None:
    (letter,) = send(asked(), again=True)

    assert "We remind you this once. When results are out we tell you." in str(
        letter.body
    )


def answered(invitation: Invitation) -> None:
    Ballot.objects.filter(pk=invitation.pk).delete()


def closed(invitation: Invitation) -> None:
    Wave.objects.filter(pk=invitation.wave_id).update(
        closes_at=now() - timedelta(minutes=1)
    )


def ended(invitation: Invitation) -> None:
    survey = invitation.wave.survey
    survey.state = SurveyState.ENDED
    survey.save()


def full(invitation: Invitation) -> None:
    make_response(invitation.wave, {"safe": "yes"})
    Survey.objects.update(most_answers=1)


def stopped(_invitation: Invitation) -> None:
    whose = whose_letters(stop_token(None, "ann@example.net"))
    assert whose is not None
    stop_letters(whose=whose, now=now())


def forgotten(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(sealed=b"", address_mark="")


def erased(invitation: Invitation) -> None:
    invitation.delete()
    invitation.pk = 1


def changed(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(sealed=seal("b@example.net"))


@pytest.mark.parametrize(
    "happens", [answered, closed, ended, full, stopped, forgotten, erased, changed]
)
def test_nothing_leaves_for_who_can_or_will_not_answer(happens: Any) -> None:
    invitation = asked()
    happens(invitation)

    assert send(invitation) == []


def test_a_stop_of_the_account_stops_letters_to_its_address(client: Client) -> None:
    invitation = asked()
    person = make_user(email="ann@example.net")
    by_account, by_address = (
        reverse("feedback:stop", args=[stop_token(whom, "ann@example.net")])
        for whom in (person, None)
    )
    client.post(by_account, {"act": "stop"})

    assert send(invitation) == []
    assert "no more letters" in client.get(by_address).content.decode()
    client.post(by_address, {"act": "start"})
    assert SurveyStop.objects.count() == 0


def test_a_closed_account_gets_no_letter() -> None:
    person = make_user()
    invitation = asked(person)
    person.is_active = False
    person.save()

    assert send(invitation) == []


def test_links_go_on_working_when_the_key_is_replaced(settings: Any) -> None:
    person = make_user()
    invitation = asked(person)
    old = settings.FIELD_KEY
    settings.FIELD_KEY = f"{'A' * 43}=,{old}"

    (letter,) = send(invitation)

    fresh = token_of_person(invitation.wave_id, person.pk)
    assert fresh not in str(letter.body)
    link = next(word for word in str(letter.body).split() if "/surveys/a/" in word)
    assert invitation_mark(link.split("/")[5]) == invitation.token_hash


def test_a_link_somebody_made_up_stops_nothing(client: Client) -> None:
    url = reverse("feedback:stop", args=["p1~wrong"])

    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
