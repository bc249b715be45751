"""The page of a letter that asks somebody to lead a group."""

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
from engagement.common.http import SignedInRequest
from engagement.people.addresses import one_mailbox
from engagement.people.queries import token_hash
from watchgroups.choices import AppointmentState
from watchgroups.forms.groups import AcceptForm
from watchgroups.models import Appointment
from watchgroups.queries import appointment_of, code_of
from watchgroups.services import accept_captaincy


@login_not_required
@never_cache
@require_safe
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a letter asks, and the way to say yes."""
    return _show(request, token, AcceptForm())


def _show(request: HttpRequest, token: str, form: AcceptForm) -> HttpResponse:
    found = appointment_of(token_hash(token))
    if found is None:
        raise Http404
    user = request.user if request.user.is_authenticated else None
    here = urlencode({"next": reverse("watchgroups:asked", args=[token])})
    context = {
        "asked": found,
        "group": found.group,
        "code": code_of(found.group),
        "token": token,
        "is_open": _works(found),
        "is_mine": user is not None and one_mailbox(user.email) == found.address,
        "form": form,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{here}",
        "sign_up_url": f"{reverse('account_signup')}?{here}",
    }
    answer = render(request, "watchgroups/asked.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _works(found: Appointment) -> bool:
    is_sent = found.state == AppointmentState.SENT and found.expires_at > now()
    return is_sent and not found.group.is_closed


@never_cache
@require_http_methods(["GET", "POST"])
def asked_accept(request: SignedInRequest, token: str) -> HttpResponse:
    here = redirect("watchgroups:asked", token)
    if request.method == "GET":  # led back here after signing in
        return here
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _show(request, token, form)
    try:
        captain = accept_captaincy(
            token=token,
            public_name=form.cleaned_data["public_name"],
            agrees=form.cleaned_data["agrees"],
            user=request.user,
            now=now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
        return here
    messages.success(request, _("Thank you. You lead this group now."))
    return redirect("watchgroups:captain", captain.group.slug)
