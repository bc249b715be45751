"""Paper: printing numbered sheets, and typing each of them twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.places.queries import neighborhoods_on_the_map
from feedback.choices import SheetState
from feedback.errors import AnswersIncompleteError, SheetDiffersError
from feedback.forms.answering import SectionForm
from feedback.forms.asking import PrintSheetsForm, SheetNumberForm
from feedback.forms.printing import printed
from feedback.forms.saying import in_words
from feedback.models import Survey, Wave
from feedback.permissions import can_edit_survey, can_type_paper
from feedback.queries import shape_of, wave_now
from feedback.queries.invited import PAPER, WAYS
from feedback.queries.paper import (
    counted_from,
    sheet_called,
    sheets_typed_once,
    takes_paper,
    wave_of_paper,
)
from feedback.services.paper import type_sheet
from feedback.shapes import Section, Shape
from feedback.views.finding import worked_survey

WhichWave = Callable[[Survey, datetime], Wave | None]


def _on_paper(
    request: HttpRequest, slug: str, which: WhichWave = wave_of_paper
) -> tuple[Survey, Wave]:
    survey = worked_survey(request, slug, can_type_paper)
    wave = which(survey, now())
    if wave is None or survey.is_draft or PAPER not in WAYS[survey.kind]:
        raise Http404
    return survey, wave


@never_cache
@require_safe
def paper_print(request: SignedInRequest, slug: str) -> HttpResponse:
    """Print the questions on numbered sheets, conditions in words."""
    # what is over is answered no more: between two waves the coming one is printed
    survey, wave = _on_paper(request, slug, wave_now)
    form = PrintSheetsForm(request.GET or {"first": 1, "many": 1})
    numbers: range = range(1, 2)
    if form.is_valid():
        first = form.cleaned_data["first"]
        numbers = range(first, first + form.cleaned_data["many"])
    language = get_language() or ""
    context = {
        "survey": survey,
        "wave": wave,
        "form": form,
        "numbers": numbers,
        "sections": printed(shape_of(wave.version), language),
        "link": f"{settings.SITE_URL}{survey.get_absolute_url()}",
    }
    return render(request, "feedback/paper_sheet.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for the number of the next sheet, and list what waits for a second typing."""
    survey, wave = _on_paper(request, slug)
    form = SheetNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("feedback:paper_type", survey.slug, form.cleaned_data["number"])
    context = {
        "survey": survey,
        "wave": wave,
        "form": form,
        "is_open": takes_paper(wave, now()),
        "is_late": wave.closes_at <= now(),
        "until": counted_from(wave),
        "once": sheets_typed_once(wave),
        "no_desk": not can_edit_survey(viewer_of(request), survey),
    }
    return render(request, "feedback/paper.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper_type(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Type one sheet; the second typing is laid beside the first."""
    survey, wave = _on_paper(request, slug)
    shape, language = shape_of(wave.version), get_language() or ""
    sheet = sheet_called(wave, number)
    form = SectionForm(
        request.POST if request.method == "POST" else None,
        section=_all_in_one(shape),
        language=language,
    )
    context: dict[str, Any] = {
        "survey": survey,
        "form": form,
        "number": number,
        "sheet": sheet,
        "is_mine": sheet is not None and sheet.first_by_id == request.user.pk,
        "is_open": takes_paper(wave, now()),
        "is_late": wave.closes_at <= now(),
        "no_desk": not can_edit_survey(viewer_of(request), survey),
        "differences": [],
    }
    if form.is_valid():
        try:
            state = type_sheet(
                survey_id=survey.pk,
                number=number,
                given=form.given(),
                language=language,
                is_settled=request.POST.get("settled") == "yes",
                actor=request.user,
                now=now(),
            )
        except AnswersIncompleteError as error:
            form.tell(error.faults)
        except SheetDiffersError as error:
            context["differences"] = _differences(
                shape, error.first, form.given(), language
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _told(state, number))
            return redirect("feedback:paper", survey.slug)
    return render(request, "feedback/paper_type.html", context)


def _all_in_one(shape: Shape) -> Section:
    """All questions on one page, as on the paper; what counts is sorted out after."""
    questions = (replace(one, is_required=False) for one in shape.all_questions())
    return Section("paper", {}, tuple(questions))


def _told(state: SheetState, number: int) -> str:
    if state == SheetState.DONE:
        return _("Sheet %(number)d is typed twice and taken in.") % {"number": number}
    return _("Sheet %(number)d is typed once. Somebody else types it again.") % {
        "number": number
    }


def _differences(
    shape: Shape, first: dict[str, Any], second: dict[str, Any], language: str
) -> list[dict[str, Any]]:
    places = {place.slug: place.name for place in neighborhoods_on_the_map()}
    return [
        {
            "question": question.text(language),
            "first": in_words(question, first.get(question.key), language, places),
            "second": in_words(question, second.get(question.key), language, places),
        }
        for question in shape.all_questions()
        if first.get(question.key) != second.get(question.key)
    ]
