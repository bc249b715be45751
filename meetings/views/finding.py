"""From an address to the meeting it names; what one may not see is not there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.roles import Viewer
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map
from meetings.models import Meeting, Series
from meetings.permissions import can_create_meeting, can_edit_meeting
from meetings.queries import groups_to_call_for, meetings_visible_to
from meetings.queries.series import series_organized_by
from watchgroups.models import Group

May = Callable[[Viewer, Meeting], bool]


def seen_meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    """Give a meeting this visitor may read."""
    return get_object_or_404(meetings_visible_to(viewer_of(request)), pk=meeting_id)


def own_meeting(
    request: HttpRequest, meeting_id: int, may: May = can_edit_meeting
) -> Meeting:
    """Give a meeting somebody may work on; for everybody else it is not there."""
    meeting = seen_meeting(request, meeting_id)
    if not may(viewer_of(request), meeting):
        raise Http404
    return meeting


def own_series(request: SignedInRequest, series_id: int) -> Series:
    """Give a series somebody may work on; for everybody else it is not there."""
    return get_object_or_404(series_organized_by(viewer_of(request)), pk=series_id)


def places_to_call_in(viewer: Viewer) -> list[Neighborhood | Group]:
    """List the neighborhoods somebody may call a meeting in, and the groups they lead."""
    here = neighborhoods_on_the_map()
    places = [place for place in here if can_create_meeting(viewer, place.pk)]
    return [*places, *groups_to_call_for(viewer)]
