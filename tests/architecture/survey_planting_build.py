"""Words in the private fields of making surveys (planting.py says when they are written)."""

from __future__ import annotations

from tests.architecture.survey_world import SurveyWorld


def plant_build(world: SurveyWorld) -> None:
    """Write the words down."""
