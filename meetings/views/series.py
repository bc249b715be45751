"""Series: the list, one of them, making, changing, publishing and stopping it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.templatetags.ui import short_day
from meetings.errors import PeopleComeError
from meetings.forms.series import (
    SeriesEditForm,
    SeriesNewForm,
    SeriesStopForm,
    what_series_says,
)
from meetings.models import Series
from meetings.permissions import (
    can_create_anywhere,
    can_create_meeting,
    can_see_enrolled,
)
from meetings.queries.enrolments import people_enrolled
from meetings.queries.people import with_people
from meetings.queries.series import (
    meetings_of,
    series_to_show,
    still_to_come,
    waits_for_a_room,
)
from meetings.services import (
    change_series,
    create_series,
    publish_series,
    stop_series,
)
from meetings.services.series import first_of
from meetings.services.series_changes import days_that_stayed
from meetings.views.finding import own_series, places_to_call_in

MOST = 100


@require_safe
def series_list(request: SignedInRequest) -> HttpResponse:
    viewer = viewer_of(request)
    found = list(series_to_show(viewer, now())[: MOST + 1])
    may_create = can_create_anywhere(viewer)
    if not may_create and not found:
        raise Http404
    context = {
        "series": found[:MOST],
        "is_more": len(found) > MOST,
        "may_create": may_create,
    }
    return render(request, "meetings/series_list.html", context)


@require_http_methods(["GET", "POST"])
def series_new(request: SignedInRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not can_create_anywhere(viewer):
        raise Http404
    form = SeriesNewForm(
        request.POST or None,
        places=places_to_call_in(viewer),
        for_all=can_create_meeting(viewer, None),
    )
    if form.is_valid():
        try:
            made = create_series(
                neighborhood_id=form.neighborhood_id,
                group_id=form.group_id,
                details=form.series_details,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept as drafts. Nobody else sees them yet."))
            return redirect("meetings:series", made.pk)
    return render(request, "meetings/series_new.html", {"form": form})


@require_safe
def series(request: SignedInRequest, series_id: int) -> HttpResponse:
    """One series: how it comes again, its meetings to come, and what to look at."""
    found, moment = own_series(request, series_id), now()
    ahead = list(still_to_come(found, moment)[:MOST])
    come = set(with_people(still_to_come(found, moment)).values_list("pk", flat=True))
    drafts = [one for one in ahead if not one.is_public]
    waiting = sum(waits_for_a_room(one, found) for one in drafts)
    context = {
        "series": found,
        "meetings": [(one, one.pk in come) for one in ahead],
        "held": meetings_of(found).filter(begins_at__lte=moment).count(),
        "can_publish": len(drafts) > waiting,
        "waiting": waiting,
        "now": moment,
        "enrolled": people_enrolled(found),
        "can_see_enrolled": can_see_enrolled(viewer_of(request), found),
    }
    return render(request, "meetings/series.html", context)


@require_http_methods(["GET", "POST"])
def series_edit(request: SignedInRequest, series_id: int) -> HttpResponse:
    """Change all that is to come, or one day's meeting and those after it."""
    found = own_series(request, series_id)
    from_day = _day(request.GET.get("from", ""))
    form = SeriesEditForm(
        request.POST or None,
        initial=what_series_says(found, first_of(found, from_day)),
    )
    asked: list[int] = []
    if form.is_valid():
        try:
            changed = change_series(
                series_id=found.pk,
                change=form.change(from_day),
                actor=request.user,
                now=now(),
            )
        except PeopleComeError as error:
            asked = error.meeting_ids
            form.add_error("people", str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The series was changed."))
            _say_what_stayed(request, changed)
            return redirect("meetings:series", changed.pk)
    context = {
        "series": found,
        "form": form,
        "from_day": from_day,
        "asked": meetings_of(found).filter(pk__in=asked),
        "asks": bool(asked) or bool(request.POST.get("people")),
    }
    return render(request, "meetings/series_edit.html", context)


def _say_what_stayed(request: SignedInRequest, changed: Series) -> None:
    stayed = days_that_stayed(changed, now())
    if not stayed:
        return
    days = ", ".join(short_day(each) for each in stayed)
    messages.info(
        request,
        _("The room is taken on these days, so they stay as they were: %(days)s.")
        % {"days": days},
    )


@require_POST
def series_publish(request: SignedInRequest, series_id: int) -> HttpResponse:
    found = own_series(request, series_id)
    try:
        publish_series(series_id=found.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("Published. Meetings that come later are public at once.")
        )
    return redirect("meetings:series", found.pk)


@require_http_methods(["GET", "POST"])
def series_stop(request: SignedInRequest, series_id: int) -> HttpResponse:
    found = own_series(request, series_id)
    form = SeriesStopForm(request.POST or None)
    if form.is_valid():
        try:
            stop_series(
                series_id=found.pk,
                from_day=form.cleaned_data["from_day"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _(
                    "Stopped. Meetings people mean to come to stay until you cancel them."
                ),
            )
            return redirect("meetings:series", found.pk)
    context = {"series": found, "form": form}
    return render(request, "meetings/series_stop.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
