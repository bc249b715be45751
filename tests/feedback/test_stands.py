"""Screens, kiosks and codes: whoever is there begins afresh."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from feedback.choices import Channel, StandKind, SurveyKind
from feedback.errors import AskingError
from feedback.models import Invitation, Response, Stand, Survey, Wave
from feedback.queries.invited import stand_token
from feedback.services.stands import close_stand, open_stand
from feedback.services.surveys import end_survey
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.surveys import (
    make_response,
    make_stand,
    make_survey,
    make_wave,
)
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


def out(kind: str = SurveyKind.LINKS) -> Wave:
    return make_wave(make_survey(neighborhood=make_neighborhood(), kind=kind))


def at(name: str, stand: Stand) -> str:
    return reverse(f"feedback:{name}", args=[stand_token(stand)])


def test_a_screen_gives_each_phone_one_answer() -> None:
    stand = make_stand(out(), StandKind.SCREEN)
    phone, other = Client(), Client()

    first = phone.post(at("screen", stand)).headers["Location"]
    assert phone.post(at("screen", stand)).headers["Location"] == first
    assert other.post(at("screen", stand)).headers["Location"] != first
    phone.post(f"{first}0/", {"q-safe": "yes"})
    phone.post(f"{first}check/")
    again = phone.post(at("screen", stand), follow=True)

    assert "You have answered this survey" in again.content.decode()
    assert Response.objects.get().channel == Channel.SCREEN


def test_somebody_signed_in_answers_an_open_survey_once_whatever_way() -> None:
    wave, phone, person = out(SurveyKind.OPEN), Client(), make_user()
    sign_in(phone, person)

    at_home = phone.post(reverse("feedback:begin", args=[wave.survey.slug]))
    there = phone.post(at("screen", make_stand(wave, StandKind.SCREEN)))

    assert there.headers["Location"] == at_home.headers["Location"]


def test_what_is_closed_or_unknown_says_so() -> None:
    wave, officer = out(), make_user()
    officer = make_officer(of=wave.survey.neighborhood)
    screen, kiosk = (make_stand(wave, kind) for kind in StandKind)
    close_stand(stand_id=screen.pk, actor=officer, now=now())

    assert Client().get(at("screen", screen)).status_code == 410
    assert Client().get(at("screen", kiosk)).status_code == 404
    assert Client().get(at("kiosk", kiosk)).status_code == 200
    end_survey(survey_id=wave.survey_id, actor=officer, now=now())
    assert Client().post(at("kiosk", kiosk)).status_code == 410
    assert Invitation.objects.count() == 0


def test_before_it_opens_a_stand_says_so() -> None:
    soon = now() + timedelta(days=1)
    survey = make_survey(neighborhood=make_neighborhood(), kind=SurveyKind.LINKS)
    wave = make_wave(survey, opens_at=soon, closes_at=soon + timedelta(days=1))

    for name, kind in (("screen", StandKind.SCREEN), ("kiosk", StandKind.KIOSK)):
        page = Client().get(at(name, make_stand(wave, kind))).content.decode()
        assert "This survey is not open yet." in page


def test_a_stand_of_a_survey_that_is_full_says_so() -> None:
    wave = out()
    kiosk = make_stand(wave, StandKind.KIOSK)
    make_response(wave, {"safe": "yes"})
    Survey.objects.update(most_answers=1)

    page = Client().get(at("kiosk", kiosk)).content.decode()

    assert "all the answers it can take" in page


def test_a_kiosk_begins_afresh_each_time() -> None:
    stand, device = make_stand(out(), StandKind.KIOSK), Client()
    first = device.post(at("kiosk", stand)).headers["Location"]
    device.post(first, {"q-safe": "yes"})
    page = device.get(first)
    assert page.headers["Refresh"].startswith("90; url=/surveys/a/")
    assert "Sign in" not in page.content.decode()

    home = device.get(at("kiosk", stand))
    assert home.status_code == 200
    back = device.get(first)  # the browser's own Back
    assert back.headers["Location"] == at("kiosk", stand)
    second = device.post(at("kiosk", stand)).headers["Location"]

    assert second != first
    assert device.get(first).status_code == 404
    assert Invitation.objects.count() == 1


def test_a_kiosk_asks_whether_somebody_is_there_and_goes_back() -> None:
    stand, device = make_stand(out(), StandKind.KIOSK), Client()
    first = device.post(at("kiosk", stand)).headers["Location"]
    token = first.split("/")[3]

    still = device.get(reverse("feedback:kiosk_still", args=[token]) + "?at=0")

    assert still.headers["Refresh"] == f"30; url={at('kiosk', stand)}"
    assert f'href="{first}"' in still.content.decode()
    device.post(first, {"q-safe": "yes"})
    device.post(reverse("feedback:answer_check", args=[token]))
    done = device.get(reverse("feedback:answer_done", args=[token]))
    assert done.headers["Refresh"] == f"20; url={at('kiosk', stand)}"
    assert Response.objects.get().channel == Channel.KIOSK
    keep = device.get(reverse("feedback:answer_keep", args=[token]))
    assert keep.status_code != 200 or "Thank" in keep.content.decode()


def test_a_kiosk_waits_until_staff_has_signed_out() -> None:
    stand, device = make_stand(out(), StandKind.KIOSK), Client()
    sign_in(device, make_user())

    assert "Sign out first" in device.get(at("kiosk", stand)).content.decode()
    device.post(at("kiosk", stand))
    assert Invitation.objects.count() == 0


def test_many_at_one_kiosk_in_an_hour_wait() -> None:
    stand, device = make_stand(out(), StandKind.KIOSK), Client()

    statuses = [device.post(at("kiosk", stand)).status_code for _ in range(91)]

    assert statuses == [302] * 90 + [429]


def test_who_works_on_it_opens_and_closes_them(client: Client) -> None:
    wave = out()
    officer = make_officer(of=wave.survey.neighborhood)
    sign_in(client, officer)
    url = reverse("feedback:stand_open", args=[wave.survey.slug])

    for _twice in range(2):
        client.post(url, {"kind": "screen"})
    stand = Stand.objects.get()
    screen = client.get(reverse("feedback:ask_screen", args=[wave.survey.slug]))
    assert screen.status_code == 200
    client.post(reverse("feedback:stand_close", args=[wave.survey.slug, stand.pk]))
    assert Stand.objects.exclude(closed_at=None).count() == 1
    with pytest.raises(NotAllowedError):
        open_stand(survey_id=wave.survey_id, kind="kiosk", actor=make_user(), now=now())


def test_a_drawn_survey_has_no_kiosk() -> None:
    wave = out(SurveyKind.RANDOM)
    officer = make_officer(of=wave.survey.neighborhood)

    with pytest.raises(AskingError):
        open_stand(survey_id=wave.survey_id, kind="kiosk", actor=officer, now=now())


def test_wrong_codes_are_told_and_counted(client: Client) -> None:
    make_wave(make_survey(), closes_at=now() + timedelta(days=1))
    url = reverse("feedback:code")

    assert "no code of a letter" in client.post(url, {"code": "ABC"}).content.decode()
    statuses = [
        client.post(url, {"code": "0000-0000-0000"}).status_code for _ in range(30)
    ]
    assert statuses == [200] * 29 + [429]
