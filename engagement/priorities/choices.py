from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportStatus(TextChoices):
    DRAFT = "draft", _("Draft: needs your review")
    SIGNED = "signed", _("Published")
    SUPERSEDED = "superseded", _("Replaced by a later one")


class Thinness(TextChoices):
    """How much a neighborhood's reports can tell (SCIENCE 2: 15, 30, 60)."""

    EMPTY = "empty", _("nothing reported")
    THIN = "thin", _("not enough reports to rank")
    EARLY = "early", _("early signals only")
    RANKED = "ranked", _("ranked")


class PartState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being worked out")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class Decision(TextChoices):
    """What an officer decides about a line (SCIENCE 6)."""

    ADOPT = "adopt", _("We take it on")
    MERGE = "merge", _("Handled together with another line")
    REFER = "refer", _("Passed on to someone who can help")
    WATCH = "watch", _("We keep an eye on it")
    NOT_NOW = "not_now", _("Not now")
    NOT_SUBSTANTIATED = "not_substantiated", _("We could not confirm it")


class AdjustReason(TextChoices):
    INTELLIGENCE = "intelligence", _("Something we know and cannot publish")
    SEASONAL = "seasonal", _("An event or the season")
    DUTY = "duty", _("The law asks for it")
    PARTNER = "partner", _("A partner is already acting")
    DATA_ERROR = "data_error", _("The numbers are wrong here")


class ChecklistItem(TextChoices):
    """What an officer ticks before publishing (UX 7.7)."""

    TOP = "top", _("I read the top five lines")
    OWNERS = "owners", _("Each line we take on has an owner and a date")
    NOBODY = "nobody", _("Nothing points to one person or home")


class Counted(TextChoices):
    """A number above a report's list; each opens to the rows it counts."""

    WEEK = "week", _("New concerns this week")
    MONTH = "month", _("Concerns of 4 weeks")
    OPEN = "open", _("Problems still open")
    LATE = "late", _("Problems past their target")
    REPLIED = "replied", _("First replies of 4 weeks")
    VOICED = "voiced", _("Problems people spoke up about in 120 days")
