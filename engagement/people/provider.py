"""Signing in with an account elsewhere, by OpenID Connect; allauth finds this by its name.

Where to: `settings.IDENTITY_PROVIDERS`. Somebody is known by the provider and what the
provider calls them (`sub`), never by an address.
"""

from __future__ import annotations

import secrets
from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - allauth's signatures
from django.urls import reverse

from engagement.people.addresses import one_mailbox
from engagement.people.github import GitHubProvider
from engagement.people.id_tokens import BadTokenError, read_id_token

KEPT = ("nonce", "acr", "amr", "auth_time")  # of all they tell us


class IdentityAdapter(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != self.get_provider().issuer:
            raise OAuth2Error("the issuer is another one than was configured")
        return config

    def complete_login(
        self,
        request: HttpRequest,
        app: Any,
        token: SocialToken,  # noqa: ARG002 - allauth's signature
        **details: Any,
    ) -> SocialLogin:
        provider = self.get_provider()
        try:
            claims = read_id_token(
                details["response"].get("id_token"),
                keys=self._keys(),
                issuer=provider.issuer,
                client_id=app.client_id,
            )
        except BadTokenError as error:
            raise OAuth2Error(str(error)) from error
        return provider.sociallogin_from_response(request, {"id_token": claims})

    def _keys(self) -> list[dict[str, Any]]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            return list(answer.json().get("keys", []))

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return str(
            request.build_absolute_uri(reverse("oidc_callback", args=[app.provider_id]))
        )


class IdentityProvider(OpenIDConnectProvider):
    id = "oidc"
    name = "OpenID Connect"
    oauth2_adapter_class = IdentityAdapter

    @property
    def issuer(self) -> str:
        return str(self.app.settings["issuer"])

    @property
    def server_url(self) -> str:
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **details: Any,
    ) -> HttpResponse:
        """Send them there with a nonce that only this session knows."""
        nonce = secrets.token_urlsafe(24)
        how = self.app.settings.get("response_mode")
        params = {"nonce": nonce, **({"response_mode": how} if how else {})}
        asked = {"auth_params": params, "scope": self.get_scope()}
        try:
            answer: HttpResponse = super().redirect(
                request, process, next_url, data, **{**details, **asked}, nonce=nonce
            )
        except (OAuth2Error, requests.RequestException) as error:
            answer = get_adapter().unreachable(request, self, error)
        return answer

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = data["id_token"]
        return {key: claims[key] for key in KEPT if key in claims}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = data["id_token"]
        email, name = claims.get("email"), claims.get("name", "")
        return {"email": one_mailbox(email) if email else None, "name": str(name)[:120]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        email = data["id_token"].get("email")
        if not email:
            return []
        said = data["id_token"].get("email_verified")
        is_verified = said is True or said == "true"  # Apple writes it in words
        return [
            EmailAddress(email=one_mailbox(email), verified=is_verified, primary=True)
        ]


provider_classes = [IdentityProvider, GitHubProvider]
