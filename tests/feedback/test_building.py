"""Writing the questions of a survey: what is kept, what is refused, what is copied."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from engagement.places.models import Neighborhood
from feedback.bounds import MOST_OPTIONS, MOST_QUESTIONS
from feedback.choices import Match, QuestionKind, SurveyKind
from feedback.choices import Test as Asks
from feedback.errors import QuestionsFrozenError, SurveyIncompleteError
from feedback.library import UnreadableModuleError, read_module, shipped_modules
from feedback.models import LoadedModule, Survey
from feedback.queries import shape_of, version_now
from feedback.queries.library import modules_offered
from feedback.services import (
    QuestionWords,
    Step,
    SurveyDetails,
    add_condition,
    add_module,
    add_question,
    add_section,
    begin_survey,
    begin_version,
    copy_survey,
    edit_question,
    edit_section,
    match_conditions,
    move_question,
    move_section,
    publish_survey,
    remove_question,
    remove_section,
    take_condition,
    translate_survey,
)
from feedback.shapes import ALWAYS, Condition, Shape, ShownIf
from tests.factories.people import make_officer, make_organizer
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def organizer(place: Neighborhood) -> User:
    return make_organizer(of=place)


@pytest.fixture
def survey(place: Neighborhood, organizer: User) -> Survey:
    details = SurveyDetails(
        words={"en": {"title": "How safe?"}}, languages=("en", "es")
    )
    return begin_survey(
        neighborhood_id=place.pk, details=details, actor=organizer, now=now()
    )


def act(survey: Survey, actor: User) -> dict[str, Any]:
    return {"survey_id": survey.pk, "actor": actor, "now": now()}


def asks(survey: Survey) -> Shape:
    version = version_now(survey)
    assert version is not None
    return shape_of(version)


def single(text: str = "Do you feel safe?", **fields: Any) -> QuestionWords:
    plain = {"kind": QuestionKind.SINGLE, "options": ("Yes", "No")}
    return QuestionWords(**(plain | {"text": text} | fields))


def two_parts(survey: Survey, actor: User) -> None:
    for title in ("Your street", "You"):
        add_section(**act(survey, actor), title=title, intro="")
    for text in ("Safe by day", "Safe at night"):
        add_question(**act(survey, actor), section="your-street", words=single(text))


def keys(survey: Survey) -> list[tuple[str, list[str]]]:
    return [(s.key, [q.key for q in s.questions]) for s in asks(survey).sections]


def test_parts_and_questions_are_written_moved_and_taken_out(
    survey: Survey, organizer: User
) -> None:
    two_parts(survey, organizer)
    assert keys(survey) == [
        ("your-street", ["safe-by-day", "safe-at-night"]),
        ("you", []),
    ]

    move_question(**act(survey, organizer), key="safe-at-night", step=Step.UP)
    move_section(**act(survey, organizer), key="you", step=Step.UP)
    move_section(**act(survey, organizer), key="you", step=Step.UP)
    assert keys(survey) == [
        ("you", []),
        ("your-street", ["safe-at-night", "safe-by-day"]),
    ]

    remove_question(**act(survey, organizer), key="safe-at-night")
    remove_section(**act(survey, organizer), key="you")
    edit_section(
        **act(survey, organizer), key="your-street", title="Street", intro="Hi"
    )
    assert keys(survey) == [("your-street", ["safe-by-day"])]
    assert asks(survey).sections[0].words == {"en": {"title": "Street", "intro": "Hi"}}
    last = Entry.objects.filter(action="survey.edit_questions").latest("pk")
    assert (last.detail, last.place_id) == (
        {"section": "your-street"},
        survey.neighborhood_id,
    )


def test_an_answer_changed_in_its_place_keeps_its_code_and_its_translation(
    survey: Survey, organizer: User
) -> None:
    two_parts(survey, organizer)
    said = {"option:safe-by-day:no.label": "No, nunca"}
    translate_survey(**act(survey, organizer), language="es", said=said)

    words = single("Safe by day", options=("Often", "Yes", "No, never"))
    edit_question(**act(survey, organizer), key="safe-by-day", words=words)

    assert [
        (o.code, o.words) for o in asks(survey).questions["safe-by-day"].options
    ] == [
        ("often", {"en": "Often"}),
        ("yes", {"en": "Yes"}),
        ("no-never", {"en": "No, never"}),
    ]
    edit_question(
        **act(survey, organizer),
        key="safe-by-day",
        words=single("Safe by day", options=("Often", "Sure", "No, never")),
    )
    assert asks(survey).questions["safe-by-day"].codes == ("often", "yes", "no-never")


def test_a_trait_brings_the_groups_of_the_town_and_is_personal(
    survey: Survey, organizer: User
) -> None:
    two_parts(survey, organizer)
    words = QuestionWords(kind=QuestionKind.SINGLE, text="Your home", trait="housing")
    add_question(**act(survey, organizer), section="you", words=words)

    asked = asks(survey).questions["your-home"]
    assert (asked.codes, asked.is_personal) == (("own", "rent", "other"), True)
    assert asked.options[0].words == {"en": "Owners"}


@pytest.mark.parametrize(
    "words",
    [
        single(options=tuple(f"Answer {number}" for number in range(500))),
        single(options=("Yes", "yes")),
        single(options=("x" * 201,)),
        single("x" * 501),
        single("x" * 1_000_000),
        single(""),
        single(kind="essay"),
        single(kind=QuestionKind.SCALE, lowest=1, highest=1_000_000),
        single(kind=QuestionKind.SCALE, lowest=5, highest=1),
    ],
)
def test_what_is_too_much_is_refused_with_a_sentence(
    survey: Survey, organizer: User, words: QuestionWords
) -> None:
    two_parts(survey, organizer)
    before = asks(survey)

    with pytest.raises(SurveyIncompleteError):
        add_question(**act(survey, organizer), section="you", words=words)

    assert asks(survey) == before
    assert MOST_OPTIONS == 100


def test_a_survey_has_sixty_questions_at_most(survey: Survey, organizer: User) -> None:
    add_section(**act(survey, organizer), title="You", intro="")
    for _number in range(MOST_QUESTIONS):
        add_question(**act(survey, organizer), section="you", words=single())

    with pytest.raises(SurveyIncompleteError, match="at most 60 questions"):
        add_question(**act(survey, organizer), section="you", words=single())


def test_nobody_else_writes_its_questions(survey: Survey) -> None:
    with pytest.raises(NotAllowedError):
        add_section(
            **act(survey, make_officer(of=make_neighborhood())), title="Mine", intro=""
        )


def test_once_somebody_has_answered_every_change_is_refused(
    survey: Survey, organizer: User
) -> None:
    two_parts(survey, organizer)
    survey.versions.update(is_frozen=True)
    before = asks(survey)
    do = act(survey, organizer)

    for change in (
        lambda: add_section(**do, title="More", intro=""),
        lambda: edit_section(**do, key="you", title="More", intro=""),
        lambda: move_section(**do, key="you", step=Step.UP),
        lambda: remove_section(**do, key="you"),
        lambda: add_question(**do, section="you", words=single()),
        lambda: edit_question(**do, key="safe-by-day", words=single("Other")),
        lambda: move_question(**do, key="safe-by-day", step=Step.DOWN),
        lambda: remove_question(**do, key="safe-by-day"),
        lambda: add_module(**do, code="procedural-justice"),
        lambda: add_condition(
            **do, what="section", key="you", condition=Condition("safe-by-day")
        ),
        lambda: take_condition(**do, what="section", key="you", at=0),
        lambda: match_conditions(**do, what="section", key="you", match=Match.ANY),
        lambda: translate_survey(
            **do, language="es", said={"question:safe-by-day.text": "¿De día?"}
        ),
    ):
        with pytest.raises(QuestionsFrozenError):
            change()

    assert asks(survey) == before
    translate_survey(**do, language="es", said={"survey.title": "¿Seguro?"})
    survey.refresh_from_db()
    assert survey.words["es"] == {"title": "¿Seguro?"}


def test_a_new_version_is_a_copy_that_can_be_changed_and_the_old_one_stays(
    survey: Survey, organizer: User
) -> None:
    two_parts(survey, organizer)
    with pytest.raises(SurveyIncompleteError):
        begin_version(**act(survey, organizer))
    survey.versions.update(is_frozen=True)
    before = asks(survey)

    version = begin_version(**act(survey, organizer))
    assert (version.number, version.is_frozen, shape_of(version)) == (2, False, before)

    remove_section(**act(survey, organizer), key="you")
    assert len(asks(survey).sections) == 1
    assert shape_of(survey.versions.get(number=1)) == before


def test_a_copy_is_a_draft_of_ones_own_with_the_same_questions(
    survey: Survey, organizer: User, place: Neighborhood
) -> None:
    two_parts(survey, organizer)
    copy = copy_survey(**act(survey, organizer), neighborhood_id=place.pk)

    assert (copy.title, copy.slug, copy.is_draft) == (
        "How safe? (copy)",
        "how-safe-copy",
        True,
    )
    assert (copy.made_by, copy.kind) == (organizer, SurveyKind.OPEN)
    assert asks(copy) == asks(survey)
    with pytest.raises(NotAllowedError):
        copy_survey(**act(survey, organizer), neighborhood_id=None)


def test_conditions_are_added_matched_and_taken_away(
    survey: Survey, organizer: User
) -> None:
    two_parts(survey, organizer)
    do = act(survey, organizer) | {"what": "question", "key": "safe-at-night"}
    first = Condition("safe-by-day", Asks.IS, ("no",))
    second = Condition("safe-by-day", Asks.ANSWERED)
    add_condition(**do, condition=first)
    add_condition(**do, condition=second)
    match_conditions(**do, match=Match.ANY)

    asked = asks(survey).questions["safe-at-night"]
    assert asked.shown_if == ShownIf(Match.ANY, (first, second))
    take_condition(**do, at=0)
    take_condition(**do, at=0)
    assert asks(survey).questions["safe-at-night"].shown_if == ALWAYS
    for wrong in (
        Condition("gone", Asks.ANSWERED),
        Condition("safe-by-day", Asks.IS, ()),
        Condition("safe-by-day", "like", ("no",)),
    ):
        with pytest.raises(SurveyIncompleteError):
            add_condition(**do, condition=wrong)


def test_a_survey_with_faults_is_not_published_and_one_that_is_out_gets_none(
    survey: Survey, organizer: User
) -> None:
    two_parts(survey, organizer)
    do = act(survey, organizer)
    hours: dict[str, Any] = {
        "opens_at": now(),
        "closes_at": now().replace(year=now().year + 1),
    }
    with pytest.raises(SurveyIncompleteError):
        publish_survey(**do, **hours)

    remove_section(**do, key="you")
    publish_survey(**do, **hours)
    looped = Condition("safe-at-night", Asks.ANSWERED)
    with pytest.raises(SurveyIncompleteError, match="Nothing was changed"):
        add_condition(**do, what="question", key="safe-by-day", condition=looped)
    assert asks(survey).questions["safe-by-day"].shown_if == ALWAYS
    add_section(**do, title="More", intro="")


def test_translations_are_kept_by_language_and_only_what_is_asked_for(
    survey: Survey, organizer: User
) -> None:
    two_parts(survey, organizer)
    do = act(survey, organizer)
    said = {
        "survey.title": "¿Qué tan seguro?",
        "section:you.title": "Usted",
        "question:safe-by-day.text": "¿De día?",
        "option:safe-by-day:yes.label": "Sí",
        "option:safe-by-day:none.label": "Nada",
        "survey.why": "",
    }
    translate_survey(**do, language="es", said=said)

    survey.refresh_from_db()
    shape = asks(survey)
    assert survey.words["es"] == {"title": "¿Qué tan seguro?"}
    assert shape.sections[1].title("es") == "Usted"
    assert shape.questions["safe-by-day"].text("es") == "¿De día?"
    assert shape.questions["safe-by-day"].options[0].words == {"en": "Yes", "es": "Sí"}
    with pytest.raises(SurveyIncompleteError):
        translate_survey(**do, language="en", said=said)
    with pytest.raises(SurveyIncompleteError):
        translate_survey(**do, language="es", said={"survey.title": "x" * 121})


# -- the library -----------------------------------------------------------------------


def test_the_library_says_where_its_questions_come_from_in_two_languages() -> None:
    modules = {module.code: module for module in shipped_modules()}

    assert set(modules) == {
        "collective-efficacy",
        "confidence-and-safety",
        "procedural-justice",
    }
    for module in modules.values():
        assert module.source
        assert module.licence
        assert {"en", "es"} <= set(module.words)
    items = modules["collective-efficacy"].questions
    assert [item.get("is_reversed", False) for item in items] == [False] * 8 + [
        True
    ] * 2
    lowest = sum(item["lowest"] for item in items)
    assert (lowest, sum(item["highest"] for item in items)) == (10, 50)


def test_questions_of_a_module_are_asked_together_as_they_are(
    survey: Survey, organizer: User
) -> None:
    do = act(survey, organizer)
    section = add_module(**do, code="collective-efficacy")
    assert len(asks(survey).questions) == 10
    assert {q.source for q in asks(survey).questions.values()} == {
        shipped_modules()[0].source
    }

    for change in (
        lambda: move_question(**do, key="ce-fight", step=Step.UP),
        lambda: remove_question(**do, key="ce-fight"),
        lambda: edit_question(**do, key="ce-fight", words=single()),
        lambda: add_question(**do, section=section.key, words=single()),
        lambda: add_condition(
            **do,
            what="question",
            key="ce-fight",
            condition=Condition("ce-truancy", Asks.ANSWERED),
        ),
        lambda: add_module(**do, code="collective-efficacy"),
        lambda: add_module(**do, code="nothing"),
    ):
        with pytest.raises(SurveyIncompleteError):
            change()
    remove_section(**do, key=section.key)
    assert asks(survey).sections == ()


A_MODULE: dict[str, Any] = {
    "code": "core-items",
    "words": {"en": {"title": "Core items"}},
    "about": {"en": "Twelve items"},
    "source": "A paper of 2019",
    "licence": "For non-commercial purposes with its source",
    "questions": [
        {
            "key": "core-1",
            "kind": "scale",
            "words": {"en": {"text": "The police do a good job."}},
            "lowest": 1,
            "highest": 5,
        }
    ],
}


def test_a_town_loads_a_module_from_a_file(
    tmp_path: Any, survey: Survey, organizer: User
) -> None:
    file = tmp_path / "core.json"
    file.write_text(json.dumps(A_MODULE))

    call_command("load_survey_module", str(file))
    call_command("load_survey_module", str(file))

    assert LoadedModule.objects.get().content == A_MODULE
    assert modules_offered()[-1].title("en") == "Core items"
    add_module(**act(survey, organizer), code="core-items")
    assert asks(survey).questions["core-1"].source == "A paper of 2019"


@pytest.mark.parametrize(
    "change",
    [
        {"code": "Core Items"},
        {"words": {"es": {"title": "Sin inglés"}}},
        {"words": {"en": {"title": "x" * 121}}},
        {"questions": []},
        {"questions": [A_MODULE["questions"][0]] * 2},
        {"questions": [{**A_MODULE["questions"][0], "shown_if": {}}]},
        {"questions": [{**A_MODULE["questions"][0], "kind": "essay"}]},
        {"questions": [{**A_MODULE["questions"][0], "lowest": True}]},
        {"questions": [{**A_MODULE["questions"][0], "is_required": "yes"}]},
        {"script": "<script>"},
        {"about": None},
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableModuleError):
        read_module(json.dumps({**A_MODULE, **change}))


def test_a_file_that_is_no_module_is_told_in_a_sentence(tmp_path: Any) -> None:
    for content in (b"\xff\xfe", b"[1, 2", b"[]", b"{}"):
        file = tmp_path / "wrong.json"
        file.write_bytes(content)
        with pytest.raises(CommandError):
            call_command("load_survey_module", str(file))
    own = {**A_MODULE, "code": "procedural-justice"}
    file.write_text(json.dumps(own))
    with pytest.raises(CommandError, match="Choose another"):
        call_command("load_survey_module", str(file))
    assert not LoadedModule.objects.exists()
