from feedback.services.building import (
    QuestionWords,
    Step,
    add_question,
    add_section,
    edit_question,
    edit_section,
    move_question,
    move_section,
    remove_question,
    remove_section,
)
from feedback.services.casting import cast_answers, save_section
from feedback.services.conditions import (
    add_condition,
    match_conditions,
    take_condition,
)
from feedback.services.inviting import begin_open, invite
from feedback.services.modules import add_module, load_module
from feedback.services.surveys import (
    SurveyDetails,
    add_wave,
    begin_survey,
    edit_survey,
    end_survey,
    publish_survey,
)
from feedback.services.translating import translate_survey
from feedback.services.versions import begin_version, copy_survey

__all__ = [
    "QuestionWords",
    "Step",
    "SurveyDetails",
    "add_condition",
    "add_module",
    "add_question",
    "add_section",
    "add_wave",
    "begin_open",
    "begin_survey",
    "begin_version",
    "cast_answers",
    "copy_survey",
    "edit_question",
    "edit_section",
    "edit_survey",
    "end_survey",
    "invite",
    "load_module",
    "match_conditions",
    "move_question",
    "move_section",
    "publish_survey",
    "remove_question",
    "remove_section",
    "save_section",
    "take_condition",
    "translate_survey",
]
