"""From an address to the survey it names; what one may not see is not there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from engagement.common.http import viewer_of
from engagement.common.roles import Viewer
from feedback.models import Survey
from feedback.permissions import can_edit_survey
from feedback.queries import surveys_visible_to

May = Callable[[Viewer, Survey], bool]


def seen_survey(request: HttpRequest, slug: str) -> Survey:
    """Give a survey this visitor may read."""
    return get_object_or_404(surveys_visible_to(viewer_of(request)), slug=slug)


def worked_survey(
    request: HttpRequest, slug: str, may: May = can_edit_survey
) -> Survey:
    """Give a survey somebody works on; for everybody else it is not there."""
    survey = seen_survey(request, slug)
    if not may(viewer_of(request), survey):
        raise Http404
    return survey
