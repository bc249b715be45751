"""Pages that change a survey’s questions: once somebody has answered, none of them does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from feedback.errors import QuestionsFrozenError
from feedback.models import Survey
from feedback.queries import version_now
from feedback.views.finding import worked_survey

Rest = ParamSpec("Rest")
View = Callable[Concatenate[SignedInRequest, Survey, Rest], HttpResponse]
Page = Callable[..., HttpResponse]


def changes_questions(view: View[Rest]) -> Page:
    """Hand the survey to a page, or say that its questions stay as they are: 409."""

    @wraps(view)
    def page(
        request: SignedInRequest, slug: str, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        survey = worked_survey(request, slug)
        newest = version_now(survey)
        if newest is not None and newest.is_frozen:
            return _frozen(request, survey)
        try:
            return view(request, survey, *args, **kwargs)
        except QuestionsFrozenError:  # somebody answered meanwhile
            return _frozen(request, survey)

    return page


def _frozen(request: SignedInRequest, survey: Survey) -> HttpResponse:
    return render(request, "feedback/frozen.html", {"survey": survey}, status=409)


def done(form: forms.Form | None, act: Callable[[], Any]) -> bool:
    """Do it, or say at the form why not; frozen questions are a page of their own."""
    try:
        act()
    except QuestionsFrozenError:
        raise
    except DomainError as error:
        if form is not None:
            form.add_error(None, str(error))
        return False
    return True


def step(
    request: SignedInRequest, survey: Survey, act: Callable[[], Any], at: str
) -> HttpResponse:
    """Do one press of a button and go back to the questions."""
    try:
        act()
    except QuestionsFrozenError:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    target = redirect("feedback:questions", survey.slug)
    target["Location"] += f"#{at}" if at else ""
    return target


def form_page(
    request: SignedInRequest,
    survey: Survey | None,
    form: forms.Form,
    **words: Any,
) -> HttpResponse:
    """Show one form with its heading and its button."""
    context = {"survey": survey, "form": form, "button": _("Keep it"), **words}
    return render(request, "feedback/work_form.html", context)
