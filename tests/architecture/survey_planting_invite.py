"""Words in the private fields of asking and answering (planting.py says when they are written)."""

from __future__ import annotations

from tests.architecture.survey_world import SurveyWorld


def plant_invite(world: SurveyWorld) -> None:
    """Write the words down."""
