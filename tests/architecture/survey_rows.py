"""Who may open which address of surveys (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Sequence

from tests.architecture.rows import Row, everyone
from tests.architecture.survey_rows_build import BUILD_ROWS
from tests.architecture.survey_rows_index import INDEX_ROWS
from tests.architecture.survey_rows_invite import INVITE_ROWS
from tests.architecture.survey_rows_results import RESULTS_ROWS
from tests.architecture.world import World


def a_survey(world: World) -> Sequence[object]:
    return [world.survey.slug]


SURVEY_ROWS: dict[str, Row] = {
    "feedback:surveys": everyone(),
    "feedback:survey": everyone(args=a_survey),
    **BUILD_ROWS,
    **INVITE_ROWS,
    **RESULTS_ROWS,
    **INDEX_ROWS,
}
