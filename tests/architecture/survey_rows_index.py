"""Who may open which address of the index and the participation gap (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Sequence

from tests.architecture.rows import Row, everyone, officers_only
from tests.architecture.world import World
from tests.factories.survey_index import make_answer_file


def a_survey(world: World) -> Sequence[object]:
    return [world.survey.slug]


def an_answer_file(world: World) -> Sequence[object]:
    return [world.survey.slug, make_answer_file(world.survey).pk]


INDEX_ROWS: dict[str, Row] = {
    "feedback:index": everyone(),
    "feedback:import_new": officers_only(args=a_survey),
    "feedback:import_file": officers_only(args=an_answer_file),
    "feedback:gap": officers_only(organizer="200", elsewhere="200"),
    "feedback:index_targets": officers_only(elsewhere="200"),
}
