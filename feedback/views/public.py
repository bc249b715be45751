"""What everybody reads of surveys."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from engagement.common.http import viewer_of
from engagement.common.paging import page_of
from feedback.permissions import can_edit_survey
from feedback.queries import open_waves, surveys_visible_to, wave_now
from feedback.queries.visible import is_full
from feedback.views.finding import seen_survey
from feedback.views.index import index_context
from feedback.views.links import answer_context
from feedback.views.results import results_context

OPEN_SHOWN = 30


@login_not_required
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """List what can be answered now, and below it everything that was asked."""
    found = surveys_visible_to(viewer_of(request))
    context = {
        "open": list(open_waves(now())[:OPEN_SHOWN]),
        "page": page_of(found, request.GET.dict(), field="made_at"),
    }
    return render(request, "feedback/surveys.html", context)


@login_not_required
@require_safe
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a survey is for, who sees the answers, and whether it is out."""
    found, moment = seen_survey(request, slug), now()
    wave = wave_now(found, moment)
    context = {
        "survey": found,
        "wave": wave,
        "is_open": wave is not None
        and wave.is_open(moment)
        and not found.is_draft
        and not found.is_ended,
        "is_full": wave is not None and is_full(wave),
        "is_coming": wave is not None and wave.opens_at > moment,
        **answer_context(request, found, wave),
        "may_edit": can_edit_survey(viewer_of(request), found),
        **results_context(found),
        **index_context(found),
    }
    return render(request, "feedback/survey.html", context)
