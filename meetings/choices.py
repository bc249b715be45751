"""What a meeting can be, and where it stands."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from engagement.places.choices import Trait


class MeetingKind(TextChoices):
    TOWN_HALL = "town_hall", _("Town hall")
    COFFEE = "coffee", _("Coffee chat")
    WORKSHOP = "workshop", _("Workshop")
    YOUTH = "youth", _("Youth mentoring")
    PATROL = "patrol", _("Patrol briefing")


class MeetingForm(TextChoices):
    """Where people come together."""

    IN_PERSON = "in_person", _("In a room")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In a room and online")


class MeetingState(TextChoices):
    """What was decided; that it began or ended is told by the clock."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class HostPart(TextChoices):
    HOST = "host", _("Host")
    PARTNER = "partner", _("Partner")


class Suits(TextChoices):
    """What a neighbor says of a date."""

    YES = "yes", _("Yes")
    NEEDED = "needed", _("If needed")
    NO = "no", _("No")


class BookingState(TextChoices):
    """Where somebody stands who wants to come."""

    ASKED = "asked", _("The link in the letter was not pressed yet")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is held")
    BOOKED = "booked", _("Has a place")
    CANCELLED = "cancelled", _("Does not come")
    LOST = "lost", _("Did not take the place in time")


class EnrolmentState(TextChoices):
    """Where somebody stands who wants to come to a whole series."""

    ASKED = "asked", _("The link in the letter was not pressed yet")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is held")
    GUARDIAN = "guardian", _("Waits for a parent or guardian to agree")
    ENROLLED = "enrolled", _("Enrolled")
    ENDED = "ended", _("Has left the series")
    LOST = "lost", _("Did not take the place in time")


class HelperSort(TextChoices):
    """What somebody can help with at a meeting."""

    INTERPRETER = "interpreter", _("Interpreter")
    CHILD_CARE = "child_care", _("Child care")
    WELCOME = "welcome", _("Welcome at the door")
    STEWARD = "steward", _("Steward")
    MINUTES = "minutes", _("Taking the minutes")


class HelpState(TextChoices):
    """Where somebody stands who offered to help."""

    ASKED = "asked", _("The link in the letter was not pressed yet")
    OFFERED = "offered", _("Waits for an answer")
    ACCEPTED = "accepted", _("Helps")
    DECLINED = "declined", _("Is not needed this time")
    TAKEN_BACK = "withdrawn", _("Does not help")


class QuestionKind(TextChoices):
    """How a question to those who come is answered."""

    TEXT = "text", _("A few words")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of a list")


class NoticeKind(TextChoices):
    """What everybody who comes is told."""

    MOVED = "moved", _("It moved")
    CANCELLED = "cancelled", _("It is cancelled")
    REMINDER = "reminder", _("It is soon")
    MESSAGE = "message", _("A message of an organizer")


class ProposalState(TextChoices):
    """What the organizers said to something proposed for the agenda."""

    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("On the agenda")
    DECLINED = "declined", _("Not on the agenda")


class QuestionSource(TextChoices):
    LIVE = "live", _("Asked in the room")
    PAPER = "paper", _("Asked on paper")


class QuestionState(TextChoices):
    """How far a question has come; on the screen is what the room’s row says."""

    NEW = "new", _("New")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    ANSWERED = "answered", _("Answered")
    HIDDEN = "hidden", _("Not shown")


class PollState(TextChoices):
    DRAFT = "draft", _("Not opened yet")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class SlipSource(TextChoices):
    """How a slip about who came reached us; the two are never shown apart."""

    PHONE = "phone", _("Ticked on a phone")
    PAPER = "paper", _("Ticked on paper")


# What those who came are asked of themselves.
SLIP_TRAITS: Final = (Trait.AGE, Trait.LANGUAGE, Trait.HOUSING, Trait.YEARS)
