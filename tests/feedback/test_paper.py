"""Paper: two people type each sheet, and nothing of it is kept when both agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from feedback.choices import Channel, QuestionKind, SheetState
from feedback.errors import (
    AnswersIncompleteError,
    SheetDiffersError,
    SheetDoneError,
    SurveyClosedError,
)
from feedback.models import PaperSheet, Response, UnlinkedAnswer, Version, Wave
from feedback.queries.paper import PAPER_STAYS
from feedback.services.paper import type_sheet
from feedback.tasks import count_results
from tests.factories.people import make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.surveys import (
    make_question,
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
    "words": {"en": {"text": "Why not?"}},
    "shown_if": {
        "match": "all",
        "conditions": [{"question": "safe", "test": "is", "values": ["no"]}],
    },
}
RANKED = {
    "key": "first",
    "kind": QuestionKind.RANKING,
    "words": {"en": {"text": "What comes first?"}},
    "options": options("lamps", "trees"),
}


TRUST = {
    "key": "trust",
    "kind": QuestionKind.SCALE,
    "lowest": 1,
    "highest": 3,
    "words": {"en": {"text": "Do you trust us?", "low": "Not at all", "high": "Fully"}},
}


def out() -> tuple[Wave, User, User]:
    place = make_neighborhood()
    survey = make_survey(
        neighborhood=place, questions=[safe_question() | {"is_required": True}, WHY]
    )
    return make_wave(survey), make_officer(of=place), make_organizer(of=place)


def typed(wave: Wave, actor: User, is_settled: bool = False, **said: str) -> SheetState:  # noqa: FBT001, FBT002 - short lines below
    return type_sheet(
        survey_id=wave.survey_id,
        number=7,
        given=dict(said),
        language="en",
        is_settled=is_settled,
        actor=actor,
        now=now(),
    )


def test_a_sheet_typed_alike_by_two_is_taken_in_and_keeps_nothing() -> None:
    wave, officer, organizer = out()

    assert typed(wave, officer, safe="no", why="Dark") == SheetState.FIRST
    assert b"Dark" not in bytes(PaperSheet.objects.get().sealed)
    assert Response.objects.count() == 0
    assert typed(wave, organizer, safe="no", why="Dark") == SheetState.DONE

    response, sheet = Response.objects.get(), PaperSheet.objects.get()
    assert (response.channel, response.answers) == (Channel.PAPER, {"safe": "no"})
    assert UnlinkedAnswer.objects.get().text == "Dark"
    assert (sheet.state, bytes(sheet.sealed), sheet.first_by) == ("done", b"", None)
    with pytest.raises(SheetDoneError):
        typed(wave, officer, safe="no")


def test_the_same_person_does_not_type_a_sheet_twice() -> None:
    wave, officer, _organizer = out()
    typed(wave, officer, safe="no")

    with pytest.raises(SheetDoneError):
        typed(wave, officer, safe="no")
    assert Response.objects.count() == 0


def test_where_they_differ_the_second_looks_again() -> None:
    wave, officer, organizer = out()
    typed(wave, officer, safe="yes")

    with pytest.raises(SheetDiffersError) as told:
        typed(wave, organizer, safe="no")
    assert told.value.first == {"safe": "yes"}
    assert Response.objects.count() == 0
    typed(wave, organizer, is_settled=True, safe="no")
    assert Response.objects.get().answers == {"safe": "no"}


def test_what_is_needed_or_does_not_fit_is_told_at_its_question() -> None:
    wave, officer, _organizer = out()

    with pytest.raises(AnswersIncompleteError) as left_out:
        typed(wave, officer)
    with pytest.raises(AnswersIncompleteError) as unfit:
        typed(wave, officer, safe="perhaps")
    assert {*left_out.value.faults} == {*unfit.value.faults} == {"safe"}
    assert PaperSheet.objects.count() == 0


def test_nobody_else_types() -> None:
    wave, _officer, _organizer = out()

    with pytest.raises(NotAllowedError):
        typed(wave, make_user(), safe="no")


def test_two_people_type_one_sheet_in_their_browsers() -> None:
    wave, officer, organizer = out()
    first, second = Client(), Client()
    sign_in(first, officer)
    sign_in(second, organizer)
    listed = reverse("feedback:paper", args=[wave.survey.slug])
    url = reverse("feedback:paper_type", args=[wave.survey.slug, 7])

    assert first.post(listed, {"number": "7"}).headers["Location"] == url
    first.post(url, {"q-safe": "yes"})
    again = first.get(url).content.decode()  # said before anything is typed in vain
    assert "You typed this sheet first" in again
    assert "q-safe" not in again
    assert "Sheet 7" in second.get(listed).content.decode()
    differs = second.post(url, {"q-safe": "no", "q-why": "Dark"}).content.decode()
    assert "The first typing says something else" in differs
    assert "Yes" in differs
    second.post(url, {"q-safe": "no", "q-why": "Dark", "settled": "yes"})

    assert Response.objects.get().answers == {"safe": "no"}
    assert "is done" in first.get(url).content.decode()


def over(wave: Wave, *, ago: timedelta) -> None:
    Wave.objects.filter(pk=wave.pk).update(
        opens_at=now() - ago - timedelta(days=3), closes_at=now() - ago
    )


def test_paper_that_lay_in_a_box_is_typed_for_a_week_and_counted_then() -> None:
    wave, officer, organizer = out()
    typed(wave, officer, safe="no")
    over(wave, ago=timedelta(days=6))

    count_results()
    assert not wave.results.exists()
    typed(wave, organizer, safe="no")
    over(wave, ago=PAPER_STAYS)
    count_results()

    assert Response.objects.get().answers == {"safe": "no"}
    assert wave.results.count() == 2


def test_paper_after_the_count_is_refused_with_a_way_out(client: Client) -> None:
    wave, officer, organizer = out()
    typed(wave, officer, safe="no")
    over(wave, ago=PAPER_STAYS)

    with pytest.raises(SurveyClosedError, match="Keep the sheet for the next time"):
        typed(wave, organizer, safe="no")
    sign_in(client, organizer)
    page = client.get(reverse("feedback:paper", args=[wave.survey.slug]))
    assert "Keep late sheets for the next time" in page.content.decode()
    assert Response.objects.count() == 0


def test_a_sheet_typed_once_is_offered_no_more_after_the_count(client: Client) -> None:
    wave, officer, organizer = out()
    typed(wave, officer, safe="no")
    over(wave, ago=PAPER_STAYS)
    sign_in(client, organizer)
    listed = reverse("feedback:paper", args=[wave.survey.slug])
    url = reverse("feedback:paper_type", args=[wave.survey.slug, 7])

    page, sheet = (client.get(one).content.decode() for one in (listed, url))

    assert "Typed once only, not counted" in page
    assert "Wait for a second typing" not in page
    assert f'href="{url}"' not in page
    assert "This sheet was typed once only, and is not counted." in sheet
    assert "q-safe" not in sheet
    assert (
        "Keep the sheet for the next"
        in client.post(url, {"q-safe": "no"}).content.decode()
    )


def test_the_way_back_from_paper_leads_only_where_somebody_may_go(
    client: Client,
) -> None:
    wave, officer, organizer = out()
    slug = wave.survey.slug
    desk = f'href="{reverse("feedback:survey_desk", args=[slug])}"'
    paper = reverse("feedback:paper", args=[slug])
    urls = (paper, reverse("feedback:paper_type", args=[slug, 1]))

    for who, may in ((officer, True), (organizer, False)):
        sign_in(client, who)
        pages = [client.get(url).content.decode() for url in urls]
        assert [desk in page for page in pages] == [may, may]


def test_an_end_says_that_paper_can_be_typed_on(client: Client) -> None:
    wave, officer, _organizer = out()
    sign_in(client, officer)
    url = reverse("feedback:survey_end", args=[wave.survey.slug])
    assert "Nobody can answer any more" in client.get(url).content.decode()
    typed(wave, officer, safe="no")

    asked = client.get(url).content.decode()
    told = client.post(url, follow=True).content.decode()

    assert "Sheets of paper can be typed for seven days more." in asked
    assert "It takes no more answers online." in told


def test_the_numbers_of_asked_say_that_paper_is_not_counted(client: Client) -> None:
    wave, officer, _organizer = out()
    place = wave.survey.neighborhood
    drawn = make_wave(make_survey(neighborhood=place, kind="random"))
    sign_in(client, officer)

    for one, is_said in ((wave, True), (drawn, False)):
        for name in ("asking", "survey_desk"):
            page = client.get(reverse(f"feedback:{name}", args=[one.survey.slug]))
            assert ("Paper is not counted here." in page.content.decode()) == is_said


def test_a_wave_without_paper_is_counted_at_once_and_takes_none_late() -> None:
    wave, officer, _organizer = out()
    over(wave, ago=timedelta(minutes=1))

    with pytest.raises(SurveyClosedError):
        typed(wave, officer, safe="no")
    count_results()
    assert wave.results.count() == 2


@pytest.mark.parametrize("who", [make_officer, make_organizer])
def test_the_second_who_types_finds_the_way_to_the_page(
    client: Client, who: Callable[..., User]
) -> None:
    wave, _officer, _organizer = out()
    make_wave(make_survey(neighborhood=make_neighborhood()))
    make_wave(make_survey(neighborhood=wave.survey.neighborhood, kind="random"))
    sign_in(client, who(of=wave.survey.neighborhood))
    url = reverse("feedback:paper", args=[wave.survey.slug])

    listed = client.get("/organize/surveys/")

    assert f'href="{url}"' in listed.content.decode()
    assert listed.context["paper"] == [wave.survey]
    assert client.get(url).status_code == 200
    over(wave, ago=timedelta(days=1))
    assert client.get("/organize/surveys/").context["paper"] == []
    PaperSheet.objects.create(wave=wave, number=1, sealed=b"sealed")
    assert client.get("/organize/surveys/").context["paper"] == [wave.survey]
    over(wave, ago=PAPER_STAYS)
    assert client.get("/organize/surveys/").context["paper"] == []


def test_the_desk_says_until_when_sheets_are_typed(client: Client) -> None:
    wave, officer, _organizer = out()
    typed(wave, officer, safe="no")
    over(wave, ago=timedelta(days=1))
    sign_in(client, officer)
    slug = wave.survey.slug

    desk = client.get(reverse("feedback:results_desk", args=[slug])).content.decode()
    paper = client.get(reverse("feedback:paper", args=[slug])).content.decode()
    first = client.get(reverse("feedback:survey_desk", args=[slug])).content.decode()

    assert "Answers wait for the last sheets" in desk
    assert "Sheets that lay in boxes can be typed until" in paper
    assert "Type this sheet" in paper
    assert "Paper that came in can be typed until" in first
    assert "The answers are being counted" not in first


def test_the_printed_sheets_say_conditions_in_words(client: Client) -> None:
    place = make_neighborhood()
    wave = make_wave(
        make_survey(neighborhood=place, questions=[safe_question(), WHY, RANKED])
    )
    sign_in(client, make_officer(of=place))

    page = client.get(
        reverse("feedback:paper_print", args=[wave.survey.slug]),
        {"first": 5, "many": 2},
    ).content.decode()

    assert ("Sheet 5" in page, "Sheet 6" in page, "Sheet 7" in page) == (
        True,
        True,
        False,
    )
    assert "Only if your answer to question 1 is: No. Otherwise go on." in page
    assert "Write 1 for the first" in page


def test_sheets_printed_for_a_coming_wave_ask_its_questions(client: Client) -> None:
    wave, officer, _organizer = out()
    over(wave, ago=timedelta(days=1))
    newer = Version.objects.create(survey=wave.survey, number=2, made_at=now())
    make_question(make_section(newer), words={"en": {"text": "What is new here?"}})
    coming = now() + timedelta(days=1)
    make_wave(wave.survey, opens_at=coming, closes_at=coming + timedelta(days=7))
    sign_in(client, officer)

    url = reverse("feedback:paper_print", args=[wave.survey.slug])

    assert "What is new here?" in client.get(url).content.decode()


def test_the_printed_points_of_a_scale_say_what_they_mean(client: Client) -> None:
    place = make_neighborhood()
    long = TRUST | {"key": "long", "lowest": 0, "highest": 100}
    wave = make_wave(make_survey(neighborhood=place, questions=[TRUST, long]))
    sign_in(client, make_officer(of=place))

    page = client.get(
        reverse("feedback:paper_print", args=[wave.survey.slug])
    ).content.decode()

    assert "</span>1: Not at all</li>" in page
    assert "</span>2</li>" in page
    assert "</span>3: Fully</li>" in page
    assert "Write a number from 0 to 100." in page
    assert "</span>100" not in page


def test_paper_is_not_there_for_others(client: Client) -> None:
    wave, _officer, _organizer = out()
    sign_in(client, make_user())

    for name, more in (("paper", ()), ("paper_print", ()), ("paper_type", (1,))):
        url = reverse(f"feedback:{name}", args=[wave.survey.slug, *more])
        assert client.get(url).status_code == 404
