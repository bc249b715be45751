"""The list of houses and rooms, and how it is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.places.queries import neighborhoods_on_the_map
from meetings.forms.venues import RoomForm, VenueForm, what_venue_says
from meetings.permissions import can_look_after_venues
from meetings.queries.venues import all_venues, rooms_of_venues
from meetings.services import save_room, save_venue, use_room, use_venue

Given = ParamSpec("Given")
View = Callable[Concatenate[SignedInRequest, Given], HttpResponse]
MOST = 200


def for_keepers(view: View[Given]) -> View[Given]:
    """Let in who keeps the list; for everybody else it is not there."""

    @wraps(view)
    def guarded(
        request: SignedInRequest, /, *args: Given.args, **kwargs: Given.kwargs
    ) -> HttpResponse:
        if not can_look_after_venues(viewer_of(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_keepers
@require_safe
def venues(request: SignedInRequest) -> HttpResponse:
    found = list(all_venues(now())[: MOST + 1])
    context = {"venues": found[:MOST], "is_more": len(found) > MOST}
    return render(request, "meetings/venues.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def venue_new(request: SignedInRequest) -> HttpResponse:
    return _edit(request, None)


@for_keepers
@require_http_methods(["GET", "POST"])
def venue_edit(request: SignedInRequest, venue_id: int) -> HttpResponse:
    return _edit(request, venue_id)


def _edit(request: SignedInRequest, venue_id: int | None) -> HttpResponse:
    """Ask for the facts of a house, new or known."""
    venue = None
    if venue_id is not None:
        venue = get_object_or_404(all_venues(now()), pk=venue_id)
    form = VenueForm(
        request.POST or None,
        venue=venue,
        places=list(neighborhoods_on_the_map()),
        initial=what_venue_says(venue) if venue else {},
    )
    if form.is_valid():
        try:
            saved = save_venue(
                venue_id=venue_id, details=form.details, actor=request.user, now=now()
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The house is on the list."))
            return redirect("meetings:venue", saved.pk)
    context = {"venue": venue, "form": form}
    return render(request, "meetings/venue_edit.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def venue(request: SignedInRequest, venue_id: int) -> HttpResponse:
    """One house with its rooms; a form adds a room, or changes the one that is named."""
    found = get_object_or_404(all_venues(now()), pk=venue_id)
    chosen = request.GET.get("room", "")
    room = rooms_of_venues().filter(venue=found, pk=chosen).first() if chosen.isdecimal() and len(chosen) < 10 else None  # noqa: PLR2004 - no more digits than a room's number has # fmt: skip
    initial = {"name": room.name, "capacity": room.capacity} if room else {}
    form = RoomForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            save_room(
                venue_id=found.pk,
                room_id=room.pk if room else None,
                name=form.cleaned_data["name"],
                capacity=form.cleaned_data["capacity"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The room is on the list."))
            return redirect("meetings:venue", found.pk)
    context = {"venue": found, "room": room, "form": form}
    return render(request, "meetings/venue.html", context)


@for_keepers
@require_POST
def venue_use(request: SignedInRequest, venue_id: int) -> HttpResponse:
    """Retire a house, or use it again."""
    found = get_object_or_404(all_venues(now()), pk=venue_id)
    use_venue(
        venue_id=found.pk,
        is_active=not found.is_active,
        actor=request.user,
        now=now(),
    )
    return redirect("meetings:venue", found.pk)


@for_keepers
@require_POST
def room_use(request: SignedInRequest, room_id: int) -> HttpResponse:
    """Retire a room, or use it again."""
    found = get_object_or_404(rooms_of_venues(), pk=room_id)
    use_room(
        room_id=found.pk, is_active=not found.is_active, actor=request.user, now=now()
    )
    return redirect("meetings:venue", found.venue_id)
