"""Counting a wave, publishing it question by question, and reading it."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from feedback.choices import TextState
from feedback.errors import ResultsError
from feedback.models import Response, Result, Survey, ThemedText, UnlinkedAnswer, Wave
from feedback.queries.results import desk_results
from feedback.services.results import (
    count_wave,
    publish_results,
    say_what_changes,
    waves_to_count,
    withdraw_result,
)
from feedback.tasks import count_results
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.population import make_population
from tests.factories.survey_results import (
    WHY,
    make_answers,
    make_closed_wave,
    make_counted_wave,
    make_theme,
    publish_all,
)
from tests.factories.surveys import make_response, make_survey, make_text, make_wave
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
OPENLY = "Open survey, not a random sample: weighting fixes who answered, not why."
DRAWN = "Drawn at random, but not everybody who was drawn answered."


def counts(wave: Wave) -> dict[str, object]:
    return {
        result.question: [part["counts"] for part in result.table["parts"]]
        for result in Result.objects.filter(wave=wave)
    }


def results_url(wave: Wave) -> str:
    return reverse("feedback:results", args=[wave.survey.slug])


def desk_url(wave: Wave) -> str:
    return reverse("feedback:results_desk", args=[wave.survey.slug])


def test_a_wave_is_counted_when_it_is_over_and_once() -> None:
    wave, still_out = make_closed_wave(), make_wave(make_survey())
    make_answers(wave)
    assert waves_to_count(now()) == [wave.pk]
    count_results()

    assert counts(wave) == {
        "safe": [[40, 25]],
        "age": [[None, 35, -1, None, None, None]],
        "why": [],
    }
    assert [r.table["n"] for r in wave.results.all()] == [65, 65, 10]
    make_response(wave, {"safe": "yes"})
    count_results()
    assert Result.objects.count() == 3
    assert not still_out.results.exists()
    count_wave(wave_id=still_out.pk, now=now())
    assert not still_out.results.exists()


def test_a_wave_nobody_answered_has_nothing_to_show() -> None:
    wave = make_closed_wave()
    count_wave(wave_id=wave.pk, now=now())
    assert {r.table["n"] for r in wave.results.all()} == {None}


def test_what_is_counted_stays_whatever_comes_in_later() -> None:
    """Nobody takes one count from another: there is one, published or not."""
    wave = make_counted_wave(neighborhood=make_neighborhood())
    before = list(Result.objects.values("question", "table"))
    make_answers(wave, yes=50, no=0)

    count_results()
    count_wave(wave_id=wave.pk, now=now())

    assert counts(wave)["safe"] == [[40, 25]]
    assert list(Result.objects.values("question", "table")) == before


def publish(wave: Wave, actor: object, *questions: str) -> None:
    publish_results(
        survey_id=wave.survey_id,
        wave_id=wave.pk,
        questions=questions,
        actor=actor,  # type: ignore[arg-type]  # an officer
        now=now(),
    )


def test_publishing_and_withdrawing_are_recorded_and_for_the_makers_alone() -> None:
    place = make_neighborhood()
    officer, stranger = make_officer(of=place), make_officer(of=make_neighborhood())
    wave = make_counted_wave(neighborhood=place)
    with pytest.raises(NotAllowedError):
        publish(wave, stranger, "safe")
    with pytest.raises(ResultsError, match="at least one"):
        publish(wave, officer)
    publish(wave, officer, "safe")
    how: dict[str, Any] = {
        "survey_id": wave.survey_id,
        "wave_id": wave.pk,
        "question": "safe",
    }
    with pytest.raises(ResultsError, match="Say why"):
        withdraw_result(**how, reason=" ", actor=officer, now=now())
    withdraw_result(**how, reason="Wrong question", actor=officer, now=now())
    with pytest.raises(ResultsError, match="not public"):
        withdraw_result(**how, reason="Again", actor=officer, now=now())

    told = Entry.objects.filter(action__contains="result").order_by("pk")
    assert [(one.action, one.reason) for one in told] == [
        ("survey.publish_results", ""),
        ("survey.withdraw_result", "Wrong question"),
    ]
    result = Result.objects.get(wave=wave, question="safe")
    assert (result.is_public, result.table["parts"][0]["counts"]) == (False, [40, 25])


def test_themes_are_counted_when_published_and_small_ones_hidden() -> None:
    place = make_neighborhood()
    wave = make_counted_wave(neighborhood=place)
    for _nth in range(20):
        make_text(wave, question="why", text="Dark")
    lamps, dogs = make_theme(wave.survey), make_theme(wave.survey, "Dogs")
    texts = list(UnlinkedAnswer.objects.filter(wave=wave))
    ThemedText.objects.bulk_create(
        [ThemedText(theme=lamps, text=text) for text in texts[:14]]
        + [ThemedText(theme=dogs, text=text) for text in texts[:3]]
    )
    publish(wave, make_officer(of=place), "why")

    table = Result.objects.get(wave=wave, question="why").table
    assert table["themes"] == [
        {"words": {"en": "Lamps"}, "count": 15},
        {"words": {"en": "Dogs"}, "count": None},
    ]


def test_texts_of_fewer_than_ten_are_not_read_out_one_by_one(client: Client) -> None:
    """Whoever reads nine texts has counted nine people."""
    place = make_neighborhood()
    pages = []
    for people in (9, 10):
        wave = make_closed_wave(make_survey(neighborhood=place, questions=[WHY]))
        for _one in range(people):
            make_text(wave, question="why", text="More lamps", state=TextState.SHOWN)
        count_wave(wave_id=wave.pk, now=now())
        publish_all(wave, make_officer(of=place))
        pages.append(client.get(results_url(wave)).content.decode())

    assert [page.count("More lamps") for page in pages] == [0, 10]


def test_everybody_reads_what_is_published_and_nothing_else(client: Client) -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    wave = make_counted_wave(neighborhood=place)
    empty = client.get(results_url(wave)).content.decode()
    assert "There are no results yet" in empty
    assert "Yes" not in empty
    publish(wave, officer, "safe")
    say_what_changes(
        survey_id=wave.survey_id,
        wave_id=wave.pk,
        text="Six new lamps by May",
        actor=officer,
        now=now(),
    )

    page = client.get(results_url(wave)).content.decode()
    assert "Six new lamps by May" in page
    assert "Do you feel safe after dark?" in page
    assert "How old are you?" not in page
    assert "62%" in page
    assert "(49–72%)" in page
    assert (
        results_url(wave)
        in client.get(f"/surveys/{wave.survey.slug}/").content.decode()
    )
    by_age = client.get(f"{results_url(wave)}?by=age").content.decode()
    assert "18 to 34" in by_age
    assert client.get(f"{results_url(wave)}?by=sex&wave=9").status_code == 200


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"kind": "links"}, OPENLY),
        ({"kind": "random"}, DRAWN),
        ({"kind": "pulse", "every_weeks": 4}, DRAWN),
    ],
)
def test_the_results_say_whether_chance_picked_who_was_asked(
    client: Client, asked: dict[str, Any], says: str
) -> None:
    place = make_neighborhood()
    make_population(place, "age", {"18_34": 500, "35_49": 900})
    wave = make_counted_wave(neighborhood=place)
    Survey.objects.update(**asked)
    publish(wave, make_officer(of=place), "safe")

    page = client.get(results_url(wave)).content.decode()

    assert "Weighted to those who live here" in page
    assert {one: page.count(one) for one in (OPENLY, DRAWN)} == {
        OPENLY: 0,
        DRAWN: 0,
        says: 2,
    }


def test_the_table_to_take_along_says_what_the_page_says(client: Client) -> None:
    place = make_neighborhood()
    wave = make_counted_wave(neighborhood=place)
    url = reverse("feedback:results_csv", args=[wave.survey.slug])
    assert client.get(url).status_code == 404
    publish(wave, make_officer(of=place), "safe")

    text = client.get(url).content.decode().lstrip("\ufeff")
    rows = list(csv.DictReader(StringIO(text)))
    whole = [row for row in rows if not row["by"]]
    assert [(row["answer"], row["people"], row["count"]) for row in whole] == [
        ("Yes", "65", "40"),
        ("No", "65", "25"),
    ]
    assert {row["group"] for row in rows if row["by"] == "age"} <= {
        "18 to 34",
        "35 to 49",
        "All others",
    }


def test_whoever_works_on_it_publishes_on_the_page(client: Client) -> None:
    place = make_neighborhood()
    sign_in(client, make_officer(of=place))
    wave = make_counted_wave(neighborhood=place)
    page = client.get(desk_url(wave)).content.decode()
    assert "Publish: Do you feel safe after dark?" in page

    client.post(desk_url(wave), {"act": "publish", "question": ["safe", "age"]})
    assert [r.question for r in wave.results.all() if r.is_public] == ["safe", "age"]
    nothing = client.post(desk_url(wave), {"act": "publish"})
    assert "Choose at least one question" in nothing.content.decode()
    client.post(
        desk_url(wave), {"act": "withdraw", "question": "age", "reason": "Misread"}
    )
    assert [r.question for r in wave.results.all() if r.is_public] == ["safe"]
    client.post(desk_url(wave), {"act": "say", "text": "Lamps by May"})
    wave.refresh_from_db()
    assert wave.will_change == "Lamps by May"
    assert desk_results(wave.survey, now()) == {
        "counted": 3,
        "public": 1,
        "is_over": True,
        "waits_until": None,
        "texts_waiting": 12,
    }


def test_the_desk_says_what_it_waits_for(client: Client) -> None:
    place = make_neighborhood()
    sign_in(client, make_officer(of=place))
    bare = make_survey(neighborhood=place)
    url = reverse("feedback:results_desk", args=[bare.slug])
    assert "was not out yet" in client.get(url).content.decode()
    wave = make_wave(bare)
    assert "The survey is still out" in client.get(url).content.decode()
    Wave.objects.filter(pk=wave.pk).update(closes_at=now() - timedelta(minutes=1))
    assert "being counted" in client.get(url).content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_the_database_the_same_for_any_number_of_questions(
    client: Client, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = make_neighborhood()
    wave = make_counted_wave(neighborhood=place)
    publish(wave, make_officer(of=place), *["safe", "age", "why"][:people])
    client.get(results_url(wave))

    with django_assert_num_queries(QUERIES):
        client.get(results_url(wave))


QUERIES = 10


def test_a_survey_of_the_town_is_compared_by_neighborhood(client: Client) -> None:
    first, second = make_neighborhood(name="Mill"), make_neighborhood(name="Dock")
    wave = make_closed_wave()
    for place in (first, second):
        for nth in range(40):
            make_response(
                wave, {"safe": "yes" if nth % 2 else "no"}, neighborhood=place
            )
    count_wave(wave_id=wave.pk, now=now())
    table = Result.objects.get(wave=wave, question="safe").table
    assert table["parts"][0]["by"]["home"] == {
        place.slug: {"n": 40, "counts": [20, 20]} for place in (first, second)
    }
    publish_all(wave, make_officer())
    assert "Dock" in client.get(f"{results_url(wave)}?by=home").content.decode()


def test_counting_asks_as_often_for_many_answers_as_for_few() -> None:
    """Answers are read once, by one cursor; each is then a few steps of numpy."""
    asked = []
    for people in (500, 5000):
        wave = make_closed_wave()
        made = [
            Response(
                wave=wave,
                version=wave.version,
                channel="web",
                language="en",
                answers={"safe": "yes" if nth % 3 else "no", "age": "18_34"},
            )
            for nth in range(people)
        ]
        Response.objects.bulk_create(made)
        with CaptureQueriesContext(connection) as queries:
            count_wave(wave_id=wave.pk, now=now())
        asked.append(len(queries))
        assert Result.objects.get(wave=wave, question="safe").table["n"] == people
    assert asked[0] == asked[1]


def test_places_are_shown_from_ten_on() -> None:
    wave = make_closed_wave(
        make_survey(questions=[{"key": "where", "kind": "place", "words": {}}])
    )
    for longitude, people in ((1.00125, 12), (2.00125, 4), (3.00125, 5)):
        for _nth in range(people):
            make_text(
                wave, question="where", text="", longitude=longitude, latitude=5.00125
            )
    count_wave(wave_id=wave.pk, now=now())
    assert wave.results.get().table["cells"] == [
        [1.00125, 5.00125, 10, "5.0012, 1.0012"]
    ]


def test_somebody_else_finds_no_desk(client: Client) -> None:
    wave = make_counted_wave(neighborhood=make_neighborhood())
    sign_in(client, make_user())
    assert client.get(desk_url(wave)).status_code == 404
    assert client.post(desk_url(wave), {"act": "publish"}).status_code == 404
