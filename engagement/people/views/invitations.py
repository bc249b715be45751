"""Inviting somebody to a role: the lists, the letter's page, accepting."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.roles import Role
from engagement.people import queries, services
from engagement.people.addresses import one_mailbox
from engagement.people.choices import InvitationState
from engagement.people.models import RoleRequest
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.people.role_forms import (
    AreaForm,
    InviteForm,
    NameForm,
    OrganizerForm,
)
from engagement.people.views.gate import for_administrators, for_officers
from engagement.places.queries import neighborhoods_on_the_map


# -- who invites -------------------------------------------------------------------------
@for_administrators
@require_safe
def invitations(request: SignedInRequest) -> HttpResponse:
    """List the invitations that nobody has answered yet."""
    found = queries.open_invitations(viewer_of(request), now())
    return render(request, "people/invitations.html", {"invitations": found})


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if _invited(request, form):
        return redirect("people:invitations")
    return render(request, "people/invite.html", {"form": form})


@for_officers
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def organizers(request: SignedInRequest) -> HttpResponse:
    """Show who organizes in the officer's areas, and ask somebody to."""
    viewer, moment = viewer_of(request), now()
    mine = viewer.place_ids(Role.OFFICER)
    places = neighborhoods_on_the_map()
    if mine is not None:
        places = places.filter(pk__in=mine)
    form = OrganizerForm(request.POST or None, places=list(places))
    if _invited(request, form):
        return redirect("people:organizers")
    context = {
        "form": form,
        "organizers": queries.organizers_visible_to(viewer, moment),
        "invitations": queries.open_invitations(viewer, moment),
    }
    return render(request, "people/organizers.html", context)


def _invited(request: SignedInRequest, form: AreaForm) -> bool:
    """Send the letter the form asks for; False when there is nothing to send."""
    if not form.is_valid():
        return False
    address = form.cleaned_data["address"]
    try:
        services.invite(
            address=address,
            terms=form.terms(),
            actor=request.user,
            language=get_language() or settings.LANGUAGE_CODE,
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    said = _("We have written to %(address)s. The letter is good for three days.")
    messages.success(request, said % {"address": address})
    return True


@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    viewer, moment = viewer_of(request), now()
    found = get_object_or_404(queries.invitations_visible_to(viewer), pk=invitation_id)
    is_admin = viewer.holds(Role.ADMIN)
    back = redirect("people:invitations" if is_admin else "people:organizers")
    if request.method == "POST":
        try:
            services.withdraw_invitation(
                invitation_id=found.pk, actor=request.user, now=moment
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The invitation is taken back."))
    return back


# -- who is invited ----------------------------------------------------------------------
def _keep_private(answer: HttpResponse) -> HttpResponse:
    """The address is a secret: no other page hears it, no search engine keeps it."""
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a letter offers, and the way to accept it."""
    return _show(request, token, NameForm())


def _show(request: HttpRequest, token: str, form: NameForm) -> HttpResponse:
    found, moment = queries.invitation_of(token), now()
    if found is None:
        raise Http404
    user = request.user if request.user.is_authenticated else None
    state = found.state_at(moment)
    here = reverse("people:invitation", args=[token])
    context = {
        "invitation": found,
        "is_open": state == InvitationState.OPEN,
        "state": state,
        "is_mine": user is not None and one_mailbox(user.email) == found.address,
        "has_account": queries.person_with_address(found.address) is not None,
        "form": form,
        "token": token,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': here})}",
    }
    return _keep_private(render(request, "people/invitation.html", context))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account of somebody who came by the letter, and sign them in."""
    here = reverse("people:invitation", args=[token])
    if request.method == "GET" or request.user.is_authenticated:
        return _keep_private(redirect(here))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _show(request, token, form)
    try:
        user = services.join_by_invitation(
            token=token,
            name=form.cleaned_data["name"],
            language=get_language() or settings.LANGUAGE_CODE,
            now=now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
        return _keep_private(redirect(here))
    record_authentication(request, user, method="code", email=user.email)
    return _keep_private(perform_login(request, user, redirect_url=here))


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: SignedInRequest, token: str) -> HttpResponse:
    here = reverse("people:invitation", args=[token])
    if request.method == "GET":  # led back here after signing in
        return _keep_private(redirect(here))
    try:
        given = services.accept_invitation(token=token, user=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
        return _keep_private(redirect(here))
    if isinstance(given, RoleRequest):
        messages.success(request, _("Thank you. Another administrator has to agree first. You get a letter."))  # fmt: skip
    else:
        messages.success(request, _("Thank you. The role is yours now."))
    return _keep_private(redirect(settings.LOGIN_REDIRECT_URL))
