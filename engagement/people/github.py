"""Signing in with an account of GitHub, which does not speak OpenID Connect.

Somebody is known by the number GitHub gave them, never by their name there, which can
change hands, or an address. An address counts only if GitHub has verified it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.http import HttpRequest  # noqa: TID251 - allauth's signatures
from django.urls import reverse

from engagement.people.addresses import one_mailbox


class GitHubAdapter(OAuth2Adapter):
    headers = {"Accept": "application/json"}

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        self.provider_id = provider_id
        super().__init__(request)
        told = self.get_provider().app.settings
        site, self._api = told["issuer"].rstrip("/"), told["api"].rstrip("/")
        self.authorize_url = f"{site}/login/oauth/authorize"
        self.access_token_url = f"{site}/login/oauth/access_token"

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        path = reverse("oidc_callback", args=[app.provider_id])
        return str(request.build_absolute_uri(path))

    def complete_login(
        self,
        request: HttpRequest,
        app: Any,  # noqa: ARG002 - allauth's signature
        token: SocialToken,
        **_details: Any,
    ) -> SocialLogin:
        user, emails = (self._ask(path, token) for path in ("user", "user/emails"))
        if not isinstance(user, dict) or not isinstance(user.get("id"), int):
            raise OAuth2Error("GitHub does not say who it is")
        listed = emails if isinstance(emails, list) else []
        said = {"user": user, "emails": listed}
        return self.get_provider().sociallogin_from_response(request, said)

    def _ask(self, path: str, token: SocialToken) -> Any:
        how = {"Authorization": f"Bearer {token.token}", "Accept": "application/json"}
        with get_adapter().get_requests_session() as session:
            answer = session.get(f"{self._api}/{path}", headers=how)
            answer.raise_for_status()
            return answer.json()


class GitHubProvider(OAuth2Provider):
    id = "github-accounts"
    name = "GitHub"
    account_class = ProviderAccount
    oauth2_adapter_class = GitHubAdapter

    def get_oauth2_adapter(self, request: HttpRequest) -> GitHubAdapter:
        return GitHubAdapter(request, self.app.provider_id)

    def get_login_url(self, request: HttpRequest, **_more: Any) -> str:  # noqa: ARG002 - allauth's signature
        return reverse("oidc_login", args=[self.app.provider_id])

    def get_default_scope(self) -> list[str]:
        return ["user:email"]

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["user"]["id"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - allauth's signature
        return {}  # nothing of it is needed

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        addresses = self.extract_email_addresses(data)
        name = str(data["user"].get("name") or "")[:120]
        return {"email": addresses[0].email if addresses else None, "name": name}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        return [
            EmailAddress(email=one_mailbox(one["email"]), verified=True, primary=True)
            for one in data["emails"]
            if one.get("primary") is True and one.get("verified") is True
        ][:1]
