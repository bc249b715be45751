"""Where a survey’s parts and questions are written: plain buttons, one step a press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.http import SignedInRequest
from feedback.choices import QuestionKind
from feedback.forms.questions import QuestionForm, SectionWordsForm, what_it_asks
from feedback.library import is_of_module
from feedback.models import Survey
from feedback.queries import shape_of, version_now
from feedback.queries.library import modules_offered
from feedback.queries.making import plan_of
from feedback.services import (
    Step,
    add_module,
    add_question,
    add_section,
    edit_question,
    edit_section,
    move_question,
    move_section,
    remove_question,
    remove_section,
)
from feedback.shapes import Question, Section, Shape
from feedback.views.changing import changes_questions, done, form_page, step
from feedback.views.finding import worked_survey


@require_safe
def questions(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show all parts and questions in their order, with their buttons."""
    survey = worked_survey(request, slug)
    newest = version_now(survey)
    if newest is None:
        raise Http404
    context = {
        "survey": survey,
        "plan": plan_of(survey, newest),
        "form": SectionWordsForm(),
        "is_frozen": newest.is_frozen,
    }
    return render(request, "feedback/questions.html", context)


@require_http_methods(["GET", "POST"])
@changes_questions
def section_new(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """Put one more part at the end."""
    form = SectionWordsForm(request.POST or None)
    if form.is_valid() and done(
        form, lambda: add_section(**_act(request, survey), **form.cleaned_data)
    ):
        messages.success(request, _("The part is there. Ask something in it."))
        return redirect("feedback:questions", survey.slug)
    return form_page(request, survey, form, heading=_("One more part"))


@require_http_methods(["GET", "POST"])
@changes_questions
def section_edit(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Change what a part says."""
    section = _section(survey, key)
    first = survey.languages[0]
    said = {"title": section.title(first), "intro": section.intro(first)}
    form = SectionWordsForm(request.POST or None, initial=said)
    if form.is_valid() and done(
        form,
        lambda: edit_section(**_act(request, survey), key=key, **form.cleaned_data),
    ):
        messages.success(request, _("The part was changed."))
        return redirect("feedback:questions", survey.slug)
    return form_page(request, survey, form, heading=_("Change a part"))


@require_POST
@changes_questions
def section_step(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Move a part up or down."""
    way = _way(request)
    return step(
        request,
        survey,
        lambda: move_section(**_act(request, survey), key=key, step=way),
        f"part-{key}",
    )


@require_http_methods(["GET", "POST"])
@changes_questions
def section_remove(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Take a part with its questions out, once that was asked."""
    section = _section(survey, key)
    if request.method == "POST":
        return step(
            request,
            survey,
            lambda: remove_section(**_act(request, survey), key=key),
            "",
        )
    context = {
        "survey": survey,
        "heading": _("Take a part out"),
        "text": _("“%(title)s” and all its questions are gone then.")
        % {"title": section.title(survey.languages[0])},
        "button": _("Take it out"),
    }
    return render(request, "feedback/confirm.html", context)


@require_http_methods(["GET", "POST"])
@changes_questions
def question_new(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Choose what kind of question it is, then write it."""
    section = _section(survey, key)
    kind = request.GET.get("kind", "")
    if is_of_module(key):
        raise Http404
    if kind not in QuestionKind.values:
        context = {
            "survey": survey,
            "title": section.title(survey.languages[0]),
            "kinds": QuestionKind.choices,
        }
        return render(request, "feedback/kinds.html", context)
    form = QuestionForm(request.POST or None, kind=kind)
    if form.is_valid() and done(
        form,
        lambda: add_question(**_act(request, survey), section=key, words=form.words),
    ):
        messages.success(request, _("The question is there."))
        return redirect("feedback:questions", survey.slug)
    caption = QuestionKind(kind).label
    return form_page(
        request, survey, form, heading=_("One more question"), caption=caption
    )


@require_http_methods(["GET", "POST"])
@changes_questions
def question_edit(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Change a question."""
    question = _question(survey, key)
    begins = what_it_asks(question, survey.languages[0])
    form = QuestionForm(request.POST or None, kind=question.kind, initial=begins)
    if form.is_valid() and done(
        form,
        lambda: edit_question(**_act(request, survey), key=key, words=form.words),
    ):
        messages.success(request, _("The question was changed."))
        return redirect("feedback:questions", survey.slug)
    caption = QuestionKind(question.kind).label
    return form_page(
        request, survey, form, heading=_("Change a question"), caption=caption
    )


@require_POST
@changes_questions
def question_step(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Move a question up or down."""
    way = _way(request)
    return step(
        request,
        survey,
        lambda: move_question(**_act(request, survey), key=key, step=way),
        f"question-{key}",
    )


@require_http_methods(["GET", "POST"])
@changes_questions
def question_remove(request: SignedInRequest, survey: Survey, key: str) -> HttpResponse:
    """Take a question out, once that was asked."""
    question = _question(survey, key)
    if request.method == "POST":
        return step(
            request,
            survey,
            lambda: remove_question(**_act(request, survey), key=key),
            "",
        )
    context = {
        "survey": survey,
        "heading": _("Take a question out"),
        "text": _("“%(question)s” is not asked any more then.")
        % {"question": question.text(survey.languages[0])},
        "button": _("Take it out"),
    }
    return render(request, "feedback/confirm.html", context)


@require_http_methods(["GET", "POST"])
@changes_questions
def library(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """Show questions that were tried out, and put one module of them in."""
    if request.method == "POST":
        code = request.POST.get("module", "")
        return step(
            request,
            survey,
            lambda: add_module(**_act(request, survey), code=code[:40]),
            "",
        )
    language = survey.languages[0]
    there = {section.key for section in _shape(survey).sections}
    modules = [
        (module, module.title(language), module.told(language), module.key in there)
        for module in modules_offered()
    ]
    context = {"survey": survey, "modules": modules, "language": language}
    return render(request, "feedback/library.html", context)


def _act(request: SignedInRequest, survey: Survey) -> dict[str, Any]:
    return {"survey_id": survey.pk, "actor": request.user, "now": now()}


def _way(request: SignedInRequest) -> Step:
    way = request.POST.get("step", "")
    if way not in set(Step):
        raise Http404
    return Step(way)


def _shape(survey: Survey) -> Shape:
    newest = version_now(survey)
    if newest is None:
        raise Http404
    return shape_of(newest)


def _section(survey: Survey, key: str) -> Section:
    found = next((one for one in _shape(survey).sections if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _question(survey: Survey, key: str) -> Question:
    section = next(
        (
            one
            for one in _shape(survey).sections
            if key in {question.key for question in one.questions}
        ),
        None,
    )
    if section is None or is_of_module(section.key):
        raise Http404
    return next(one for one in section.questions if one.key == key)
