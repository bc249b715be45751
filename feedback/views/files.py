"""Bringing answers of another tool: the file, its columns, what would come of it, and how far it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.common.uploads import takes_files
from feedback.choices import FileState
from feedback.forms.files import AnswerFileForm, ColumnsForm
from feedback.importing import columns_in
from feedback.models import AnswerFile, Survey
from feedback.progress import progress_of
from feedback.queries import shape_of, version_now
from feedback.services.answer_files import (
    LONGEST_FILE,
    ask_to_take_in,
    choose_columns,
    keep_answer_file,
)
from feedback.shapes import Shape
from feedback.views.finding import worked_survey

_LOOKS_AGAIN = "5"  # seconds, without script
_AROUND = 64 * 1024  # what a form adds to a file


@takes_files(LONGEST_FILE + _AROUND)
@require_http_methods(["GET", "POST"])
def answer_file_new(request: SignedInRequest, slug: str) -> HttpResponse:
    survey = worked_survey(request, slug)
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            file = keep_answer_file(
                survey_id=survey.pk,
                content=typed["file"],
                opens=typed["opens"],
                closes=typed["closes"],
                remark=typed["note"],
                nothing=typed["nothing"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect("feedback:import_file", survey.slug, file.pk)
    context = {"survey": survey, "form": form}
    return render(request, "feedback/answer_file_new.html", context)


@require_http_methods(["GET", "POST"])
def answer_file(request: SignedInRequest, slug: str, file_id: int) -> HttpResponse:
    """Choose columns and look, or see how far the file is."""
    survey = worked_survey(request, slug)
    file = get_object_or_404(survey.answer_files.all(), pk=file_id)
    is_open = bool(file.text) and file.state != FileState.WAITING
    form = _columns_form(request, survey, file) if is_open else None
    if form is not None and form.is_valid() and _acted(request, file, form):
        return redirect("feedback:import_file", survey.slug, file.pk)
    context = {
        "survey": survey,
        "file": file,
        "form": form,
        "is_waiting": file.state == FileState.WAITING,
        "is_done": file.state == FileState.TAKEN_IN,
        "progress": progress_of(file.pk, file.lines),
    }
    response = render(request, "feedback/answer_file.html", context)
    if file.state == FileState.WAITING:
        response["Refresh"] = _LOOKS_AGAIN
    return response


def _columns_form(
    request: SignedInRequest, survey: Survey, file: AnswerFile
) -> ColumnsForm:
    version = version_now(survey)
    return ColumnsForm(
        request.POST or None,
        shape=shape_of(version) if version else Shape(),
        columns=columns_in(file.text, file.rules.get("delimiter", ",")),
        language=get_language() or "",
        chosen=file.rules.get("answers", {}),
    )


def _acted(request: SignedInRequest, file: AnswerFile, form: ColumnsForm) -> bool:
    """Look at the file by what was chosen; take it in if that was asked."""
    try:
        choose_columns(
            file_id=file.pk, answers=form.answers, actor=request.user, now=now()
        )
        if request.POST.get("act") == "take":
            ask_to_take_in(file_id=file.pk, actor=request.user, now=now())
            messages.success(request, _("The answers are being taken in."))
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
