"""Finding people, and what an administrator may do with an account."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.people import queries, services
from engagement.people.lost_second_steps import has_second_step
from engagement.people.models import User
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.people.role_forms import ReasonForm
from engagement.people.views.gate import for_administrators

AT_A_TIME = 20


@for_administrators
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Find somebody by address or name; everybody, the latest first, without words."""
    wanted, moment = request.GET.dict(), now()
    words = wanted.get("words", "").replace("\0", "").strip()[:120]
    page = page_of(
        queries.people_like(words), wanted, field="joined_at", size=AT_A_TIME
    )
    viewer = viewer_of(request)
    context = {
        "page": page,
        "rows": [(one, queries.held_by(one, moment)) for one in page.rows],
        "words": words,
        "waiting": queries.waiting_requests(moment).count()
        + queries.waiting_removals(moment).count(),
        "invited": queries.open_invitations(viewer, moment).count(),
    }
    return render(request, "people/people.html", context)


@for_administrators
@require_safe
def person(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Show somebody's roles, now and before, and what can be done."""
    found, moment = _found(person_id), now()
    grants = list(queries.grants_of(found))
    context = {
        "person": found,
        "is_oneself": found.pk == request.user.pk,
        "moment": moment,
        "held": [one for one in grants if one.ends_at is None or one.ends_at > moment],
        "ended": [one for one in grants if one.ends_at and one.ends_at <= moment],
        "requests": queries.waiting_requests(moment).filter(user=found),
        "has_second_step": has_second_step(found),
        "removal": queries.removal_of(found, moment),
        "history": queries.account_history(found),
    }
    return render(request, "people/person.html", context)


def _found(person_id: int) -> User:
    return get_object_or_404(queries.everybody(), pk=person_id)


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def suspend(request: SignedInRequest, person_id: int) -> HttpResponse:
    def act(found: User, reason: str) -> str:
        services.suspend_person(
            user=found, actor=request.user, reason=reason, now=now()
        )
        return _("The account is closed. Nobody is signed in with it any more.")

    return _ask_why(request, person_id, "people/suspend.html", act)


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def open_again(request: SignedInRequest, person_id: int) -> HttpResponse:
    def act(found: User, reason: str) -> str:
        services.open_account(user=found, actor=request.user, reason=reason, now=now())
        return _("The account is open again.")

    return _ask_why(request, person_id, "people/open.html", act)


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def sign_out(request: SignedInRequest, person_id: int) -> HttpResponse:
    def act(found: User, reason: str) -> str:
        ended = services.sign_out_everywhere(
            user=found, actor=request.user, reason=reason, now=now()
        )
        return ngettext(
            "Signed out on %(count)d device.", "Signed out on %(count)d devices.", ended
        ) % {"count": ended}

    return _ask_why(request, person_id, "people/sign_out.html", act)


def _ask_why(
    request: SignedInRequest,
    person_id: int,
    template: str,
    act: Callable[[User, str], str],
) -> HttpResponse:
    """Ask for the reason, do it, and go back to the person."""
    found, form = _found(person_id), ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            said = act(found, form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("people:person", found.pk)
    return render(request, template, {"person": found, "form": form})
