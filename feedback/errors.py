"""What can go wrong with a survey, in words a person understands."""

from engagement.common.errors import DomainError


class SurveyIncompleteError(DomainError):
    """Something a survey needs is missing or does not fit."""


class QuestionsFrozenError(DomainError):
    """Somebody has answered; these questions cannot be changed any more."""


class SurveyClosedError(DomainError):
    """It does not take answers now: not yet, no longer, or no more."""


class AnsweredAlreadyError(DomainError):
    """They have answered: with this link, this code or as this person."""


class AnswersIncompleteError(DomainError):
    """Something that is needed was not answered, or an answer does not fit.

    `section` is the number of the section to go back to, `faults` say what for which
    question.
    """

    def __init__(self, message: str, section: int, faults: dict[str, str]) -> None:
        super().__init__(message)
        self.section = section
        self.faults = faults


class TargetError(DomainError):
    """A target that cannot be one."""


class AnswerFileError(DomainError):
    """A file of answers, or its map, that cannot be read or taken in."""
