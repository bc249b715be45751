"""Helping at a meeting: offering it, and the page that shows what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, too_often, viewer_of
from engagement.common.limits import RSVPS, is_over
from engagement.people.models import User
from meetings.forms.helping import OfferHelpForm
from meetings.models import HelpOffer, Meeting
from meetings.permissions import can_offer_help
from meetings.queries.helping import help_at, live_offer_of, offer_of_link
from meetings.services import helping as services
from meetings.services.help_letters import help_token
from meetings.services.letters import place_of
from meetings.views.finding import seen_meeting


def helping_on(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """Say on the page of a meeting what help is arranged and what is missing."""
    person = _person_of(request)
    mine = live_offer_of(person, meeting) if person else None
    may_help = can_offer_help(viewer_of(request), meeting) and meeting.is_ahead(now())
    return {
        "help_wanted": help_at(meeting),
        "may_help": may_help,
        "own_help": mine,
        "own_help_link": help_token(mine) if mine else "",
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def help_offer(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Offer help: at once with an account, by a letter without one."""
    meeting = seen_meeting(request, meeting_id)
    if not can_offer_help(viewer_of(request), meeting):
        raise Http404
    person = _person_of(request)
    mine = live_offer_of(person, meeting) if person else None
    if mine is not None:
        return redirect("meetings:helping", help_token(mine))
    missing = [one for one in help_at(meeting) if one.missing]
    form = OfferHelpForm(
        request.POST if request.method == "POST" else None,
        missing=missing,
        has_account=person is not None,
        initial={
            "name": person.name if person else "",
            "wanted": request.GET.get("wanted", ""),
        },
    )
    if request.method == "POST":
        if _asks_too_often(request):
            return too_often(request, RSVPS)
        if form.is_valid():
            answer = _offer(form, meeting, person)
            if answer is not None:
                return answer
    is_open = meeting.is_ahead(now()) and bool(missing)
    context = {"meeting": meeting, "form": form, "is_open": is_open}
    return render(request, "meetings/help.html", context)


def _offer(
    form: OfferHelpForm, meeting: Meeting, person: User | None
) -> HttpResponse | None:
    said = form.cleaned_data
    how: dict[str, Any] = {
        "wanted_id": said["wanted"],
        "name": said["name"],
        "words": said["words"],
        "language": get_language() or settings.LANGUAGE_CODE,
        "now": now(),
    }
    try:
        if person is None:
            services.offer_by_mail(address=said["email"], **how)
            return redirect("meetings:help_sent", meeting.pk)
        made = services.offer_as_person(actor=person, **how)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    return redirect("meetings:helping", help_token(made))


@login_not_required
@require_safe
def help_sent(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Say the same to every address: a letter is on its way."""
    meeting = seen_meeting(request, meeting_id)
    return render(request, "meetings/help_sent.html", {"meeting": meeting})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def helping(request: HttpRequest, token: str) -> HttpResponse:
    """One's own offer of help: where it stands, and a button for each act."""
    offer = offer_of_link(token)
    if offer is None:
        raise Http404
    if request.method == "POST":
        _act(request, offer)
        return redirect("meetings:helping", token)
    meeting = offer.meeting
    context = {
        "offer": offer,
        "meeting": meeting,
        "place": place_of(meeting),
        "is_over": meeting.has_ended(now()),
        "is_ahead": meeting.is_ahead(now()),
    }
    return render(request, "meetings/helping.html", context)


def _act(request: HttpRequest, offer: HelpOffer) -> None:
    """Do what the pressed button says."""
    act, moment = request.POST.get("act"), now()
    try:
        if act == "confirm":
            services.confirm_help(offer_id=offer.pk, now=moment)
        elif act == "cancel":
            services.take_help_back(offer_id=offer.pk, now=moment)
            messages.success(request, _("You do not help. The organizers are told."))
        elif act in {"stop", "start"}:
            services.choose_help_letters(offer_id=offer.pk, wants=act == "start")
            messages.success(request, _("Kept."))
    except DomainError as error:
        messages.error(request, str(error))


def _person_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _asks_too_often(request: HttpRequest) -> bool:
    person = _person_of(request)
    who = ("person", person.pk) if person else ("net", client_ip(request))
    return is_over(RSVPS, who)
