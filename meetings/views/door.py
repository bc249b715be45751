"""Where organizers see who comes, let them in, and write to them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.spreadsheets import MARK, csv_lines
from engagement.people.models import User
from engagement.people.permissions import can_make_codes
from meetings.attendees import Attendee, attendees
from meetings.forms.booking import (
    CodesForm,
    MessageForm,
    QuestionForm,
    SeatsForm,
    WalkInsForm,
)
from meetings.helping_hands import helpers_at
from meetings.models import BookingQuestion, Meeting
from meetings.permissions import (
    can_check_in,
    can_message_attendees,
    can_see_attendees,
)
from meetings.queries.answers import has_answers
from meetings.queries.bookings import (
    messages_sent,
    people_booked,
    people_who_came,
)
from meetings.services.answering import MOST_QUESTIONS, Asked, set_questions
from meetings.services.door import Entered, check_in, count_walk_ins, undo_check_in
from meetings.services.exporting import export_attendees
from meetings.services.notices import MOST_MESSAGES, message_attendees
from meetings.services.seats import seats_left, seats_taken
from meetings.services.waiting import change_capacity
from meetings.views.finding import own_meeting


def seats_of(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """Say on the desk of a meeting how many come, and what may be done about it."""
    viewer = viewer_of(request)
    return {
        "people_booked": people_booked(meeting),
        "people_came": people_who_came(meeting),
        "seats_left": seats_left(meeting),
        "can_see_attendees": can_see_attendees(viewer, meeting),
        "can_message": can_message_attendees(viewer, meeting),
    }


@never_cache
@require_safe
def attendee_list(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Who comes, what they need and what they answered: for its organizers alone."""
    meeting = own_meeting(request, meeting_id, can_see_attendees)
    context = {
        "meeting": meeting,
        "rows": attendees(meeting),
        **seats_of(request, meeting),
    }
    return render(request, "meetings/attendees.html", context)


