"""Answering in a browser without script: every state, and one answer for one link."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.roles import Role
from engagement.outbox.models import Job, SealedLetter
from engagement.outbox.services import deliver_sealed
from feedback.choices import QuestionKind, SurveyKind
from feedback.models import (
    Ballot,
    Draft,
    Invitation,
    Question,
    Response,
    UnlinkedAnswer,
    Wave,
)
from feedback.services.casting import saved_answers
from tests.factories.people import make_grant, make_user
from tests.factories.surveys import (
    ANSWER_LINK,
    make_invitation,
    make_question,
    make_response,
    make_section,
    make_survey,
    make_wave,
    options,
    safe_question,
)
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
WHY = {
    "key": "why",
    "kind": QuestionKind.LONG,
    "words": {"en": {"text": "Why not?"}, "es": {"text": "¿Por qué no?"}},
    "shown_if": {
        "match": "all",
        "conditions": [{"question": "safe", "test": "is", "values": ["no"]}],
    },
}
AGE = {
    "key": "age",
    "kind": QuestionKind.SINGLE,
    "words": {"en": {"text": "How old are you?"}, "es": {"text": "¿Qué edad tiene?"}},
    "options": options("young", "old"),
    "is_personal": True,
}


def two_parts(**fields: Any) -> Wave:
    """Safe or not; then why not, if not, and how old."""
    survey = make_survey(questions=[safe_question() | {"is_required": True}])
    second = make_section(survey.versions.get(), words={"en": {"title": "About you"}})
    make_question(second, **WHY)
    make_question(second, **AGE)
    return make_wave(survey, **fields)


def url(name: str, *more: object, token: str = ANSWER_LINK) -> str:
    return reverse(f"feedback:{name}", args=[token, *more])


def post(client: Client, number: int, **said: str) -> HttpResponse:
    fields = {f"q-{key}": value for key, value in said.items()}
    return client.post(url("answer_section", number), fields)  # type: ignore[return-value]  # the client's own kind


def test_the_whole_way_without_script(client: Client) -> None:
    make_invitation(two_parts())

    intro = client.get(url("answer"))
    assert url("answer_section", 0) in intro.content.decode()
    assert post(client, 0, safe="no").headers["Location"] == url("answer_section", 1)
    second = client.get(url("answer_section", 1)).content.decode()
    assert "Why not?" in second
    assert url("answer_section", 0) in second  # Back
    assert post(client, 1, why="Dark", age="rather_not").headers["Location"] == url(
        "answer_check"
    )
    check = client.get(url("answer_check")).content.decode()
    assert "Dark" in check
    assert "Rather not say" in check
    sent = client.post(url("answer_check"))
    assert sent.headers["Location"] == url("answer_done")
    assert client.get(url("answer_done")).status_code == 200

    assert Response.objects.get().answers == {"safe": "no", "age": "rather_not"}
    assert UnlinkedAnswer.objects.get().text == "Dark"
    assert (Ballot.objects.count(), Draft.objects.count()) == (0, 0)


def test_what_is_needed_is_asked_again_and_nothing_is_kept(client: Client) -> None:
    make_invitation(two_parts())

    answer = post(client, 0)

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert "Answer this question." in answer.content.decode()
    assert Draft.objects.count() == 0
    sent = client.post(url("answer_check"))
    assert sent.headers["Location"] == f"{url('answer_section', 0)}?from=check"
    assert Response.objects.count() == 0


def test_a_change_from_the_check_page_asks_what_it_newly_needs(client: Client) -> None:
    survey = make_survey(questions=[safe_question()])
    more = make_section(
        survey.versions.get(), shown_if=WHY["shown_if"], words={"en": {"title": "Why"}}
    )
    make_question(more, **{**WHY, "shown_if": {}})
    make_invitation(make_wave(survey))
    assert post(client, 0, safe="yes").headers["Location"] == url("answer_check")

    changed = client.post(f"{url('answer_section', 0)}?from=check", {"q-safe": "no"})

    assert changed.headers["Location"] == f"{url('answer_section', 1)}?from=check"
    last = client.post(changed.headers["Location"], {"q-why": "Dark"})
    assert last.headers["Location"] == url("answer_check")


def test_a_question_its_own_page_calls_for_is_asked_before_going_on(
    client: Client,
) -> None:
    survey = make_survey(questions=[safe_question(), WHY])
    make_invitation(make_wave(survey))

    assert post(client, 0, safe="no").headers["Location"] == url("answer_section", 0)
    assert "Why not?" in client.get(url("answer_section", 0)).content.decode()
    done = post(client, 0, safe="no", why="Dark")
    assert done.headers["Location"] == url("answer_check")


def test_pages_of_a_link_are_kept_by_no_browser_and_told_to_no_site(
    client: Client,
) -> None:
    make_invitation(two_parts())

    for name, more in (
        ("answer", ()),
        ("answer_section", (0,)),
        ("answer_check", ()),
        ("answer_keep", ()),
        ("answer_done", ()),
    ):
        answer = client.get(url(name, *more))
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        ("unknown", 404, "This link leads to no survey"),
        ("early", 200, "not open yet"),
        ("closed", 410, "This survey is closed"),
        ("expired", 410, "This survey is closed"),
        ("full", 410, "all the answers it can take"),
        ("answered", 200, "You have answered this survey"),
    ],
)
def test_a_link_that_opens_nothing_says_kindly_why(
    client: Client, state: str, status: int, said: str
) -> None:
    moments = {
        "early": {"opens_at": now() + timedelta(hours=1)},
        "closed": {"closes_at": now() - timedelta(hours=1)},
    }
    wave = two_parts(**moments.get(state, {}))
    if state == "full":
        wave.survey.most_answers = 1
        wave.survey.save()
        make_response(wave, {"safe": "yes"})
    fields: dict[str, Any] = (
        {"expires_at": now() - timedelta(minutes=1)} if state == "expired" else {}
    )
    if state != "unknown":
        make_invitation(wave, answered=state == "answered", **fields)

    for page in (url("answer"), url("answer_section", 0), url("answer_check")):
        answer = client.get(page)
        assert (answer.status_code, said in answer.content.decode()) == (status, True)
        assert client.post(page).status_code in {status, 405}
    assert Response.objects.count() == (1 if state == "full" else 0)


def test_what_no_page_ever_sends_changes_nothing(client: Client) -> None:
    make_invitation(two_parts())
    post(client, 0, safe="yes")

    assert client.get(url("answer_section", 99)).status_code == 404
    assert client.post(url("answer_section", 99)).status_code == 404
    post(client, 1, why="Never asked", age="young", other="x")
    assert saved_answers(ANSWER_LINK) == {"safe": "yes", "age": "young"}
    post(client, 0, safe="perhaps")
    assert saved_answers(ANSWER_LINK) == {"safe": "yes", "age": "young"}


def test_a_megabyte_is_refused_with_a_sentence(client: Client) -> None:
    make_invitation(two_parts())
    post(client, 0, safe="no")

    answer = post(client, 1, why="x" * 1_000_000)

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert saved_answers(ANSWER_LINK) == {"safe": "no"}


def test_another_language_keeps_the_answers(client: Client) -> None:
    wave = two_parts()
    wave.survey.languages = ["en", "es"]
    wave.survey.save()
    make_invitation(wave)
    post(client, 0, safe="no")
    assert "español" in client.get(url("answer")).content.decode()
    client.post(url("answer"), {"tongue": "es"})

    page = client.get(url("answer_section", 1)).content.decode()

    assert "¿Por qué no?" in page
    assert saved_answers(ANSWER_LINK) == {"safe": "no"}
    post(client, 1, why="Oscuro")
    client.post(url("answer_check"))
    assert Response.objects.get().language == "es"


def half_of_the_second(client: Client, wave: Wave, **pressed: str) -> str:
    """Answer one of two questions and press another button; give where it leads."""
    wave.survey.languages = ["en", "es"]
    wave.survey.save()
    Question.objects.filter(key="age").update(is_required=True)
    make_invitation(wave)
    post(client, 0, safe="no")
    fields = {"q-why": "Dark"} | pressed
    return str(client.post(url("answer_section", 1), fields).headers["Location"])


def test_what_stands_in_a_section_is_kept_when_its_language_is_changed(
    client: Client,
) -> None:
    led = half_of_the_second(client, two_parts(), tongue="es")

    page = client.get(led).content.decode()

    assert led == url("answer_section", 1)
    assert "¿Por qué no?" in page
    assert "Dark" in page
    assert "There is a problem" not in page


def test_what_stands_in_a_section_is_kept_for_later(client: Client) -> None:
    led = half_of_the_second(client, two_parts(), later="1")

    assert led == url("answer_keep")
    assert saved_answers(ANSWER_LINK) == {"safe": "no", "why": "Dark"}
    sent = client.post(url("answer_check"))
    assert sent.headers["Location"] == f"{url('answer_section', 1)}?from=check"


def test_whoever_goes_on_comes_to_where_something_needed_is_missing(
    client: Client,
) -> None:
    wave = two_parts()
    first = wave.version.sections.get(position=0)
    make_question(first, key="where", kind=QuestionKind.SHORT)
    make_invitation(wave)
    client.post(url("answer_section", 0), {"q-where": "At the bridge", "later": "1"})

    assert url("answer_section", 0) in client.get(url("answer")).content.decode()
    post(client, 0, safe="no", where="At the bridge")
    assert url("answer_section", 1) in client.get(url("answer")).content.decode()


def test_what_does_not_fit_is_not_left_for_later_unsaid(client: Client) -> None:
    make_invitation(two_parts())
    post(client, 0, safe="no")

    page = client.post(
        url("answer_section", 1), {"q-why": "x" * 20_000, "later": "1"}
    ).content.decode()

    assert "There is a problem" in page
    assert "x" * 20_000 in page


# -- beginning an open survey ----------------------------------------------------------
def begin(client: Client, wave: Wave) -> HttpResponse:
    return client.post(reverse("feedback:begin", args=[wave.survey.slug]))  # type: ignore[return-value]  # the client's own kind


def answer_all(client: Client, place: str) -> None:
    client.post(f"{place}0/", {"q-safe": "yes"})
    client.post(f"{place}check/")


def test_a_visitor_who_tries_twice_is_told_kindly(client: Client) -> None:
    wave = make_wave(make_survey())
    place = begin(client, wave).headers["Location"]
    assert begin(client, wave).headers["Location"] == place
    answer_all(client, place)

    again = client.post(reverse("feedback:begin", args=[wave.survey.slug]), follow=True)

    assert "You have answered this survey" in again.content.decode()
    page = client.get(wave.survey.get_absolute_url()).content.decode()
    assert "You have answered." in page
    assert Response.objects.count() == 1
    assert begin(Client(), wave).headers["Location"] != place


def test_somebody_signed_in_has_one_link_in_every_browser(client: Client) -> None:
    wave, person = make_wave(make_survey()), make_user()
    other = Client()
    sign_in(client, person)
    sign_in(other, person)

    assert (
        begin(client, wave).headers["Location"]
        == begin(other, wave).headers["Location"]
    )
    assert Invitation.objects.count() == 1


def test_whoever_audits_the_town_answers_as_a_resident(client: Client) -> None:
    wave = make_wave(make_survey())
    make_invitation(wave)
    auditor = make_user()
    make_grant(auditor, Role.AUDITOR, None)
    sign_in(client, auditor)

    assert begin(client, wave).status_code == 302
    assert client.get(url("answer")).status_code == 200


def test_a_survey_of_links_is_begun_by_nobody_else(client: Client) -> None:
    wave = make_wave(make_survey(kind=SurveyKind.LINKS))

    assert begin(client, wave).status_code == 410
    page = client.get(wave.survey.get_absolute_url()).content.decode()
    assert reverse("feedback:code") in page
    assert Invitation.objects.count() == 0


def test_many_new_links_from_one_network_wait(client: Client) -> None:
    wave = make_wave(make_survey())

    statuses = [begin(Client(), wave).status_code for _ in range(61)]

    assert statuses == [302] * 60 + [429]


def test_sending_takes_the_token_of_the_form() -> None:
    make_invitation(two_parts())
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(url("answer_section", 0), {"q-safe": "no"}).status_code == 403
    assert Draft.objects.count() == 0


# -- later -----------------------------------------------------------------------------
def test_the_link_goes_to_an_address_that_is_kept_nowhere(client: Client) -> None:
    make_invitation(two_parts())
    post(client, 0, safe="no")

    page = client.get(url("answer_keep")).content.decode()
    assert f"http://testserver{url('answer')}" in page
    client.post(url("answer_keep"), {"address": "ann@example.net"})
    job = Job.objects.get()
    deliver_sealed(job_id=job.pk, now=now(), **job.arguments)

    assert mail.outbox[0].to == ["ann@example.net"]
    assert url("answer") in str(mail.outbox[0].body)
    assert SealedLetter.objects.count() == 0
    invitation = Invitation.objects.get()
    assert (invitation.address_mark, bytes(invitation.sealed)) == ("", b"")


def test_a_wrong_address_is_asked_again(client: Client) -> None:
    make_invitation(two_parts())

    answer = client.post(url("answer_keep"), {"address": "ann"})

    assert "There is a problem" in answer.content.decode()
    assert Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_browsers_send_one_link_at_once_and_one_answer_is_taken() -> None:
    make_invitation(make_wave(make_survey()))
    post(Client(), 0, safe="yes")
    together = Barrier(2)

    def send(_who: int) -> str:
        together.wait(10)
        try:
            answer = Client().post(url("answer_check"))
        finally:
            connections.close_all()
        return str(answer.headers.get("Location", answer.status_code))

    with ThreadPoolExecutor(2) as browsers:
        places = set(browsers.map(send, range(2)))

    assert places <= {url("answer_done"), "200"}
    assert url("answer_done") in places
    assert Response.objects.count() == 1
