"""Bringing a file of answers on the page: looked at, then taken in by a task."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from engagement.outbox.models import Job
from engagement.people.models import Grant, User
from engagement.places.models import Neighborhood
from feedback.choices import Channel, FileState
from feedback.models import AnswerFile, Response, Survey
from feedback.progress import Progress, progress_of, tell_progress
from feedback.tasks import take_in_file
from tests.factories.people import make_officer, make_organizer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.survey_index import make_answer_file, make_measuring
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def place() -> Neighborhood:
    make_town()
    return make_neighborhood()


@pytest.fixture
def officer(place: Neighborhood, client: Client) -> User:
    officer = make_officer(of=place)
    sign_in(client, officer)
    return officer


def _bring(client: Client, survey: Survey, content: bytes, **said: Any) -> HttpResponse:
    plain = {
        "file": SimpleUploadedFile("answers.csv", content),
        "opens": "2015-01-01",
        "closes": "2015-12-31",
        "nothing": "9, NA",
        "note": "On paper",
    }
    answer = client.post(
        reverse("feedback:import_new", args=[survey.slug]), plain | said
    )
    assert isinstance(answer, HttpResponse)
    return answer


def _page(survey: Survey, file: AnswerFile) -> str:
    return reverse("feedback:import_file", args=[survey.slug, file.pk])


def test_a_file_is_looked_at_first_and_taken_in_by_the_task(
    client: Client, officer: User, place: Neighborhood
) -> None:
    survey = make_measuring(neighborhood=place)

    brought = _bring(client, survey, b"Q7,who\n5,Ann\n4,Ben\n9,Cleo\n")
    file = AnswerFile.objects.get()
    look = {"column-trust": "Q7", "round-trust": "", "act": "look"}
    client.post(_page(survey, file), look)
    file.refresh_from_db()
    assert brought["Location"] == _page(survey, file)
    assert (file.state, file.lines, file.told["taken"]) == (FileState.LOOKED_AT, 3, 3)
    assert not Response.objects.exists()

    client.post(_page(survey, file), {**look, "act": "take"})
    job = Job.objects.get(task="feedback.take_in_file")
    take_in_file(job_id=job.pk, file_id=file.pk)
    take_in_file(job_id=job.pk, file_id=file.pk)

    file.refresh_from_db()
    job.refresh_from_db()
    answers = Response.objects.values_list("answers", "channel", "neighborhood")
    assert sorted(answers, key=str) == [
        ({"trust": 4}, Channel.IMPORT, place.pk),
        ({"trust": 5}, Channel.IMPORT, place.pk),
        ({}, Channel.IMPORT, place.pk),
    ]
    assert (file.state, file.text, job.done_at is not None) == (
        FileState.TAKEN_IN,
        "",
        True,
    )
    assert survey.waves.get().note == "On paper"


def test_the_page_says_how_far_the_file_is_and_looks_again_by_itself(
    client: Client, officer: User, place: Neighborhood
) -> None:
    file = make_answer_file(
        make_measuring(neighborhood=place), state=FileState.WAITING, lines=3000
    )
    seen = []
    for read in (None, 1200, 3000):
        if read is not None:
            tell_progress(file.pk, read)
        answer = client.get(_page(file.survey, file))
        seen.append((answer["Refresh"], answer.content.decode()))

    assert [refresh for refresh, _page in seen] == ["5"] * 3
    said = ("lines wait for their turn", "1200 of 3000 lines are read", "All 3000")
    assert [words in page for words, (_, page) in zip(said, seen, strict=True)] == [
        True
    ] * 3
    assert 'max="3000" value="1200"' in seen[1][1]


def test_whoever_takes_a_file_in_tells_how_far_it_is(place: Neighborhood) -> None:
    lines = 250
    file = make_answer_file(
        make_measuring(neighborhood=place),
        made_by=make_officer(of=place),
        state=FileState.WAITING,
        text="Q7\n" + "5\n" * lines,
        rules={
            "nothing": [],
            "answers": {"trust": {"column": "Q7"}},
            "waves": [{"opens": "2015-01-01", "closes": "2015-12-31"}],
        },
        lines=lines,
    )

    take_in_file(job_id=0, file_id=file.pk)

    assert progress_of(file.pk, lines) == Progress(lines, lines)


def test_a_file_that_is_in_is_looked_at_no_more(
    client: Client, officer: User, place: Neighborhood
) -> None:
    file = make_answer_file(
        make_measuring(neighborhood=place),
        state=FileState.TAKEN_IN,
        text="",
        told={"taken": 1},
    )

    assert "Refresh" not in client.get(_page(file.survey, file))


def test_what_is_in_the_file_is_shown_as_text_and_never_as_markup(
    client: Client, officer: User, place: Neighborhood
) -> None:
    survey = make_measuring(neighborhood=place)
    content = f'"Q7 {HOSTILE}",Q8\n{HOSTILE},=1+1\n'.encode()
    _bring(client, survey, content, note=HOSTILE)
    file = AnswerFile.objects.get()
    client.post(_page(survey, file), {"column-trust": f"Q7 {HOSTILE}", "act": "look"})

    page = client.get(_page(survey, file)).content.decode()

    assert HOSTILE not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_who_lost_the_right_before_the_task_ran_takes_nothing_in(
    place: Neighborhood,
) -> None:
    officer, survey = make_officer(of=place), make_measuring(neighborhood=place)
    rules = {
        "nothing": [],
        "answers": {"trust": {"column": "Q7"}},
        "waves": [{"opens": "2015-01-01", "closes": "2015-12-31"}],
    }
    file = make_answer_file(
        survey, made_by=officer, rules=rules, state=FileState.WAITING
    )
    Grant.objects.filter(user=officer).delete()

    take_in_file(job_id=0, file_id=file.pk)

    file.refresh_from_db()
    assert (file.state, Response.objects.count()) == (FileState.FAILED, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", {}),
        (b"Q7\n\xff\n", {}),
        (b"Q7,Q7\n1,2\n", {}),
        (b"Q7\n5\n", {"opens": "yesterday"}),
    ],
)
def test_what_cannot_be_read_is_said_and_not_kept(
    client: Client,
    officer: User,
    place: Neighborhood,
    content: bytes,
    said: dict[str, str],
) -> None:
    answer = _bring(client, make_measuring(neighborhood=place), content, **said)

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not AnswerFile.objects.exists()


def test_days_that_are_not_over_are_refused_when_looked_at(
    client: Client, officer: User, place: Neighborhood
) -> None:
    survey = make_measuring(neighborhood=place)
    tomorrow = localdate(now()) + timedelta(days=1)
    _bring(client, survey, b"Q7\n5\n", closes=tomorrow)
    file = AnswerFile.objects.get()

    page = client.post(_page(survey, file), {"column-trust": "Q7", "act": "take"})

    assert "Choose days in the past." in page.content.decode()
    assert not Job.objects.filter(task="feedback.take_in_file").exists()


def test_others_find_neither_the_page_nor_the_file(
    client: Client, place: Neighborhood
) -> None:
    survey = make_measuring(neighborhood=place)
    file = make_answer_file(survey)
    other = make_measuring(neighborhood=place, made_by=make_organizer(of=place))
    seen = []
    for person in (make_organizer(of=place), make_officer(of=make_neighborhood())):
        sign_in(client, person)
        seen += [
            client.get(reverse("feedback:import_new", args=[survey.slug])).status_code,
            client.get(_page(survey, file)).status_code,
        ]
    sign_in(client, make_officer(of=place))

    assert seen == [404] * 4
    assert client.get(_page(other, file)).status_code == 404
    assert client.get(_page(survey, file)).status_code == 200
