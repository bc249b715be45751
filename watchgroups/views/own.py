"""What members see of themselves: their groups, their page in one, who looked."""

from __future__ import annotations

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
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from watchgroups.choices import MemberState
from watchgroups.forms.members import AboutMeForm, AppealForm, what_they_said
from watchgroups.models import Membership
from watchgroups.queries import code_of
from watchgroups.queries.roster import (
    asked_of,
    looks_at,
    own_membership_in,
    own_memberships,
)
from watchgroups.services.appeals import appeal_removal, may_appeal
from watchgroups.services.own import (
    agree_to_rules,
    change_what_i_said,
    confirm_taking_part,
    leave_group,
)
from watchgroups.shown import ways_on


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """List the groups somebody is in, asked to join, or was in."""
    rows = own_memberships(viewer_of(request))
    page = page_of(rows, request.GET.dict(), field="asked_at")
    return render(request, "watchgroups/mine.html", {"page": page})


@require_safe
def own(request: SignedInRequest, slug: str) -> HttpResponse:
    """One's own page in a group."""
    return _show(request, _own(request, slug))


def _own(request: SignedInRequest, slug: str) -> Membership:
    member = own_membership_in(viewer_of(request), slug)
    if member is None:
        raise Http404
    return member


def _show(
    request: SignedInRequest, member: Membership, appeal_form: AppealForm | None = None
) -> HttpResponse:
    code = code_of(member.group)
    is_behind = code is not None and member.agreed_code_id != code.pk
    context = {
        **ways_on(viewer_of(request), member.group, member, now()),
        "member": member,
        "group": member.group,
        "code": code,
        "must_agree": is_behind and member.is_here,
        "looks": looks_at(member),
        "appeal": getattr(member, "appeal", None),
        "appeal_form": appeal_form or AppealForm(),
        "may_appeal": may_appeal(member, now()),
        "guardian": getattr(member, "guardian", None),
    }
    return render(request, "watchgroups/own.html", context)


@require_http_methods(["GET", "POST"])
def own_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change what one said of oneself, and whether captains may see the address."""
    member = _own(request, slug)
    if member.ended_at is not None:
        raise Http404
    form = AboutMeForm(
        request.POST or None,
        questions=asked_of(member.group),
        initial=what_they_said(member),
    )
    if form.is_valid():
        try:
            change_what_i_said(
                member_id=member.pk,
                wish=form.wish,
                answers=form.answers,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. The captains read it from now on."))
            return redirect("watchgroups:own", slug)
    context = {"group": member.group, "form": form}
    return render(request, "watchgroups/own_edit.html", context)


@require_POST
def own_act(request: SignedInRequest, slug: str) -> HttpResponse:
    """Agree to the rules, say one still takes part, leave, appeal; the button says which."""
    member = _own(request, slug)
    act = request.POST.get("act", "")
    form = AppealForm(request.POST)
    if act == "appeal" and not form.is_valid():
        return _show(request, member, form)
    try:
        said = _do(request, member, act, form)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    if act == "leave":
        return redirect("watchgroups:mine")
    return redirect("watchgroups:own", slug)


def _do(
    request: SignedInRequest, member: Membership, act: str, form: AppealForm
) -> str:
    actor, at = request.user, now()
    if act == "agree" and member.is_here:
        agree_to_rules(member_id=member.pk, actor=actor, now=at)
        return _("Thank you. You agreed to the rules as they stand.")
    if act == "leave":
        leave_group(member_id=member.pk, now=at)
        return _("You have left the group. What you had said there is deleted.")
    if act == "appeal" and member.state == MemberState.REMOVED:
        appeal_removal(
            member_id=member.pk,
            words=form.cleaned_data["words"],
            actor=actor,
            now=at,
        )
        return _("An officer looks at it. You get a letter.")
    if act == "still" and member.is_here:
        confirm_taking_part(member_id=member.pk, now=at)
        return _("Thank you. You still take part.")
    raise Http404
