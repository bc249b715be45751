from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Privacy(TextChoices):
    """How much of a concern anyone may see; a reporter may choose stricter (RULINGS 19)."""

    PUBLIC = "public", _("The nearest block")
    AREA = "area", _("Only the neighborhood name")
    SENSITIVE = "sensitive", _("Nothing. Keep this between me and the officers")
    CONDUCT = "conduct", _("Nothing. It goes to the overseer alone")


STRICTNESS = [Privacy.PUBLIC, Privacy.AREA, Privacy.SENSITIVE, Privacy.CONDUCT]


class Status(TextChoices):
    NEW = "new", _("New")
    LOOKING = "looking", _("Being looked at")
    PLANNED = "planned", _("Work planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    CANNOT = "cannot", _("Can’t do")
    PASSED_ON = "passed_on", _("Passed on")
    NOT_SUBSTANTIATED = "not_substantiated", _("Could not be confirmed")


CLOSED = frozenset(
    {Status.DONE, Status.CANNOT, Status.PASSED_ON, Status.NOT_SUBSTANTIATED}
)
OPEN = frozenset(set(Status) - CLOSED)


class UpdateKind(TextChoices):
    """What came of an issue outside the officers’ desk."""

    DISCUSSED = "discussed", _("Talked about in a meeting")


class Origin(TextChoices):
    """Who found it. Only residents' concerns are scored (SCIENCE 1.1, RULINGS 16)."""

    RESIDENT = "resident", _("resident")
    OFFICER = "officer", _("officer")
    PATROL = "patrol", _("patrol")


class Channel(TextChoices):
    WEB = "web", _("web page")
    API = "api", _("other program")
    PHONE = "phone", _("phone")
    DESK = "desk", _("front desk")
    PAPER = "paper", _("paper")
    IMPORT = "import", _("import")


class VoiceRole(TextChoices):
    REPORTER = "reporter", _("reported it")
    SUPPORTER = "supporter", _("says “me too”")


class Tier(TextChoices):
    VERIFIED = "verified", _("verified")
    UNVERIFIED = "unverified", _("not verified")


class Harm(IntegerChoices):
    NUISANCE = 1, _("1 nuisance")
    MINOR = 2, _("2 minor harm")
    MODERATE = 3, _("3 moderate harm")
    SERIOUS = 4, _("4 serious harm")
    SEVERE = 5, _("5 severe harm")


class Contact(TextChoices):
    NONE = "none", _("Don’t contact me")
    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By phone")


class Opened(TextChoices):
    """What of a concern is closed to whoever asks, and was opened."""

    CONTACT = "contact", _("How to reach the person")
    WORDS = "words", _("What the person wrote")
    POINT = "point", _("The exact place")


class ComplaintStatus(TextChoices):
    RECEIVED = "received", _("Received")
    LOOKING = "looking", _("Being looked at")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class ComplaintStep(TextChoices):
    """What was added to a complaint, and so who reads it."""

    ASKED = "asked", _("from the person")
    SAID = "said", _("from the overseer")
    NOTE = "note", _("note among overseers")
    STATUS = "status", _("status")
