"""When something is asked, the way through a survey, and how a respondent sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.http import SignedInRequest
from feedback.forms.answering import SectionForm
from feedback.forms.making import LanguageForm, language_name
from feedback.forms.questions import AboutForm, ConditionForm, MatchForm
from feedback.library import is_of_module
from feedback.models import Survey
from feedback.queries import shape_of, version_now
from feedback.queries.making import plan_of
from feedback.services import (
    add_condition,
    match_conditions,
    take_condition,
    translate_survey,
)
from feedback.services.conditions import QUESTION, SECTION
from feedback.shapes import Question, Section, Shape
from feedback.texts import missing_in, texts_of
from feedback.views.changing import changes_questions, done
from feedback.views.finding import worked_survey
from feedback.waydrawing import drawing_of
from feedback.wording import conditions_words


@require_safe
def flow(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the way through: what is asked when, and what is wrong with it."""
    survey = worked_survey(request, slug)
    newest = version_now(survey)
    if newest is None:
        raise Http404
    plan = plan_of(survey, newest)
    context = {"survey": survey, "plan": plan, "drawing": drawing_of(plan)}
    return render(request, "feedback/flow.html", context)


@require_http_methods(["GET", "POST"])
@changes_questions
def section_when(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Say when a part is asked."""
    shape = _shape(survey)
    at = [section.key for section in shape.sections]
    if key not in at:
        raise Http404
    number = at.index(key)
    before = [q for one in shape.sections[:number] for q in one.questions]
    return _when(request, survey, shape, SECTION, shape.sections[number], before)


@require_http_methods(["GET", "POST"])
@changes_questions
def question_when(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Say when a question is asked."""
    shape = _shape(survey)
    everything = [*shape.all_questions()]
    at = [question.key for question in everything]
    if key not in at or _is_fixed(shape, key):
        raise Http404
    number = at.index(key)
    return _when(
        request, survey, shape, QUESTION, everything[number], everything[:number]
    )


def _when(
    request: SignedInRequest,
    survey: Survey,
    shape: Shape,
    what: str,
    item: Question | Section,
    before: Sequence[Question],
) -> HttpResponse:
    language = survey.languages[0]
    about, row = _about(request.GET.get("about", ""), before)
    condition = _condition_form(request, about, row, language)
    act: dict[str, Any] = {
        "survey_id": survey.pk,
        "what": what,
        "key": item.key,
        "actor": request.user,
        "now": now(),
    }
    here = redirect(f"feedback:{what}_when", survey.slug, item.key)
    if request.method == "POST" and condition is None:
        return here if _pressed(request, act) else _unknown()
    if condition is not None and condition.is_valid():
        new = condition.condition
        if done(condition, lambda: add_condition(**act, condition=new)):
            messages.success(request, _("The condition was added."))
            return here
    asks = item.text(language) if isinstance(item, Question) else item.title(language)
    context = {
        "survey": survey,
        "asks": asks,
        "is_section": what == SECTION,
        "conditions": conditions_words(item.shown_if, shape, language),
        "match": MatchForm(initial={"match": item.shown_if.match}),
        "about": AboutForm(questions=before, language=language) if before else None,
        "condition": condition,
        "about_text": about.text(language) if about else "",
    }
    return render(request, "feedback/when.html", context)


def _condition_form(
    request: SignedInRequest, about: Question | None, row: str, language: str
) -> ConditionForm | None:
    if about is None:
        return None
    return ConditionForm(
        request.POST or None, question=about, row=row, language=language
    )


def _pressed(request: SignedInRequest, act: dict[str, Any]) -> bool:
    """Do what a button of the list says; False if there is no such button."""
    take, match = request.POST.get("take", ""), request.POST.get("match", "")
    if take.isascii() and take.isdigit() and len(take) <= 2:  # noqa: PLR2004 - there are fewer conditions
        return done(None, lambda: take_condition(**act, at=int(take)))
    if match:
        return done(None, lambda: match_conditions(**act, match=match[:8]))
    return False


def _unknown() -> HttpResponse:
    raise Http404


def _about(typed: str, before: Sequence[Question]) -> tuple[Question | None, str]:
    key, _colon, row = typed.partition(":")
    found = next((question for question in before if question.key == key), None)
    return found, row


def _is_fixed(shape: Shape, key: str) -> bool:
    return any(
        is_of_module(section.key) and key in {one.key for one in section.questions}
        for section in shape.sections
    )


@require_safe
def preview(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show one part as whoever answers sees it; nothing is kept."""
    survey = worked_survey(request, slug)
    shape = _shape(survey)
    if not 0 < number <= len(shape.sections):
        raise Http404
    asked = request.GET.get("language", "")
    language = asked if asked in survey.languages else survey.languages[0]
    section = shape.sections[number - 1]
    with override(language):
        form = SectionForm(section=section, language=language)
    context = {
        "survey": survey,
        "form": form,
        "title": section.title(language),
        "intro": section.intro(language),
        "language": language,
        "languages": [(code, language_name(code)) for code in survey.languages],
        "number": number,
        "total": len(shape.sections),
        "before": number - 1,
        "after": number + 1 if number < len(shape.sections) else 0,
        "conditions": conditions_words(section.shown_if, shape, survey.languages[0]),
    }
    return render(request, "feedback/preview.html", context)


@require_safe
def languages(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the languages a survey is asked in, and how much is missing in each."""
    survey = worked_survey(request, slug)
    texts = texts_of(survey.words, _shape(survey))
    rows = [
        (code, language_name(code), missing_in(texts, code))
        for code in survey.languages[1:]
    ]
    context = {
        "survey": survey,
        "rows": rows,
        "total": len(texts),
        "first": language_name(survey.languages[0]),
    }
    return render(request, "feedback/languages.html", context)


@require_http_methods(["GET", "POST"])
def translate(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    """Translate all texts, each beside the first language’s."""
    survey = worked_survey(request, slug)
    if language not in survey.languages[1:]:
        raise Http404
    newest = version_now(survey)
    texts = texts_of(survey.words, _shape(survey))
    if newest is not None and newest.is_frozen:
        texts = [text for text in texts if text.kind == "survey"]
    form = LanguageForm(request.POST or None, texts=texts, language=language)
    if form.is_valid() and done(
        form,
        lambda: translate_survey(
            survey_id=survey.pk,
            language=language,
            said=form.said,
            actor=request.user,
            now=now(),
        ),
    ):
        messages.success(request, _("The translation is kept."))
        return redirect("feedback:languages", survey.slug)
    context = {
        "survey": survey,
        "form": form,
        "name": language_name(language),
        "first": language_name(survey.languages[0]),
        "first_code": survey.languages[0],
        "rows": [
            (text, text.said.get(survey.languages[0], ""), field)
            for text, field in form.rows()
        ],
        "is_frozen": newest is not None and newest.is_frozen,
    }
    return render(request, "feedback/translate.html", context)


def _shape(survey: Survey) -> Shape:
    newest = version_now(survey)
    if newest is None:
        raise Http404
    return shape_of(newest)