@never_cache
@require_safe
def attendees_csv(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """The list to take along, without anybody's address; that it was taken is noted."""
    meeting = own_meeting(request, meeting_id, can_see_attendees)
    columns, rows = export_attendees(
        meeting_id=meeting.pk, actor=request.user, now=now()
    )
    answer = HttpResponse(
        MARK + "".join(csv_lines(columns, rows)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="meeting-{meeting.pk}.csv"'
    return answer


@never_cache
@require_safe
def sign_in_sheet(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """A list to print, for a door without a network."""
    meeting = own_meeting(request, meeting_id, can_see_attendees)
    rows = [row for row in attendees(meeting) if row.booking.has_a_place]
    context = {
        "meeting": meeting,
        "rows": rows,
        "helpers": helpers_at(meeting),
        "spare": range(12),
    }
    return render(request, "meetings/sign_in_sheet.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def door(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Let people in by code, by name, or as a number; what is opened changes nothing."""
    meeting = own_meeting(request, meeting_id, can_check_in)
    act = request.POST.get("act") if request.method == "POST" else None
    codes = CodesForm(
        request.POST if act == "codes" else None,
        initial={"codes": request.GET.get("code", "")[:40]},
    )
    walk_ins = WalkInsForm(
        request.POST if act == "walk_ins" else None,
        initial={"people": meeting.walk_ins},
    )
    if act == "undo":
        return _undo(request, meeting)
    if codes.is_valid():
        answer = _enter(request, meeting, codes)
        if answer is not None:
            return answer
    if walk_ins.is_valid():
        answer = _count(request, meeting, walk_ins)
        if answer is not None:
            return answer
    words = request.GET.get("q", "").strip()[:80]
    context = {
        "meeting": meeting,
        "codes": codes,
        "walk_ins": walk_ins,
        "words": words,
        "rows": _named(attendees(meeting), words),
        "helpers": helpers_at(meeting),
        "for_the_wall": _for_the_wall(meeting, request.user),
        **seats_of(request, meeting),
    }
    return render(request, "meetings/door.html", context)


def _named(rows: list[Attendee], words: str) -> list[Attendee]:
    wanted = words.casefold()
    return [row for row in rows if wanted in row.said.name.casefold()]


def _for_the_wall(meeting: Meeting, user: User) -> str:
    """Give what the page knows already that makes a code, to who may make one here."""
    place_id = meeting.neighborhood_id
    if place_id is None or not can_make_codes(user, place_id):
        return ""
    said = {
        "neighborhood": meeting.neighborhood_id,
        "place": meeting.title[:80],
        "starts_at": f"{localtime(meeting.begins_at):%Y-%m-%dT%H:%M}",
        "ends_at": f"{localtime(meeting.ends_at):%Y-%m-%dT%H:%M}",
    }
    return urlencode(said)


def _enter(
    request: SignedInRequest, meeting: Meeting, form: CodesForm
) -> HttpResponse | None:
    try:
        entered = check_in(
            meeting_id=meeting.pk,
            codes=form.typed,
            came_at=form.cleaned_data["came_at"],
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    _say_who_came(request, entered)
    return redirect("meetings:door", meeting.pk)


def _say_who_came(request: HttpRequest, entered: Entered) -> None:
    if entered.came:
        messages.success(request, _("Came: %(codes)s") % _listed(entered.came))
    if entered.before:
        messages.info(
            request, _("Had come already: %(codes)s") % _listed(entered.before)
        )
    if entered.full:
        messages.error(
            request,
            _("On the waiting list, and no seat is free: %(codes)s")
            % _listed(entered.full),
        )
    if entered.unknown:
        messages.error(
            request, _("Not of this meeting: %(codes)s") % _listed(entered.unknown)
        )


def _listed(codes: tuple[str, ...]) -> dict[str, str]:
    shown = ", ".join(code[:20] for code in codes[:20])
    return {"codes": f"{shown} …" if codes[20:] else shown}


def _undo(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    number = request.POST.get("booking", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):  # noqa: PLR2004 - fewer digits than a number of a row can have
        raise Http404
    try:
        undo_check_in(
            meeting_id=meeting.pk,
            booking_id=int(number),
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("meetings:door", meeting.pk)


def _count(
    request: SignedInRequest, meeting: Meeting, form: WalkInsForm
) -> HttpResponse | None:
    try:
        count_walk_ins(
            meeting_id=meeting.pk,
            people=form.cleaned_data["people"],
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        form.add_error("people", str(error))
        return None
    messages.success(request, _("Counted."))
    return redirect("meetings:door", meeting.pk)


# -- seats, questions, messages --------------------------------------------------------
@require_http_methods(["GET", "POST"])
def seats(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """How many people fit, and how many seats are kept."""
    meeting = own_meeting(request, meeting_id)
    form = SeatsForm(
        request.POST or None,
        initial={
            "capacity": meeting.capacity,
            "reserved_seats": meeting.reserved_seats,
        },
    )
    if form.is_valid():
        try:
            change_capacity(
                meeting_id=meeting.pk,
                actor=request.user,
                now=now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error("capacity", str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("meetings:meeting_desk", meeting.pk)
    context = {"meeting": meeting, "form": form, "taken": seats_taken(meeting.pk)}
    return render(request, "meetings/seats.html", context)


@require_http_methods(["GET", "POST"])
def questions(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """What those who come are asked: one more, or one taken away."""
    meeting = own_meeting(request, meeting_id)
    asked = list(meeting.booking_questions.order_by("position"))
    is_new = request.method == "POST" and "remove" not in request.POST
    form = QuestionForm(request.POST if is_new else None)
    if request.method == "POST" and (form.is_valid() or not is_new):
        removed = request.POST.get("remove", "")
        kept = [_as_typed(one) for one in asked if str(one.pk) != removed]
        kept += [form.asked] if is_new else []
        try:
            set_questions(
                meeting_id=meeting.pk, questions=kept, actor=request.user, now=now()
            )
        except DomainError as error:
            if not is_new:
                messages.error(request, str(error))
                return redirect("meetings:questions", meeting.pk)
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("meetings:questions", meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "asked": asked,
        "is_frozen": has_answers(meeting),
        "is_room": len(asked) < MOST_QUESTIONS,
    }
    return render(request, "meetings/booking_questions.html", context)


def _as_typed(question: BookingQuestion) -> Asked:
    return Asked(
        question.text, question.kind, tuple(question.options), question.is_required
    )


@require_http_methods(["GET", "POST"])
def message(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Write to everybody who has a place."""
    meeting = own_meeting(request, meeting_id, can_message_attendees)
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            message_attendees(
                meeting_id=meeting.pk,
                text=form.cleaned_data["text"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("On its way to everybody who has a place."))
            return redirect("meetings:meeting_desk", meeting.pk)
    sent = list(messages_sent(meeting))
    context = {
        "meeting": meeting,
        "form": form,
        "sent": sent,
        "left": MOST_MESSAGES - len(sent),
        "people_booked": people_booked(meeting),
        "back": reverse("meetings:meeting_desk", args=[meeting.pk]),
    }
    return render(request, "meetings/message.html", context)
