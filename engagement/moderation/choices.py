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
