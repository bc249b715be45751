"""One's own data: a copy of it, and being erased."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.front.choices import ExportState
from engagement.front.forms import EraseForm
from engagement.front.permissions import why_not_erased
from engagement.front.personal.counting import belongings_of, last_export_of
from engagement.front.services import erasing, exporting
from engagement.people.reauthentication import fresh_sign_in_required

FILE_NAME = "common-ground-my-data.zip"


@never_cache
@require_safe
def my_data(request: SignedInRequest) -> HttpResponse:
    """Say how far the copy is."""
    moment = now()
    last = last_export_of(request.user)
    may_ask = last is None or exporting.may_ask_again(last, moment)
    context = {
        "export": last,
        "state": last.state_at(moment) if last else ExportState.NONE,
        "may_ask": may_ask,
        "again_at": last.asked_at + exporting.AT_MOST_EVERY if last else None,
    }
    return render(request, "front/my_data.html", context)


@require_http_methods(["GET", "POST"])
@fresh_sign_in_required
def my_data_ask(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        try:
            exporting.ask_for_export(actor=request.user, now=now())
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("We are making your copy."))
    return redirect("front:my_data")


@never_cache
@require_safe
@fresh_sign_in_required
def my_data_file(request: SignedInRequest) -> StreamingHttpResponse:
    """Hand out one's own copy; the address is the same for everybody."""
    export = exporting.hand_out_export(actor=request.user, now=now())
    if export is None:
        raise Http404
    answer = StreamingHttpResponse(
        exporting.bytes_of(export), content_type="application/zip"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    answer.headers["Content-Length"] = str(export.size)
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
@fresh_sign_in_required
def my_erase(request: SignedInRequest) -> HttpResponse:
    """Say what goes and what stays; erase once the word was typed."""
    moment = now()
    form = EraseForm(request.POST or None)
    if form.is_valid():
        try:
            erasing.erase_account(
                person_id=request.user.pk, actor=request.user, now=moment
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _goodbye(request)
    context = {
        "form": form,
        "why_not": why_not_erased(request.user.pk, moment),
        "belongings": belongings_of(request.user),
    }
    return render(request, "front/my_erase.html", context)


def _goodbye(request: SignedInRequest) -> HttpResponse:
    logout(request)
    answer = redirect("front:erased")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@login_not_required
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "front/erased.html")
