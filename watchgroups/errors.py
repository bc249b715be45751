"""What can go wrong with a watch group, in words a person understands."""

from engagement.common.errors import DomainError


class GroupIncompleteError(DomainError):
    """Something a group needs is missing or does not fit."""


class GroupRestsError(DomainError):
    """The group is paused or closed; this cannot be done now."""


class MemberAlreadyError(DomainError):
    """They are in the group already, or have asked."""


class CameraIncompleteError(DomainError):
    """Something about a camera, or what is asked of its owner, is missing."""


class TechnologyIncompleteError(DomainError):
    """Something the register of technology needs is missing."""


class TooManyLettersError(DomainError):
    """So much was written to the members today that more would be too much."""


class DecidedAlreadyError(DomainError):
    """Somebody else decided after the page was opened, or it is over."""


class AppointmentClosedError(DomainError):
    """The letter does not work, or was answered already."""
