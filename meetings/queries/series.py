"""Series, and the meetings of one."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from engagement.common.roles import Role, Viewer
from meetings.choices import MeetingState
from meetings.models import Meeting, Series
from meetings.queries.visible import MeetingQuerySet, looked_after_by

_NEXT = 4
SeriesQuerySet = QuerySet[Series]


def series_organized_by(viewer: Viewer) -> SeriesQuerySet:
    """List the series somebody may work on: of their meetings, and an officer's area."""
    mine = Meeting.objects.filter(looked_after_by(viewer), series=OuterRef("pk"))
    places = viewer.place_ids(Role.OFFICER)
    may = Q(Exists(mine))
    may |= Q(pk__isnull=False) if places is None else Q(neighborhood__in=places)
    return Series.objects.select_related("neighborhood", "venue", "room").filter(may)


def series_to_show(viewer: Viewer, at: datetime) -> SeriesQuerySet:
    """List them for their page: with the next meeting and how many are to come."""
    to_come = Q(meetings__begins_at__gt=at) & ~Q(meetings__state=MeetingState.CANCELLED)
    return (
        series_organized_by(viewer)
        .annotate(
            next_at=Min("meetings__begins_at", filter=to_come),
            ahead=Count("meetings", filter=to_come, distinct=True),
        )
        .order_by("-made_at", "-pk")
    )


def meetings_of(series: Series) -> MeetingQuerySet:
    """List the meetings of a series, the soonest first."""
    rows = Meeting.objects.filter(series=series)
    return rows.select_related("venue", "room").order_by("begins_at", "pk")


def still_to_come(series: Series, at: datetime) -> MeetingQuerySet:
    """Keep those that have neither begun nor been cancelled."""
    rows = meetings_of(series).filter(begins_at__gt=at)
    return rows.exclude(state=MeetingState.CANCELLED)


def waits_for_a_room(meeting: Meeting, series: Series) -> bool:
    """Tell whether it is a draft because the room of its series was taken that day."""
    is_without = series.room_id is not None and meeting.room_id is None
    return is_without and meeting.state == MeetingState.DRAFT


def next_of_series(meeting: Meeting, at: datetime) -> list[Meeting]:
    """List the next few public meetings of the same series."""
    if meeting.series is None:
        return []
    rows = still_to_come(meeting.series, at).filter(published_at__isnull=False)
    return list(rows.exclude(pk=meeting.pk)[:_NEXT])


def is_long_over(series: Series, since: datetime) -> bool:
    """Tell whether it had meetings, and the last one ended by then."""
    rows = meetings_of(series)
    return rows.exists() and not rows.filter(ends_at__gt=since).exists()


def all_growing(today: date) -> SeriesQuerySet:
    """List those that get meetings still: without an end, or before it."""
    goes_on = Q(stops_on=None) | Q(stops_on__gt=today)
    return Series.objects.filter(goes_on).order_by("pk")
