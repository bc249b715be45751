"""The rota as captains plan it: weeks, gaps in words, changing and calling off."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import get_current_timezone, localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from watchgroups.forms.rota import (
    CancelForm,
    PatrolEditForm,
    PatrolNewForm,
    SeriesForm,
    StopForm,
    what_patrol_says,
    what_series_says,
)
from watchgroups.models import Group, Patrol
from watchgroups.queries.ready import Readiness
from watchgroups.queries.rota import patrols_between, patrols_of, series_of
from watchgroups.services import (
    begin_patrols,
    cancel_patrol,
    change_patrol,
    change_patrols,
    lift_absence,
    plan_patrol,
    stop_patrols,
)
from watchgroups.views.finding import led_group
from watchgroups.views.rota_rows import by_week, rows_of

WEEKS_SHOWN: Final = 4
MOST: Final = 200
_NOTHING_ASKED: Final = Readiness((), {})
_FARTHEST: Final = timedelta(days=3 * 365)


@require_safe
def captain_rota(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show four weeks with what is wanted still."""
    group = led_group(request, slug)
    monday = _monday(request.GET.get("from", ""))
    later = monday + timedelta(weeks=WEEKS_SHOWN)
    found = list(patrols_between(group, _moment(monday), _moment(later))[: MOST + 1])
    context = {
        "group": group,
        "weeks": by_week(rows_of(found[:MOST], None, _NOTHING_ASKED, now())),
        "is_cut": len(found) > MOST,
        "first": monday,
        "last": later - timedelta(days=1),
        "before": monday - timedelta(weeks=WEEKS_SHOWN),
        "after": later,
        "series": list(series_of(group)[:MOST]),
    }
    return render(request, "watchgroups/captain_rota.html", context)


@require_http_methods(["GET", "POST"])
def patrol_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan a patrol, or one that comes again."""
    group = led_group(request, slug)
    form = PatrolNewForm(request.POST or None)
    if form.is_valid():
        given: dict[str, Any] = {
            "group_id": group.pk,
            "plan": form.plan,
            "actor": request.user,
        }
        try:
            if form.comes_again:
                begin_patrols(**given, **form.again, now=now())
            else:
                plan_patrol(**given, **form.hours, now=now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It stands on the rota. Members can sign up."))
            return redirect("watchgroups:captain_rota", group.slug)
    context = {"group": group, "form": form}
    return render(request, "watchgroups/patrol_new.html", context)


@require_http_methods(["GET", "POST"])
def captain_patrol(request: SignedInRequest, slug: str, patrol_id: int) -> HttpResponse:
    """Show who is on a patrol; change it, call it off, take an absence back."""
    group = led_group(request, slug)
    patrol = get_object_or_404(patrols_of(group), pk=patrol_id)
    act = request.POST.get("act", "")
    edit = PatrolEditForm(
        request.POST if act == "change" else None, initial=what_patrol_says(patrol)
    )
    cancel = CancelForm(request.POST if act == "cancel" else None)
    try:
        if said := _act_on(request, patrol, act, edit, cancel):
            messages.success(request, said)
            return redirect("watchgroups:captain_patrol", group.slug, patrol.pk)
    except DomainError as error:
        (cancel if act == "cancel" else edit).add_error(None, str(error))
    context = {
        "group": group,
        "row": rows_of([patrol], None, _NOTHING_ASKED, now())[0],
        "edit": edit,
        "cancel": cancel,
        "absences": [one for one in patrol.on_it if one.state == "no_show"],  # type: ignore[attr-defined]  # prefetched
    }
    return render(request, "watchgroups/captain_patrol.html", context)


def _act_on(
    request: SignedInRequest,
    patrol: Patrol,
    act: str,
    edit: PatrolEditForm,
    cancel: CancelForm,
) -> str:
    """Do what the pressed button says; give the words for it, if it was done."""
    given: dict[str, Any] = {
        "patrol_id": patrol.pk,
        "actor": request.user,
        "now": now(),
    }
    if edit.is_valid():
        reason = edit.cleaned_data["reason"]
        change_patrol(**given, plan=edit.plan, **edit.hours, reason=reason)
        return _("Changed. Whoever is on it is told about other hours.")
    if cancel.is_valid():
        cancel_patrol(**given, reason=cancel.cleaned_data["cancel_reason"])
        return _("Called off. Whoever was on it is told.")
    for one in patrol.on_it:  # type: ignore[attr-defined]  # prefetched
        if act == f"lift-{one.pk}" and one.state == "no_show":
            lift_absence(absence_id=one.absence.pk, actor=request.user, now=now())
            return _("Taken back: they were there.")
    return ""


@require_http_methods(["GET", "POST"])
def patrol_series(request: SignedInRequest, slug: str, series_id: int) -> HttpResponse:
    """Change patrols that come again, or let them end."""
    group = led_group(request, slug)
    series = get_object_or_404(series_of(group), pk=series_id)
    act = request.POST.get("act", "")
    first = datetime.combine(series.first_on, series.begins)
    form = SeriesForm(
        request.POST if act == "change" else None,
        initial=what_series_says(series, first),
    )
    stop = StopForm(request.POST if act == "stop" else None)
    try:
        if form.is_valid():
            stayed = change_patrols(
                series_id=series.pk,
                plan=form.plan,
                **form.again,
                actor=request.user,
                now=now(),
            )
            return _done(request, group, stayed)
        if stop.is_valid():
            stayed = stop_patrols(
                series_id=series.pk,
                from_day=stop.cleaned_data["from_day"],
                actor=request.user,
                now=now(),
            )
            return _done(request, group, stayed)
    except DomainError as error:
        (stop if act == "stop" else form).add_error(None, str(error))
    context = {"group": group, "series": series, "form": form, "stop": stop}
    return render(request, "watchgroups/patrol_series.html", context)


def _done(request: SignedInRequest, group: Group, stayed: int) -> HttpResponse:
    messages.success(request, _("Done: patrols nobody had signed up for changed."))
    if stayed:
        words = ngettext(
            "%(stayed)d patrol stays as it was: somebody signed up. Change it by itself.",
            "%(stayed)d patrols stay as they were: somebody signed up. Change each by itself.",
            stayed,
        )
        messages.info(request, words % {"stayed": stayed})
    return redirect("watchgroups:captain_rota", group.slug)


def _monday(text: str) -> date:
    """Read a day of the address; anything else, or years away, is this week."""
    today = localdate()
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = today
    day = asked if abs(asked - today) < _FARTHEST else today
    return day - timedelta(days=day.weekday())


def _moment(day: date) -> datetime:
    midnight = datetime.combine(day, datetime.min.time())
    return midnight.replace(tzinfo=get_current_timezone())
