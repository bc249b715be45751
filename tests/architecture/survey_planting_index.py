"""Words in the private fields of the index and the participation gap (planting.py says when they are written)."""

from __future__ import annotations

from tests.architecture.survey_world import SurveyWorld


def plant_index(world: SurveyWorld) -> None:
    """Write the words down."""
