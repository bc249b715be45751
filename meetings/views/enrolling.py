"""Enrolling for a whole series, the page of what came of it, and a guardian's answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, too_often
from engagement.common.limits import RSVPS, is_over
from engagement.people.models import User
from meetings.choices import BookingState, EnrolmentState, MeetingKind
from meetings.forms.enrolment import EnrolForm
from meetings.models import Series, SeriesEnrolment
from meetings.queries.answers import questions_of_series
from meetings.queries.enrolments import (
    coming_of_series,
    days_of_enrolment,
    enrolment_of_guardian,
    enrolment_of_link,
    live_enrolment_of,
    open_series,
    place_in_series_line,
)
from meetings.services import enrolling as services
from meetings.services.enrolment_letters import enrolment_token
from meetings.services.letters import token_of
from meetings.services.series_seats import seats_left_in
from meetings.wishes import read_wish


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, series_id: int, slug: str) -> HttpResponse:
    """Ask for a place in all meetings: at once with an account, by a letter without."""
    series = get_object_or_404(open_series(), pk=series_id)
    if slug != series.slug:
        return redirect("meetings:enrol", series.pk, series.slug)
    person = request.user if isinstance(request.user, User) else None
    mine = live_enrolment_of(person, series.pk) if person else None
    if mine is not None:
        return redirect("meetings:enrolled", enrolment_token(mine))
    form = EnrolForm(
        request.POST if request.method == "POST" else None,
        asked=questions_of_series(series.pk, now()),
        has_account=person is not None,
        asks_guardian=series.asks_guardian,
        initial={"name": person.name if person else ""},
    )
    if request.method == "POST":
        who = ("person", person.pk) if person else ("net", client_ip(request))
        if is_over(RSVPS, who):
            return too_often(request, RSVPS)
        if form.is_valid():
            answer = _ask(form, series, person)
            if answer is not None:
                return answer
    return render(request, "meetings/enrol.html", _offered(series, form))


def _offered(series: Series, form: EnrolForm) -> dict[str, Any]:
    ahead = coming_of_series(series.pk, now())
    return {
        "series": series,
        "form": form,
        "dates": ahead,
        "is_open": series.takes_enrolments and bool(ahead),
        "is_full": seats_left_in(series) == 0,
        "is_for_youth": series.kind == MeetingKind.YOUTH or series.asks_guardian,
    }


def _ask(form: EnrolForm, series: Series, person: User | None) -> HttpResponse | None:
    how: dict[str, Any] = {
        "series_id": series.pk,
        "wish": form.wish,
        "guardian": form.guardian,
        "language": get_language() or settings.LANGUAGE_CODE,
        "now": now(),
    }
    try:
        if person is None:
            services.enrol_by_mail(address=form.cleaned_data["email"], **how)
            return redirect("meetings:enrol_sent", series.pk, series.slug)
        made = services.enrol_as_person(actor=person, **how)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    return redirect("meetings:enrolled", enrolment_token(made))


@login_not_required
@require_safe
def enrol_sent(request: HttpRequest, series_id: int, slug: str) -> HttpResponse:
    """Say the same to every address: a letter is on its way."""
    series = get_object_or_404(open_series(), pk=series_id)
    context = {"series": series, "slug": slug}
    return render(request, "meetings/enrol_sent.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def enrolled(request: HttpRequest, token: str) -> HttpResponse:
    """One's own enrolment: where it stands, every day of it, and the buttons."""
    enrolment = enrolment_of_link(token)
    if enrolment is None:
        raise Http404
    if request.method == "POST":
        _act(request, enrolment)
        return redirect("meetings:enrolled", token)
    return render(request, "meetings/enrolled.html", _standing(enrolment))


def _act(request: HttpRequest, enrolment: SeriesEnrolment) -> None:
    """Do what the pressed button says."""
    act, how = request.POST.get("act"), {"enrolment_id": enrolment.pk}
    try:
        if act == "confirm":
            services.confirm_enrolment(**how, now=now())
        elif act == "take":
            services.take_enrolment(**how, now=now())
        elif act == "cancel":
            services.end_enrolment(**how, now=now())
            messages.success(
                request, _("You have left the series. Your places are free again.")
            )
        elif act in {"stop", "start"}:
            services.choose_series_letters(**how, wants=act == "start")
            messages.success(request, _("Kept."))
    except DomainError as error:
        messages.error(request, str(error))


def _standing(enrolment: SeriesEnrolment) -> dict[str, Any]:
    moment = now()
    days = days_of_enrolment(enrolment, moment)
    waits = enrolment.state == EnrolmentState.WAITING
    has_places = enrolment.has_places
    return {
        "enrolment": enrolment,
        "series": enrolment.series,
        "days": [(day, token_of(day), day.state == BookingState.BOOKED) for day in days]
        if has_places
        else [],
        "dates": [] if has_places else coming_of_series(enrolment.series_id, moment),
        "is_held": enrolment.is_held(moment),
        "place_in_line": place_in_series_line(enrolment) if waits else 0,
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """What a parent or guardian is asked, and their two buttons."""
    enrolment = enrolment_of_guardian(token)
    if enrolment is None:
        raise Http404
    if request.method == "POST":
        _answer(request, enrolment)
        return redirect("meetings:guardian", token)
    is_asked = enrolment.state == EnrolmentState.GUARDIAN and enrolment.is_held(now())
    context = {
        "enrolment": enrolment,
        "series": enrolment.series,
        "child": read_wish(enrolment.sealed).name if is_asked else "",
        "dates": coming_of_series(enrolment.series_id, now()),
        "is_asked": is_asked,
    }
    return render(request, "meetings/guardian.html", context)


def _answer(request: HttpRequest, enrolment: SeriesEnrolment) -> None:
    act = request.POST.get("act")
    try:
        if act == "agree":
            services.agree_as_guardian(enrolment_id=enrolment.pk, now=now())
        elif act == "refuse":
            services.refuse_as_guardian(enrolment_id=enrolment.pk, now=now())
        elif act == "end":
            services.take_back_as_guardian(enrolment_id=enrolment.pk, now=now())
            messages.success(request, _("You took it back. The places are free again."))
    except DomainError as error:
        messages.error(request, str(error))
