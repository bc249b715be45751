"""The pages on which a survey is made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from engagement.places.models import Neighborhood
from feedback.choices import QuestionKind
from feedback.choices import Test as Asks
from feedback.models import Response, Survey
from feedback.queries import shape_of, version_now
from feedback.shapes import Condition, Shape
from tests.factories.people import make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.surveys import (
    make_question,
    make_response,
    make_section,
    make_survey,
    make_wave,
    options,
)
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town() -> None:
    make_town(languages=["en", "es"])


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood(name="Millbrook")


@pytest.fixture
def organizer(place: Neighborhood) -> User:
    return make_organizer(of=place)


@pytest.fixture
def desk(organizer: User) -> Client:
    return just_signed_in(organizer)


@pytest.fixture
def survey(place: Neighborhood, organizer: User) -> Survey:
    return make_survey(
        neighborhood=place,
        made_by=organizer,
        state="draft",
        slug="how-safe",
        languages=["en", "es"],
    )


def asks(survey: Survey) -> Shape:
    version = version_now(survey)
    assert version is not None
    return shape_of(version)


def at(name: str, *args: object) -> str:
    return reverse(f"feedback:{name}", args=["how-safe", *args])


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


SAID = {
    "title": "How is your street?",
    "why": "To know what to mend",
    "languages": "English, Spanish",
    "kind": "open",
    "minutes": "4",
    "rest_weeks": "26",
}


def test_an_organizer_makes_a_draft_in_two_languages(
    desk: Client, place: Neighborhood
) -> None:
    answer = desk.post("/organize/surveys/new/", {**SAID, "neighborhood": place.pk})

    assert answer["Location"] == "/organize/surveys/how-is-your-street/"
    made = Survey.objects.get()
    assert (made.languages, made.minutes, made.is_draft) == (["en", "es"], 4, True)
    assert made.words == {
        "en": {"title": "How is your street?", "why": "To know what to mend"}
    }
    page = text_of(desk.get(answer["Location"]))
    assert "Ask something" in page
    assert "It says why you ask" in page
    assert "2 texts are not translated" in page


def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(
    desk: Client, place: Neighborhood
) -> None:
    wrong = {**SAID, "neighborhood": place.pk, "title": "", "kind": "pulse"}
    page = text_of(desk.post("/organize/surveys/new/", wrong))
    assert "Give the survey a title." in page

    pulse = {**SAID, "neighborhood": place.pk, "kind": "pulse"}
    page = text_of(desk.post("/organize/surveys/new/", pulse))
    assert "Say every how many weeks it comes again." in page
    assert not Survey.objects.exists()


def test_what_it_says_is_changed_and_the_translation_stays(
    desk: Client, survey: Survey
) -> None:
    survey.words["es"] = {"title": "¿Seguro?"}
    survey.save()

    desk.post(at("survey_edit"), SAID)

    survey.refresh_from_db()
    assert survey.words == {
        "en": {"title": "How is your street?", "why": "To know what to mend"},
        "es": {"title": "¿Seguro?"},
    }


def test_each_kind_of_question_is_written_with_its_own_fields(
    desk: Client, survey: Survey
) -> None:
    typed: dict[str, dict[str, str]] = {
        QuestionKind.SINGLE: {"options": "Yes\n\nNo"},
        QuestionKind.MULTIPLE: {"options": "Lamps\nRoads", "most": "1"},
        QuestionKind.SCALE: {"lowest": "1", "highest": "5", "low": "Not at all"},
        QuestionKind.MATRIX: {"options": "Yes\nNo", "rows": "Lamps\nRoads"},
        QuestionKind.RANKING: {"options": "Lamps\nRoads"},
        QuestionKind.NUMBER: {"lowest": "0"},
        QuestionKind.DATE: {},
        QuestionKind.SHORT: {"most": "80"},
        QuestionKind.LONG: {"is_required": "on"},
        QuestionKind.PLACE: {"is_personal": "on"},
        QuestionKind.NEIGHBORHOOD: {},
        QuestionKind.CONSENT: {},
    }
    for kind, fields in typed.items():
        url = f"{at('question_new', 'part-1')}?kind={kind}"
        assert "The question" in text_of(desk.get(url))
        assert desk.post(url, {"text": f"About {kind}", **fields}).status_code == 302

    made = [*asks(survey).all_questions()][1:]
    assert [one.kind for one in made] == [*typed]
    assert (made[0].codes, made[1].most, made[7].most) == (("yes", "no"), 1, 80)
    assert made[2].words == {"en": {"text": "About scale", "low": "Not at all"}}
    assert [row.code for row in made[3].rows] == ["lamps", "roads"]
    assert (made[8].is_required, made[9].is_personal) == (True, True)
    assert "What kind of question is it?" in text_of(
        desk.get(at("question_new", "part-1"))
    )
    for one in made:
        assert one.text("en") in text_of(desk.get(at("question_edit", one.key)))


def test_five_hundred_answers_and_a_megabyte_are_refused_kindly(
    desk: Client, survey: Survey
) -> None:
    url = f"{at('question_new', 'part-1')}?kind=single"
    many = "\n".join(f"Answer {number}" for number in range(500))
    page = text_of(desk.post(url, {"text": "Which?", "options": many}))
    assert "at most 100 answers" in page
    assert "Answer 499" in page

    page = text_of(desk.post(url, {"text": "x" * 1_000_000}))
    assert "Use 500 characters at most." in page
    too_long = desk.post(url, {"text": "Which?", "options": "x" * 1_000_000})
    assert "That is too much to choose from." in text_of(too_long)
    assert len(asks(survey).questions) == 1


def test_parts_and_questions_move_and_go_with_plain_buttons(
    desk: Client, survey: Survey
) -> None:
    desk.post(at("section_new"), {"title": "You"})
    desk.post(at("section_step", "you"), {"step": "up"})
    assert [one.key for one in asks(survey).sections] == ["you", "part-1"]

    url = f"{at('question_new', 'part-1')}?kind=long"
    desk.post(url, {"text": "Why?"})
    desk.post(at("question_step", "why"), {"step": "up"})
    assert [*asks(survey).questions] == ["why", "safe"]
    assert desk.post(at("question_step", "why"), {"step": "away"}).status_code == 404

    assert "not asked any more" in text_of(desk.get(at("question_remove", "why")))
    desk.post(at("question_remove", "why"))
    desk.post(at("section_remove", "you"))
    desk.post(at("section_edit", "part-1"), {"title": "Here", "intro": "Hello"})
    assert [one.title("en") for one in asks(survey).sections] == ["Here"]
    assert [*asks(survey).questions] == ["safe"]


def test_a_condition_is_chosen_in_two_steps_and_shown_in_words(
    desk: Client, survey: Survey
) -> None:
    section = version_now(survey).sections.get()  # type: ignore[union-attr]  # it is there
    make_question(section, key="why", words={"en": {"text": "Why not?"}})

    first = text_of(desk.get(at("question_when", "why")))
    assert "Everybody who comes to this part is asked." in first
    url = f"{at('question_when', 'why')}?about=safe"
    assert "Which answers?" in text_of(desk.get(url))
    page = text_of(desk.post(url, {"test": "is"}))
    assert "Choose at least one answer." in page
    desk.post(url, {"test": "is", "values": ["no"]})

    told = asks(survey).questions["why"].shown_if
    assert told.conditions == (Condition("safe", Asks.IS, ("no",)),)
    flow = text_of(desk.get(at("flow")))
    assert "the answer to “Do you feel safe after dark?” is one of: No" in flow
    assert "Every question can be asked" in flow
    desk.post(url, {"test": "answered"})
    desk.post(at("question_when", "why"), {"match": "any"})
    assert asks(survey).questions["why"].shown_if.match == "any"
    desk.post(at("question_when", "why"), {"take": "0"})
    assert len(asks(survey).questions["why"].shown_if.conditions) == 1
    assert desk.post(at("question_when", "why"), {"take": "x"}).status_code == 404
    assert "cannot hang on an answer" in text_of(desk.get(at("question_when", "safe")))


def test_a_draft_with_faults_says_them_and_is_not_published(
    desk: Client, survey: Survey
) -> None:
    version = version_now(survey)
    assert version is not None
    never = {
        "match": "all",
        "conditions": [
            {"question": "safe", "test": "is", "values": [code]}
            for code in ("yes", "no")
        ],
    }
    section = make_section(version, key="two", words={"en": {"title": "Two"}})
    make_question(section, key="why", shown_if=never)
    make_question(section, key="what", words={"en": {"text": "What?"}})

    said = "“What should change?” is never asked of anybody."
    for name in ("flow", "questions"):
        assert said in text_of(desk.get(at(name)))
    assert "1 thing is wrong with the way through" in text_of(
        desk.get(at("survey_desk"))
    )
    answer = desk.post(at("survey_publish"), two_weeks())
    assert "Some questions would not work." in text_of(answer)
    survey.refresh_from_db()
    assert survey.is_draft


def two_weeks() -> dict[str, str]:
    opens = now() + timedelta(days=1)
    closes = opens + timedelta(days=14)
    return {
        "opens_at": f"{opens:%Y-%m-%dT%H:%M}",
        "closes_at": f"{closes:%Y-%m-%dT%H:%M}",
    }


def test_it_is_published_comes_out_again_and_ends(desk: Client, survey: Survey) -> None:
    asked = text_of(desk.get(at("survey_publish")))
    assert "texts are not translated (es)" in asked
    desk.post(at("survey_publish"), two_weeks())
    assert survey.waves.count() == 1
    again = text_of(desk.post(at("survey_publish"), two_weeks()))
    assert "The wave before is still out then." in again

    assert "Nobody can answer any more" in text_of(desk.get(at("survey_end")))
    desk.post(at("survey_end"))
    survey.refresh_from_db()
    assert survey.is_ended
    assert "Ask once more" not in text_of(desk.get(at("survey_desk")))


PAGES_THAT_CHANGE: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("section_new", (), {"title": "More"}),
    ("section_edit", ("part-1",), {"title": "More"}),
    ("section_step", ("part-1",), {"step": "down"}),
    ("section_remove", ("part-1",), {}),
    ("section_when", ("part-1",), {"match": "any"}),
    ("question_new", ("part-1",), {"text": "More"}),
    ("question_edit", ("safe",), {"text": "More", "options": "A\nB"}),
    ("question_step", ("safe",), {"step": "down"}),
    ("question_remove", ("safe",), {}),
    ("question_when", ("safe",), {"match": "any"}),
    ("library", (), {"module": "procedural-justice"}),
]


@pytest.mark.parametrize(("name", "args", "typed"), PAGES_THAT_CHANGE)
def test_after_the_first_answer_every_page_that_changes_says_409(
    desk: Client,
    survey: Survey,
    name: str,
    args: tuple[str, ...],
    typed: dict[str, Any],
) -> None:
    """survey.edit_questions_after_first_answer: nobody, not even who made it."""
    wave = make_wave(survey)
    make_response(wave, {"safe": "yes"})
    survey.versions.update(is_frozen=True)
    before = asks(survey)

    for who in (desk, just_signed_in(make_officer(of=survey.neighborhood))):
        page = text_of(who.post(at(name, *args), typed), status=409)
        assert "Begin a new version" in page
    stranger = just_signed_in(make_user())
    assert stranger.post(at(name, *args), typed).status_code == 404
    assert asks(survey) == before


def test_a_new_version_can_be_changed_and_the_old_one_is_read(
    desk: Client, survey: Survey
) -> None:
    wave = make_wave(survey)
    make_response(wave, {"safe": "yes"})
    survey.versions.update(is_frozen=True)
    assert "stay as they are" in text_of(desk.get(at("questions")))

    answer = desk.post(at("version_new"))
    assert answer["Location"] == at("questions")
    desk.post(at("question_edit", "safe"), {"text": "Safe now?", "options": "Yes\nNo"})

    assert "Safe now?" in text_of(desk.get(at("version", 2)))
    old = text_of(desk.get(at("version", 1)))
    assert ("Do you feel safe after dark?" in old, "Safe now?" in old) == (True, False)
    assert desk.get(at("version", 3)).status_code == 404
    assert Response.objects.get().version.number == 1
    page = text_of(desk.post(at("version_new"), follow=True))
    assert "You can change them as they are." in page


def test_all_texts_stand_side_by_side_and_what_is_missing_is_said(
    desk: Client, survey: Survey
) -> None:
    listed = text_of(desk.get(at("languages")))
    assert "6 of 6 texts are missing" in listed
    page = text_of(desk.get(at("translate", "es")))
    assert page.count(">missing<") == 6
    assert "Do you feel safe after dark?" in page

    desk.post(at("translate", "es"), {"text-0": "¿Seguro?", "text-3": "¿De noche?"})

    survey.refresh_from_db()
    assert survey.words["es"] == {"title": "¿Seguro?"}
    assert asks(survey).questions["safe"].text("es") == "¿De noche?"
    assert "4 of 6 texts are missing" in text_of(desk.get(at("languages")))
    assert desk.get(at("translate", "en")).status_code == 404
    too_long = desk.post(at("translate", "es"), {"text-0": "x" * 1_000_000})
    assert "Use 120 characters at most." in text_of(too_long)


def test_the_preview_shows_what_respondents_see_in_their_language_and_keeps_nothing(
    desk: Client, survey: Survey
) -> None:
    desk.post(at("translate", "es"), {"text-3": "¿De noche?"})

    assert "Do you feel safe after dark?" in text_of(desk.get(at("preview", 1)))
    assert "¿De noche?" in text_of(desk.get(f"{at('preview', 1)}?language=es"))
    assert desk.get(at("preview", 2)).status_code == 404
    assert desk.post(at("preview", 1)).status_code == 405


def test_a_module_is_put_in_from_the_library_once(desk: Client, survey: Survey) -> None:
    page = text_of(desk.get(at("library")))
    assert "Sampson, Raudenbush and Earls 1997" in page
    assert page.count("Put it in") == 3

    desk.post(at("library"), {"module": "collective-efficacy"})

    assert len(asks(survey).questions) == 11
    assert text_of(desk.get(at("library"))).count("Put it in") == 2
    questions = text_of(desk.get(at("questions")))
    assert "From the library" in questions
    assert at("question_edit", "ce-fight") not in questions
    assert desk.get(at("question_edit", "ce-fight")).status_code == 404


def test_a_copy_is_a_draft_of_ones_own(
    desk: Client, survey: Survey, place: Neighborhood
) -> None:
    answer = desk.post(at("survey_copy"), {"neighborhood": place.pk})

    copy = Survey.objects.exclude(pk=survey.pk).get()
    assert answer["Location"] == f"/organize/surveys/{copy.slug}/"
    assert (copy.is_draft, asks(copy)) == (True, asks(survey))
    elsewhere = make_neighborhood()
    wrong = desk.post(at("survey_copy"), {"neighborhood": elsewhere.pk})
    assert "Choose one from the list." in text_of(wrong)


def test_markup_in_a_question_is_shown_as_it_was_typed(
    desk: Client, survey: Survey
) -> None:
    hostile = "<script>alert(1)</script>"
    desk.post(
        at("question_edit", "safe"), {"text": hostile, "options": f"{hostile}\nNo"}
    )

    for name, args in (
        ("questions", ()),
        ("flow", ()),
        ("preview", (1,)),
        ("translate", ("es",)),
        ("survey_desk", ()),
        ("question_edit", ("safe",)),
    ):
        assert hostile not in text_of(desk.get(at(name, *args)))


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # what is the same for all is remembered
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_list_asks_as_often_for_three_surveys_as_for_one(
    desk: Client, survey: Survey, organizer: User, place: Neighborhood
) -> None:
    one = queries_of(desk, "/organize/surveys/")
    for _number in range(2):
        make_survey(neighborhood=place, made_by=organizer, state="draft")
    assert queries_of(desk, "/organize/surveys/") == one


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("survey_desk", ()),
        ("questions", ()),
        ("flow", ()),
        ("preview", (1,)),
        ("translate", ("es",)),
    ],
)
def test_pages_of_a_survey_ask_as_often_for_three_questions_as_for_one(
    desk: Client, survey: Survey, name: str, args: tuple[object, ...]
) -> None:
    one = queries_of(desk, at(name, *args))
    version = version_now(survey)
    assert version is not None
    for number in range(2):
        section = make_section(version, key=f"more-{number}")
        make_question(section, kind=QuestionKind.SINGLE, options=options("a", "b"))
    assert queries_of(desk, at(name, *args)) == one


def test_whoever_works_on_none_may_begin_and_others_find_nothing(
    desk: Client,
) -> None:
    assert "You work on no survey yet" in text_of(desk.get("/organize/surveys/"))
    assert just_signed_in(make_user()).get("/organize/surveys/").status_code == 404


def test_the_public_page_leads_those_who_work_on_it_to_the_desk(
    desk: Client, survey: Survey
) -> None:
    assert at("survey_desk") in text_of(desk.get(survey.get_absolute_url()))
