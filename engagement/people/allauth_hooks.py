"""The one file that listens to allauth (RULINGS 42)."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.dispatch import receiver  # noqa: TID251 - the one listener (RULINGS 42)
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - what the signal hands over
from django.utils.timezone import now

from engagement.people import proven, services
from engagement.people.choices import ProofKind
from engagement.people.identities import forget_identities
from engagement.people.mfa_adapter import SECOND_STEPS
from engagement.people.models import User
from engagement.people.social_adapter import counts_as_second_step


@receiver(account.email_confirmed, dispatch_uid="people.address_is_proven")
def note_proven_address(
    request: HttpRequest, email_address: EmailAddress, **_more: Any
) -> None:
    """Somebody reads the mailbox: whoever began the account without it is shut out."""
    user = email_address.user
    ways = [step.get("method") for step in proven.steps(request.session, user.pk)]
    if user.last_login is None and "socialaccount" not in ways:
        forget_identities(user)
    services.add_proof(user=user, kind=ProofKind.MAIL, now=now())


@receiver(account.user_logged_in, dispatch_uid="people.signed_in")
def note_sign_in(
    request: HttpRequest,
    response: HttpResponse,
    user: User,
    sociallogin: SocialLogin | None = None,
    **_more: Any,
) -> None:
    """A mailed code proves the mailbox; a chosen language is the person's from now on.

    Whoever has just signed in need not prove it again for a few minutes.
    """
    steps = proven.steps(request.session, user.pk)
    ways = [str(step.get("method")) for step in steps]
    if "code" in ways:
        services.add_proof(user=user, kind=ProofKind.MAIL, now=now())
    if counts_as_second_step(sociallogin, now()):
        record_authentication(request, user, "mfa", type="provider")
        ways.append("second step elsewhere")
    if "mfa" in ways:
        services.stop_needless_removal(user=user, now=now())
    record_authentication(request, user, "sign_in", reauthenticated=True)
    services.note_act_of_account(
        user=user, action="account.sign_in", now=now(), ways=ways
    )
    services.end_oldest_sessions(
        user=user, current=request.session.session_key, now=now()
    )
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        services.use_language(user=user, language=chosen)
    else:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language)


@receiver(account.authentication_step_completed, dispatch_uid="people.proven_again")
def change_key(
    request: HttpRequest, *, reauthenticated: bool = False, **_more: Any
) -> None:
    """Give the session a new key once it may do more (ASVS 7.2.4)."""
    if reauthenticated and request.user.is_authenticated:
        request.session.cycle_key()


# -- passwords -----------------------------------------------------------------------
def _password_changed(request: HttpRequest, user: User, *, action: str) -> None:
    services.note_act_of_account(user=user, action=action, now=now())
    services.end_sessions(
        user=user, actor=user, now=now(), keep=request.session.session_key
    )


@receiver(account.password_set, dispatch_uid="people.password_set")
def note_first_password(request: HttpRequest, user: User, **_more: Any) -> None:
    _password_changed(request, user, action="account.set_password")


@receiver(account.password_changed, dispatch_uid="people.password_changed")
def note_new_password(request: HttpRequest, user: User, **_more: Any) -> None:
    _password_changed(request, user, action="account.change_password")


@receiver(account.password_reset, dispatch_uid="people.password_reset")
def note_reset_password(request: HttpRequest, user: User, **_more: Any) -> None:
    _password_changed(request, user, action="account.reset_password")


@receiver(account.email_changed, dispatch_uid="people.email_changed")
def note_new_address(user: User, **_more: Any) -> None:
    services.note_act_of_account(user=user, action="account.change_email", now=now())


@receiver(account.login_code_rejected, dispatch_uid="people.code_rejected")
def note_wrong_code(user: User, **_more: Any) -> None:
    services.note_failed_proof(user=user, way="code", now=now())


@receiver(account.password_reset_code_rejected, dispatch_uid="people.reset_rejected")
def note_wrong_reset_code(user: User, **_more: Any) -> None:
    services.note_failed_proof(user=user, way="reset code", now=now())


# -- the second step -----------------------------------------------------------------
@receiver(mfa.authenticator_added, dispatch_uid="people.second_step_added")
def note_second_step(
    request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    """Whoever has just shown the new app or passkey has taken the second step with it."""
    if authenticator.type not in SECOND_STEPS:
        return
    kind = str(authenticator.type)
    services.note_act_of_account(user=user, action="mfa.add", now=now(), ways=[kind])
    others = Authenticator.objects.filter(user=user, type__in=SECOND_STEPS)
    if not others.exclude(pk=authenticator.pk).exists():
        services.tell_of_first_second_step(
            user=user, number=authenticator.pk, now=now()
        )
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=kind, reauthenticated=True
    )


@receiver(mfa.authenticator_removed, dispatch_uid="people.second_step_removed")
def note_lost_second_step(
    user: User, authenticator: Authenticator, **_more: Any
) -> None:
    services.note_act_of_account(
        user=user,
        action="mfa.remove",
        now=now(),
        ways=[str(authenticator.type)],
    )


@receiver(mfa.authenticator_reset, dispatch_uid="people.recovery_codes_made")
def note_new_codes(user: User, **_more: Any) -> None:
    services.note_act_of_account(user=user, action="mfa.codes", now=now())


@receiver(mfa.authentication_failed, dispatch_uid="people.second_step_failed")
def note_failed_second_step(user: User, **_more: Any) -> None:
    services.note_failed_proof(user=user, way="second step", now=now())
