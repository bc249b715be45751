"""Words in the private fields of results (planting.py says when they are written)."""

from __future__ import annotations

from tests.architecture.survey_world import SurveyWorld


def plant_results(world: SurveyWorld) -> None:
    """Write the words down."""
