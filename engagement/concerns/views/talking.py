"""Messages between a reporter and the officers, from either side; one's own concern."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from engagement.common.errors import DomainError
from engagement.common.http import (
    SignedInRequest,
    client_ip,
    open_receipt,
    too_often,
    viewer_of,
)
from engagement.common.ids import read_reference
from engagement.common.limits import TRACKING, is_over
from engagement.common.paging import page_of
from engagement.common.roles import Viewer
from engagement.concerns import services
from engagement.concerns.models import Concern
from engagement.concerns.oversight_forms import WordsForm
from engagement.concerns.queries import concern_by_receipt, concerns_sent_by
from engagement.concerns.queries.watching import looks_at_person
from engagement.concerns.staff_words import name_in_public
from engagement.concerns.views.flow import keep_private
from engagement.concerns.views.own import (
    Way,
    by_account,
    by_receipt,
    own_context,
    take_back,
)

AT_A_TIME = 20


def own_concern(request: SignedInRequest, reference: str) -> Concern:
    read = read_reference(reference) or ""
    concern = concerns_sent_by(request.user).filter(reference=read).first()
    if concern is None:
        raise Http404
    return concern


@require_http_methods(["GET", "POST"])
def own(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show somebody signed in their own concern, as the receipt does."""
    concern = own_concern(request, reference)
    way = by_account(concern)
    if request.method == "POST":
        return keep_private(take_back(request, concern, way))
    context = own_context(viewer_of(request), concern, way)
    return keep_private(render(request, "concerns/receipt.html", context))


@require_POST
def own_answer(request: SignedInRequest, reference: str) -> HttpResponse:
    concern = own_concern(request, reference)
    return _answer(request, viewer_of(request), concern, by_account(concern))


@login_not_required
@require_POST
def receipt_answer(request: HttpRequest, receipt: str) -> HttpResponse:
    """Answer the officers with the receipt alone."""
    if is_over(TRACKING, client_ip(request)):
        return too_often(request, TRACKING)
    concern = concern_by_receipt(receipt)
    if concern is None:
        raise Http404
    open_receipt(request, concern.pk)
    return _answer(request, viewer_of(request), concern, by_receipt(receipt))


def _answer(
    request: HttpRequest, viewer: Viewer, concern: Concern, way: Way
) -> HttpResponse:
    form = WordsForm(request.POST, auto_id="answer_%s")
    if form.is_valid():
        try:
            services.answer_officers(
                concern_id=concern.pk,
                viewer=viewer,
                text=form.cleaned_data["text"],
                now=now(),
            )
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Sent. The officers read it here."))
            return redirect(f"{way.page}#messages")
    context = own_context(viewer, concern, way, form)
    return keep_private(render(request, "concerns/receipt.html", context))


@require_GET
def looks_at_me(request: SignedInRequest) -> HttpResponse:
    """Tell who looked at how to reach one, or at one's words: when and why."""
    looks = looks_at_person(viewer_of(request))
    page = page_of(looks, request.GET.dict(), field="at", size=AT_A_TIME)
    context: dict[str, Any] = {
        "page": page,
        "looks": [(one, name_in_public(one.actor, one.role)) for one in page.rows],
    }
    return keep_private(render(request, "concerns/looks_at_me.html", context))
