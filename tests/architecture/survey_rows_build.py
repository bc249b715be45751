"""Who may open which address of making surveys (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.architecture.rows import HIDDEN, OK, ON, SIGN_IN, Row, officers_only
from tests.architecture.world import World


def a_draft(world: World) -> Sequence[object]:
    return [world.survey_draft.slug]


def a_part(world: World) -> Sequence[object]:
    return [world.survey_draft.slug, "part-1"]


def a_question(world: World) -> Sequence[object]:
    return [world.survey_draft.slug, "safe"]


def its_first(world: World) -> Sequence[object]:
    return [world.survey_draft.slug, 1]


def in_spanish(world: World) -> Sequence[object]:
    return [world.survey_draft.slug, "es"]


def one_down(_world: World) -> Mapping[str, Any]:
    return {"step": "down"}


def makers(**how: Any) -> Row:
    """Organizers and officers of any place; each sees what they work on."""
    return Row(SIGN_IN, HIDDEN, HIDDEN, OK, OK, HIDDEN, elsewhere=OK, **how)


# The organizers asked here are of the place and did not make the survey.
BUILD_ROWS: dict[str, Row] = {
    "feedback:organize": makers(),
    "feedback:survey_new": makers(),
    "feedback:survey_desk": officers_only(args=a_draft),
    "feedback:survey_edit": officers_only(args=a_draft),
    "feedback:survey_publish": officers_only(args=a_draft),
    "feedback:survey_end": officers_only(args=a_draft),
    "feedback:survey_copy": officers_only(args=a_draft),
    "feedback:version_new": officers_only(ON, args=a_draft, method="post"),
    "feedback:version": officers_only(args=its_first),
    "feedback:questions": officers_only(args=a_draft),
    "feedback:library": officers_only(args=a_draft),
    "feedback:section_new": officers_only(args=a_draft),
    "feedback:section_edit": officers_only(args=a_part),
    "feedback:section_step": officers_only(
        ON, args=a_part, method="post", data=one_down
    ),
    "feedback:section_remove": officers_only(args=a_part),
    "feedback:section_when": officers_only(args=a_part),
    "feedback:question_new": officers_only(args=a_part),
    "feedback:question_edit": officers_only(args=a_question),
    "feedback:question_step": officers_only(
        ON, args=a_question, method="post", data=one_down
    ),
    "feedback:question_remove": officers_only(args=a_question),
    "feedback:question_when": officers_only(args=a_question),
    "feedback:flow": officers_only(args=a_draft),
    "feedback:preview": officers_only(args=its_first),
    "feedback:languages": officers_only(args=a_draft),
    "feedback:translate": officers_only(args=in_spanish),
}
