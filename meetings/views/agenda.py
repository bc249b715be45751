"""Where organizers build the agenda: plain buttons, one step a press."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from meetings.forms.agenda import (
    AcceptForm,
    DeclineForm,
    ItemForm,
    NewItemForm,
    what_it_says,
)
from meetings.models import AgendaItem, Meeting
from meetings.queries.agenda import (
    agenda_of,
    item_on,
    items_of,
    proposal_of,
    proposals_for,
)
from meetings.services.agenda import (
    MOST_ITEMS,
    Step,
    add_item,
    edit_item,
    move_item,
    remove_item,
)
from meetings.services.proposing import accept_proposal, decline_proposal
from meetings.views.finding import own_meeting

REMOVE = "remove"
MOST_PROPOSALS = 100  # so many can wait; answered ones stand below them


@require_http_methods(["GET", "POST"])
def agenda(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Show the agenda with its buttons, and take one more item."""
    meeting = own_meeting(request, meeting_id)
    form = NewItemForm(
        request.POST or None, items=items_of(meeting).filter(parent=None)
    )
    if form.is_valid():
        words = form.words
        if _done(
            form,
            lambda: add_item(
                meeting_id=meeting.pk,
                words=words,
                parent_id=form.parent_id,
                actor=request.user,
                now=now(),
            ),
        ):
            messages.success(request, _("It is on the agenda."))
            return redirect("meetings:agenda", meeting.pk)
    proposals = list(proposals_for(meeting)[: MOST_PROPOSALS + 1])
    context = {
        "meeting": meeting,
        "form": form,
        "agenda": agenda_of(meeting),
        "proposals": proposals[:MOST_PROPOSALS],
        "has_more": len(proposals) > MOST_PROPOSALS,
        "most": MOST_ITEMS,
    }
    return render(request, "meetings/agenda.html", context)


@require_http_methods(["GET", "POST"])
def agenda_item(
    request: SignedInRequest, meeting_id: int, item_id: int
) -> HttpResponse:
    """Change one item."""
    meeting = own_meeting(request, meeting_id)
    item = _item(meeting, item_id)
    form = ItemForm(request.POST or None, initial=what_it_says(item))
    if form.is_valid():
        words = form.words
        if _done(
            form,
            lambda: edit_item(
                item_id=item.pk, words=words, actor=request.user, now=now()
            ),
        ):
            messages.success(request, _("The item was changed."))
            return redirect("meetings:agenda", meeting.pk)
    context = {"meeting": meeting, "item": item, "form": form}
    return render(request, "meetings/agenda_item.html", context)


@require_POST
def agenda_step(
    request: SignedInRequest, meeting_id: int, item_id: int
) -> HttpResponse:
    """Move one item a step, or take it away."""
    meeting = own_meeting(request, meeting_id)
    item = _item(meeting, item_id)
    step = request.POST.get("step", "")
    act: dict[str, Any] = {"item_id": item.pk, "actor": request.user, "now": now()}
    try:
        if step == REMOVE:
            remove_item(**act)
            messages.success(request, _("It is off the agenda."))
        elif step in set(Step):
            move_item(**act, step=Step(step))
        else:
            raise Http404
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{_desk(meeting)}#item-{item_id}")


@require_http_methods(["GET", "POST"])
def proposal(
    request: SignedInRequest, meeting_id: int, proposal_id: int
) -> HttpResponse:
    """Put what somebody proposed on the agenda, or say why not."""
    meeting = own_meeting(request, meeting_id)
    found = proposal_of(meeting, proposal_id)
    if found is None:
        raise Http404
    answer = request.POST.get("answer", "")
    accept = AcceptForm(request.POST if answer == "accept" else None)
    decline = DeclineForm(request.POST if answer == "decline" else None)
    act: dict[str, Any] = {
        "proposal_id": found.pk,
        "actor": request.user,
        "now": now(),
    }
    if accept.is_valid() and _done(
        accept,
        lambda: accept_proposal(**act, minutes=accept.cleaned_data["minutes"]),
    ):
        messages.success(request, _("It is on the agenda."))
        return redirect("meetings:agenda", meeting.pk)
    if decline.is_valid() and _done(
        decline,
        lambda: decline_proposal(**act, reason=decline.cleaned_data["reason"]),
    ):
        messages.success(request, _("Declined. Whoever proposed it reads why."))
        return redirect("meetings:agenda", meeting.pk)
    context = {
        "meeting": meeting,
        "proposal": found,
        "accept": accept,
        "decline": decline,
    }
    return render(request, "meetings/proposal.html", context)


@require_safe
def blank_sheet(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """A sheet for the door, on paper; nothing of it is kept here."""
    meeting = own_meeting(request, meeting_id)
    context = {"meeting": meeting, "rows": range(1, 21)}
    return render(request, "meetings/blank_sheet.html", context)


def _item(meeting: Meeting, item_id: int) -> AgendaItem:
    found = item_on(meeting, item_id)
    if found is None:
        raise Http404
    return found


def _desk(meeting: Meeting) -> str:
    return str(redirect("meetings:agenda", meeting.pk).headers["Location"])


def _done(form: Any, act: Callable[[], object]) -> bool:
    """Do one thing; what went wrong is said in the form."""
    try:
        act()
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
