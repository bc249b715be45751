"""What is looked at before it is public, and what came of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class What(TextChoices):
    """What a moderator has before them; the queue knows no more (RULINGS 40)."""

    CONCERN = "concern", _("words of a concern")
    PHOTO = "photo", _("photo")


class State(TextChoices):
    WAITING = "waiting", _("waiting")
    PASSED = "passed", _("passed")
    REFUSED = "refused", _("refused")
    HIDDEN = "hidden", _("hidden until looked at again")


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
