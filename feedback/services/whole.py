"""A survey that is out is never left with questions that do not work."""

from __future__ import annotations

from django.utils.translation import gettext as _

from feedback.checking import FaultKind, faults_of
from feedback.errors import SurveyIncompleteError
from feedback.models import Survey
from feedback.queries.shapes import shape_of, version_now


def require_whole(survey: Survey) -> None:
    """Raise SurveyIncompleteError for a change that would break what is out already.

    A draft may hold anything; it is looked at when it is published.
    """
    newest = version_now(survey)
    if newest is None or not newest.waves.exists():
        return
    faults = {fault.kind for fault in faults_of(shape_of(newest))}
    if faults - {FaultKind.EMPTY_SECTION}:
        raise SurveyIncompleteError(
            _(
                "This survey is out, and after this change some of it would not work. Nothing was changed."
            )
        )
