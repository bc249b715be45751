"""Where surveys are made: the list, the desk of one, and what is done with the whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.common.roles import Viewer
from engagement.places.queries import neighborhoods_on_the_map
from feedback.choices import SurveyState
from feedback.forms.making import (
    CopyForm,
    HoursForm,
    SurveyForm,
    SurveyNewForm,
    first_hours,
    what_it_says,
)
from feedback.permissions import can_make_survey, can_make_surveys, can_open_texts
from feedback.queries import surveys_at_the_desk, version_now
from feedback.queries.checklist import checklist_of
from feedback.queries.invited import invite_context
from feedback.queries.making import plan_of
from feedback.queries.paper import may_still_come, surveys_to_type
from feedback.queries.results import desk_results
from feedback.queries.texts import surveys_with_waiting_texts
from feedback.services import (
    add_wave,
    begin_survey,
    begin_version,
    copy_survey,
    edit_survey,
    end_survey,
    publish_survey,
)
from feedback.views.changing import done, form_page
from feedback.views.finding import worked_survey
from meetings.choices import MeetingState
from meetings.models import Meeting
from meetings.queries import meetings_organized_by

WAITING_SHOWN = 50
PAPER_SHOWN = 20
MEETINGS_SHOWN = 40


@require_safe
def organize(request: SignedInRequest) -> HttpResponse:
    """List the surveys somebody works on, the newest first."""
    viewer = viewer_of(request)
    mine = surveys_at_the_desk(viewer)
    may_make = can_make_surveys(viewer)
    if not may_make and not can_open_texts(viewer) and not mine.exists():
        raise Http404
    context = {
        "page": page_of(mine, request.GET.dict(), field="made_at"),
        "may_make": may_make,
        "waiting": list(surveys_with_waiting_texts(viewer)[:WAITING_SHOWN]),
        "paper": list(surveys_to_type(viewer, now())[:PAPER_SHOWN]) if may_make else [],
    }
    return render(request, "feedback/organize.html", context)


@require_http_methods(["GET", "POST"])
def survey_new(request: SignedInRequest) -> HttpResponse:
    """Begin a survey."""
    viewer = viewer_of(request)
    if not can_make_surveys(viewer):
        raise Http404
    form = SurveyNewForm(
        request.POST or None, **_places(viewer), meetings=_meetings(viewer)
    )
    if form.is_valid():
        try:
            made = begin_survey(
                neighborhood_id=form.neighborhood_id,
                details=form.details({}),
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept as a draft. Nobody else sees it yet."))
            return redirect("feedback:survey_desk", made.slug)
    return form_page(
        request, None, form, heading=_("Make a survey"), button=_("Keep as a draft")
    )


@require_safe
def survey_desk(request: SignedInRequest, slug: str) -> HttpResponse:
    """The desk of one survey: where it stands, what is missing, every act on it."""
    survey = worked_survey(request, slug)
    version, moment = version_now(survey), now()
    if version is None:
        raise Http404
    plan = plan_of(survey, version)
    waves = list(survey.waves.select_related("version").order_by("-number")[:50])
    context = {
        "survey": survey,
        "plan": plan,
        "checklist": checklist_of(survey, plan),
        "waves": [
            (wave, wave.is_open(moment), wave.opens_at > moment) for wave in waves
        ],
        "versions": list(survey.versions.order_by("-number")[:50]),
        "is_out": survey.state == SurveyState.PUBLISHED,
        **invite_context(survey, moment),
        "desk_results": desk_results(survey, moment),
    }
    return render(request, "feedback/desk.html", context)


@require_http_methods(["GET", "POST"])
def survey_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change what a survey says of itself."""
    survey = worked_survey(request, slug)
    form = SurveyForm(
        request.POST or None,
        initial=what_it_says(survey),
        first=survey.languages[0],
        meetings=_meetings(viewer_of(request)),
    )
    if form.is_valid() and done(
        form,
        lambda: edit_survey(
            survey_id=survey.pk,
            details=form.details(survey.words),
            actor=request.user,
            now=now(),
        ),
    ):
        messages.success(request, _("The survey was changed."))
        return redirect("feedback:survey_desk", survey.slug)
    return form_page(request, survey, form, heading=_("What the survey says"))


@require_http_methods(["GET", "POST"])
def survey_publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publish a draft, or bring a survey out once more."""
    survey = worked_survey(request, slug)
    publish = publish_survey if survey.is_draft else add_wave
    form = HoursForm(request.POST or None, initial=first_hours(now()))
    if form.is_valid() and done(
        form,
        lambda: publish(
            survey_id=survey.pk, actor=request.user, now=now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("It is published."))
        return redirect("feedback:survey_desk", survey.slug)
    version = version_now(survey)
    plan = plan_of(survey, version) if version else None
    words = {"heading": _("Publish the survey"), "button": _("Publish it")}
    if not survey.is_draft:
        words = {"heading": _("Ask once more"), "button": _("Bring it out")}
    return form_page(request, survey, form, plan=plan, **words)


@require_http_methods(["GET", "POST"])
def survey_end(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take no more answers, once that was asked."""
    survey = worked_survey(request, slug)
    act: dict[str, Any] = {"survey_id": survey.pk, "actor": request.user, "now": now()}
    text = _("Nobody can answer any more, and it cannot be opened again.")
    said = _("It takes no more answers.")
    if may_still_come(survey, now()):
        text = _(
            "Nobody can answer online any more, and it cannot be opened again. Sheets of paper can be typed for seven days more."
        )
        said = _(
            "It takes no more answers online. Sheets of paper can be typed for seven days."
        )
    if request.method == "POST":
        try:
            end_survey(**act)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return redirect("feedback:survey_desk", survey.slug)
    context = {
        "survey": survey,
        "heading": _("End the survey"),
        "text": text,
        "button": _("End it"),
    }
    return render(request, "feedback/confirm.html", context)


@require_http_methods(["GET", "POST"])
def survey_copy(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a draft after this one."""
    survey = worked_survey(request, slug)
    form = CopyForm(request.POST or None, **_places(viewer_of(request)))
    if form.is_valid():
        try:
            made = copy_survey(
                survey_id=survey.pk,
                neighborhood_id=form.neighborhood_id,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Copied as a draft. Nobody else sees it yet."))
            return redirect("feedback:survey_desk", made.slug)
    return form_page(
        request, survey, form, heading=_("Copy the survey"), button=_("Copy it")
    )


@require_POST
def version_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin new questions after the ones people have answered."""
    survey = worked_survey(request, slug)
    try:
        begin_version(survey_id=survey.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("feedback:survey_desk", survey.slug)
    messages.success(
        request, _("These questions can be changed. The next time asks them.")
    )
    return redirect("feedback:questions", survey.slug)


@require_safe
def version(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Read the questions as they were asked."""
    survey = worked_survey(request, slug)
    found = get_object_or_404(survey.versions, number=number)
    context = {"survey": survey, "plan": plan_of(survey, found)}
    return render(request, "feedback/version.html", context)


def _meetings(viewer: Viewer) -> list[Meeting]:
    """Give the meetings a survey may follow, the latest first."""
    mine = meetings_organized_by(viewer).filter(state=MeetingState.PUBLISHED)
    return list(mine.order_by("-begins_at", "-pk")[:MEETINGS_SHOWN])


def _places(viewer: Viewer) -> dict[str, Any]:
    """Give where somebody may ask, as the forms take it."""
    here = neighborhoods_on_the_map()
    return {
        "places": [place for place in here if can_make_survey(viewer, place.pk)],
        "for_all": can_make_survey(viewer, None),
    }
