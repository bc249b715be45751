"""The page that copies a meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from meetings.forms.copying import CopyForm, next_time
from meetings.services import copy_meeting
from meetings.views.finding import own_meeting


@require_http_methods(["GET", "POST"])
def meeting_copy(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    meeting = own_meeting(request, meeting_id)
    form = CopyForm(request.POST or None, initial=next_time(meeting, now()))
    if form.is_valid():
        try:
            made = copy_meeting(
                meeting_id=meeting.pk,
                begins_at=form.cleaned_data["begins_at"],
                ends_at=form.cleaned_data["ends_at"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Copied as a draft. Nobody else sees it yet."))
            return redirect("meetings:meeting_desk", made.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/meeting_copy.html", context)
