"""Where the chair works: the room, its questions and polls, and the big screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
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
from engagement.common.http import SignedInRequest
from engagement.moderation.choices import Detector
from meetings.choices import QuestionState
from meetings.forms.live import ActForm, CategoriesForm, PaperForm, PollForm
from meetings.models import Live, Meeting, Question
from meetings.permissions import can_chair
from meetings.queries.live import (
    alike_in,
    live_of,
    polls_of,
    questions_to_chair,
)
from meetings.queries.versions import stamp, version_of
from meetings.services import polls, questions, room
from meetings.views.drawing import etag_of, on_screen
from meetings.views.finding import own_meeting

_ROOM: Final[dict[str, Callable[..., object]]] = {
    "open": room.open_room,
    "close": room.close_room,
    "join": lambda **how: room.show_join(is_shown=True, **how),
    "no_join": lambda **how: room.show_join(is_shown=False, **how),
    "take": lambda **how: room.take_questions(is_taking=True, **how),
    "no_more": lambda **how: room.take_questions(is_taking=False, **how),
}
_POLLS: Final[dict[str, Callable[..., object]]] = {
    "open": polls.open_poll,
    "close": polls.close_poll,
}
_WORDS_OF: Final = {key.value: key.label for key in Detector}


def _desk_of(request: SignedInRequest, meeting_id: int) -> Meeting:
    return own_meeting(request, meeting_id, can_chair)


def _room_of(meeting: Meeting) -> Live:
    """Give the room, or what it will be before anybody touched it."""
    return live_of(meeting) or Live(meeting=meeting)


@require_safe
def room_desk(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """The room in the chair’s hand: questions as they come, and every act on them."""
    meeting, at = _desk_of(request, meeting_id), now()
    live = _room_of(meeting)
    made = live.pk is not None
    rows = questions_to_chair(live) if made else []
    context = {
        "meeting": meeting,
        "live": live,
        "is_open": live.is_open(at),
        "sections": _sections(live, rows, alike_in(live) if made else {}),
        "waiting": _waiting(rows),
        "polls": polls_of(live) if made else [],
        "etag": etag_of(stamp(live, at)),
    }
    return render(request, "meetings/room.html", context)


@require_safe
def room_waiting(request: SignedInRequest, meeting_id: int) -> HttpResponseBase:
    """How many new questions wait: so that nothing moves under the chair’s thumb."""
    meeting, at = _desk_of(request, meeting_id), now()
    kept = get_conditional_response(request, etag_of(version_of(meeting.pk, at)))
    if kept is not None:
        return kept
    live = _room_of(meeting)
    rows = questions_to_chair(live) if live.pk else []
    context = {"waiting": _waiting(rows), "meeting": meeting}
    response = render(request, "meetings/_waiting.html", context)
    response.headers["ETag"] = etag_of(stamp(live, at))
    return response


@require_POST
def room_set(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Open or close the room, show how to come in, take questions or no more."""
    meeting = _desk_of(request, meeting_id)
    act = _ROOM.get(request.POST.get("act", ""))
    if act is not None:
        _try(request, act, meeting_id=meeting.pk)
    return redirect("meetings:room", meeting.pk)


@require_POST
def question_act(
    request: SignedInRequest, meeting_id: int, question_id: int
) -> HttpResponse:
    """Shortlist, show, answer, hide or join one question."""
    meeting = _desk_of(request, meeting_id)
    live = _room_of(meeting)
    mine = {one.pk: one for one in questions_to_chair(live)} if live.pk else {}
    form = ActForm(request.POST)
    if question_id in mine and form.is_valid():
        said = form.cleaned_data
        act, more = _ACTS[said["act"]]
        more = {name: said[field] for name, field in more.items()}
        _try(request, act, question_id=question_id, **more)
    else:
        messages.error(request, _("That question is not in this room any more."))
    return redirect(reverse("meetings:room", args=[meeting.pk]) + f"#q{question_id}")


_ACTS: Final[dict[str, tuple[Callable[..., object], dict[str, str]]]] = {
    ActForm.SHOW: (questions.show_question, {}),
    ActForm.MERGE: (questions.merge_question, {"into_id": "into"}),
    QuestionState.SHORTLISTED: (questions.shortlist_question, {}),
    QuestionState.ANSWERED: (questions.answer_question, {"answer": "answer"}),
    QuestionState.HIDDEN: (questions.hide_question, {"reason": "reason"}),
}


