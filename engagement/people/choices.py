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


class RequestState(TextChoices):
    """What became of what a second person has to agree to."""

    WAITING = "waiting", _("waits for a second person")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")
    EXPIRED = "expired", _("nobody decided in time")
    # of lost second steps alone: they wait another day once agreed
    STOPPED = "stopped", _("stopped by the person")
    DONE = "done", _("done")


class InvitationState(TextChoices):
    """Where an invitation stands; looked at whenever somebody comes with it."""

    OPEN = "open", _("not answered yet")
    USED = "used", _("accepted")
    WITHDRAWN = "withdrawn", _("taken back")
    EXPIRED = "expired", _("too old")


class CredentialSort(TextChoices):
    """What somebody has to show before they do certain things."""

    VETTING = "vetting", _("Vetting")
    TRAINING = "training", _("Training")
    AGREEMENT = "agreement", _("Agreement")
