from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PromiseState(TextChoices):
    OPEN = "open", _("Asked")
    UNDER_WAY = "under_way", _("Under way")
    KEPT = "kept", _("Done")
    DROPPED = "dropped", _("Dropped")
