"""The doors of results (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from feedback.models import Survey
from tests.architecture.knocking import Door, MatrixWorld, export, form, page
from tests.architecture.survey_world_results import WRITTEN


def counted(world: MatrixWorld) -> Sequence[object]:
    return [world.results_wave.survey.slug]


def a_text(world: MatrixWorld) -> Sequence[object]:
    return [*counted(world), world.survey_text.pk]


def made_it(world: MatrixWorld, user: Any) -> None:
    """The survey is the person's own."""
    Survey.objects.filter(pk=world.results_wave.survey_id).update(made_by=user)


RESULTS_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "survey.view_results": (
        page("feedback:results", counted, shows=lambda _world: "65"),
        export("feedback:results_csv", counted, shows=lambda _world: "65"),
    ),
    "survey.read_free_text_unlinked": (
        page("feedback:texts", counted, shows=lambda _world: WRITTEN, own=made_it),
        form(
            "feedback:text_judge",
            a_text,
            lambda _world: {"state": "hidden"},
            own=made_it,
        ),
    ),
}

# Addresses that are no action of the matrix, each with its reason.
BESIDE_RESULTS: Final[dict[str, str]] = {
    "feedback:results_desk": "the numbers everybody reads, to be published by who works on the survey: tests/feedback/test_results",
    "feedback:theme_add": "whoever works on the survey: tests/feedback/test_texts",
    "feedback:theme_drop": "whoever works on the survey: tests/feedback/test_texts",
}
