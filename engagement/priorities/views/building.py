"""An officer asks for a build, and watches how far it has come."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.weeks import week_just_ended
from engagement.priorities.choices import PartState
from engagement.priorities.forms import BuildForm
from engagement.priorities.permissions import can_build
from engagement.priorities.queries.builds import (
    parts_of,
    places_to_build,
    runs_visible_to,
)
from engagement.priorities.services.building import ask_for_build, retry_run


@require_http_methods(["GET", "POST"])
def build(request: SignedInRequest) -> HttpResponse:
    viewer = viewer_of(request)
    places = places_to_build(viewer)
    whole_town = can_build(viewer, None)
    if not whole_town and not places.exists():
        raise Http404
    last = week_just_ended(now(), ZoneInfo(settings.TIME_ZONE))
    form = BuildForm(
        request.POST or None,
        places=places,
        whole_town=whole_town,
        initial={"week": request.GET.get("week", "")[:8] or str(last)},
    )
    if form.is_valid():
        place = form.cleaned_data["neighborhood"]
        try:
            run = ask_for_build(
                week=form.cleaned_data["week"],
                neighborhood_ids=[place.pk] if place else None,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("priorities:run", run.pk)
    return render(request, "priorities/build.html", {"form": form})


@require_http_methods(["GET", "POST"])
def run(request: SignedInRequest, run_id: int) -> HttpResponse:
    """How far a build has come; a failed neighborhood can be tried again."""
    viewer = viewer_of(request)
    found = get_object_or_404(runs_visible_to(viewer), pk=run_id)
    if request.method == "POST":
        try:
            retry_run(run_id=found.pk, actor=request.user, now=now())
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The failed ones are tried again."))
        return redirect(reverse("priorities:run", args=[found.pk]))
    parts = parts_of(found, viewer)
    ready = sum(part.state == PartState.DONE for part in parts)
    context = {
        "run": found,
        "parts": parts,
        "ready": ready,
        "total": len(parts),
        "share": ready / max(1, len(parts)),
        "failed": [part for part in parts if part.state == PartState.FAILED],
        "week_address": str(found.week).lower(),
        "done": PartState.DONE,
    }
    return render(request, "priorities/run.html", context)
