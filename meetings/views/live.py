"""In the room: come in, ask, support, vote; each works by a plain page."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, too_often
from engagement.common.ids import read_code
from engagement.common.limits import ROOM_CODES, SUPPORTS, is_over, is_used_up
from meetings.choices import PollState
from meetings.forms.live import AskForm, BallotForm, CodeForm
from meetings.models import Ballot, Live, Meeting, Poll
from meetings.models.live import CODE_LENGTH
from meetings.queries.live import (
    Attendee,
    ballot_of,
    live_by_code,
    live_of,
    polls_seen,
    questions_passed,
    room_seen,
)
from meetings.queries.versions import stamp, version_of
from meetings.services.polls import cast_ballot
from meetings.services.questions import (
    ask_question,
    support_question,
    withdraw_support,
)
from meetings.views.attending import attendee_of, come_in
from meetings.views.drawing import drawn, etag_of, room_parts, room_result
from meetings.views.finding import seen_meeting
from meetings.views.slips import slip_link

LONGEST_NUMBER: Final = 18


@login_not_required
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Come in by the code on the screen, typed here or read as a square."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        answer = _by_code(request, form.cleaned_data["code"])
        if answer is not None:
            return answer
        form.add_error("code", _("No open room has this code. Look at the screen."))
    return render(request, "meetings/join.html", {"form": form})


@login_not_required
@require_safe
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """Come in by the address in the square."""
    return _by_code(request, code) or redirect("meetings:join")


def _by_code(request: HttpRequest, code: str) -> HttpResponse | None:
    """Open the room of a code; none for a wrong one, or after too many wrong ones."""
    network, read = client_ip(request), read_code(code, CODE_LENGTH)
    if is_used_up(ROOM_CODES, network):
        return too_often(request, ROOM_CODES)
    live = live_by_code(read, now()) if read else None
    if live is None:
        is_over(ROOM_CODES, network)
        return None
    response = redirect("meetings:live", live.meeting_id, live.meeting.slug)
    come_in(request, response, live)
    return response


@login_not_required
@require_http_methods(["GET", "POST"])
def live(request: HttpRequest, meeting_id: int, **_slug: str) -> HttpResponse:
    """The room: what is on now, what others ask, and a place to ask."""
    meeting, at = seen_meeting(request, meeting_id), now()
    room = live_of(meeting)
    who = attendee_of(request, room) if room else None
    if request.method == "POST" and who is None:
        return redirect("meetings:join")
    context: dict[str, Any] = {"meeting": meeting, "code_form": CodeForm()}
    context["slip_link"] = slip_link(meeting) if who is not None else ""
    if room is None or who is None or not room.is_open(at):
        is_over_now = meeting.has_ended(at) or (room is not None and room.was_open(at))
        is_open = room is not None and room.is_open(at)
        context |= {"may_come_in": is_open, "is_over": is_over_now}
        return render(request, "meetings/live_shut.html", context)
    form = AskForm(request.POST or None, live=room)
    if form.is_valid() and _asked(request, form, meeting, who):
        return redirect("meetings:live", meeting.pk, meeting.slug)
    context |= room_parts(room, who, at)
    context |= {"form": form, "etag": etag_of(stamp(room, at))}
    return render(request, "meetings/live.html", context)


def _asked(
    request: HttpRequest, form: AskForm, meeting: Meeting, who: Attendee
) -> bool:
    try:
        ask_question(
            meeting_id=meeting.pk,
            who=who,
            text=form.cleaned_data["text"],
            nickname=form.cleaned_data["nickname"],
            category=form.category,
            network=client_ip(request),
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(
        request, _("Your question is with the chair. You see below what becomes of it.")
    )
    return True


@login_not_required
@require_safe
def live_fragment(
    request: HttpRequest, meeting_id: int, **_slug: str
) -> HttpResponseBase:
    """The part of the page that changes; nothing at all while nothing did."""
    at = now()
    kept = get_conditional_response(request, etag_of(version_of(meeting_id, at)))
    if kept is not None:
        return kept
    room, who = _in_the_room(request, meeting_id)
    response = HttpResponse(drawn("meetings/_room.html", **room_parts(room, who, at)))
    response.headers["ETag"] = etag_of(stamp(room, at))
    response.headers["Cache-Control"] = "no-store, private"
    return response


@login_not_required
@require_POST
def live_support(request: HttpRequest, meeting_id: int, **_slug: str) -> HttpResponse:
    """Support a question, or take that back; a second press changes nothing."""
    meeting = seen_meeting(request, meeting_id)
    room = live_of(meeting)
    who = attendee_of(request, room) if room else None
    if room is None or who is None:
        return redirect("meetings:join")
    if is_over(SUPPORTS, who.keys):
        return too_often(request, SUPPORTS)
    pressed = "withdraw" if "withdraw" in request.POST else "support"
    act = withdraw_support if pressed == "withdraw" else support_question
    wanted = request.POST.get(pressed, "")
    question = get_object_or_404(questions_passed(room), pk=_number_in(wanted))
    try:
        act(question_id=question.pk, who=who, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    room_url = reverse("meetings:live", args=[meeting.pk, meeting.slug])
    return redirect(f"{room_url}#q{question.pk}")


@login_not_required
@require_http_methods(["GET", "POST"])
def live_poll(
    request: HttpRequest, meeting_id: int, poll_id: int, **_slug: str
) -> HttpResponse:
    """Vote, change one’s vote, or read what came of it."""
    meeting, at = seen_meeting(request, meeting_id), now()
    room = live_of(meeting)
    who = attendee_of(request, room) if room else None
    if room is None or who is None:
        return redirect("meetings:join")
    poll = get_object_or_404(polls_seen(room), pk=poll_id)
    if request.method == "POST" and is_over(SUPPORTS, who.keys):
        return too_often(request, SUPPORTS)
    ballot = ballot_of(poll, who)
    form = BallotForm(request.POST or None, poll=poll, initial=_chosen(poll, ballot))
    if form.is_valid():
        try:
            cast_ballot(poll_id=poll.pk, who=who, choices=form.choices, now=at)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your vote is counted."))
            return redirect("meetings:live_poll", meeting.pk, meeting.slug, poll.pk)
    context = {
        "meeting": meeting,
        "poll": poll,
        "form": form,
        "ballot": ballot,
        "is_voting": poll.state == PollState.OPEN and room.is_open(at),
        "result": room_result(poll) if poll.shows_results else None,
    }
    return render(request, "meetings/live_poll.html", context)


def _number_in(said: str) -> int | None:
    """Read the number of a row; what cannot be one is none."""
    is_one = said.isdecimal() and len(said) <= LONGEST_NUMBER
    return int(said) if is_one else None


def _chosen(poll: Poll, ballot: Ballot | None) -> dict[str, Any]:
    if ballot is None:
        return {}
    return {"choice": ballot.choices if poll.is_multiple else ballot.choices[0]}


def _in_the_room(request: HttpRequest, meeting_id: int) -> tuple[Live, Attendee]:
    """Give the room to somebody who is in it; for others there is none."""
    room = room_seen(meeting_id)
    who = attendee_of(request, room) if room else None
    if room is None or who is None:
        raise Http404
    return room, who
