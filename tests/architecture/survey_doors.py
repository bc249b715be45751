"""The doors of surveys (doors.py says what a door is)."""

from __future__ import annotations

from typing import Final

from tests.architecture.knocking import Door
from tests.architecture.survey_doors_build import BESIDE_BUILD, BUILD_DOORS
from tests.architecture.survey_doors_index import BESIDE_INDEX, INDEX_DOORS
from tests.architecture.survey_doors_invite import BESIDE_INVITE, INVITE_DOORS
from tests.architecture.survey_doors_results import BESIDE_RESULTS, RESULTS_DOORS

SURVEY_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    **BUILD_DOORS,
    **INVITE_DOORS,
    **RESULTS_DOORS,
    **INDEX_DOORS,
}

# Addresses of surveys that are no action of the matrix, each with its reason.
BESIDE_SURVEYS: Final[dict[str, str]] = {
    "feedback:surveys": "public",
    "feedback:survey": "public; drafts: tests/feedback/test_surveys",
    **BESIDE_BUILD,
    **BESIDE_INVITE,
    **BESIDE_RESULTS,
    **BESIDE_INDEX,
}
