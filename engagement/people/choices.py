from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProofKind(TextChoices):
    """What shows that a voice is a person's (RULINGS 14)."""

    MAIL = "mail", _("pressed a mailed link")
    PHONE = "phone", _("phone code")
    LETTER = "letter", _("code from a letter")
    MEETING = "meeting", _("code shown at a meeting")
    STAFF = "staff", _("taken down by staff for a named source")


STRONG_PROOFS = frozenset({ProofKind.PHONE, ProofKind.LETTER, ProofKind.MEETING})
