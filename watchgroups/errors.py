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


class WalkError(DomainError):
    """Signing on, saying all is well or ending does not fit now."""


class ObservationError(DomainError):
    """What was seen cannot be kept in these words, or not now."""


class MemberLetterClosedError(DomainError):
    """The link of a letter to a member does not work, or was used already."""


class TooManyLooksError(DomainError):
    """As many looks were made today as may."""


class RosterFileError(DomainError):
    """The paper roster cannot be read."""


class PatrolIncompleteError(DomainError):
    """Something a patrol needs is missing or does not fit."""


class PatrolOverError(DomainError):
    """The patrol has begun, is over, cancelled or gone."""


class PatrolFullError(DomainError):
    """No place is left for that part."""


class NotReadyError(DomainError):
    """Something is missing that is asked of whoever goes out."""


class TimesOverlapError(DomainError):
    """They are on another patrol at that hour."""


class TimesCloseError(DomainError):
    """Another patrol of theirs lies close to it; they may want to know."""


class OfferClosedError(DomainError):
    """The place was taken, or is not offered any more."""
