from feedback.models.answers import Response, UnlinkedAnswer
from feedback.models.ballots import Ballot, Draft, Invitation
from feedback.models.results import Result, Theme, ThemedText
from feedback.models.surveys import Question, Section, Survey, Version, Wave

__all__ = [
    "Ballot",
    "Draft",
    "Invitation",
    "Question",
    "Response",
    "Result",
    "Section",
    "Survey",
    "Theme",
    "ThemedText",
    "UnlinkedAnswer",
    "Version",
    "Wave",
]
