from feedback.models.answers import Response, UnlinkedAnswer
from feedback.models.ballots import Ballot, Draft, Invitation
from feedback.models.files import AnswerFile
from feedback.models.index import IndexTarget, IndexValue
from feedback.models.surveys import Question, Section, Survey, Version, Wave

__all__ = [
    "AnswerFile",
    "Ballot",
    "Draft",
    "IndexTarget",
    "IndexValue",
    "Invitation",
    "Question",
    "Response",
    "Section",
    "Survey",
    "UnlinkedAnswer",
    "Version",
    "Wave",
]
