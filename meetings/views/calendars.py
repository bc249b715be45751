"""Calendars to subscribe to: of one meeting, a neighborhood, the town, or one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engagement.common.calendars import Entry, calendar_of
from engagement.common.roles import NOBODY
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map, town
from meetings.models import Booking, Meeting
from meetings.queries import meetings_visible_to
from meetings.queries.bookings import booking_of_link, bookings_of_person, feed_of_link
from meetings.services.letters import place_of

BACK_TO: Final = timedelta(days=60)
MOST: Final = 500


@login_not_required
@require_safe
def meeting_ics(_request: HttpRequest, meeting_id: int) -> HttpResponse:
    meeting = get_object_or_404(meetings_visible_to(NOBODY), pk=meeting_id)
    return _answer([_entry(meeting)], meeting.title)


@login_not_required
@require_safe
def town_ics(_request: HttpRequest) -> HttpResponse:
    return _answer(_public(None), _("Meetings"))


@login_not_required
@require_safe
def neighborhood_ics(_request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(neighborhoods_on_the_map(), slug=slug)
    name = _("Meetings in %(place)s") % {"place": place.name}
    return _answer(_public(place), name)


@login_not_required
@never_cache
@require_safe
def coming_ics(_request: HttpRequest, token: str) -> HttpResponse:
    """The meeting of one's own booking, with the link to join once one has a place."""
    booking = booking_of_link(token)
    if booking is None:
        raise Http404
    return _answer([_own_entry(booking)], booking.meeting.title)


@login_not_required
@never_cache
@require_safe
def feed_ics(_request: HttpRequest, token: str) -> HttpResponse:
    """One's own meetings, by an address only they know, until they revoke it."""
    feed = feed_of_link(token)
    if feed is None or not feed.person.is_active:
        raise Http404
    own = bookings_of_person(feed.person).filter(
        state__in=("booked", "offered"), meeting__ends_at__gt=now() - BACK_TO
    )
    return _answer([_own_entry(one) for one in own[:MOST]], _("My meetings"))


def _public(place: Neighborhood | None) -> list[Entry]:
    found = meetings_visible_to(NOBODY).filter(ends_at__gt=now() - BACK_TO)
    if place is not None:
        found = found.filter(neighborhood=place)
    return [_entry(one) for one in found.order_by("begins_at", "pk")[:MOST]]


def _own_entry(booking: Booking) -> Entry:
    link = booking.meeting.online_link if booking.has_a_place else ""
    return _entry(booking.meeting, link)


def _entry(meeting: Meeting, online_link: str = "") -> Entry:
    words = [meeting.summary] if meeting.summary else []
    if meeting.is_cancelled:
        words.insert(0, meeting.cancel_reason)
    if online_link:
        words.append(_("Join online:") + f" {online_link}")
    said_at = meeting.cancelled_at or meeting.published_at or meeting.made_at
    return Entry(
        number=meeting.pk,
        title=meeting.title,
        text="\n\n".join(words),
        begins_at=meeting.begins_at,
        ends_at=meeting.ends_at,
        place=place_of(meeting) or (_("Online") if meeting.is_online else ""),
        link=f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        version=meeting.version,
        is_cancelled=meeting.is_cancelled,
        said_at=said_at,
    )


def _answer(entries: Iterable[Entry], name: str) -> HttpResponse:
    here = town()
    whole = f"{name} ({here.name})" if here else name
    text = calendar_of(
        entries, name=whole, zone=settings.TIME_ZONE, site_url=settings.SITE_URL
    )
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return answer
