"""Where captains ask people to join: questions, letters, a paper roster."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.common.paging import page_of
from engagement.common.spreadsheets import MARK, csv_lines
from engagement.common.uploads import takes_files
from watchgroups.forms.members import (
    LARGEST_ROSTER,
    InviteForm,
    QuestionForm,
    RosterForm,
)
from watchgroups.models import Group
from watchgroups.permissions import can_see_members
from watchgroups.queries.roster import asked_of, waiting_letters_of
from watchgroups.services.asking import add_join_question, end_join_question
from watchgroups.services.importing import (
    COLUMNS,
    MOST_LINES,
    Plan,
    import_roster,
    plan_import,
)
from watchgroups.services.inviting import (
    A_DAY_MOST,
    invite_member,
    sent_lately,
    withdraw_invitation,
)
from watchgroups.views.finding import led_group

_DIGITS = 19  # of a bigint


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < _DIGITS
    return int(text) if is_number else None


@require_http_methods(["GET", "POST"])
def join_questions(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the group asks whoever wants to join; the button says which act it is."""
    group = led_group(request, slug, can_see_members)
    act = request.POST.get("act", "")
    form = QuestionForm(request.POST if act == "add" else None)
    number, done = _number(act), False
    try:
        if form.is_valid():
            add_join_question(
                group_id=group.pk,
                text=form.cleaned_data["text"],
                actor=request.user,
                now=now(),
            )
            done = True
        elif number is not None:
            end_join_question(
                group_id=group.pk, question_id=number, actor=request.user, now=now()
            )
            done = True
    except DomainError as error:
        form.add_error(None, str(error))
    if done:
        messages.success(request, _("The form says so now."))
        return redirect("watchgroups:join_questions", slug)
    context = {"group": group, "form": form, "questions": asked_of(group)}
    return render(request, "watchgroups/join_questions.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send an invitation, or take one back."""
    group = led_group(request, slug, can_see_members)
    act = request.POST.get("act", "")
    form = InviteForm(request.POST if act == "send" else None)
    number, said = _number(act), ""
    try:
        if form.is_valid():
            invite_member(
                group_id=group.pk,
                address=form.cleaned_data["address"],
                actor=request.user,
                now=now(),
            )
            said = _("A letter is on its way. The link in it is good for two weeks.")
        elif number is not None and waiting_letters_of(group).filter(pk=number):
            withdraw_invitation(letter_id=number, actor=request.user, now=now())
            said = _("The invitation is taken back.")
    except DomainError as error:
        form.add_error(None, str(error))
    if said:
        messages.success(request, said)
        return redirect("watchgroups:invite", slug)
    wanted = request.GET.dict()
    context = {
        "group": group,
        "form": form,
        "page": page_of(waiting_letters_of(group), wanted, field="invited_at"),
        "left": max(A_DAY_MOST - sent_lately(request.user, now()), 0),
        "now": now(),
    }
    return render(request, "watchgroups/invite.html", context)


@takes_files(2 * LARGEST_ROSTER)
@require_http_methods(["GET", "POST"])
def roster_import(request: SignedInRequest, slug: str) -> HttpResponse:
    """A paper roster: first what would happen, then the letters."""
    group = led_group(request, slug, can_see_members)
    is_sent = request.method == "POST"
    form = RosterForm(
        request.POST if is_sent else None, request.FILES if is_sent else None
    )
    plan: Plan | None = None
    if form.is_valid():
        try:
            if request.POST.get("act") == "send":
                return _imported(request, group, form.content)
            plan = plan_import(
                group=group, content=form.content, actor=request.user, now=now()
            )
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "group": group,
        "form": form,
        "plan": plan,
        "content": form.content if plan else "",
        "most": MOST_LINES,
        "a_day": A_DAY_MOST,
    }
    return render(request, "watchgroups/roster_import.html", context)


def _imported(request: SignedInRequest, group: Group, content: str) -> HttpResponse:
    count = import_roster(
        group_id=group.pk, content=content, actor=request.user, now=now()
    )
    messages.success(
        request,
        ngettext(
            "%(count)d person is invited. Nobody is in the group who does not join.",
            "%(count)d people are invited. Nobody is in the group who does not join.",
            count,
        )
        % {"count": count},
    )
    return redirect("watchgroups:invite", group.slug)


@require_safe
def roster_example(request: SignedInRequest, slug: str) -> HttpResponse:
    """An empty list to fill in, with one line that shows how."""
    led_group(request, slug, can_see_members)
    lines = csv_lines(COLUMNS, [("Ann Example", "ann@example.org", "Mill Road")])
    answer = HttpResponse(MARK + "".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="roster.csv"'
    return answer
