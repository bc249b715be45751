"""What is looked at before it is public, and what came of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class What(TextChoices):
    """What a moderator has before them; the queue knows no more (RULINGS 40)."""

    CONCERN = "concern", _("words of a concern")
    PHOTO = "photo", _("photo")
    PROPOSAL = "proposal", _("proposal for a meeting")
    POST = "post", _("words to a watch group")
    COMMENT = "comment", _("comment on a technology")


class State(TextChoices):
    WAITING = "waiting", _("waiting")
    PASSED = "passed", _("passed")
    REFUSED = "refused", _("refused")
    HIDDEN = "hidden", _("hidden until looked at again")
    GONE = "gone", _("taken back or wiped")


class Verdict(TextChoices):
    """What a moderator (or, for `hide`, three flags) did with it."""

    PASS = "pass", _("passed as it was sent")
    EDIT = "edit", _("passed with changed words")
    REDACT = "redact", _("blackened parts of the photo")
    REFUSE = "refuse", _("refused")
    UNDO = "undo", _("took a decision back")
    HIDE = "hide", _("hidden after three flags")
    URGENT = "urgent", _("told the officers now")
    SENDER = "sender", _("asked administrators about the account behind it")


DECIDES = frozenset({Verdict.PASS, Verdict.EDIT, Verdict.REDACT, Verdict.REFUSE})


class Reason(TextChoices):
    """Why words were changed or refused; the author reads it."""

    PERSON = "person", _("It names a person, or lets one be found")
    LOOKS = "looks", _("It describes a person by race or looks")
    ACCUSES = "accuses", _("It accuses a person; that is for the officers to read")
    PRIVATE = "private", _("It tells something private")
    HATEFUL = "hateful", _("It is hateful or threatening")
    SPAM = "spam", _("It is advertising, or says the same many times")
    BESIDE = "beside", _("It is not about a place or a problem in it")
    OTHER = "other", _("Another reason")


class FlagReason(TextChoices):
    """Why somebody says that this should not stand here."""

    PERSON = "person", _("It names a person, or lets one be found")
    UNTRUE = "untrue", _("It is not true")
    HATEFUL = "hateful", _("It is hateful or threatening")
    PRIVATE = "private", _("It tells or shows something private")
    SPAM = "spam", _("It is advertising")
    OTHER = "other", _("Something else")


class FlagOutcome(TextChoices):
    OPEN = "", _("not looked at yet")
    FOUNDED = "founded", _("something was changed")
    UNFOUNDED = "unfounded", _("it stays as it is")


class Detector(TextChoices):
    """What a detector may have found; the keys are those of `detectors`."""

    NAME = "name", _("a person’s name")
    PHONE = "phone", _("a phone number")
    MAIL = "mail", _("an e-mail address")
    HANDLE = "handle", _("a link or a name on a social network")
    PLATE = "plate", _("a license plate")
    HOUSE = "house", _("a house number")
    LOOKS = "looks", _("a description of a person by race or looks")
    ACCUSED = "accused", _("an accusation by name")
    DANGER = "danger", _("a danger right now")
