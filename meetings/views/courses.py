"""The page that makes a workshop a course."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people.choices import CredentialSort
from engagement.people.queries import offered_credential_kinds
from meetings.forms.courses import CourseForm
from meetings.services import name_course
from meetings.views.finding import own_meeting


@require_http_methods(["GET", "POST"])
def meeting_course(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Say which training whoever comes gets."""
    meeting = own_meeting(request, meeting_id)
    kinds = offered_credential_kinds().filter(sort=CredentialSort.TRAINING)
    form = CourseForm(
        request.POST or None,
        kinds=kinds,
        initial={"kind": meeting.grants_credential_id or ""},
    )
    if form.is_valid():
        try:
            name_course(
                meeting_id=meeting.pk,
                kind_id=form.cleaned_data["kind"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. It is written down for those who came."))
            return redirect("meetings:meeting_desk", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/meeting_course.html", context)
