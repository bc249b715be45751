"""Who makes, publishes and ends a survey, and who reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import NOBODY, Role, Viewer
from engagement.people.models import User
from engagement.places.models import Neighborhood
from feedback.choices import SurveyKind, SurveyState
from feedback.errors import SurveyIncompleteError
from feedback.models import Survey, Wave
from feedback.queries import surveys_at_the_desk, surveys_visible_to, wave_now
from feedback.services import (
    SurveyDetails,
    add_wave,
    begin_survey,
    edit_survey,
    end_survey,
    publish_survey,
)
from feedback.services.mailing import letter_values
from tests.factories.meetings import make_meeting
from tests.factories.people import (
    make_admin,
    make_grant,
    make_officer,
    make_organizer,
    make_user,
)
from tests.factories.places import make_neighborhood
from tests.factories.surveys import (
    ANSWER_LINK,
    make_invitation,
    make_question,
    make_response,
    make_section,
    make_survey,
    make_wave,
)
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def details(**fields: Any) -> SurveyDetails:
    plain: dict[str, Any] = {
        "words": {"en": {"title": "How safe?"}},
        "languages": ("en",),
    }
    return SurveyDetails(**(plain | fields))


def begin(actor: User, place: Neighborhood | None, **fields: Any) -> Survey:
    return begin_survey(
        neighborhood_id=place.pk if place else None,
        details=details(**fields),
        actor=actor,
        now=now(),
    )


def test_organizers_and_officers_of_the_place_begin_one_and_nobody_else() -> None:
    place, other = make_neighborhood(), make_neighborhood()
    for actor in (make_organizer(of=place), make_officer(of=place)):
        assert begin(actor, place).versions.get().number == 1
    for actor in (make_organizer(of=other), make_user(), make_admin()):
        with pytest.raises(NotAllowedError):
            begin(actor, place)
    assert [e.action for e in Entry.objects.filter(action__startswith="survey.")] == ["survey.begin"] * 2  # fmt: skip


def test_one_for_the_whole_town_is_for_those_who_serve_all_of_it() -> None:
    with pytest.raises(NotAllowedError):
        begin(make_organizer(of=make_neighborhood()), None)
    everywhere = make_user()
    make_grant(everywhere, Role.ORGANIZER, None)

    assert begin(everywhere, None).neighborhood is None


def test_two_of_one_name_have_two_addresses_and_none_takes_ours() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    slugs = [
        begin(officer, place, words={"en": {"title": title}}).slug
        for title in ("New", "How safe?", "How safe?")
    ]

    assert slugs == ["new-2", "how-safe", "how-safe-2"]


def test_a_pulse_says_how_often_and_an_event_after_what() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    for fields in (
        {"kind": SurveyKind.PULSE},
        {"every_weeks": 4},
        {"kind": SurveyKind.EVENT},
        {"event": "meeting"},
        {"words": {"en": {"title": ""}}},
    ):
        with pytest.raises(SurveyIncompleteError):
            begin(officer, place, **fields)


def test_it_is_published_with_questions_and_comes_out_in_waves_that_do_not_overlap() -> (
    None
):
    place = make_neighborhood()
    officer, moment = make_officer(of=place), now()
    survey = begin(officer, place)
    given: dict[str, Any] = {"survey_id": survey.pk, "actor": officer, "now": moment}
    with pytest.raises(SurveyIncompleteError, match="one question"):
        publish_survey(opens_at=moment, closes_at=moment + DAY, **given)
    make_question(make_section(survey.versions.get()))
    with pytest.raises(SurveyIncompleteError, match="after it opens"):
        publish_survey(opens_at=moment, closes_at=moment, **given)
    publish_survey(opens_at=moment, closes_at=moment + DAY, **given)
    with pytest.raises(SurveyIncompleteError, match="already"):
        publish_survey(opens_at=moment, closes_at=moment + DAY, **given)
    with pytest.raises(SurveyIncompleteError, match="still out"):
        add_wave(opens_at=moment, closes_at=moment + DAY, **given)
    second = add_wave(opens_at=moment + DAY, closes_at=moment + 2 * DAY, **given)

    assert second.number == 2
    survey.refresh_from_db()
    assert wave_now(survey, moment).number == 1  # type: ignore[union-attr]  # there is one
    assert wave_now(survey, moment + DAY) == second
    assert wave_now(survey, moment + 3 * DAY) == second


def test_who_is_asked_does_not_change_once_it_is_out() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    survey = make_survey(neighborhood=place)
    given: dict[str, Any] = {"survey_id": survey.pk, "actor": officer, "now": now()}

    edit_survey(details=details(minutes=3), **given)
    with pytest.raises(SurveyIncompleteError, match="who is asked"):
        edit_survey(details=details(kind=SurveyKind.LINKS), **given)


def test_an_end_closes_what_is_out_and_takes_back_what_was_to_come() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    survey = make_survey(neighborhood=place)
    out = make_wave(survey)
    make_wave(survey, opens_at=now() + 8 * DAY, closes_at=now() + 9 * DAY)
    moment = now()
    end_survey(survey_id=survey.pk, actor=officer, now=moment)

    survey.refresh_from_db()
    assert survey.state == SurveyState.ENDED
    assert list(survey.waves.values_list("pk", "closes_at")) == [(out.pk, moment)]
    with pytest.raises(SurveyIncompleteError):
        end_survey(survey_id=survey.pk, actor=officer, now=moment)


def test_a_draft_is_read_by_those_who_work_on_it() -> None:
    place, other = make_neighborhood(), make_neighborhood()
    maker = make_organizer(of=place)
    draft = make_survey(neighborhood=place, made_by=maker, state="draft")
    out = make_survey(neighborhood=other)

    for user, seen in (
        (maker, {draft, out}),
        (make_officer(of=place), {draft, out}),
        (make_organizer(of=place), {out}),
        (make_officer(of=other), {out}),
        (make_admin(), {out}),
    ):
        assert set(surveys_visible_to(Viewer(user=user))) == seen
    assert set(surveys_visible_to(NOBODY)) == {out}
    assert set(surveys_at_the_desk(Viewer(user=maker))) == {draft}


def test_an_organizer_whose_role_ended_works_on_it_no_more() -> None:
    place = make_neighborhood()
    maker = make_user()
    grant = make_grant(maker, Role.ORGANIZER, place)
    draft = make_survey(neighborhood=place, made_by=maker, state="draft")
    assert draft in surveys_visible_to(Viewer(user=maker))
    grant.ends_at = now()
    grant.save()

    assert draft not in surveys_visible_to(Viewer(user=User.objects.get(pk=maker.pk)))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    rows: int, client: Client, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        make_wave(make_survey(neighborhood=make_neighborhood()))
    client.get("/surveys/")
    with django_assert_num_queries(3):
        page = client.get("/surveys/").content.decode()

    assert page.count("ui-issue__title") == rows


def test_a_survey_after_a_meeting_names_one_of_its_place() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    here = make_meeting(neighborhood=place)
    asked: dict[str, Any] = {"kind": SurveyKind.EVENT, "event": "meeting"}

    assert begin(officer, place, **asked, meeting_id=here.pk).meeting == here
    assert begin(officer, place, **asked).meeting is None
    elsewhere = make_meeting(neighborhood=make_neighborhood())
    for fields in ({**asked, "meeting_id": elsewhere.pk}, {"meeting_id": here.pk}):
        with pytest.raises(SurveyIncompleteError, match="same place"):
            begin(officer, place, **fields)


@pytest.mark.parametrize(("after", "is_said"), [(-1, False), (0, True), (3, True)])
def test_a_day_of_results_before_the_end_is_said_nowhere(
    client: Client, *, after: int, is_said: bool
) -> None:
    place = make_neighborhood()
    survey = make_survey(kind=SurveyKind.LINKS, neighborhood=place)
    wave = make_wave(survey)
    survey.results_on = localdate(wave.closes_at) + after * DAY
    survey.save()
    make_invitation(wave)
    make_invitation(wave, token="used", answered=True)
    sign_in(client, make_officer(of=place))
    letters = reverse("feedback:ask_letters", args=[survey.slug])
    pages = [
        client.get(survey.get_absolute_url()),
        client.get(reverse("feedback:results", args=[survey.slug])),
        client.get(reverse("feedback:answer", args=[ANSWER_LINK])),
        client.get(reverse("feedback:answer", args=["used"])),
        client.post(letters, {"many": "1", "language": "en"}),
    ]

    said = [page.content.decode() for page in pages]
    assert ["come on" in page for page in said] == [is_said] * len(said)
    assert ("Results come after the last answer on" in said[3]) != is_said
    letter = letter_values(Wave.objects.get(), "en", ANSWER_LINK, "")
    assert bool(letter["results_on"]) == is_said


def test_a_survey_that_is_full_says_so_and_is_offered_to_nobody(client: Client) -> None:
    wave = make_wave(make_survey(most_answers=2))
    survey = wave.survey
    make_response(wave, {"safe": "yes"})
    assert (
        "Answer this survey" in client.get(survey.get_absolute_url()).content.decode()
    )
    assert list(client.get("/surveys/").context["open"]) == [wave]
    make_response(wave, {"safe": "no"})

    page = client.get(survey.get_absolute_url()).content.decode()

    assert "all the answers it can take" in page
    assert "Answer this survey" not in page
    assert list(client.get("/surveys/").context["open"]) == []


def test_the_page_of_a_draft_says_that_nobody_else_sees_it(client: Client) -> None:
    place = make_neighborhood()
    draft = make_survey(neighborhood=place, state="draft")
    sign_in(client, make_officer(of=place))

    page = client.get(draft.get_absolute_url()).content.decode()

    assert "This is a draft. Nobody else sees it." in page
    assert "This survey is closed" not in page
