"""The list of those enrolled for a series, as its organizers read it; without addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.models import Meeting, Series, SeriesEnrolment
from meetings.queries.enrolments import days_given_back, enrolled_in
from meetings.wishes import Said, read_wish


@dataclass(frozen=True)
class Enrolled:
    """One party: where it stands, what it said, and the days it cannot come."""

    enrolment: SeriesEnrolment
    said: Said
    away: tuple[Meeting, ...]


@dataclass(frozen=True)
class Line:
    """One line of the sheet: for each day, whether they mean to come."""

    name: str
    party_size: int
    comes: tuple[bool, ...]


def enrolled_people(series: Series, at: datetime) -> list[Enrolled]:
    """Read the whole list, in its order."""
    away: dict[int | None, list[Meeting]] = defaultdict(list)
    for day in days_given_back(series, at):
        away[day.enrolment_id].append(day.meeting)
    return [
        Enrolled(one, read_wish(one.sealed), tuple(away[one.pk]))
        for one in enrolled_in(series)
    ]


def sheet_of(series: Series, dates: Sequence[Meeting], at: datetime) -> list[Line]:
    """Read the lines of the sheet: everybody enrolled, in their order."""
    return [
        Line(
            one.said.name,
            one.enrolment.party_size,
            tuple(day not in one.away for day in dates),
        )
        for one in enrolled_people(series, at)
        if one.enrolment.has_places
    ]
