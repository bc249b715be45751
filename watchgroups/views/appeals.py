"""Where officers answer members who were put out, and where administrators look."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.people.reauthentication import fresh_sign_in_to_change
from watchgroups.errors import TooManyLooksError
from watchgroups.forms.members import GlassForm, VerdictForm
from watchgroups.models import Group
from watchgroups.permissions import (
    can_answer_appeals,
    can_look_after_groups,
    can_open_members,
)
from watchgroups.queries.roster import appeals_at_the_desk, member_in, members_of
from watchgroups.services.appeals import answer_appeal
from watchgroups.services.looking import open_member, open_member_list
from watchgroups.views.finding import desk_group


@require_safe
def appeals(request: SignedInRequest) -> HttpResponse:
    """List who asks for a second word, in an officer's area."""
    viewer = viewer_of(request)
    if not can_look_after_groups(viewer):
        raise Http404
    wanted = request.GET.dict()
    page = page_of(appeals_at_the_desk(viewer), wanted, field="asked_at")
    return render(request, "watchgroups/appeals.html", {"page": page})


@require_http_methods(["GET", "POST"])
def appeal(request: SignedInRequest, appeal_id: int) -> HttpResponse:
    """Read one, and decide with words."""
    viewer = viewer_of(request)
    asked = get_object_or_404(appeals_at_the_desk(viewer), pk=appeal_id)
    if not can_answer_appeals(viewer, asked.membership.group):
        raise Http404
    form = VerdictForm(request.POST or None)
    if form.is_valid():
        try:
            answer_appeal(
                appeal_id=asked.pk, actor=request.user, now=now(), **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. Both sides get a letter."))
            return redirect("watchgroups:appeals")
    context = {"appeal": asked, "group": asked.membership.group, "form": form}
    return render(request, "watchgroups/appeal.html", context)


@never_cache
@fresh_sign_in_to_change
@require_http_methods(["GET", "POST"])
def desk_members(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Open the list of members without leave, for a reason: administrators alone."""
    group = _glass(request, slug)
    form = GlassForm(request.POST or None)
    context = {"group": group, "form": form}
    status = HTTPStatus.OK
    if form.is_valid():
        try:
            open_member_list(
                group_id=group.pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=now(),
            )
            page = page_of(members_of(group), {}, field="asked_at", size=MOST_OPENED)
            context |= {"members": page.rows, "is_cut": bool(page.older)}
        except TooManyLooksError as error:
            form.add_error(None, str(error))
            status = HTTPStatus.TOO_MANY_REQUESTS
        except DomainError as error:
            form.add_error("reason", str(error))
    return render(request, "watchgroups/desk_members.html", context, status=status)


MOST_OPENED = 200


@never_cache
@fresh_sign_in_to_change
@require_http_methods(["GET", "POST"])
def desk_member(
    request: SignedInRequest, slug: str, member_id: int
) -> HttpResponseBase:
    """Open how to reach one member without leave, for a reason."""
    group = _glass(request, slug)
    found = get_object_or_404(member_in(group), pk=member_id)
    form = GlassForm(request.POST or None)
    context = {"group": group, "form": form, "is_one": True}
    status = HTTPStatus.OK
    if form.is_valid():
        try:
            context["reached"] = open_member(
                member_id=found.pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=now(),
            )
        except TooManyLooksError as error:
            form.add_error(None, str(error))
            status = HTTPStatus.TOO_MANY_REQUESTS
        except DomainError as error:
            form.add_error("reason", str(error))
    return render(request, "watchgroups/desk_members.html", context, status=status)


def _glass(request: SignedInRequest, slug: str) -> Group:
    group = desk_group(request, slug)
    if not can_open_members(viewer_of(request)):
        raise Http404
    return group
