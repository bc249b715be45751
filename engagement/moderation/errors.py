"""What can go wrong while something is looked at, in words a person can act on."""

from engagement.common.errors import DomainError


class NoSuchReviewError(DomainError):
    """It does not exist, was taken back, or is not this person's to see."""


class DecidedMeanwhileError(DomainError):
    """Somebody else decided after the page was opened."""


class ReasonMissingError(DomainError):
    """The author has to be told why."""


class NothingChangedError(DomainError):
    """An edit that leaves the words as they were."""


class TooLateToUndoError(DomainError):
    """A decision can be taken back for thirty days, and only the last one."""


class AppealedAlreadyError(DomainError):
    """One appeal is heard; its answer stands."""


class NothingToAppealError(DomainError):
    """Nothing was changed or refused."""


class NotPublicError(DomainError):
    """What is not public cannot be flagged."""


class AskedAlreadyError(DomainError):
    """Administrators were asked about the account behind it before."""
