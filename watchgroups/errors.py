"""What can go wrong with a watch group, in words a person understands."""

from engagement.common.errors import DomainError


class GroupIncompleteError(DomainError):
    """Something a group needs is missing or does not fit."""


class GroupRestsError(DomainError):
    """The group is paused or closed; this cannot be done now."""


class MemberAlreadyError(DomainError):
    """They are in the group already, or have asked."""


class AppointmentClosedError(DomainError):
    """The letter does not work, or was answered already."""


class MemberLetterClosedError(DomainError):
    """The link of a letter to a member does not work, or was used already."""


class TooManyLettersError(DomainError):
    """As many letters left today as may."""


class TooManyLooksError(DomainError):
    """As many looks were made today as may."""


class RosterFileError(DomainError):
    """The paper roster cannot be read."""
