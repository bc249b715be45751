"""Where organizers write the minutes, publish them, and write down what was promised."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.roles import Viewer
from engagement.common.spoken import SPOKEN
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map
from engagement.promises.permissions import can_make_promise
from meetings.forms.minutes import LanguageForm, MeetingPromiseForm, MinutesForm
from meetings.models import Meeting
from meetings.permissions import can_publish_minutes
from meetings.queries.agenda import agenda_of
from meetings.queries.bookings import people_who_came
from meetings.queries.minutes import (
    editions_of,
    keepers_for,
    languages_of,
    minutes_of,
    promised_in,
    texts_in,
)
from meetings.services.minutes import publish_minutes, save_minutes
from meetings.services.promising import promise_in_meeting
from meetings.views.finding import own_meeting


@require_http_methods(["GET", "POST"])
def minutes_edit(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Write the minutes in one language, beside the one they were first written in."""
    meeting = own_meeting(request, meeting_id, can_publish_minutes)
    minutes, moment = minutes_of(meeting), now()
    language = _language(request, minutes.language if minutes else "")
    entries = agenda_of(meeting).all_entries
    form = MinutesForm(
        request.POST or None,
        entries=entries,
        minutes=minutes,
        texts=texts_in(minutes, language),
        language=language,
        came=people_who_came(meeting),
    )
    if form.is_valid():
        try:
            save_minutes(
                meeting_id=meeting.pk,
                words=form.words,
                version=form.cleaned_data["version"],
                reason=form.cleaned_data.get("reason", ""),
                actor=request.user,
                now=moment,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _kept(minutes is not None and minutes.is_public))
            return redirect(f"{request.path}?language={language}")
    is_first = minutes is None or language == minutes.language
    beside = {} if is_first or minutes is None else texts_in(minutes, minutes.language)
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "form": form,
        "rows": [(*row, beside.get(row[0].item.pk)) for row in form.about_items],
        "general_beside": beside.get(None),
        "first_language": SPOKEN.get(minutes.language) if minutes else "",
        "language": language,
        "language_name": SPOKEN[language],
        "chooser": LanguageForm(initial={"language": language}, auto_id="in_%s"),
        "written": [(code, SPOKEN[code]) for code in languages_of(minutes)],
        "editions": editions_of(meeting),
        "promised": promised_in(meeting),
        "may_promise": _may_promise(viewer_of(request), meeting),
        "has_begun": meeting.has_begun(moment),
        "has_ended": meeting.has_ended(moment),
    }
    return render(request, "meetings/minutes_edit.html", context)


@require_POST
def minutes_publish(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    meeting = own_meeting(request, meeting_id, can_publish_minutes)
    try:
        publish_minutes(meeting_id=meeting.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("meetings:minutes_edit", meeting.pk)
    messages.success(
        request,
        _("Published. People behind the concerns on the agenda get a letter."),
    )
    return redirect("meetings:minutes", meeting.pk, meeting.slug)


@require_http_methods(["GET", "POST"])
def meeting_promise(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Write down who does what by when."""
    meeting = own_meeting(request, meeting_id, can_publish_minutes)
    form = MeetingPromiseForm(
        request.POST or None,
        owners=keepers_for(meeting, now()),
        entries=agenda_of(meeting).all_entries,
        places=_places(viewer_of(request), meeting),
    )
    if form.is_valid():
        try:
            promise_in_meeting(
                meeting_id=meeting.pk,
                actor=request.user,
                now=now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Promised. Neighbors read it."))
            return redirect("meetings:minutes_edit", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/meeting_promise.html", context)


def _language(request: SignedInRequest, first: str) -> str:
    """Give the language asked for; else the first one, else the town's own."""
    asked = request.POST.get("language") or request.GET.get("language") or first
    return asked if asked in SPOKEN else settings.LANGUAGE_CODE.partition("-")[0]


def _kept(is_public: bool) -> str:  # noqa: FBT001 - the only thing it asks
    if is_public:
        return _("Corrected. Both editions can be read.")
    return _("Kept as a draft. Nobody else reads it yet.")


def _may_promise(viewer: Viewer, meeting: Meeting) -> bool:
    """Tell whether there is a neighborhood they may promise something to here."""
    if meeting.neighborhood_id is None:
        return bool(_places(viewer, meeting))
    return can_make_promise(viewer, meeting.neighborhood_id)


def _places(viewer: Viewer, meeting: Meeting) -> list[Neighborhood]:
    if meeting.neighborhood_id is not None:
        return []
    here = neighborhoods_on_the_map()
    return [place for place in here if can_make_promise(viewer, place.pk)]
