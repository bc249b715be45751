"""What the town changes about accounts elsewhere: configured by settings, known by `sub`."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, ClassVar, Final

from allauth.account.utils import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - allauth's signatures
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engagement.common.richtext import tidy
from engagement.people.apple import signed_secret
from engagement.people.id_tokens import says_second_step
from engagement.people.models import User

log = logging.getLogger(__name__)
APPLE: Final = "apple"
# Apple knows no `profile`, and tells an address only to who takes the answer by POST
OF_APPLE: Final = {"scope": ["openid", "email"], "response_mode": "form_post"}

GITHUB: Final = "github"


def app_of(named: dict[str, Any]) -> SocialApp:
    kind = named.get("kind")
    is_apple = kind == APPLE
    return SocialApp(
        provider="github-accounts" if kind == GITHUB else "oidc",
        provider_id=named["id"],
        name=named["name"],
        client_id=named["client_id"],
        secret=signed_secret(named, now()) if is_apple else named["secret"],
        settings={
            "issuer": named["issuer"],
            "api": named.get("api", ""),
            "oauth_pkce_enabled": True,
            "second_step": named.get("second_step", []),
            **(OF_APPLE if is_apple else {}),
        },
    )


class SocialAdapter(DefaultSocialAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _("This address belongs to another account."),
        "connected_other": _("That account belongs to somebody else here."),
    }

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """Name what the settings name, and nothing that lies in the database."""
        apps = [app_of(named) for named in settings.IDENTITY_PROVIDERS]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id)
            and client_id in (None, app.client_id)
        ]

    def get_requests_session(self) -> Any:
        """Ask providers where they were named, and be led nowhere else (ASVS 15.3.2)."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Take only the answer to what this session asked (ASVS 10.5.1).

        GitHub knows no nonce: there the state of this session and PKCE show it.
        """
        if kind_of(sociallogin.account.provider) == GITHUB:
            return
        asked = str(sociallogin.state.get("nonce", ""))
        told = str(sociallogin.account.extra_data.get("nonce", ""))
        if not asked or not constant_time_compare(asked, told):
            raise ImmediateHttpResponse(
                self.unreachable(request, None, "no such nonce")
            )

    def is_auto_signup_allowed(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        sociallogin: SocialLogin,
    ) -> bool:
        """Make an account at once for an address they verified and nobody has here.

        Everybody else types a mailed code first (views/signing_up.py). An address that is
        not verified is not even looked up: it may be anybody's, and a clock would tell.
        """
        told = sociallogin.email_addresses
        if not told or not all(one.verified for one in told):
            return False
        return not any(filter_users_by_email(one.email) for one in told)

    def populate_user(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        sociallogin: SocialLogin,
        data: dict[str, Any],
    ) -> User:
        user: User = sociallogin.user
        user.email = data.get("email") or ""
        user.name = tidy(data.get("name") or "").strip()
        user.language = get_language() or settings.LANGUAGE_CODE
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        provider: Any,
        **details: Any,
    ) -> None:
        """Say it to the log; the page says what to do (allauth draws it)."""
        log.warning("signing in with %s failed: %s", provider, details.get("exception"))

    def unreachable(
        self, request: HttpRequest, provider: Any, why: object
    ) -> HttpResponse:
        log.warning("signing in with %s failed: %s", provider, why)
        return render(request, "socialaccount/authentication_error.html", status=401)


def kind_of(provider_id: str) -> str:
    """Say how a configured provider is spoken with; empty for one that is not."""
    kinds = {one["id"]: one.get("kind", "oidc") for one in settings.IDENTITY_PROVIDERS}
    return str(kinds.get(provider_id, ""))


def counts_as_second_step(sociallogin: SocialLogin | None, at: datetime) -> bool:
    """Tell whether the provider says, in words the town accepts, that it asked for two."""
    if sociallogin is None:
        return False
    named = {one["id"]: one for one in settings.IDENTITY_PROVIDERS}
    provider = named.get(sociallogin.account.provider, {})
    return says_second_step(
        sociallogin.account.extra_data,
        provider.get("second_step", []),
        at,
        settings.STAFF_AT_MOST.total_seconds(),
    )
