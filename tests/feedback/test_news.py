"""Letters that results are out: once a wave, to whoever was asked or follows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from engagement.common.marks import mark_of
from engagement.common.sealed import seal
from engagement.outbox.models import Job
from engagement.people.models import Follow, User
from engagement.places.models import Neighborhood
from feedback.choices import Channel
from feedback.models import Invitation, SurveyStop, Wave
from feedback.queries.invited import ADDRESS
from feedback.services.mailing import stop_token, whose_letters
from feedback.services.news import BATCH, LEAVE_AFTER
from feedback.services.results import publish_results, withdraw_result
from feedback.tasks import begin_news, mail_news, send_news, spread_news
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.survey_results import make_counted_wave
from tests.factories.surveys import make_invitation, make_response

pytestmark = pytest.mark.django_db

TASKS = {
    "feedback.begin_news": begin_news,
    "feedback.spread_news": spread_news,
    "feedback.send_news": send_news,
    "feedback.mail_news": mail_news,
}


def publish(wave: Wave, actor: User, *questions: str) -> None:
    publish_results(
        survey_id=wave.survey_id,
        wave_id=wave.pk,
        questions=questions or ["safe"],
        actor=actor,
        now=now(),
    )


def make_follow(person: User, place: Neighborhood) -> None:
    Follow.objects.create(user=person, neighborhood=place)


def run_jobs() -> list[str]:
    """Do all that waits, and what comes of it; give what was done."""
    done = []
    while job := Job.objects.filter(done_at=None).order_by("pk").first():
        TASKS[job.task](job_id=job.pk, **job.arguments)
        assert Job.objects.get(pk=job.pk).done_at is not None
        done.append(job.task)
    return done


def told() -> list[str]:
    return sorted(letter.to[0] for letter in mail.outbox)


def a_wave(place: Neighborhood | None = None) -> tuple[Wave, User]:
    here = place or make_neighborhood()
    return make_counted_wave(neighborhood=here), make_officer(of=here)


def ask_address(wave: Wave, address: str, **fields: object) -> Invitation:
    plain = {"sealed": seal(address), "address_mark": mark_of(ADDRESS, address)}
    return make_invitation(wave, **(plain | {"token": address} | fields))  # type: ignore[arg-type]  # fields of an invitation


def test_those_asked_and_those_who_follow_are_told_once() -> None:
    place = make_neighborhood()
    wave, officer = a_wave(place)
    asked, follower = make_user(), make_user(email="follows@example.org")
    both, elsewhere = make_user(), make_user()
    make_follow(follower, place)
    make_follow(both, place)
    make_follow(elsewhere, make_neighborhood())
    make_invitation(wave, token="a", person=asked, answered=True)
    make_invitation(wave, token="b", person=both)
    make_invitation(wave, token="c", person=both, subject="meeting:1")
    make_invitation(wave, token="d", person=make_user(), channel=Channel.WEB)
    ask_address(wave, "ann@example.net")
    ask_address(wave, "ann@example.net", token="again", subject="meeting:1")
    ask_address(wave, follower.email)

    publish(wave, officer)
    assert [(j.task, j.not_before - j.created_at) for j in Job.objects.all()] == [
        ("feedback.begin_news", LEAVE_AFTER)
    ]
    run_jobs()

    wanted = sorted([asked.email, both.email, follower.email, "ann@example.net"])
    assert told() == wanted
    publish(wave, officer, "age")
    assert run_jobs() == []
    assert told() == wanted


def test_who_answered_and_who_did_not_get_the_same_letter() -> None:
    wave, officer = a_wave()
    answered, silent = make_user(), make_user()
    make_invitation(wave, token="a", person=answered, answered=True)
    make_invitation(wave, token="b", person=silent)
    publish(wave, officer)
    run_jobs()

    said = {
        letter.to[0]: str(letter.body).replace(stop_token(person, ""), "STOP")
        for letter, person in zip(
            sorted(mail.outbox, key=lambda one: one.to),
            sorted([answered, silent], key=lambda one: one.email),
            strict=True,
        )
    }
    assert set(said) == {answered.email, silent.email}
    assert said[answered.email] == said[silent.email]
    assert f"/surveys/{wave.survey.slug}/results/?wave=1" in said[silent.email]


def test_a_letter_leads_to_the_results_and_stops_all_letters(client: Client) -> None:
    wave, officer = a_wave()
    person = make_user()
    make_invitation(wave, person=person)
    publish(wave, officer)
    run_jobs()

    said = str(mail.outbox[0].body)
    assert "Whoever was asked gets it, as long as we still have the address" in said
    words = said.split()
    page = next(word for word in words if "/results/" in word)
    stop = next(word for word in words if "/surveys/stop/" in word)
    assert client.get(page).status_code == 200
    assert whose_letters(stop.split("/")[5]) == {"person": person}
    client.post(stop, {"act": "stop"})
    assert SurveyStop.objects.filter(person=person).exists()


def test_the_whole_town_tells_whoever_follows_any_of_it() -> None:
    wave = make_counted_wave()
    here, there, nowhere = make_user(), make_user(), make_user()
    make_follow(here, make_neighborhood())
    make_follow(there, make_neighborhood())
    publish(wave, make_officer())
    run_jobs()
    assert told() == sorted([here.email, there.email])
    assert nowhere.email not in told()


def test_who_stopped_letters_left_or_follows_no_more_is_not_told() -> None:
    place = make_neighborhood()
    wave, officer = a_wave(place)
    stopped, gone, later, no_more = (make_user() for _nth in range(4))
    for person in (stopped, gone, later, no_more):
        make_follow(person, place)
    SurveyStop.objects.create(person=stopped, stopped_on=now().date())
    ask_address(wave, "stopped@example.net")
    mark = mark_of(ADDRESS, "stopped@example.net")
    SurveyStop.objects.create(address_mark=mark, stopped_on=now().date())
    ask_address(wave, "let.go@example.net", sealed=b"", address_mark="")
    gone.is_active = False
    gone.save()

    publish(wave, officer)
    one_step("feedback.begin_news")
    one_step("feedback.spread_news")
    SurveyStop.objects.create(person=later, stopped_on=now().date())
    no_more.follows.all().delete()
    assert Job.objects.filter(task="feedback.send_news").count() == 2
    run_jobs()
    assert told() == []


def test_an_address_whose_account_stopped_letters_is_not_told() -> None:
    wave, officer = a_wave()
    person = make_user(email="ann@example.net")
    SurveyStop.objects.create(person=person, stopped_on=now().date())
    ask_address(wave, "ann@example.net")

    publish(wave, officer)
    run_jobs()
    assert told() == []


def one_step(task: str) -> None:
    for job in list(Job.objects.filter(task=task, done_at=None)):
        TASKS[task](job_id=job.pk, **job.arguments)


def test_what_is_taken_back_in_time_tells_nobody_and_what_is_out_later_does() -> None:
    wave, officer = a_wave()
    make_invitation(wave, person=make_user())
    publish(wave, officer)
    withdraw_result(
        survey_id=wave.survey_id,
        wave_id=wave.pk,
        question="safe",
        reason="The wrong one",
        actor=officer,
        now=now(),
    )
    assert run_jobs() == ["feedback.begin_news"]
    assert Wave.objects.get().told_at is None
    assert told() == []

    publish(wave, officer)
    run_jobs()
    assert len(told()) == 1


def test_letters_look_again_whether_anything_is_public() -> None:
    wave, officer = a_wave()
    make_invitation(wave, token="a", person=make_user())
    ask_address(wave, "ann@example.net")
    publish(wave, officer)
    one_step("feedback.begin_news")
    one_step("feedback.spread_news")
    one_step("feedback.spread_news")
    wave.results.filter(question="safe").update(withdrawn_at=now())
    run_jobs()
    assert told() == []


def test_questions_published_one_by_one_tell_once() -> None:
    wave, officer = a_wave()
    make_invitation(wave, person=make_user())
    for question in ("safe", "age", "why"):
        publish(wave, officer, question)
    done = run_jobs()
    assert done.count("feedback.begin_news") == 3
    assert done.count("feedback.send_news") == 1


def test_each_wave_tells_again() -> None:
    place = make_neighborhood()
    first, officer = a_wave(place)
    second = make_counted_wave(neighborhood=place)
    make_follow(make_user(), place)
    publish(first, officer)
    publish(second, officer)
    run_jobs()
    assert len(told()) == 2


def test_answers_of_another_tool_are_no_news() -> None:
    wave, officer = a_wave()
    make_response(wave, {"safe": "yes"}, channel=Channel.IMPORT)
    make_invitation(wave, person=make_user())
    publish(wave, officer)
    assert list(Job.objects.all()) == []


def test_many_are_told_in_batches_and_a_batch_done_twice_is_done_once() -> None:
    place = make_neighborhood()
    wave, officer = a_wave(place)
    for nth in range(BATCH + 3):
        make_follow(make_user(email=f"p{nth}@example.org"), place)
    publish(wave, officer)
    one_step("feedback.begin_news")
    first = Job.objects.get(task="feedback.spread_news")
    one_step("feedback.spread_news")
    letters = Job.objects.filter(task="feedback.send_news")
    assert letters.count() == BATCH
    spread_news(job_id=first.pk, **first.arguments)  # as by a twin
    assert letters.count() == BATCH
    assert Job.objects.filter(task="feedback.spread_news").count() == 2
    while Job.objects.filter(task="feedback.spread_news", done_at=None).exists():
        one_step("feedback.spread_news")
    assert letters.count() == BATCH + 3


@pytest.mark.parametrize("many", [1, 3])
def test_a_letter_asks_the_same_of_the_database_for_one_and_for_many(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = make_neighborhood()
    wave, officer = a_wave(place)
    for _nth in range(many):
        make_follow(make_user(), place)
    publish(wave, officer)
    one_step("feedback.begin_news")
    one_step("feedback.spread_news")
    job = Job.objects.filter(task="feedback.send_news").order_by("pk").first()
    assert job is not None
    with django_assert_num_queries(9):
        send_news(job_id=job.pk, **job.arguments)


def test_a_wave_that_is_gone_or_told_ends_its_jobs() -> None:
    wave, officer = a_wave()
    publish(wave, officer)
    Wave.objects.update(told_at=datetime(2026, 1, 1, tzinfo=now().tzinfo))
    assert run_jobs() == ["feedback.begin_news"]
    assert Wave.objects.get().told_at == datetime(2026, 1, 1, tzinfo=now().tzinfo)
    for task, arguments in (
        ("feedback.begin_news", {"wave_id": 0}),
        ("feedback.spread_news", {"wave_id": 0, "after": 0, "to_addresses": False}),
        ("feedback.send_news", {"wave_id": 0, "person_id": 0}),
        ("feedback.mail_news", {"invitation_id": 0}),
    ):
        Job.objects.create(
            task=task,
            about="gone",
            arguments=arguments,
            created_at=now(),
            not_before=now() + timedelta(0),
        )
    assert len(run_jobs()) == 4
