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


class EnrolledError(DomainError):
    """Somebody is enrolled or has a place: how people come stays as it is."""


class LetterClosedError(DomainError):
    """A letter's link was used, taken back, or is too old."""


class DatesClosedError(DomainError):
    """Nobody can say any more which date suits."""


class VenueKnownError(DomainError):
    """A house or a room of that name is on the list already."""


class NoPlaceError(DomainError):
    """A party that does not fit, or a booking that is no more."""


class SeatsTakenError(DomainError):
    """Fewer seats than are taken already."""


class BookingIncompleteError(DomainError):
    """Something a booking needs is missing or does not fit."""


class TooManyMessagesError(DomainError):
    """The people who come were written to often enough."""


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


class RoomClosedError(DomainError):
    """Nothing can be asked, supported or chosen: the room or its poll is not open."""


class QuestionError(DomainError):
    """The question, or what is said about it, cannot be taken as it is."""


class PollError(DomainError):
    """The poll, or what was chosen in it, cannot be taken as it is."""


class TooManyQuestionsError(DomainError):
    """Somebody asked more than one person may in an hour."""


class SlipsClosedError(DomainError):
    """Slips about who came are taken from the opening of the door to a day after."""


class SlipError(DomainError):
    """A slip says something it does not ask."""


class ReasonMissingError(DomainError):
    """Nobody opens a list without saying why."""


class TooManyListLooksError(DomainError):
    """The day's looks at what is closed are used up."""


class CallError(DomainError):
    """Nobody can be invited so."""


class HelpError(DomainError):
    """A sort of help, or an offer of it, that cannot be like this."""


class HelpersEnoughError(DomainError):
    """As many help as are wanted."""