@require_http_methods(["GET", "POST"])
def question_paper(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Type in what came on paper."""
    meeting = _desk_of(request, meeting_id)
    form = PaperForm(request.POST or None, live=_room_of(meeting))
    if form.is_valid():
        try:
            questions.write_paper_question(
                meeting_id=meeting.pk,
                text=form.cleaned_data["text"],
                category=form.category,
                hands=form.cleaned_data["hands"] or 0,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The question stands with the new ones."))
            return redirect("meetings:room", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/question_paper.html", context)


@require_http_methods(["GET", "POST"])
def room_categories(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Say what questions may be about."""
    meeting = _desk_of(request, meeting_id)
    names = "\n".join(_room_of(meeting).categories)
    form = CategoriesForm(request.POST or None, initial={"names": names})
    if form.is_valid():
        try:
            room.set_categories(
                meeting_id=meeting.pk, names=form.lines, actor=request.user, now=now()
            )
        except DomainError as error:
            form.add_error("names", str(error))
        else:
            return redirect("meetings:room", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/room_categories.html", context)


@require_http_methods(["GET", "POST"])
def poll_new(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Write a poll; it is opened from the room."""
    meeting = _desk_of(request, meeting_id)
    form = PollForm(request.POST or None)
    if form.is_valid():
        try:
            polls.write_poll(
                meeting_id=meeting.pk,
                text=form.cleaned_data["text"],
                options=form.lines,
                is_multiple=form.cleaned_data["is_multiple"],
                shows_while_open=form.cleaned_data["shows_while_open"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written. Open it when it is time to vote."))
            return redirect("meetings:room", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/poll_new.html", context)


@require_POST
def poll_set(request: SignedInRequest, meeting_id: int, poll_id: int) -> HttpResponse:
    """Open or close a poll."""
    meeting = _desk_of(request, meeting_id)
    poll = get_object_or_404(polls_of(_room_of(meeting)), pk=poll_id)
    act = _POLLS.get(request.POST.get("act", ""))
    if act is not None:
        _try(request, act, poll_id=poll.pk)
    return redirect("meetings:room", meeting.pk)


@require_safe
def screen(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """What the hall sees: large, and nothing else."""
    meeting = _desk_of(request, meeting_id)
    return render(request, "meetings/screen.html", _screen(meeting))


@require_safe
def screen_fragment(request: SignedInRequest, meeting_id: int) -> HttpResponseBase:
    """The part of the screen that changes."""
    meeting = _desk_of(request, meeting_id)
    kept = get_conditional_response(request, etag_of(version_of(meeting.pk, now())))
    if kept is not None:
        return kept
    context = _screen(meeting)
    response = render(request, "meetings/_screen.html", context)
    response.headers["ETag"] = context["etag"]
    return response


def _screen(meeting: Meeting) -> dict[str, Any]:
    live, at = _room_of(meeting), now()
    return {
        **on_screen(live),
        "live": live,
        "is_open": live.is_open(at),
        "link": settings.SITE_URL
        + reverse("meetings:join_code", args=[live.code or "-"]),
        "address": settings.SITE_URL.partition("//")[2] + reverse("meetings:join"),
        "etag": etag_of(stamp(live, at)),
    }


def _try(request: SignedInRequest, act: Callable[..., object], **how: Any) -> None:
    try:
        act(actor=request.user, now=now(), **how)
    except DomainError as error:
        messages.error(request, str(error))


def _waiting(rows: list[Question]) -> int:
    return sum(one.state == QuestionState.NEW for one in rows)


def _sections(
    live: Live, rows: list[Question], alike: dict[int, int]
) -> list[dict[str, Any]]:
    """Sort the questions as they go through the chair’s hands."""
    by_id = {one.pk: one for one in rows}
    words = {
        QuestionState.NEW: _("New"),
        QuestionState.SHORTLISTED: _("Shortlisted"),
        QuestionState.ANSWERED: _("Answered"),
        QuestionState.HIDDEN: _("Not shown"),
    }
    return [
        {
            "state": state.value,
            "title": title,
            "cards": [
                {
                    "question": one,
                    "is_up": one.pk == live.on_screen_id,
                    "found": [_WORDS_OF[key] for key in one.held_for],
                    "like": by_id.get(alike.get(one.pk, 0)),
                }
                for one in rows
                if one.state == state
            ],
        }
        for state, title in words.items()
    ]
