"""How far a copy of somebody's data is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExportState(TextChoices):
    NONE = "none", _("never asked for")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("did not work")
    GONE = "gone", _("deleted again")
