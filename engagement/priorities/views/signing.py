"""An officer signs, asks for changes, or corrects what is published."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.priorities.choices import ReportStatus
from engagement.priorities.forms import ChangesForm, CorrectForm, SignForm
from engagement.priorities.models import Report
from engagement.priorities.services.correcting import start_correction
from engagement.priorities.services.signing import request_changes, sign_report, tick
from engagement.priorities.views.desk import show_report
from engagement.priorities.views.finding import address, own_report


@require_POST
def report_sign(request: SignedInRequest, slug: str, week: str) -> HttpResponse:
    """Publish, or keep the ticks for later; a no keeps what was typed."""
    report = own_report(request, slug, week)
    form = SignForm(request.POST)
    if not form.is_valid():
        return show_report(request, report, form)
    keep = "keep" in request.POST
    act = tick if keep else sign_report
    try:
        report = act(
            report_id=report.pk,
            actor=request.user,
            checked=form.cleaned_data["check"],
            note=form.cleaned_data["note"],
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return show_report(request, report, form)
    messages.success(request, _("Kept for later.") if keep else _signed_words(report))
    return redirect(address("report", report))


@require_http_methods(["GET", "POST"])
def report_changes(request: SignedInRequest, slug: str, week: str) -> HttpResponse:
    report = own_report(request, slug, week)
    form = ChangesForm(request.POST or None)
    if form.is_valid():
        try:
            request_changes(
                report_id=report.pk,
                actor=request.user,
                text=form.cleaned_data["text"],
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your colleague reads what should change."))
            return redirect(address("report", report))
    context = {"report": report, "form": form, "back": address("report", report)}
    return render(request, "priorities/report_changes.html", context)


@require_http_methods(["GET", "POST"])
def report_correct(request: SignedInRequest, slug: str, week: str) -> HttpResponse:
    report = own_report(request, slug, week)
    form = CorrectForm(request.POST or None)
    if form.is_valid():
        try:
            start_correction(
                report_id=report.pk,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Correct what was wrong, then publish again."))
            return redirect(address("report", report))
    context = {"report": report, "form": form, "back": address("report", report)}
    return render(request, "priorities/report_correct.html", context)


def _signed_words(report: Report) -> str:
    if report.status == ReportStatus.SIGNED:
        return _("The report is published. Everyone behind a line gets a letter.")
    return _("You signed. Another officer must sign too before it is published.")
