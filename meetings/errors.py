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


class BadSeriesError(DomainError):
    """A rule nobody can keep, or one that names no day."""


class PeopleComeError(DomainError):
    """Somebody means to come to a meeting that would move or fall: ask first."""

    def __init__(self, message: str, meeting_ids: list[int]) -> None:
        super().__init__(message)
        self.meeting_ids = meeting_ids


class LetterClosedError(DomainError):
    """A letter's link was used, taken back, or is too old."""


class DatesClosedError(DomainError):
    """Nobody can say any more which date suits."""


class VenueKnownError(DomainError):
    """A house or a room of that name is on the list already."""
