"""Who enrolled for a series, as those who look after it see it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from meetings.enrolled import enrolled_people, sheet_of
from meetings.forms.enrolment import SeriesSeatsForm
from meetings.models import Series
from meetings.permissions import can_see_enrolled
from meetings.queries.enrolments import coming_of_series
from meetings.queries.series import is_long_over
from meetings.services.leaving import LIST_KEPT
from meetings.services.series_capacity import change_series_seats
from meetings.services.series_seats import seats_enrolled
from meetings.views.finding import own_series

DATES_ON_A_SHEET: Final = 8


def _its_people(request: SignedInRequest, series_id: int) -> Series:
    """Give a series whose people this person may read; for others it is not there."""
    series = own_series(request, series_id)
    if not series.enrols_whole or not can_see_enrolled(viewer_of(request), series):
        raise Http404
    return series


@require_http_methods(["GET", "POST"])
def series_seats(request: SignedInRequest, series_id: int) -> HttpResponse:
    """Say how many can enrol, and whether a guardian must agree."""
    series = own_series(request, series_id)
    if not series.enrols_whole:
        raise Http404
    said = {
        "capacity": series.capacity,
        "reserved_seats": series.reserved_seats,
        "asks_guardian": series.asks_guardian,
    }
    form = SeriesSeatsForm(request.POST or None, initial=said)
    if form.is_valid():
        try:
            change_series_seats(
                series_id=series.pk,
                capacity=form.cleaned_data["capacity"],
                reserved_seats=form.cleaned_data["reserved_seats"],
                asks_guardian=form.cleaned_data["asks_guardian"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("meetings:series", series.pk)
    context = {"series": series, "form": form, "taken": seats_enrolled(series.pk)}
    return render(request, "meetings/series_seats.html", context)


@never_cache
@require_safe
def series_people(request: SignedInRequest, series_id: int) -> HttpResponse:
    """List who is enrolled and who waits, with the days on which they cannot come."""
    series = _its_people(request, series_id)
    rows = enrolled_people(series, now())
    context = {
        "series": series,
        "rows": rows,
        "is_gone": not rows and is_long_over(series, now() - LIST_KEPT),
    }
    return render(request, "meetings/series_people.html", context)


@never_cache
@require_safe
def series_sheet(request: SignedInRequest, series_id: int) -> HttpResponse:
    """Print a sheet to tick: everybody enrolled, and the next days."""
    series = _its_people(request, series_id)
    dates = list(coming_of_series(series.pk, now())[:DATES_ON_A_SHEET])
    context = {
        "series": series,
        "dates": dates,
        "rows": sheet_of(series, dates, now()),
    }
    return render(request, "meetings/series_sheet.html", context)
