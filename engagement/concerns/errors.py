"""What can go wrong with a concern, each in words a person can act on."""

from engagement.common.errors import DomainError


class NotOurTownError(DomainError):
    """The place lies outside the town."""


class NoPlaceError(DomainError):
    """Neither a point nor a neighborhood was given."""


class NotCollectedError(DomainError):
    """Not taken here: a kind that is retired, a group, or conduct of officers."""


class TooLongError(DomainError):
    """More than we can keep, in one of the answers."""


class BadAnswerError(DomainError):
    """An answer that is none of those offered."""


class AlreadySentError(DomainError):
    """The same sending was used before for something else."""


class NoSenderError(DomainError):
    """It was sent without an account."""


class NoSuchIssueError(DomainError):
    """It does not exist, or this person may not know that it does."""


class ClosedIssueError(DomainError):
    """It is closed: a voice would reach nobody."""


class OwnAreaError(DomainError):
    """Officers add no voice where they decide."""


class MoveNotAllowedError(DomainError):
    """No such step from this status."""


class TextMissingError(DomainError):
    """A step that has to be explained."""


class ChangedMeanwhileError(DomainError):
    """Somebody else changed it after the page was opened."""


class CannotMergeError(DomainError):
    """These two cannot become one."""


class TooLateError(DomainError):
    """An officer has begun: it can no longer be taken back."""


class TooManyPhotosError(DomainError):
    """A concern has as many photos as it may have."""


class NotKeptError(DomainError):
    """The storage of photos does not answer, or is full."""


class TooOftenError(DomainError):
    """More in an hour than people send; what was there before stays."""


class TooManyLooksError(DomainError):
    """An officer opened more people's addresses than one needs in a day."""


class TooManyExportsError(DomainError):
    """More lists taken along than one needs in a day."""


class TooManyMessagesError(DomainError):
    """More messages about one concern than a day needs."""
