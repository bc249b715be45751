"""Private fields of surveys (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field
from tests.architecture.survey_canaries_build import OF_BUILD
from tests.architecture.survey_canaries_index import OF_INDEX
from tests.architecture.survey_canaries_invite import OF_INVITE
from tests.architecture.survey_canaries_results import OF_RESULTS

OF_SURVEYS: Final = (
    Field(
        "hash of the link that lets somebody answer, and of whose mail it was",
        "canary-survey-link",
        "feedback.invitation.token_hash feedback.invitation.address_mark"
        " feedback.invitation.sealed",
    ),
    Field(
        "answers somebody has begun",
        "canary-survey-draft",
        "feedback.draft.mark feedback.draft.sealed",
    ),
    Field(
        "what one person answered",
        "canary-survey-answer",
        "feedback.response.answers",
    ),
    Field(
        "a text of a survey nobody has looked at",
        "canary-survey-text",
        "feedback.unlinkedanswer.text",
        ("officer", "moderator"),
        "look at texts before others read them, as who made the survey does",
    ),
    *OF_BUILD,
    *OF_INVITE,
    *OF_RESULTS,
    *OF_INDEX,
)
