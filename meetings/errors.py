"""What can go wrong with a meeting, in words a person understands."""

from engagement.common.errors import DomainError


class MeetingIncompleteError(DomainError):
    """Something a meeting needs is missing or does not fit."""


class MeetingTimeError(DomainError):
    """The hours are no hours a meeting can have."""


class RoomTakenError(DomainError):
    """The room is booked for another meeting at that time."""


class MeetingOverError(DomainError):
    """The meeting was cancelled or has ended; this cannot be done any more."""


class AgendaFullError(DomainError):
    """There are as many items as a meeting can have."""


class AgendaItemError(DomainError):
    """An item says too little, too much, or cannot go there."""


class ProposalDecidedError(DomainError):
    """The proposal has been answered already."""


class MinutesError(DomainError):
    """The minutes cannot be kept or published like this."""


class MinutesChangedError(DomainError):
    """Somebody else changed the minutes meanwhile."""
