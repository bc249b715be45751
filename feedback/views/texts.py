"""Where what people wrote is read, shown or not, and sorted into themes by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.moderation.choices import Detector
from feedback.choices import QuestionKind, TextState
from feedback.forms.results import JudgeForm, ThemeForm
from feedback.models import Survey, UnlinkedAnswer
from feedback.permissions import (
    can_edit_survey,
    can_judge_texts,
    can_read_texts,
    states_of_texts,
)
from feedback.queries import shape_of, version_now
from feedback.queries.texts import (
    TextPage,
    texts_by_state,
    texts_to_read,
    themes_of,
)
from feedback.services import texts as services
from feedback.views.finding import worked_survey

_WORDS = {key.value: key.label for key in Detector}


@never_cache
@require_safe
def texts(request: SignedInRequest, slug: str) -> HttpResponse:
    """Texts of one state and question in an order of chance, each with its acts."""
    survey = worked_survey(request, slug, can_judge_texts)
    viewer = viewer_of(request)
    states = states_of_texts(viewer, survey)
    state = request.GET.get("state", TextState.WAITING)
    state = state if state in states else TextState.WAITING
    asked = _asked_in_words(survey)
    question = request.GET.get("question", "")
    question = question if question in asked else ""
    page = texts_to_read(survey, state, question, request.GET.get("after", ""))
    may_read = can_read_texts(viewer, survey)
    context = {
        "survey": survey,
        "state": state,
        "question": question,
        "asked": asked,
        "states": _states(texts_by_state(survey, states)),
        "page": page,
        "rows": _rows(page, asked),
        "may_code": may_read,
        "no_desk": not can_edit_survey(viewer, survey),
        "themes": themes_of(survey) if may_read else [],
    }
    return render(request, "feedback/texts.html", context)


@require_POST
def text_judge(request: SignedInRequest, slug: str, text_id: UUID) -> HttpResponse:
    """Show a text or not, and say what it is about."""
    survey = worked_survey(request, slug, can_judge_texts)
    form = JudgeForm(request.POST)
    try:
        if request.POST.get("act") == "mark":
            services.mark_text(
                survey_id=survey.pk,
                text_id=text_id,
                themes=_numbers(request.POST.getlist("theme")),
                actor=request.user,
                now=now(),
            )
        elif form.is_valid():
            services.judge_text(
                survey_id=survey.pk,
                text_id=text_id,
                state=form.cleaned_data["state"],
                words=form.cleaned_data["words"],
                was_looked_at=form.cleaned_data["looked"],
                actor=request.user,
                now=now(),
            )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Kept."))
    return _back(request, survey)


@require_POST
def theme_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Name a theme."""
    survey = worked_survey(request, slug, can_edit_survey)
    form = ThemeForm(request.POST)
    form.is_valid()
    try:
        services.add_theme(
            survey_id=survey.pk,
            question=form.cleaned_data.get("question", ""),
            name=form.cleaned_data.get("name", ""),
            language=get_language() or "en",
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("The theme is there. Now say which texts it is in.")
        )
    return _back(request, survey)


@require_POST
def theme_drop(request: SignedInRequest, slug: str, theme_id: int) -> HttpResponse:
    """Take a theme out."""
    survey = worked_survey(request, slug, can_edit_survey)
    try:
        services.drop_theme(
            survey_id=survey.pk, theme_id=theme_id, actor=request.user, now=now()
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The theme is taken out. The texts stay."))
    return _back(request, survey)


def _asked_in_words(survey: Survey) -> dict[str, str]:
    """Name the questions answered in words."""
    version = version_now(survey)
    if version is None:
        return {}
    language = get_language() or ""
    return {
        question.key: question.text(language) or question.key
        for question in shape_of(version).all_questions()
        if question.kind in {QuestionKind.SHORT, QuestionKind.LONG}
    }


def _states(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(state, str(TextState(state).label), n) for state, n in counts.items()]


def _rows(page: TextPage, asked: dict[str, str]) -> list[dict[str, Any]]:
    return [_row(text, asked) for text in page.rows]


def _row(text: UnlinkedAnswer, asked: dict[str, str]) -> dict[str, Any]:
    found = services.personal_in(text.text)
    return {
        "text": text,
        "question": asked.get(text.question, ""),
        "held": [str(_WORDS.get(key, key)) for key in found],
        "themes": {mark.theme_id for mark in text.marks.all()},
    }


def _numbers(given: list[str]) -> list[int]:
    return [int(one) for one in given if one.isdecimal()]


def _back(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """Lead back to the same texts."""
    here = reverse("feedback:texts", args=[survey.slug])
    state = request.POST.get("from", "")
    return redirect(f"{here}?state={state}" if state in TextState.values else here)
