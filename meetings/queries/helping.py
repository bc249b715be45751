"""Who is wanted to help at a meeting, who offered, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from engagement.concerns.receipts import hashes_of
from engagement.people.models import User
from meetings.choices import HelperSort, HelpState
from meetings.models import HelperWanted, HelpOffer, Meeting
from meetings.models.helping import LIVE_OFFERS
from meetings.wishes import address_marks

OfferQuerySet = QuerySet[HelpOffer]
_IN_ORDER = [sort.value for sort in HelperSort]


@dataclass(frozen=True)
class Help:
    """One sort of help: how many are found, those the organizers found counted in."""

    wanted: HelperWanted
    found: int

    @property
    def missing(self) -> int:
        return max(self.wanted.number - self.found, 0)

    @property
    def is_arranged(self) -> bool:
        """Tell whether at least one has accepted."""
        return self.found > 0


def help_at(meeting: Meeting) -> list[Help]:
    """List what help a meeting wants and what is found, in the order of the sorts."""
    accepted = Count("offers", filter=Q(offers__state=HelpState.ACCEPTED))
    wanted = HelperWanted.objects.filter(meeting=meeting).annotate(accepted=accepted)
    rows = [Help(one, one.arranged + one.accepted) for one in wanted.order_by("pk")]
    return sorted(rows, key=lambda row: _IN_ORDER.index(row.wanted.sort))


def helpers_accepted(wanted: HelperWanted) -> int:
    """Count those an organizer accepted."""
    return wanted.offers.filter(state=HelpState.ACCEPTED).count()


def offer_of_link(token: str) -> HelpOffer | None:
    """Find the offer of help a mailed link opens."""
    found = HelpOffer.objects.filter(token_hash__in=hashes_of(token))
    return found.select_related(*_WITH).first()


_WITH = ("wanted", "meeting", "meeting__venue", "meeting__room", "person")


def help_of_person(user: User) -> OfferQuerySet:
    """List what somebody offered, signed in or by letters to their own address."""
    mine = Q(person=user) | Q(person=None, address_mark__in=address_marks(user.email))
    live = [state for state in LIVE_OFFERS if state != HelpState.ASKED]
    kept = HelpOffer.objects.filter(mine, state__in=live)
    return kept.select_related(*_WITH).order_by("meeting__begins_at", "pk")


def live_offer_of(user: User, meeting: Meeting) -> HelpOffer | None:
    """Give what somebody offered for this meeting."""
    return help_of_person(user).filter(meeting=meeting).first()


def helping_of(user: User, at: datetime) -> OfferQuerySet:
    """List where somebody helps, or offered to: what is not over, the soonest first."""
    return help_of_person(user).filter(meeting__ends_at__gt=at)


def offers_for(meeting: Meeting) -> OfferQuerySet:
    """List who waits for an answer and who helps, in the order they offered."""
    listed = HelpOffer.objects.filter(
        meeting=meeting, state__in=(HelpState.OFFERED, HelpState.ACCEPTED)
    )
    return listed.select_related("wanted").order_by("-state", "pk")


def helpers_of(meeting: Meeting) -> OfferQuerySet:
    """List who helps, for the door."""
    helps = HelpOffer.objects.filter(meeting=meeting, state=HelpState.ACCEPTED)
    return helps.select_related("wanted").order_by("pk")


def has_interpreters(meeting: Meeting) -> bool:
    """Tell whether somebody interprets into every language the page promises."""
    found = {
        one.wanted.language
        for one in help_at(meeting)
        if one.is_arranged and one.wanted.sort == HelperSort.INTERPRETER
    }
    return found >= set(meeting.interpreters)


def has_child_care(meeting: Meeting) -> bool:
    """Tell whether somebody looks after children."""
    return any(
        one.is_arranged and one.wanted.sort == HelperSort.CHILD_CARE
        for one in help_at(meeting)
    )
