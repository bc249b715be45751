"""Signing in with an account elsewhere, and connecting one to one's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2Adapter,
    OAuth2CallbackView,
    OAuth2LoginView,
)
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from requests import RequestException

from engagement.common.http import SignedInRequest
from engagement.people.github import GitHubAdapter
from engagement.people.identities import disconnect, identities_of
from engagement.people.provider import IdentityAdapter
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.people.social_adapter import APPLE, GITHUB, SocialAdapter, kind_of

Page = Callable[..., HttpResponseBase]


def leads_to_providers(page: Page) -> Page:
    """Let the forms of this page, and of no other, lead to the configured providers."""

    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        origins = _origins()
        if not origins:
            return page(request, *args, **named)
        widened = csp_update({"form-action": origins})(page)
        response: HttpResponseBase = widened(request, *args, **named)
        return response

    return answer


def _origins() -> list[str]:
    places = [
        place
        for one in settings.IDENTITY_PROVIDERS
        for place in (one["issuer"], *one.get("leads_to", []))
    ]
    parts = [urlsplit(place) for place in places]
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts})


def only_if_configured(page: Page) -> Page:
    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not settings.IDENTITY_PROVIDERS:
            raise Http404
        return page(request, *args, **named)

    return answer


def _known(provider_id: str) -> None:
    if provider_id not in [one["id"] for one in settings.IDENTITY_PROVIDERS]:
        raise Http404


@login_not_required
@require_http_methods(["GET", "POST"])
@leads_to_providers
def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go there, once the button was pressed; to connect it, after a fresh proof."""
    _known(provider_id)
    adapter = _adapter(request, provider_id)
    page: Page = OAuth2LoginView.adapter_view(adapter)
    if request.POST.get("process") == "connect":
        page = fresh_sign_in_required(page)
    return page(request)


def _adapter(request: HttpRequest, provider_id: str) -> OAuth2Adapter:
    if kind_of(provider_id) == GITHUB:
        return GitHubAdapter(request, provider_id)
    return IdentityAdapter(request, provider_id)


@csrf_exempt  # the state of the session is the token; a POST only leads on to a GET
@login_not_required
@require_http_methods(["GET", "POST"])
def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take the answer; a provider that is away or another one now opens nothing."""
    _known(provider_id)
    if request.method == "POST":
        return _asked_for_by_ourselves(request, provider_id)
    page: Page = OAuth2CallbackView.adapter_view(_adapter(request, provider_id))
    try:
        answer = page(request)
    except (OAuth2Error, RequestException, KeyError) as error:
        answer = SocialAdapter(request).unreachable(request, provider_id, error)
    return answer


def _asked_for_by_ourselves(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead on to the same address by GET, which brings the session’s cookie along.

    Apple sends people back with a form, from its own site. A cookie that is `Lax` stays
    at home then, and with it the state that shows who asked; the next step brings it.
    """
    told = {k: request.POST[k] for k in ("code", "state", "error") if k in request.POST}
    if kind_of(provider_id) != APPLE or not told:
        raise Http404
    return redirect(f"{reverse('oidc_callback', args=[provider_id])}?{urlencode(told)}")


@require_http_methods(["GET", "POST"])
@only_if_configured
@leads_to_providers
def connections(request: SignedInRequest) -> HttpResponseBase:
    """Show which accounts elsewhere open this one; connect more, disconnect some."""
    if request.method == "POST":
        return _disconnect(request)
    held = {one.provider: one for one in identities_of(request.user)}
    rows = [{**one, "held": held.get(one["id"])} for one in settings.IDENTITY_PROVIDERS]
    return render(request, "people/connections.html", {"rows": rows})


@fresh_sign_in_required
def _disconnect(request: SignedInRequest) -> HttpResponseBase:
    if disconnect(request.user, request.POST.get("provider", "")):
        messages.success(request, _("It no longer opens your account."))
    return redirect("socialaccount_connections")
