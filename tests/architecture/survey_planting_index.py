"""Words in the private fields of the index and the participation gap (planting.py says when they are written)."""

from __future__ import annotations

from tests.architecture.survey_world import SurveyWorld
from tests.factories.survey_index import make_answer_file


def plant_index(world: SurveyWorld) -> None:
    """A file of answers that was looked at and not taken in."""
    word = "canary-answer-told"
    file = make_answer_file(
        world.survey,
        text="Q7\ncanary-answer-file\n",
        told={"taken": 3, "unfit": [["safe", word, 1]]},
    )
    file.rules["waves"][0]["note"] = word
    file.save(update_fields=["rules"])
