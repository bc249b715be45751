"""Promises for a line: made here, moved and settled on a page of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.priorities.forms import (
    MovePromiseForm,
    PromiseForm,
    SettlePromiseForm,
)
from engagement.priorities.queries.review import officers_of
from engagement.priorities.services.promising import promise_for_line
from engagement.priorities.views.finding import card_of, line_named, own_report
from engagement.promises.choices import PromiseState
from engagement.promises.models import Promise
from engagement.promises.permissions import can_change_promise
from engagement.promises.queries import promises_visible_to
from engagement.promises.services import begin_promise, move_promise, settle_promise


@require_http_methods(["GET", "POST"])
def report_promise(
    request: SignedInRequest, slug: str, week: str, kind: str
) -> HttpResponse:
    report = own_report(request, slug, week)
    line = line_named(report, kind)
    owners = officers_of(report.neighborhood_id, now())
    form = PromiseForm(request.POST or None, owners=owners)
    if form.is_valid():
        try:
            promise_for_line(
                line_id=line.pk, actor=request.user, now=now(), **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Promised. Neighbors read it."))
            return redirect(card_of(report, line))
    context = {
        "report": report,
        "line": line,
        "form": form,
        "back": card_of(report, line),
    }
    return render(request, "priorities/report_promise.html", context)


@require_http_methods(["GET", "POST"])
def promise(request: SignedInRequest, promise_id: int) -> HttpResponse:
    """Say that it began, name another day, or say how it ended."""
    viewer = viewer_of(request)
    promises = promises_visible_to(viewer).select_related("neighborhood", "owner")
    found = get_object_or_404(promises, pk=promise_id)
    if not can_change_promise(viewer, found):
        raise Http404
    step = request.POST.get("step", "")
    forms: dict[str, Form] = {
        "move": MovePromiseForm(request.POST if step == "move" else None),
        "settle": SettlePromiseForm(request.POST if step == "settle" else None),
    }
    if request.method == "POST" and _stepped(request, found, step, forms):
        return redirect(found)
    context = {
        "promise": found,
        "move": forms["move"],
        "settle": forms["settle"],
        "days_late": found.days_late(localdate()),
    }
    return render(request, "priorities/promise.html", context)


def _stepped(
    request: SignedInRequest, found: Promise, step: str, forms: dict[str, Form]
) -> bool:
    """Take the step asked for; False leaves the page with what was typed."""
    form = forms.get(step)
    if form is not None and not form.is_valid():
        return False
    try:
        _step(request, found, step, form.cleaned_data if form else {})
    except DomainError as error:
        if form is None:
            messages.error(request, str(error))
            return True
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Kept. Neighbors read it."))
    return True


def _step(
    request: SignedInRequest, found: Promise, step: str, given: dict[str, Any]
) -> None:
    whose: dict[str, Any] = {
        "promise_id": found.pk,
        "actor": request.user,
        "now": now(),
    }
    if step == "move":
        move_promise(**whose, due_on=given["due_on"], reason=given["reason"])
    elif step == "settle":
        state = PromiseState(given["state"])
        settle_promise(**whose, state=state, outcome=given["outcome"])
    elif step == "begin":
        begin_promise(**whose)
    else:
        raise Http404
