"""Where organizers say which help they want, and answer those who offer it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from meetings.forms.helping import AnswerHelpForm, HelpersForm
from meetings.helping_hands import Helper, offers_at
from meetings.models import Meeting
from meetings.permissions import can_see_attendees
from meetings.queries.helping import help_at, offers_for
from meetings.services.help_answers import accept_help, decline_help
from meetings.services.help_wanted import remove_helpers, set_helpers
from meetings.views.finding import own_meeting
from meetings.wishes import read_wish


@never_cache
@require_http_methods(["GET", "POST"])
def helpers(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """What help is wanted; for the organizers alone also who offers it."""
    meeting = own_meeting(request, meeting_id)
    rows = help_at(meeting)
    form = HelpersForm(request.POST or None)
    if form.is_valid():
        try:
            set_helpers(
                meeting_id=meeting.pk,
                wanted=form.wanted,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("meetings:helpers", meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "rows": rows,
        "is_open": not (meeting.is_cancelled or meeting.has_ended(now())),
        **_offered(request, meeting),
    }
    return render(request, "meetings/helpers.html", context)


def _offered(request: SignedInRequest, meeting: Meeting) -> dict[str, Any]:
    may_read = can_see_attendees(viewer_of(request), meeting)
    offered = offers_at(meeting) if may_read else []
    return {
        "may_read": may_read,
        "waiting": [one for one in offered if not one.offer.is_accepted],
        "helping": [one for one in offered if one.offer.is_accepted],
    }


@require_POST
def helpers_remove(
    request: SignedInRequest, meeting_id: int, wanted_id: int
) -> HttpResponse:
    """Want one sort of help no more."""
    meeting = own_meeting(request, meeting_id)
    wanted = get_object_or_404(meeting.helpers_wanted.all(), pk=wanted_id)
    try:
        remove_helpers(wanted_id=wanted.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("meetings:helpers", meeting.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def help_answer(
    request: SignedInRequest, meeting_id: int, offer_id: int
) -> HttpResponse:
    """What somebody offers, and the two buttons that answer it."""
    meeting = own_meeting(request, meeting_id, can_see_attendees)
    offer = get_object_or_404(offers_for(meeting), pk=offer_id)
    form = AnswerHelpForm(request.POST or None)
    if form.is_valid():
        accepts = request.POST.get("act") == "accept"
        answer = accept_help if accepts else decline_help
        try:
            answer(
                offer_id=offer.pk,
                words=form.cleaned_data["words"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error("words", str(error))
        else:
            said = _("You take this help. They get a letter.")
            messages.success(
                request,
                said if accepts else _("You declined this help. They get a letter."),
            )
            return redirect("meetings:helpers", meeting.pk)
    helper = Helper(offer, read_wish(offer.sealed))
    context = {
        "meeting": meeting,
        "form": form,
        "helper": helper,
        "is_ahead": meeting.is_ahead(now()),
    }
    return render(request, "meetings/help_answer.html", context)
