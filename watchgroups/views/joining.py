"""Asking to join, and the pages of letters: an invitation, a guardian's, a member's own."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, too_often, viewer_of
from engagement.common.limits import JOINS, is_over
from engagement.people.addresses import one_mailbox
from watchgroups.choices import JoinBy, MemberState
from watchgroups.forms.members import JoinForm
from watchgroups.models import Group, MemberInvitation, Membership
from watchgroups.queries import code_of, membership_of
from watchgroups.queries.roster import (
    asked_of,
    guardian_of_link,
    member_letter_of,
)
from watchgroups.services.guardians import agree_as_guardian, end_as_guardian
from watchgroups.services.inviting import accept_invitation, may_be_used
from watchgroups.services.joining import ask_to_join
from watchgroups.services.own import confirm_taking_part, leave_group, member_of_link
from watchgroups.views.finding import seen_group


@require_http_methods(["GET", "POST"])
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to join, with what one wants to say of oneself."""
    group = seen_group(request, slug)
    form = _form(request, group)
    if form.is_valid():
        if is_over(JOINS, request.user.pk):
            return too_often(request, JOINS)
        try:
            member = ask_to_join(
                group_id=group.pk,
                wish=form.wish,
                answers=form.answers,
                agrees=form.cleaned_data["agrees"],
                guardian=_guardian(form),
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _joined(request, member)
    context = {
        "group": group,
        "form": form,
        "code": code_of(group),
        "mine": membership_of(viewer_of(request), group),
        "by_invitation": group.join_by == JoinBy.INVITATION,
    }
    return render(request, "watchgroups/join.html", context)


def _form(request: SignedInRequest, group: Group) -> JoinForm:
    return JoinForm(
        request.POST if request.method == "POST" else None,
        questions=asked_of(group),
        initial={"name": request.user.name},
    )


def _guardian(form: JoinForm) -> str:
    said = form.cleaned_data
    return said["guardian"] if said["is_young"] else ""


def _joined(request: HttpRequest, member: Membership) -> HttpResponse:
    if member.state == MemberState.ACTIVE:
        messages.success(request, _("Welcome. You are a member now."))
    elif hasattr(member, "guardian"):
        messages.success(request, _("Your guardian gets a letter and has to agree."))
    else:
        messages.success(request, _("You have asked. A captain answers you by letter."))
    return redirect("watchgroups:own", member.group.slug)


# -- an invitation -----------------------------------------------------------------------
@login_not_required
@never_cache
@require_safe
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a letter asks, and the way to say yes."""
    letter = _letter(token)
    user = request.user if request.user.is_authenticated else None
    here = urlencode({"next": reverse("watchgroups:invited", args=[token])})
    context = {
        "group": letter.group,
        "token": token,
        "is_open": _works(letter),
        "is_mine": user is not None and one_mailbox(user.email) == letter.address,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{here}",
        "sign_up_url": f"{reverse('account_signup')}?{here}",
    }
    return _unlisted(render(request, "watchgroups/invited.html", context))


@never_cache
@require_http_methods(["GET", "POST"])
def invited_join(request: SignedInRequest, token: str) -> HttpResponse:
    """Join by a letter; without the letter’s address there is nothing here."""
    letter = _letter(token)
    if not _works(letter) or one_mailbox(request.user.email) != letter.address:
        return redirect("watchgroups:invited", token)
    form = _form(request, letter.group)
    if form.is_valid():
        try:
            member = accept_invitation(
                token=token,
                wish=form.wish,
                answers=form.answers,
                agrees=form.cleaned_data["agrees"],
                guardian=_guardian(form),
                user=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _joined(request, member)
    context = {
        "group": letter.group,
        "form": form,
        "code": code_of(letter.group),
        "is_invited": True,
    }
    return _unlisted(render(request, "watchgroups/join.html", context))


def _letter(token: str) -> MemberInvitation:
    letter = member_letter_of(token)
    if letter is None:
        raise Http404
    return letter


def _works(letter: MemberInvitation) -> bool:
    group = letter.group
    return letter.is_open(now()) and group.is_active and may_be_used(letter, group)


def _unlisted(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


# -- a guardian --------------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """Agree that a young person takes part, or end it; the button says which."""
    asked = guardian_of_link(token)
    context: dict[str, object] = {"asked": asked, "done": "", "now": now()}
    if asked is not None:
        context["group"] = asked.membership.group
        context["code"] = code_of(asked.membership.group)
    act = request.POST.get("act", "")
    try:
        if act == "agree":
            context["asked"] = agree_as_guardian(token=token, now=now())
        elif act == "end":
            end_as_guardian(token=token, now=now())
            context["done"] = "ended"
    except DomainError as error:
        messages.error(request, str(error))
    return _unlisted(render(request, "watchgroups/guardian.html", context))


# -- a member's own link -----------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def member_link(request: HttpRequest, token: str) -> HttpResponse:
    """Say that one still takes part, or leave, without signing in."""
    context: dict[str, object] = {"done": ""}
    act = request.POST.get("act", "")
    try:
        member = member_of_link(token)
        context["group"] = member.group
        if act == "still" and member.is_here:
            confirm_taking_part(member_id=member.pk, now=now())
            context["done"] = "still"
        elif act == "leave":
            leave_group(member_id=member.pk, now=now())
            context["done"] = "left"
    except DomainError as error:
        context["fault"] = str(error)
    return _unlisted(render(request, "watchgroups/member_link.html", context))
