"""Choosing a date together: the public page, and the organizer's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement.common.devices import device_of, device_tag, know_again
from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, client_ip, too_often
from engagement.common.limits import DATE_VOTES, is_over
from engagement.people.models import User
from meetings.forms.dates import AskDatesForm, VoteForm
from meetings.models import DateQuestion
from meetings.queries.dates import public_questions, said_by, tallies_of, voter_of
from meetings.services import ask_dates, choose_date, vote_on_dates
from meetings.views.finding import own_meeting


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Say which dates suit; nobody needs an account."""
    question = get_object_or_404(public_questions(), meeting=meeting_id)
    if request.method == "POST" and is_over(DATE_VOTES, client_ip(request)):
        return too_often(request, DATE_VOTES)
    person = request.user if isinstance(request.user, User) else None
    device, is_new = device_of(request)
    voter = voter_of(question, person.pk if person else None, device_tag(device))
    form = VoteForm(
        request.POST or None,
        options=list(question.options.order_by("begins_at", "pk")),
        said=said_by(voter),
        is_signed_in=person is not None,
        wants_letter=bool(voter and voter.wants_letter),
    )
    if form.is_valid() and _voted(question, person, device, form):
        messages.success(request, _("Thank you. You can change it until it closes."))
        answer = redirect("meetings:dates", meeting_id)
        if is_new and person is None:
            know_again(answer, device)
        return answer
    context = {
        "question": question,
        "meeting": question.meeting,
        "form": form,
        "tallies": tallies_of(question),
        "is_open": question.is_open(now()),
        "has_voted": voter is not None,
    }
    return render(request, "meetings/dates.html", context)


def _voted(
    question: DateQuestion, person: User | None, device: str, form: VoteForm
) -> bool:
    try:
        vote_on_dates(
            question_id=question.pk,
            person=person,
            device=device,
            answers=form.answers,
            wants_letter=bool(form.cleaned_data.get("wants_letter")),
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_http_methods(["GET", "POST"])
def meeting_dates(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Offer dates; once they are offered, see what was said and take one."""
    meeting = own_meeting(request, meeting_id)
    question = public_questions().filter(meeting=meeting).first()
    form = AskDatesForm(request.POST or None)
    if form.is_valid():
        try:
            ask_dates(
                meeting_id=meeting.pk,
                begins=form.begins,
                closes_at=form.cleaned_data["closes_at"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked. Everybody can answer now."))
            return redirect("meetings:meeting_dates", meeting.pk)
    context = {
        "meeting": meeting,
        "question": question,
        "form": form,
        "tallies": tallies_of(question) if question else [],
        "voters": question.voters.count() if question else 0,
    }
    return render(request, "meetings/meeting_dates.html", context)


@require_POST
def date_choose(
    request: SignedInRequest, meeting_id: int, option_id: int
) -> HttpResponse:
    meeting = own_meeting(request, meeting_id)
    question = get_object_or_404(public_questions(), meeting=meeting)
    option = get_object_or_404(question.options, pk=option_id)
    try:
        choose_date(option_id=option.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("meetings:meeting_dates", meeting.pk)
    messages.success(request, _("The date is chosen. Publish the meeting next."))
    return redirect("meetings:meeting_desk", meeting.pk)
