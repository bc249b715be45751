from feedback.models.answers import Response, UnlinkedAnswer
from feedback.models.ballots import Ballot, Draft, Invitation
from feedback.models.library import LoadedModule
from feedback.models.surveys import Question, Section, Survey, Version, Wave

__all__ = [
    "Ballot",
    "Draft",
    "Invitation",
    "LoadedModule",
    "Question",
    "Response",
    "Section",
    "Survey",
    "UnlinkedAnswer",
    "Version",
    "Wave",
]
