"""The public list of meetings: by month, as a calendar, on a map, near a place."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.common.http import client_ip, too_often
from engagement.common.limits import SEARCHES, is_over
from engagement.common.paging import page_of
from engagement.common.staticmap import Layer, Mark, bounds_around_all, draw_map
from engagement.places.models import Neighborhood
from engagement.places.queries import Hit, neighborhoods_on_the_map, search_places
from meetings.forms.finding import VIEWS, FindForm
from meetings.models import Meeting, Venue
from meetings.queries.finding import (
    MOST_A_MONTH,
    NEAR_M,
    dates_asked_for,
    found_meetings,
    in_month,
    page_to_come,
)
from meetings.queries.visible import MeetingQuerySet

PAGE = 30
MOST_ON_MAP = 60
_MONTHS_AWAY = 60
_AROUND_M = 700


@login_not_required
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """List what is to come, or what is over, as the visitor wants to see it."""
    if request.GET.get("place") and is_over(SEARCHES, client_ip(request)):
        return too_often(request, SEARCHES)
    areas = list(neighborhoods_on_the_map())
    form = FindForm(request.GET or None, areas=areas)
    form.is_valid()
    hits = _places_named(form)
    point = (hits[0].lat, hits[0].lon) if hits else None
    found = found_meetings(form.filters(point))
    wanted = request.GET.dict()
    view = wanted.get("view") if wanted.get("view") in VIEWS else VIEWS[0]
    moment = now()
    context: dict[str, Any] = {
        "form": form,
        "hits": hits,
        "metres": NEAR_M,
        "view": view,
        "is_filtered": any(wanted.get(name) for name in (*form.narrowing, "place")),
        "everywhere": _without(wanted, "place"),
        "tabs": _tabs(wanted),
        "dates": dates_asked_for(moment),
    }
    if view == "calendar":
        context |= _calendar(found, wanted)
    else:
        context |= _rows(found, form, wanted)
    if view == "map":
        context["drawing"] = _map(context["meetings"][:MOST_ON_MAP], areas, point)
    return render(request, "meetings/meetings.html", context)


def _places_named(form: FindForm) -> list[Hit]:
    """Find the place that was typed; an unknown one is said and narrows nothing."""
    typed = form.cleaned_data.get("place") if form.is_bound else ""
    hits = search_places(typed) if typed else []
    if typed and not hits:
        form.add_error(
            "place",
            _("We know no place called that. Try the name of a street nearby."),
        )
    return hits


def _rows(
    found: MeetingQuerySet, form: FindForm, wanted: dict[str, str]
) -> dict[str, Any]:
    """The soonest first; what is over the other way round."""
    moment = now()
    if form.is_past:
        page = page_of(
            found.filter(ends_at__lte=moment), wanted, field="begins_at", size=PAGE
        )
        rows, later, newer = page.rows, page.older, page.newer
    else:
        after = wanted.get("after", "")
        rows, cursor = page_to_come(found, moment, after, PAGE)
        kept = {"view": VIEWS[0]} | _kept(wanted, "view")
        later = urlencode(kept | {"after": cursor}) if cursor else ""
        newer = urlencode(kept) if after else ""
    return {
        "meetings": rows,
        "months": by_month(rows),
        "later": later,
        "newer": newer,
        "is_past": form.is_past,
    }


def by_month(rows: Iterable[Meeting]) -> list[tuple[date, list[Meeting]]]:
    """Put meetings under the month they begin in, as the town counts."""
    months = groupby(rows, key=lambda one: localdate(one.begins_at).replace(day=1))
    return [(month, list(group)) for month, group in months]


def _calendar(found: MeetingQuerySet, wanted: dict[str, str]) -> dict[str, Any]:
    """One month as weeks of days."""
    today = localdate()
    first = _month(wanted.get("month", ""), today)
    rows = in_month(found, first)
    days: dict[date, list[Meeting]] = {}
    for one in rows[:MOST_A_MONTH]:
        days.setdefault(localdate(one.begins_at), []).append(one)
    starts_on = (int(formats.get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    weeks = Calendar(starts_on).monthdatescalendar(first.year, first.month)
    before, after = _next(first, -1), _next(first, 1)
    kept = _kept(wanted) | {"view": "calendar"}
    return {
        "first": first,
        "today": today,
        "weekdays": [WEEKDAYS[(starts_on + number) % 7] for number in range(7)],
        "weeks": [
            [(day, day.month == first.month, days.get(day, [])) for day in week]
            for week in weeks
        ],
        "meetings": rows,
        "is_cut": len(rows) > MOST_A_MONTH,
        "before": (before, urlencode(kept | {"month": f"{before:%Y-%m}"})),
        "after": (after, urlencode(kept | {"month": f"{after:%Y-%m}"})),
    }


def _month(text: str, today: date) -> date:
    """Read `2026-12`; anything else, or a month far away, is this one."""
    this = today.replace(day=1)
    try:
        asked = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return this
    away = (asked.year - this.year) * 12 + asked.month - this.month
    return asked if abs(away) <= _MONTHS_AWAY else this


def _next(first: date, step: int) -> date:
    if step > 0:
        return (first + timedelta(days=31)).replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


def _map(
    rows: Sequence[Meeting],
    areas: Sequence[Neighborhood],
    point: tuple[float, float] | None,
) -> SafeString | None:
    """Draw the houses with the numbers their meetings have in the list."""
    spots: dict[tuple[float, float], list[str]] = {}
    for number, one in enumerate(rows, start=1):
        at = _point_of(one.venue)
        if at is not None:
            spots.setdefault(at, []).append(str(number))
    if not spots:
        return None
    bounds = bounds_around_all([*spots, *([point] if point else [])], _AROUND_M)
    shapes = [area.boundary for area in areas]
    marks = [Mark(lat, lon, _label(numbers)) for (lat, lon), numbers in spots.items()]
    return draw_map(
        label=_("Map of the houses. The numbers are those of the list below."),
        bounds=bounds,
        layers=[Layer("city", shapes), Layer("border", shapes)],
        marks=marks,
    )


def _label(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}+"


def _point_of(venue: Venue | None) -> tuple[float, float] | None:
    if venue is None or venue.lat is None or venue.lon is None:
        return None
    return venue.lat, venue.lon


def _tabs(wanted: dict[str, str]) -> list[tuple[str, str, str]]:
    """Name the ways to look; each keeps the filters."""
    words = {"list": _("List"), "calendar": _("Calendar"), "map": _("Map and list")}
    kept = _kept(wanted)
    return [(name, words[name], urlencode(kept | {"view": name})) for name in VIEWS]


def _kept(wanted: dict[str, str], *also: str) -> dict[str, str]:
    """Keep the filters of an address; its pages and its view begin anew."""
    names = (*FindForm.narrowing, "place", *also)
    return {name: wanted[name] for name in names if wanted.get(name)}


def _without(wanted: dict[str, str], left: str) -> str:
    kept = _kept(wanted, "view")
    return urlencode({name: value for name, value in kept.items() if name != left})
