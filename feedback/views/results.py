"""What everybody reads of results: what is published, as it was counted once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.common.spreadsheets import MARK, csv_lines
from engagement.places.choices import Trait
from feedback.exporting import COLUMNS, lines_of
from feedback.grouping import HOME
from feedback.models import Survey, Wave
from feedback.presenting import Names, Shown, shown
from feedback.queries import wave_now
from feedback.queries.ground import ground_of
from feedback.queries.results import (
    TEXTS_SHOWN,
    WaveResults,
    names_of_groups,
    public_results,
    shown_texts,
    waves_with_results,
)
from feedback.views.finding import seen_survey


@login_not_required
@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the published results of one wave, looked at by one trait if one is named."""
    survey = seen_survey(request, slug)
    waves = waves_with_results(survey)
    context: dict[str, Any] = {"survey": survey, "waves": waves, "wave": None}
    if not waves:
        context["asked_last"] = wave_now(survey, now())
    else:
        names = names_of_groups()
        wave = _chosen(request, waves)
        found = public_results(wave)
        by = request.GET.get("by", "")
        by = by if by in found.filters else ""
        shown_now = shown_questions(found, names, by)
        told = [r.question for r in found.results if r.table["n"] is not None]
        texts = shown_texts(wave, told)
        context |= {
            "wave": wave,
            "filters": [(trait, filter_in_words(trait)) for trait in found.filters],
            "by": by,
            "by_words": filter_in_words(by) if by else "",
            "questions": [(one, texts.get(one.key, [])) for one in shown_now],
            "most_texts": TEXTS_SHOWN,
        }
    return render(request, "feedback/results.html", context)


@login_not_required
@require_safe
def results_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same numbers as on the page, and no others, as a table to take along."""
    survey = seen_survey(request, slug)
    waves = waves_with_results(survey)
    if not waves:
        raise Http404
    found = public_results(_chosen(request, waves))
    lines = lines_of(found, names_of_groups(), get_language() or "")
    answer = HttpResponse(
        MARK + "".join(csv_lines(COLUMNS, lines)),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = (
        f'attachment; filename="{survey.slug}-{found.wave.number}.csv"'
    )
    return answer


def results_context(survey: Survey) -> dict[str, Any]:
    """Say on a survey’s own page whether there are results to read."""
    return {"waves_with_results": waves_with_results(survey)}


def shown_questions(found: WaveResults, names: Names, by: str = "") -> list[Shown]:
    """Put what is counted of a wave into words, in the order it was asked."""
    language = get_language() or ""
    has_places = any(result.table.get("cells") for result in found.results)
    ground = ground_of(found.wave.survey) if has_places else None
    return [
        shown(
            found.shape.questions[result.question],
            result.table,
            names,
            language,
            by,
            ground,
        )
        for result in found.results
        if result.question in found.shape.questions
    ]


def filter_in_words(trait: str) -> str:
    return _("Neighborhood") if trait == HOME else str(Trait(trait).label)


def _chosen(request: HttpRequest, waves: list[Wave]) -> Wave:
    """Give the wave that is named, else the newest."""
    number = request.GET.get("wave", "")
    return next((wave for wave in waves if str(wave.number) == number), waves[0])
