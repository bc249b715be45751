"""Coming to a meeting: asking for a place, and the page that shows what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, client_ip, too_often, viewer_of
from engagement.common.ids import show_reference
from engagement.common.limits import RSVPS, is_over
from engagement.common.suppression import FEWEST_ANSWERS, answers_shown
from engagement.people.models import User
from meetings.choices import BookingState
from meetings.forms.booking import ComeForm
from meetings.models import Booking, Meeting
from meetings.permissions import can_book, enrols_for_all
from meetings.queries.bookings import (
    booking_of_link,
    coming_of,
    live_booking_of,
    people_booked,
    place_in_line,
)
from meetings.queries.enrolments import live_enrolments_of
from meetings.queries.helping import helping_of
from meetings.queries.looking import looks_at_booking
from meetings.services import booking as services
from meetings.services.enrolment_letters import enrolment_token
from meetings.services.feeds import make_feed, revoke_feed
from meetings.services.help_letters import help_token
from meetings.services.letters import place_of, token_of
from meetings.services.retaking import can_take_again, take_day_again
from meetings.services.seats import has_seats_for, seats_left
from meetings.views.finding import seen_meeting
from meetings.views.slips import slip_link


def coming_to(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """Say on the page of a meeting who comes, how much room there is, and how one does.

    Neither number tells small numbers of people, not even one from the other.
    """
    person = _person_of(request)
    mine = live_booking_of(person, meeting) if person else None
    left = seats_left(meeting)
    for_all = enrols_for_all(meeting)
    may_come = can_book(viewer_of(request), meeting) or (for_all and meeting.is_public)
    return {
        "may_come": may_come and meeting.is_ahead(now()),
        "enrols_for_all": for_all,
        "own_booking": mine,
        "own_link": token_of(mine) if mine else "",
        "is_full": left == 0,
        "is_nearly_full": left is not None and 0 < left < FEWEST_ANSWERS,
        "people_coming": answers_shown(people_booked(meeting)),
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def come(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Ask for a place: at once with an account, by a letter without one."""
    meeting = seen_meeting(request, meeting_id)
    if enrols_for_all(meeting) and meeting.series is not None:
        return redirect("meetings:enrol", meeting.series.pk, meeting.series.slug)
    if not can_book(viewer_of(request), meeting):
        raise Http404
    person = _person_of(request)
    mine = live_booking_of(person, meeting) if person else None
    if mine is not None:
        return redirect("meetings:coming", token_of(mine))
    form = ComeForm(
        request.POST if request.method == "POST" else None,
        asked=meeting.booking_questions.order_by("position"),
        has_account=person is not None,
        initial={"name": person.name if person else ""},
    )
    if request.method == "POST":
        if _asks_too_often(request):
            return too_often(request, RSVPS)
        if form.is_valid():
            answer = _ask(form, meeting, person)
            if answer is not None:
                return answer
    context = {"meeting": meeting, "form": form, "is_full": seats_left(meeting) == 0}
    context["is_ahead"] = meeting.is_ahead(now())
    return render(request, "meetings/come.html", context)


def _ask(form: ComeForm, meeting: Meeting, person: User | None) -> HttpResponse | None:
    language = get_language() or settings.LANGUAGE_CODE
    how: dict[str, Any] = {
        "meeting_id": meeting.pk,
        "wish": form.wish,
        "language": language,
        "now": now(),
    }
    try:
        if person is None:
            services.ask_by_mail(address=form.cleaned_data["email"], **how)
            return redirect("meetings:come_sent", meeting.pk)
        made = services.book_as_person(actor=person, **how)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    return redirect("meetings:coming", token_of(made))


