"""Who takes part compared with who lives here: for those who ask and call meetings."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from engagement.common.http import SignedInRequest, viewer_of
from feedback.permissions import can_make_surveys
from feedback.queries.gap import gap_of, missed_most, wave_to_compare
from feedback.suggesting import suggestion
from meetings.queries.slips import places_to_compare


@require_safe
def participation_gap(request: SignedInRequest) -> HttpResponse:
    viewer, at = viewer_of(request), now()
    if not can_make_surveys(viewer):
        raise Http404
    places = places_to_compare(viewer)
    named = {place.slug if place else "all": place for place in places}
    asked = request.GET.get("neighborhood", "")
    chosen = asked if asked in named else next(iter(named), "all")
    place = named.get(chosen)
    wave = wave_to_compare(place, at) if places else None
    gaps = gap_of(place, wave, at) if places else []
    context = {
        "places": named.items(),
        "chosen": chosen,
        "place": place,
        "wave": wave,
        "gaps": [gap for gap in gaps if gap.is_shown],
        "has_figures": any(gap.figures for gap in gaps),
        "suggestion": suggestion(missed_most(gaps)),
    }
    return render(request, "feedback/gap.html", context)
