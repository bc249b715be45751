"""What a survey can be, what it asks, and how answers come in."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SurveyKind(TextChoices):
    """Who is asked, and how."""

    OPEN = "open", _("Everybody who wants to answer")
    LINKS = "links", _("Those who were given a link, a letter or a code")
    RANDOM = "random", _("Residents drawn at random")
    EVENT = "event", _("Those something has just happened for")
    PULSE = "pulse", _("A short survey again and again, each time to other residents")


class SurveyState(TextChoices):
    """What was decided; whether it takes answers now is told by its waves and the clock."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "out", _("Published")
    ENDED = "ended", _("Ended")


class EventKind(TextChoices):
    """After what somebody is asked."""

    CONCERN_CLOSED = "concern", _("A concern of theirs was closed")
    MEETING_ATTENDED = "meeting", _("They came to a meeting")
    PATROL_DONE = "patrol", _("They were on a patrol")
    RESPONSE_FINISHED = "response", _("What was agreed for their neighborhood is done")


class QuestionKind(TextChoices):
    SINGLE = "single", _("One of several answers")
    MULTIPLE = "multiple", _("Any of several answers")
    SCALE = "scale", _("A number on a scale")
    MATRIX = "matrix", _("The same answers for several statements")
    RANKING = "ranking", _("Putting answers in order")
    NUMBER = "number", _("A number")
    DATE = "date", _("A date")
    SHORT = "short", _("A few words")
    LONG = "long", _("A longer text")
    PLACE = "place", _("A place on the map, kept roughly")
    NEIGHBORHOOD = "home", _("The neighborhood they live in")
    CONSENT = "consent", _("Agreeing to something")


class Channel(TextChoices):
    """The way an answer came; the only thing kept about how."""

    WEB = "web", _("On the site")
    MAIL = "mail", _("By a mailed link")
    LETTER = "letter", _("By a code from a letter")
    SCREEN = "screen", _("By the code on a meeting’s screen")
    KIOSK = "kiosk", _("At a kiosk")
    PAPER = "paper", _("On paper")
    IMPORT = "import", _("From another tool’s file")


class Match(TextChoices):
    """How several conditions are taken together."""

    ALL = "all", _("All of these")
    ANY = "any", _("Any of these")


class Test(TextChoices):
    """What a condition asks of an earlier answer."""

    IS = "is", _("is one of")
    IS_NOT = "is_not", _("is none of")
    ANSWERED = "answered", _("was answered")


class TextState(TextChoices):
    """Where a free text stands before anybody else reads it."""

    WAITING = "waiting", _("Waits for a look")
    SHOWN = "shown", _("Shown with the results")
    HIDDEN = "hidden", _("Not shown")


class FileState(TextChoices):
    """How far a file of answers is."""

    LOOKED_AT = "looked", _("Looked at, nothing is taken in")
    WAITING = "waiting", _("Is being taken in")
    TAKEN_IN = "done", _("Taken in")
    FAILED = "failed", _("Not taken in")


class Measure(TextChoices):
    """Which index an item belongs to."""

    TRUST = "trust", _("Trust in the police")
    SAFETY = "safety", _("Feeling safe")


class StandKind(TextChoices):
    """Where whoever is there begins to answer."""

    SCREEN = "screen", _("The code on a screen")
    KIOSK = "kiosk", _("A kiosk")


class SheetState(TextChoices):
    """How far a sheet of paper was typed."""

    FIRST = "first", _("Typed once")
    DONE = "done", _("Typed twice and taken in")


CHOOSING: Final = (
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.RANKING,
    QuestionKind.MATRIX,
)
UNLINKED: Final = (QuestionKind.SHORT, QuestionKind.LONG, QuestionKind.PLACE)
RATHER_NOT: Final = "rather_not"  # the answer every personal question offers
