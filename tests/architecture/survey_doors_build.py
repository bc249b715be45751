"""The doors of making surveys (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils.timezone import now

from engagement.people.models import User
from feedback.models import Survey
from tests.architecture.knocking import Door, MatrixWorld, form, page

MAKERS: Final = frozenset({"organizer", "officer"})


def the_draft(world: MatrixWorld) -> Sequence[object]:
    return [world.survey_draft.slug]


def its_part(world: MatrixWorld) -> Sequence[object]:
    return [world.survey_draft.slug, "part-1"]


def its_question(world: MatrixWorld) -> Sequence[object]:
    return [world.survey_draft.slug, "safe"]


def makes_it(world: MatrixWorld, user: User | None) -> None:
    """The draft is the person’s own."""
    if user is not None:
        Survey.objects.filter(pk=world.survey_draft.pk).update(made_by=user)


def said_of_it(world: MatrixWorld) -> Mapping[str, Any]:
    return {
        "neighborhood": world.place.pk,
        "title": "How is your street?",
        "languages": "English",
        "kind": "open",
        "minutes": 3,
        "rest_weeks": 26,
    }


def two_weeks(_world: MatrixWorld) -> Mapping[str, Any]:
    opens = now() + timedelta(days=1)
    return {
        "opens_at": f"{opens:%Y-%m-%dT%H:%M}",
        "closes_at": f"{opens + timedelta(days=14):%Y-%m-%dT%H:%M}",
    }


def a_title(_world: MatrixWorld) -> Mapping[str, Any]:
    return {"title": "Who you are"}


def another_text(_world: MatrixWorld) -> Mapping[str, Any]:
    return {"text": "Do you feel safe at night?", "options": "Yes\nNo"}


def no_data(_world: MatrixWorld) -> Mapping[str, Any]:
    return {}


def _desk(name: str, args: Any, data: Any, **how: Any) -> Door:
    return form(f"feedback:{name}", args, data, serves=MAKERS, own=makes_it, **how)


BUILD_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "survey.create_edit_before_first_answer": (
        form(
            "feedback:survey_new",
            lambda _world: [],
            said_of_it,
            serves=MAKERS,
            is_list=True,
            also=("feedback:organize",),
        ),
        page(
            "feedback:survey_desk",
            the_draft,
            serves=MAKERS,
            own=makes_it,
            shows=lambda world: world.survey_draft.title,
            also=(
                "feedback:version",
                "feedback:flow",
                "feedback:preview",
                "feedback:languages",
                "feedback:translate",
            ),
        ),
        page(
            "feedback:questions",
            the_draft,
            serves=MAKERS,
            own=makes_it,
            shows=lambda _world: "Do you feel safe after dark?",
        ),
        _desk("survey_edit", the_draft, said_of_it),
        _desk(
            "survey_publish",
            the_draft,
            two_weeks,
            also=("feedback:survey_end", "feedback:version_new"),
        ),
        _desk("survey_copy", the_draft, said_of_it),
        _desk("library", the_draft, lambda _w: {"module": "procedural-justice"}),
        _desk(
            "section_new",
            the_draft,
            a_title,
            also=("feedback:section_step", "feedback:section_when"),
        ),
        _desk("section_edit", its_part, a_title),
        _desk("section_remove", its_part, no_data),
        _desk(
            "question_edit",
            its_question,
            another_text,
            also=(
                "feedback:question_new",
                "feedback:question_step",
                "feedback:question_when",
            ),
        ),
        _desk("question_remove", its_question, no_data),
    ),
}

# Addresses that are no action of the matrix, each with its reason.
BESIDE_BUILD: Final[dict[str, str]] = {}
