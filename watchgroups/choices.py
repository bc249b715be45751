"""What a watch group can be, and where it and its people stand."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaKind(TextChoices):
    """How the area of a group is told."""

    NEIGHBORHOOD = "whole", _("The whole neighborhood")
    STREETS = "streets", _("Some of its streets")
    POLYGON = "polygon", _("An area drawn on the map")


class JoinBy(TextChoices):
    OPEN = "open", _("Everybody can join at once")
    APPROVAL = "approval", _("A captain answers each request")
    INVITATION = "invited", _("Only those a captain invites")


class GroupState(TextChoices):
    ACTIVE = "active", _("Active")
    FROZEN = "frozen", _("Paused")
    CLOSED = "closed", _("Closed")


class FrozenBecause(TextChoices):
    NO_CAPTAIN = "no_captain", _("It has no captain")
    OFFICER = "officer", _("An officer paused it")


class Part(TextChoices):
    """What a member is in the group."""

    CAPTAIN = "captain", _("Captain")
    CO_CAPTAIN = "co", _("Co-captain")
    BLOCK_CAPTAIN = "block", _("Block captain")
    MEMBER = "member", _("Member")
    JUNIOR = "junior", _("Junior member")


class MemberState(TextChoices):
    ASKED = "asked", _("Asked to join")
    ACTIVE = "active", _("Member")
    SUSPENDED = "paused", _("Suspended")
    DECLINED = "declined", _("Not taken in")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")


class AppointmentState(TextChoices):
    """How far it has come that somebody shall be captain."""

    WAITING = "waiting", _("Waits for a second word")
    SENT = "sent", _("The letter is on its way")
    DONE = "done", _("Accepted")
    DECLINED = "declined", _("Not agreed")
    WITHDRAWN = "withdrawn", _("Taken back")


class PartnerKind(TextChoices):
    SCHOOL = "school", _("School")
    SHOP = "shop", _("Shop")
    WORSHIP = "worship", _("House of worship")
    YOUTH = "youth", _("Youth club")
    OTHER = "other", _("Other")


class ActivityKind(TextChoices):
    PATROL = "patrol", _("Patrol")
    CLEAN_UP = "clean_up", _("Clean-up day")
    ESCORT = "escort", _("Escort walk")
    MENTORING = "mentoring", _("Youth mentoring")


class PatrolState(TextChoices):
    """What was decided; that it began or ended is told by the clock."""

    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class Outcome(TextChoices):
    """What became of it, written down once it is over."""

    HELD = "held", _("Held")
    UNDERSTAFFED = "understaffed", _("Held with too few")
    MISSED = "missed", _("Missed")


class WalkPart(TextChoices):
    """What somebody does on a patrol."""

    LEAD = "lead", _("Lead")
    DRIVER = "driver", _("Driver")
    MEMBER = "member", _("Member")
    NEWCOMER = "newcomer", _("New member, with a lead")


class SignUpState(TextChoices):
    SIGNED_UP = "on", _("Signed up")
    DROPPED = "dropped", _("Dropped out")
    CAME = "came", _("Came")
    NO_SHOW = "no_show", _("Did not come")


class AlarmStep(TextChoices):
    """Whom an alarm has reached, one after the other."""

    CAPTAIN = "captain", _("Captain")
    SECOND = "second", _("The named second")
    DESK = "desk", _("The officers’ duty desk")


class Seen(TextChoices):
    """What somebody saw on a patrol."""

    LIGHT = "light", _("A lamp is out")
    HAZARD = "hazard", _("Something dangerous on the way")
    GRAFFITI = "graffiti", _("Graffiti")
    ABANDONED = "abandoned", _("Something left behind: a vehicle, furniture, bags")
    BEHAVIOR = "behavior", _("Somebody did something that worried us")
    OTHER = "other", _("Something else that needs care")
    GOOD = "good", _("Good news, or all was quiet")


class SeenWhen(TextChoices):
    """When, in words: moments with places beside them would be tracks of people."""

    NOW = "now", _("Just now")
    HALF_HOUR = "half", _("In the last half hour")
    EARLIER = "earlier", _("Earlier on this patrol")


INTERVALS: Final = (15, 30, 45)  # minutes from one “All well” to the next


class PostKind(TextChoices):
    """What stands on the wall of a group."""

    NOTICE = "notice", _("Notice")
    MESSAGE = "message", _("Message to all members")
    POST = "post", _("Post")


class Writer(TextChoices):
    """As what somebody wrote on the wall."""

    CAPTAIN = "captain", _("Captain")
    OFFICER = "officer", _("Officer")
    MEMBER = "member", _("A member of the group")


class CameraKind(TextChoices):
    HOME = "home", _("At a home")
    SHOP = "shop", _("At a shop or another business")


class CameraAnswer(TextChoices):
    OPEN = "", _("Not answered yet")
    YES = "yes", _("May get in touch")
    NO = "no", _("Does not want that")


class ReportReason(TextChoices):
    """What is wrong with how somebody acts in a group."""

    FOLLOWED = "followed", _("They followed, stopped or searched somebody")
    WEAPON = "weapon", _("They carried a weapon")
    HATE = "hate", _("They judge people by race, faith or looks")
    THREAT = "threat", _("They threaten or push others about")
    PRIVATE = "private", _("They pass on what they learned about neighbors")
    OTHER = "other", _("Something else")


class ReportOutcome(TextChoices):
    """What came of a report about a member."""

    OPEN = "", _("Not looked at yet")
    NOTHING = "nothing", _("Nothing has to be done")
    WARNED = "warned", _("Reminded of the rules by letter")
    SUSPEND = "suspend", _("The officers were asked to suspend them")
    SETTLED = "settled", _("The officers have settled it")


LEADING: Final = (Part.CAPTAIN, Part.CO_CAPTAIN)
HERE: Final = (MemberState.ACTIVE, MemberState.SUSPENDED)  # in the group, in some way
OVER: Final = (MemberState.DECLINED, MemberState.LEFT, MemberState.REMOVED)
OPEN_APPOINTMENTS: Final = (AppointmentState.WAITING, AppointmentState.SENT)


class Opened(TextChoices):
    """What somebody looked at."""

    LIST = "list", _("The whole list of members")
    CONTACT = "contact", _("How to reach you")
    EMERGENCY = "emergency", _("Your emergency contact")


class Verdict(TextChoices):
    """What an officer says about a member who was put out."""

    STANDS = "stands", _("It stays as it is")
    BACK = "back", _("They are taken back")


class OfferState(TextChoices):
    """What became of a place somebody offered to somebody."""

    OPEN = "open", _("Not answered yet")
    TAKEN = "taken", _("Taken")
    DECLINED = "declined", _("Not taken")
    WITHDRAWN = "withdrawn", _("Taken back")


ON_IT: Final = (SignUpState.SIGNED_UP, SignUpState.CAME)  # takes up a place
