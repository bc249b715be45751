from feedback.services.casting import cast_answers, save_section
from feedback.services.inviting import begin_open, invite
from feedback.services.surveys import (
    SurveyDetails,
    add_wave,
    begin_survey,
    edit_survey,
    end_survey,
    publish_survey,
)

__all__ = [
    "SurveyDetails",
    "add_wave",
    "begin_open",
    "begin_survey",
    "cast_answers",
    "edit_survey",
    "end_survey",
    "invite",
    "publish_survey",
    "save_section",
]
