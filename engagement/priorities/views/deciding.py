"""An officer adjusts a line, decides about it, or keeps last week's decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.priorities.choices import AdjustReason, Decision
from engagement.priorities.forms import AdjustForm, DecideForm
from engagement.priorities.models import Line, Report
from engagement.priorities.queries.review import current_adjustment
from engagement.priorities.services.adjusting import (
    adjust_line,
    countersign_adjustment,
    end_adjustment,
)
from engagement.priorities.services.deciding import (
    Particulars,
    decide_line,
    keep_last_decisions,
)
from engagement.priorities.views.finding import (
    address,
    card_of,
    line_named,
    own_report,
)


@require_http_methods(["GET", "POST"])
def report_decide(
    request: SignedInRequest, slug: str, week: str, kind: str
) -> HttpResponse:
    report = own_report(request, slug, week)
    line = line_named(report, kind)
    form = DecideForm(request.POST or None, line=line, initial=_as_decided(line))
    if form.is_valid():
        try:
            _decide(request, line, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your decision is kept with the draft."))
            return redirect(card_of(report, line))
    context = {
        "report": report,
        "line": line,
        "form": form,
        "choices": _choices(form),
        "back": card_of(report, line),
    }
    return render(request, "priorities/report_decide.html", context)


@require_http_methods(["GET", "POST"])
def report_adjust(
    request: SignedInRequest, slug: str, week: str, kind: str
) -> HttpResponse:
    report = own_report(request, slug, week)
    line = line_named(report, kind)
    step = request.POST.get("step", "")
    if step in _STEPS:
        return _take_step(request, report, line, step)
    form = AdjustForm(request.POST or None, today=localdate())
    if form.is_valid():
        try:
            _adjust(request, line, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The list is ranked again."))
            return redirect(card_of(report, line))
    context = {
        "report": report,
        "line": line,
        "form": form,
        "current": current_adjustment(line),
        "back": card_of(report, line),
    }
    return render(request, "priorities/report_adjust.html", context)


@require_POST
def report_keep(request: SignedInRequest, slug: str, week: str) -> HttpResponse:
    report = own_report(request, slug, week)
    try:
        kept = keep_last_decisions(report_id=report.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _kept_words(kept))
    return redirect(address("report", report))


_STEPS = {"end": end_adjustment, "agree": countersign_adjustment}


def _take_step(
    request: SignedInRequest, report: Report, line: Line, step: str
) -> HttpResponse:
    """End an adjustment, or agree to a colleague's."""
    try:
        _STEPS[step](line_id=line.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(address("report_adjust", report, line.kind.code))
    messages.success(request, _("The list is ranked again."))
    return redirect(card_of(report, line))


def _adjust(request: SignedInRequest, line: Line, given: dict[str, Any]) -> None:
    adjust_line(
        line_id=line.pk,
        actor=request.user,
        factor=given["factor"],
        reason_code=AdjustReason(given["reason_code"]),
        text=given["text"],
        expires_on=given["expires_on"],
        is_pin=given["is_pin"],
        now=now(),
    )


def _decide(request: SignedInRequest, line: Line, given: dict[str, Any]) -> None:
    into = given["into"]
    decide_line(
        line_id=line.pk,
        actor=request.user,
        decision=Decision(given["decision"]),
        reason=given["reason"],
        particulars=Particulars(
            who=given["who"],
            contact=given["contact"],
            on=given["on"],
            until=given["until"],
            into_id=into.pk if into else None,
        ),
        now=now(),
    )


def _as_decided(line: Line) -> dict[str, Any]:
    """What the form begins with: the decision as it stands."""
    detail = {k: v for k, v in line.decision_detail.items() if k != "into"}
    return {**detail, "decision": line.decision, "reason": line.decision_reason}


def _choices(form: DecideForm) -> list[dict[str, Any]]:
    """The radios, each with the fields that only it asks for."""
    chosen = str(form["decision"].value() or "")
    return [
        {
            "value": decision.value,
            "label": decision.label,
            "checked": decision.value == chosen,
            "fields": form.conditional(decision),
        }
        for decision in Decision
    ]


def _kept_words(kept: int) -> str:
    if not kept:
        return _("There was nothing to keep: these lines are new or were asked again.")
    return ngettext(
        "Last time’s decision is kept on %(kept)d line.",
        "Last time’s decisions are kept on %(kept)d lines.",
        kept,
    ) % {"kept": kept}
