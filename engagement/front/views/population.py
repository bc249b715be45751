"""Where an administrator gives the town its figures: looked at first, then kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.common.uploads import takes_files
from engagement.front.population_forms import PopulationForm
from engagement.places.choices import Trait
from engagement.places.permissions import can_import_population
from engagement.places.queries import (
    groups_to_import,
    neighborhoods_on_the_map,
    population_figures,
)
from engagement.places.services import PopulationReport, import_population

_MOST_BYTES = 4 * 1024 * 1024  # the text of a file of 1 MB, and what a form adds to it


@takes_files(_MOST_BYTES)
@require_http_methods(["GET", "POST"])
def population(request: SignedInRequest) -> HttpResponse:
    if not can_import_population(request.user):
        raise Http404
    form = PopulationForm(request.POST or None, request.FILES or None)
    report, is_kept = None, False
    if form.is_valid():
        is_trial = request.POST.get("act") != "keep" or bool(form.cleaned_data["file"])
        report = _imported(request, form, is_trial=is_trial)
        is_kept = report is not None and not is_trial
    if is_kept:
        messages.success(request, _("The figures are kept."))
        return redirect("front:population")
    context = {
        "form": form,
        "report": report,
        "looked_at": form.content.decode("utf-8-sig") if report else "",
        "figures": population_figures(),
        "places": neighborhoods_on_the_map().count(),
        "traits": _traits(),
    }
    return render(request, "front/population.html", context)


def _imported(
    request: SignedInRequest, form: PopulationForm, *, is_trial: bool
) -> PopulationReport | None:
    typed = form.cleaned_data
    try:
        return import_population(
            content=form.content,
            source=typed["source"],
            year=typed["year"],
            actor=request.user,
            now=now(),
            is_trial=is_trial,
        )
    except DomainError as error:
        for sentence in str(error).splitlines():
            form.add_error("file", sentence)
        return None


def _traits() -> list[dict[str, Any]]:
    """Say how traits and groups are written in a file."""
    groups = groups_to_import()
    return [
        {"code": trait, "name": Trait(trait).label, "groups": groups[trait].items()}
        for trait in Trait.values
    ]
