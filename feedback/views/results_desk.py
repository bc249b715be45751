"""Where those who work on a survey read what is counted, and publish it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from feedback.forms.results import ChangesForm, WithdrawForm
from feedback.models import Survey, Wave
from feedback.queries.news import came_by_file
from feedback.queries.paper import counted_from
from feedback.queries.results import (
    counted_results,
    names_of_groups,
    waves_at_the_desk,
)
from feedback.services import results as services
from feedback.views.finding import worked_survey
from feedback.views.results import shown_questions


@never_cache
@require_http_methods(["GET", "POST"])
def results_desk(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every question as everybody would read it, to be published one by one."""
    survey = worked_survey(request, slug)
    wave = _chosen(request, survey)
    fault = ""
    if request.method == "POST" and wave is not None:
        act = _ACTS.get(request.POST.get("act", ""), _publish)
        try:
            said = act(request, survey, wave)
        except DomainError as error:
            fault = str(error)
        else:
            messages.success(request, said)
            here = reverse("feedback:results_desk", args=[survey.slug])
            return redirect(f"{here}?wave={wave.number}")
    context = {"survey": survey, "wave": wave, "fault": fault}
    context |= _counted(survey, wave)
    return render(request, "feedback/results_desk.html", context)


def _chosen(request: SignedInRequest, survey: Survey) -> Wave | None:
    waves = list(waves_at_the_desk(survey))
    number = request.GET.get("wave", "")
    over = [wave for wave in waves if wave.closes_at <= now()]
    named = [wave for wave in waves if str(wave.number) == number]
    return next(iter([*named, *over, *waves]), None)


def _counted(survey: Survey, wave: Wave | None) -> dict[str, Any]:
    waves = list(waves_at_the_desk(survey))
    if wave is None:
        return {"waves": waves, "rows": []}
    found = counted_results(wave)
    by_key = {result.question: result for result in found.results}
    shown = shown_questions(found, names_of_groups())
    return {
        "waves": waves,
        "is_over": counted_from(wave) <= now(),
        "rows": [(by_key[one.key], one) for one in shown],
        "counted_from": counted_from(wave),
        "comes_by_file": came_by_file(wave),
        "is_any_left": not all(r.is_public for r in found.results),
        "changes": ChangesForm(initial={"text": wave.will_change}),
    }


def _publish(request: SignedInRequest, survey: Survey, wave: Wave) -> str:
    services.publish_results(
        survey_id=survey.pk,
        wave_id=wave.pk,
        questions=request.POST.getlist("question"),
        actor=request.user,
        now=now(),
    )
    return _("Everybody can read it now.")


def _withdraw(request: SignedInRequest, survey: Survey, wave: Wave) -> str:
    form = WithdrawForm(request.POST)
    form.is_valid()
    services.withdraw_result(
        survey_id=survey.pk,
        wave_id=wave.pk,
        question=request.POST.get("question", ""),
        reason=form.cleaned_data.get("reason", ""),
        actor=request.user,
        now=now(),
    )
    return _("It is out of sight. Its numbers are kept as they are.")


def _say(request: SignedInRequest, survey: Survey, wave: Wave) -> str:
    form = ChangesForm(request.POST)
    form.is_valid()
    services.say_what_changes(
        survey_id=survey.pk,
        wave_id=wave.pk,
        text=form.cleaned_data.get("text", ""),
        actor=request.user,
        now=now(),
    )
    return _("What will change is written above the results.")


_ACTS: Final[dict[str, Callable[[SignedInRequest, Survey, Wave], str]]] = {
    "publish": _publish,
    "withdraw": _withdraw,
    "say": _say,
}