@login_not_required
@require_safe
def come_sent(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Say the same to every address: a letter is on its way."""
    meeting = seen_meeting(request, meeting_id)
    return render(request, "meetings/come_sent.html", {"meeting": meeting})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def coming(request: HttpRequest, token: str) -> HttpResponse:
    """One's own booking: where it stands, the ticket, and a button for each act."""
    booking = booking_of_link(token)
    if booking is None:
        raise Http404
    if request.method == "POST":
        _act(request, booking)
        return redirect("meetings:coming", token)
    return render(request, "meetings/coming.html", _shown(booking, token))


def _act(request: HttpRequest, booking: Booking) -> None:
    """Do what the pressed button says."""
    act, moment = request.POST.get("act"), now()
    try:
        if act == "confirm":
            services.confirm_booking(booking_id=booking.pk, now=moment)
        elif act == "take":
            services.take_place(booking_id=booking.pk, now=moment)
        elif act == "cancel":
            services.cancel_booking(booking_id=booking.pk, now=moment)
            messages.success(request, _given_back(booking))
        elif act == "again":
            take_day_again(booking_id=booking.pk, now=moment)
            messages.success(request, _("You come on this day after all."))
        elif act in {"stop", "start"}:
            services.choose_letters(booking_id=booking.pk, wants=act == "start")
            messages.success(request, _("Kept."))
    except DomainError as error:
        messages.error(request, str(error))


def _given_back(booking: Booking) -> str:
    if booking.enrolment_id is not None:
        return _("You do not come on this day. Your place in the series stays yours.")
    return _("You do not come. Your place is free again.")


def _shown(booking: Booking, token: str) -> dict[str, Any]:
    enrolment = booking.enrolment
    meeting, moment = booking.meeting, now()
    door = reverse("meetings:door", args=[meeting.pk])
    code = show_reference(booking.code)
    waits = booking.state == BookingState.WAITING
    return {
        "booking": booking,
        "series_token": enrolment_token(enrolment) if enrolment else "",
        "meeting": meeting,
        "token": token,
        "place": place_of(meeting),
        "code": code,
        "ticket": f"{settings.SITE_URL}{door}?code={code}",
        "is_over": meeting.has_ended(moment),
        "is_ahead": meeting.is_ahead(moment),
        "is_offered": booking.is_offered(moment),
        "place_in_line": place_in_line(booking) if waits else 0,
        **_day_again(booking, moment),
        "slip_link": slip_link(meeting) if booking.has_a_place else "",
        "looks": looks_at_booking(booking),
    }


def _day_again(booking: Booking, at: datetime) -> dict[str, Any]:
    """Say of a day given back whether it can be taken again."""
    is_given_back = can_take_again(booking, at)
    return {
        "is_given_back": is_given_back,
        "is_free": is_given_back and has_seats_for(booking, booking.meeting),
    }


# -- everything of one's own -----------------------------------------------------------
@never_cache
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """List where somebody means to go, and the private address for their calendar."""
    return _mine(request)


@never_cache
@require_POST
def calendar_feed(request: SignedInRequest) -> HttpResponse:
    """Make the private address and show it, this once; or let it go."""
    if request.POST.get("act") == "revoke":
        if revoke_feed(actor=request.user):
            messages.success(request, _("The old address gives nothing any more."))
        return redirect("meetings:mine")
    secret = make_feed(actor=request.user, now=now())
    return _mine(request, reverse("meetings:feed_ics", args=[secret]))


def _mine(request: SignedInRequest, address: str = "") -> HttpResponse:
    coming = coming_of(request.user, now())
    context = {
        "rows": [(booking, token_of(booking)) for booking in coming],
        "series": [
            (one, enrolment_token(one)) for one in live_enrolments_of(request.user)
        ],
        "helping": [(one, help_token(one)) for one in helping_of(request.user, now())],
        "address": f"{settings.SITE_URL}{address}" if address else "",
        "has_feed": hasattr(request.user, "calendar_feed"),
    }
    return render(request, "meetings/mine.html", context)


def _person_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _asks_too_often(request: HttpRequest) -> bool:
    person = _person_of(request)
    who = ("person", person.pk) if person else ("net", client_ip(request))
    return is_over(RSVPS, who)
