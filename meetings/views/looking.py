"""Opening a list of those who come without looking after the meeting."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people.reauthentication import fresh_sign_in_required
from meetings.errors import TooManyListLooksError
from meetings.forms.looking import OpenListForm
from meetings.models import Meeting
from meetings.permissions import can_open_list
from meetings.services.looking import open_list
from meetings.views.finding import own_meeting


@never_cache
@require_http_methods(["GET", "POST"])
def list_open(request: SignedInRequest, meeting_id: int) -> HttpResponseBase:
    """Ask why; for everybody but administrators the page is not there."""
    meeting = own_meeting(request, meeting_id, can_open_list)
    if request.method == "POST":
        return _open(request, meeting)
    return _show(request, meeting, OpenListForm())


def _show(
    request: HttpRequest,
    meeting: Meeting,
    form: OpenListForm,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/list_open.html", context, status=status)


@fresh_sign_in_required
def _open(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    form, status = OpenListForm(request.POST), HTTPStatus.OK
    if form.is_valid():
        try:
            rows = open_list(
                meeting_id=meeting.pk,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                now=now(),
            )
        except TooManyListLooksError as error:
            form.add_error(None, str(error))
            status = HTTPStatus.TOO_MANY_REQUESTS
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            context = {"meeting": meeting, "rows": rows}
            return render(request, "meetings/list_opened.html", context)
    return _show(request, meeting, form, status)
