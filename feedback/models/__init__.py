from feedback.models.answers import Response, UnlinkedAnswer
from feedback.models.asking import EventsRead, PaperSheet, Stand, SurveyStop
from feedback.models.ballots import Ballot, Draft, Invitation
from feedback.models.files import AnswerFile
from feedback.models.index import IndexTarget, IndexValue
from feedback.models.library import LoadedModule
from feedback.models.results import Result, Theme, ThemedText
from feedback.models.surveys import Question, Section, Survey, Version, Wave

__all__ = [
    "AnswerFile",
    "Ballot",
    "Draft",
    "EventsRead",
    "IndexTarget",
    "IndexValue",
    "Invitation",
    "LoadedModule",
    "PaperSheet",
    "Question",
    "Response",
    "Result",
    "Section",
    "Stand",
    "Survey",
    "SurveyStop",
    "Theme",
    "ThemedText",
    "UnlinkedAnswer",
    "Version",
    "Wave",
]
