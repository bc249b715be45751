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


class RoomClosedError(DomainError):
    """Nothing can be asked, supported or chosen: the room or its poll is not open."""


class QuestionError(DomainError):
    """The question, or what is said about it, cannot be taken as it is."""


class PollError(DomainError):
    """The poll, or what was chosen in it, cannot be taken as it is."""


class TooManyQuestionsError(DomainError):
    """Somebody asked more than one person may in an hour."""
