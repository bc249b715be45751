"""Those who help at a meeting, as its organizers read them; addresses are not in it."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.models import HelpOffer, Meeting
from meetings.queries.helping import OfferQuerySet, helpers_of, offers_for
from meetings.wishes import Said, read_wish


@dataclass(frozen=True)
class Helper:
    """One offer, and what was said with it."""

    offer: HelpOffer
    said: Said


def helpers_at(meeting: Meeting) -> list[Helper]:
    """Read who helps, for the door."""
    return _read(helpers_of(meeting))


def offers_at(meeting: Meeting) -> list[Helper]:
    """Read who waits for an answer, and who helps."""
    return _read(offers_for(meeting))


def _read(offers: OfferQuerySet) -> list[Helper]:
    return [Helper(one, read_wish(one.sealed)) for one in offers]
