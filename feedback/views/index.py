"""The trust and safety index of the town, and what it is to reach."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.roles import Viewer
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map
from feedback.forms.targets import TargetForm
from feedback.models import Survey, Wave
from feedback.permissions import can_make_surveys, can_set_target
from feedback.queries.index import (
    index_of_survey,
    surveys_with_index,
    targets_set,
)
from feedback.services.targets import set_target

OTHERS_SHOWN = TARGETS_SHOWN = 20


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One survey's index over its waves, place by place; others can be chosen."""
    surveys = list(surveys_with_index()[:OTHERS_SHOWN])
    asked = request.GET.get("survey", "")
    named = {survey.slug: survey for survey in surveys}
    chosen = named.get(asked) or next(iter(surveys), None)
    context = {
        "surveys": surveys,
        "chosen": chosen,
        "measures": index_of_survey(chosen) if chosen else [],
        "waves": _over(chosen) if chosen else [],
        "may_compare": can_make_surveys(viewer_of(request)),
        "may_set_target": bool(_places(viewer_of(request))),
    }
    return render(request, "feedback/index.html", context)


def _over(survey: Survey) -> QuerySet[Wave]:
    waves = survey.waves.filter(closes_at__lte=now())
    return waves.order_by("-closes_at", "-pk")


def index_context(survey: Survey) -> dict[str, Any]:
    """Give the part about the index of a survey's own page."""
    return {"index_measures": index_of_survey(survey)}


@require_http_methods(["GET", "POST"])
def index_targets(request: SignedInRequest) -> HttpResponse:
    """Say what a measure is to reach; what was said before stays to read."""
    places = _places(viewer_of(request))
    if not places:
        raise Http404
    form = TargetForm(request.POST or None, places=places)
    if form.is_valid() and _set(request, form):
        messages.success(request, _("The target stands."))
        return redirect("feedback:index_targets")
    context = {"form": form, "targets": targets_set()[:TARGETS_SHOWN]}
    return render(request, "feedback/index_targets.html", context)


def _set(request: SignedInRequest, form: TargetForm) -> bool:
    typed = form.cleaned_data
    try:
        set_target(
            neighborhood_id=form.neighborhood_id,
            measure=typed["measure"],
            value=typed["value"],
            until=typed["until"],
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _places(viewer: Viewer) -> list[Neighborhood | None]:
    """List where somebody sets targets; None is the whole town."""
    if viewer.user is None:
        return []
    found: list[Neighborhood | None] = [
        place
        for place in neighborhoods_on_the_map()
        if can_set_target(viewer, place.pk)
    ]
    return [None, *found] if can_set_target(viewer, None) else found
