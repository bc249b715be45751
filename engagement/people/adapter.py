"""What the town changes about allauth: its letters, its words, its idea of an address."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - allauth's signatures
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engagement.common.http import client_ip, viewer_of
from engagement.common.richtext import readable
from engagement.common.roles import Role
from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people import services
from engagement.people.addresses import one_mailbox
from engagement.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _(
            "The e-mail address or the password is not right. Check both and try again."
        ),
        "email_taken": _("This address belongs to another account."),
        "enter_current_password": _("Your current password is not right."),
        "incorrect_code": _("This code is not right. Check the letter and try again."),
        "incorrect_password": _("This password is not right."),
        "too_many_login_attempts": _(
            "There were too many tries. Wait five minutes, then try again."
        ),
        "same_as_current": _("This is already the address of your account."),
        "rate_limited": _("You are very quick. Wait a minute, then try again."),
    }

    def clean_email(self, email: str) -> str:
        return one_mailbox(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Ask everybody again; who has only a mailbox too (see reauthentication.py)."""
        return True

    def get_reauthentication_methods(
        self, user: User | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Name the ways to prove oneself again; whoever has a second step takes it."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        second = [way for way in ways if str(way["id"]).startswith("mfa_")]
        if second:
            words = {"mfa_reauthenticate": _("Use my app or a recovery code")}
            other = _("Use a passkey")
            return [{**w, "description": words.get(w["id"], other)} for w in second]
        by_password = [{**w, "description": _("Use my password")} for w in ways]
        by_mail = {
            "id": "prove_by_mail",
            "description": _("Send me a code by e-mail"),
            "url": reverse("prove_by_mail"),
        }
        return [*by_password, by_mail] if user.is_authenticated else []

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 - allauth's signature
        """Write down a wrong password; an address nobody has is not kept at all."""
        services.note_failed_sign_in(
            email=str(credentials.get("email", "")), way="password", now=now()
        )

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            services.note_act_of_account(
                user=request.user, action="account.sign_out", now=now()
            )
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead officers to where they work, everybody else to their own page."""
        if viewer_of(request).holds(Role.OFFICER):
            return str(settings.DESK_URL)
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Put the letter into the outbox, sealed: it may hold a code."""
        name = template_prefix.rpartition("/")[2]
        language = get_language() or settings.LANGUAGE_CODE
        values = {
            "code": context.get("code", ""),
            "from_email": context.get("from_email", ""),
            "to_email": context.get("to_email", ""),
            "email": email,
            "signup_url": settings.SITE_URL + reverse("account_signup"),
            "sign_in_url": settings.SITE_URL + reverse(settings.LOGIN_URL),
        }
        letter = write_letter(
            to=email, language=language, template=f"account_{name}", values=values
        )
        send_sealed_letter(letter, now=now())

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's signature
    ) -> User:
        user.name = readable(form.cleaned_data.get("name", ""))
        user.language = get_language() or settings.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def pre_login(
        self, request: HttpRequest, user: User, **details: Any
    ) -> HttpResponse | None:
        """Take over the address of an account that did not come by sign-up.

        The town vouches for it (command line), or a mailed link was pressed; asking for
        a second code would only be a nuisance.
        """
        if not EmailAddress.objects.filter(user=user).exists():
            EmailAddress.objects.create(
                user=user, email=user.email, verified=True, primary=True
            )
        answer: HttpResponse | None = super().pre_login(request, user, **details)
        return answer
