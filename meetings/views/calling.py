"""Inviting neighbors to a meeting, and wanting no more invitations."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.suppression import answers_shown
from engagement.places.models import Neighborhood
from meetings.forms.calling import CallForm
from meetings.models import Meeting
from meetings.permissions import can_message_attendees
from meetings.queries.audiences import (
    MOST_ROUNDS,
    has_stopped,
    people_to_call,
    rounds_of,
)
from meetings.services.calling import (
    allow_calls,
    call_neighbors,
    person_named_by,
    stop_calls,
)
from meetings.views.finding import own_meeting, places_to_call_in


@never_cache
@require_http_methods(["GET", "POST"])
def call(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """First show about how many get it, and then send it; never who."""
    meeting = own_meeting(request, meeting_id, can_message_attendees)
    form = CallForm(
        request.POST or None,
        offered=_offered(request, meeting),
        initial={"places": [meeting.neighborhood_id]},
    )
    counted, about = False, None
    if form.is_valid():
        said = form.cleaned_data
        if request.POST.get("act") == "send":
            answer = _send(request, meeting, form)
            if answer is not None:
                return answer
        else:
            people = people_to_call(meeting, said["places"], said["language"])
            counted, about = True, answers_shown(people.count())
    rounds = list(rounds_of(meeting))
    context = {
        "meeting": meeting,
        "form": form,
        "is_counted": counted,
        "about": about,
        "rounds": rounds,
        "left": MOST_ROUNDS - len(rounds),
        "is_open": meeting.is_public and meeting.is_ahead(now()),
    }
    return render(request, "meetings/call.html", context)


def _offered(request: HttpRequest, meeting: Meeting) -> list[Neighborhood]:
    """List the meeting's own neighborhood first, then those one may call in."""
    own = [meeting.neighborhood] if meeting.neighborhood else []
    others = [
        place
        for place in places_to_call_in(viewer_of(request))
        if isinstance(place, Neighborhood) and place != meeting.neighborhood
    ]
    return own + others


def _send(
    request: SignedInRequest, meeting: Meeting, form: CallForm
) -> HttpResponse | None:
    try:
        call_neighbors(
            meeting_id=meeting.pk,
            places=form.cleaned_data["places"],
            language=form.cleaned_data["language"],
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("The invitations are on their way."))
    return redirect("meetings:call", meeting.pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def calls_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the invitations by one press, or take that back; the link alone opens it."""
    person = person_named_by(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("act") == "start":
            allow_calls(person=person)
        else:
            stop_calls(person=person, now=now())
        return redirect("meetings:calls_stop", token)
    context = {"is_stopped": has_stopped(person)}
    answer = render(request, "meetings/calls_stop.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
