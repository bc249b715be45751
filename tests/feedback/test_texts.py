"""What people wrote: looked at, shown or not, and sorted into themes by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.people.models import User
from engagement.places.models import Neighborhood
from feedback.choices import TextState
from feedback.errors import TextHeldError, TextsError
from feedback.models import Survey, ThemedText, UnlinkedAnswer
from feedback.services.dealing import deal
from feedback.services.results import count_wave
from feedback.services.texts import add_theme, drop_theme, judge_text, mark_text
from tests.factories.people import make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.survey_results import (
    WHY,
    make_closed_wave,
    make_theme,
    publish_all,
)
from tests.factories.surveys import make_survey, make_text, make_wave
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
NAMES = "My neighbor John Miller parks there, call 617 555 0142"


def a_survey(place: Neighborhood) -> Survey:
    survey = make_survey(neighborhood=place, questions=[WHY])
    make_wave(survey)
    return survey


def a_text(
    survey: Survey, text: str = "More lamps", **fields: object
) -> UnlinkedAnswer:
    return make_text(survey.waves.get(), question="why", text=text, **fields)


def judge(text: UnlinkedAnswer, actor: User, **how: Any) -> UnlinkedAnswer:
    plain: dict[str, Any] = {"state": TextState.SHOWN, "now": now()}
    survey_id = text.wave.survey_id
    return judge_text(
        survey_id=survey_id, text_id=text.pk, actor=actor, **(plain | how)
    )


def url_of(survey: Survey) -> str:
    return reverse("feedback:texts", args=[survey.slug])


def test_what_may_name_somebody_is_shown_only_when_somebody_looked() -> None:
    place = make_neighborhood()
    officer, survey = make_officer(of=place), a_survey(place)
    harmless, named = a_text(survey), a_text(survey, NAMES)

    assert judge(harmless, officer).state == TextState.SHOWN
    with pytest.raises(TextHeldError):
        judge(named, officer)
    assert judge(named, officer, state=TextState.HIDDEN).state == TextState.HIDDEN
    kept = judge(named, officer, words="My neighbor parks there")
    assert (kept.state, kept.text) == (TextState.SHOWN, "My neighbor parks there")
    again = a_text(survey, NAMES)
    assert judge(again, officer, was_looked_at=True).text == NAMES


def test_words_are_taken_out_and_none_put_in() -> None:
    place = make_neighborhood()
    text = a_text(a_survey(place), "The lamps are dark and nobody comes")
    for words in ("The lamps are bright", "dark lamps", "…"):
        with pytest.raises(TextsError, match="none put in"):
            judge(text, make_officer(of=place), words=words)


@pytest.mark.parametrize("moderates", [True, False])
def test_the_way_back_leads_only_where_somebody_may_go(
    client: Client, *, moderates: bool
) -> None:
    place, reader = make_neighborhood(), make_user()
    survey = a_survey(place)
    make_grant(reader, Role.MODERATOR if moderates else Role.OFFICER, place)
    sign_in(client, reader)
    desk = f'href="{reverse("feedback:survey_desk", args=[survey.slug])}"'

    page = client.get(url_of(survey)).content.decode()

    assert (desk in page) != moderates
    assert f'href="{survey.get_absolute_url()}"' in page or not moderates


def test_each_list_says_in_its_words_that_it_is_empty(client: Client) -> None:
    place = make_neighborhood()
    sign_in(client, make_officer(of=place))
    url = url_of(a_survey(place))

    said = {
        state: client.get(url, {"state": state}).content.decode()
        for state in ("waiting", "shown", "hidden")
    }

    assert "No text waits to be read." in said["waiting"]
    assert "No text is shown with the results yet." in said["shown"]
    assert "No text was kept back." in said["hidden"]


def test_a_moderator_reads_waiting_texts_of_the_area_and_judges_each_once(
    client: Client,
) -> None:
    place = make_neighborhood()
    moderator, survey = make_user(), a_survey(place)
    make_grant(moderator, Role.MODERATOR, place)
    waiting = a_text(survey, "It waits")
    a_text(survey, "It is shown", state=TextState.SHOWN)
    a_text(survey, "It is hidden", state=TextState.HIDDEN)
    elsewhere = a_survey(make_neighborhood())
    sign_in(client, moderator)

    for state in ("waiting", "shown", "hidden"):
        page = client.get(f"{url_of(survey)}?state={state}").content.decode()
        assert [
            said in page for said in ("It waits", "It is shown", "It is hidden")
        ] == [
            True,
            False,
            False,
        ]
    assert client.get(url_of(elsewhere)).status_code == 404
    judge(waiting, moderator)
    with pytest.raises(NotAllowedError):
        judge(waiting, moderator, state=TextState.HIDDEN)
    with pytest.raises(NotAllowedError):
        judge(a_text(elsewhere), moderator)
    with pytest.raises(NotAllowedError):
        add_theme(
            survey_id=survey.pk,
            question="why",
            name="Lamps",
            language="en",
            actor=moderator,
            now=now(),
        )


def test_a_text_that_is_dealt_anew_keeps_its_themes() -> None:
    place = make_neighborhood()
    survey, officer = a_survey(place), make_officer(of=place)
    text, theme = a_text(survey), make_theme(survey)
    for _more in range(5):
        a_text(survey)
    how: dict[str, Any] = {
        "survey_id": survey.pk,
        "text_id": text.pk,
        "actor": officer,
        "now": now(),
    }
    mark_text(**how, themes=[theme.pk, 987654])
    mark_text(**how, themes=[theme.pk])
    deal(UnlinkedAnswer, text.wave_id, [text.pk])

    assert [mark.text_id for mark in ThemedText.objects.all()] == [text.pk]
    mark_text(**how, themes=[])
    assert not ThemedText.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_judging_while_others_answer_finds_the_text() -> None:
    place = make_neighborhood()
    survey, officer = a_survey(place), make_officer(of=place)
    texts = [a_text(survey) for _nth in range(12)]
    wave_id = texts[0].wave_id

    def shuffle(_nth: int) -> None:
        try:
            for _time in range(10):
                deal(UnlinkedAnswer, wave_id, [])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as others:
        running = [others.submit(shuffle, nth) for nth in range(2)]
        for text in texts:
            judge(text, officer)
        for one in running:
            one.result()
    shown = UnlinkedAnswer.objects.filter(state=TextState.SHOWN)
    assert (shown.count(), UnlinkedAnswer.objects.count()) == (12, 12)


def test_themes_are_named_once_and_taken_out() -> None:
    place = make_neighborhood()
    survey, officer = a_survey(place), make_officer(of=place)
    how: dict[str, Any] = {
        "survey_id": survey.pk,
        "language": "en",
        "actor": officer,
        "now": now(),
    }
    theme = add_theme(**how, question="why", name="Lamps")
    for question, name, said in (
        ("why", "lamps", "of this name"),
        ("why", " ", "a name"),
        ("nothing", "Dogs", "in words"),
    ):
        with pytest.raises(TextsError, match=said):
            add_theme(**how, question=question, name=name)
    drop_theme(survey_id=survey.pk, theme_id=theme.pk, actor=officer, now=now())
    with pytest.raises(TextsError, match="gone"):
        drop_theme(survey_id=survey.pk, theme_id=theme.pk, actor=officer, now=now())


def test_the_page_shows_judges_and_codes(client: Client) -> None:
    place = make_neighborhood()
    survey, officer = a_survey(place), make_officer(of=place)
    text, named = a_text(survey), a_text(survey, NAMES)
    sign_in(client, officer)
    page = client.get(url_of(survey)).content.decode()
    assert "More lamps" in page
    assert "It may name somebody:" in page

    client.post(
        reverse("feedback:theme_add", args=[survey.slug]),
        {"question": "why", "name": "Lamps"},
    )
    theme = survey.themes.get()
    one = reverse("feedback:text_judge", args=[survey.slug, text.pk])
    client.post(one, {"act": "mark", "theme": [theme.pk]})
    client.post(one, {"state": "shown", "from": "waiting"})
    other = reverse("feedback:text_judge", args=[survey.slug, named.pk])
    held = client.post(other, {"state": "shown"}, follow=True).content.decode()
    assert "Take that out, or say that you looked." in held
    client.post(other, {"state": "shown", "looked": "1"})
    states = set(UnlinkedAnswer.objects.values_list("state", flat=True))
    assert (states, theme.marks.count()) == ({TextState.SHOWN}, 1)
    client.post(reverse("feedback:theme_drop", args=[survey.slug, theme.pk]))
    assert not survey.themes.exists()


@pytest.mark.parametrize("texts", [1, 3])
def test_the_list_asks_the_database_the_same_for_any_number(
    client: Client, texts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = make_neighborhood()
    survey = a_survey(place)
    theme = make_theme(survey)
    for _nth in range(texts):
        ThemedText.objects.create(theme=theme, text=a_text(survey))
    sign_in(client, make_officer(of=place))
    client.get(url_of(survey))

    with django_assert_num_queries(QUERIES):
        client.get(url_of(survey))


QUERIES = 12


def test_only_what_was_passed_stands_with_the_results(client: Client) -> None:
    place = make_neighborhood()
    wave = make_closed_wave(make_survey(neighborhood=place, questions=[WHY]))
    for nth in range(40):
        make_text(wave, question="why", text=f"Passed {nth}.", state=TextState.SHOWN)
    make_text(wave, question="why", text="Not looked at")
    count_wave(wave_id=wave.pk, now=now())
    publish_all(wave, make_officer(of=place))

    page = client.get(reverse("feedback:results", args=[wave.survey.slug]))
    assert page.content.decode().count("Passed ") == 30
    assert "Not looked at" not in page.content.decode()
