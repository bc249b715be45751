"""What can go wrong with a survey, in words a person understands."""

from engagement.common.errors import DomainError


class SurveyIncompleteError(DomainError):
    """Something a survey needs is missing or does not fit."""


class QuestionsFrozenError(DomainError):
    """Somebody has answered; these questions cannot be changed any more."""


class SurveyClosedError(DomainError):
    """It does not take answers now: not yet, no longer, or no more."""


class SurveyNotOpenYetError(SurveyClosedError):
    """It takes answers later."""


class LinkUnknownError(SurveyClosedError):
    """The link was written wrong, or never was one."""


class AskingError(DomainError):
    """Nobody can be asked this way, or not now."""


class SheetDoneError(DomainError):
    """Somebody else has to type this sheet of paper, or nobody any more."""


class SheetDiffersError(DomainError):
    """The second typing is unlike the first; `keys` are the questions to look at."""

    def __init__(self, message: str, first: dict[str, object]) -> None:
        super().__init__(message)
        self.first = first


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


class ResultsError(DomainError):
    """Results cannot be counted, published or taken out of sight like this."""


class TextsError(DomainError):
    """A text or a theme cannot be changed like this."""


class TextHeldError(TextsError):
    """A text may name somebody; it is not shown until somebody looked."""


class TargetError(DomainError):
    """A target that cannot be one."""


class AnswerFileError(DomainError):
    """A file of answers, or its map, that cannot be read or taken in."""
