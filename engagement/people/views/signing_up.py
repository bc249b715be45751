"""Making an account: a mailed code first, and only then a look at who has one already.

Until the code is typed nobody is looked up and nothing is written down, so neither page,
letter, clock nor database knows an address that has an account from one that has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import verify_email_indirectly
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from allauth.socialaccount.internal.flows.signup import (
    clear_pending_signup,
    get_pending_signup,
)
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.people import mailed_proof, services
from engagement.people.forms import ProofCodeForm, SignUpForm
from engagement.people.identities import open_with
from engagement.people.mailed_proof import SIGN_UP
from engagement.people.models import User
from engagement.people.queries import person_with_address

RESEND: Final = "resend"
KEPT: Final = ("email", "name", "next", "provider", "uid")  # of what was asked for


@rate_limit(action="signup")  # type: ignore[untyped-decorator]  # allauth brings no types
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Take an address and send it a code, whoever it belongs to."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(get_login_redirect_url(request))
    following = get_next_redirect_url(request) or ""
    form = SignUpForm(request.POST or None, initial={"email": request.GET.get("email")})
    if form.is_valid():
        asked = {**form.cleaned_data, "next": following}
        if _send(request, asked):
            return redirect("sign_up_code")
        form.add_error("email", _too_quick())
    context = {"form": form, "next": following}
    return render(request, "account/signup.html", context)


@rate_limit(action="signup")  # type: ignore[untyped-decorator]  # allauth brings no types
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up_from_elsewhere(request: HttpRequest) -> HttpResponse:
    """Take the address of somebody who comes from an account elsewhere; send it a code.

    What the other site says of an address is only put into the box.
    """
    if request.user.is_authenticated:
        return redirect("socialaccount_connections")
    came = get_pending_signup(request)
    if came is None:
        return redirect("account_login")
    told = {"email": came.user.email, "name": came.user.name}
    form = SignUpForm(request.POST or None, initial=told)
    if form.is_valid():
        who = {"provider": came.account.provider, "uid": came.account.uid}
        following = came.get_redirect_url(request) or ""
        if _send(request, {**form.cleaned_data, "next": following, **who}):
            return redirect("sign_up_code")
        form.add_error("email", _too_quick())
    context = {"form": form, "is_told": bool(told["email"])}
    return render(request, "socialaccount/signup.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up_code(request: HttpRequest) -> HttpResponse:
    """Take the code; who reads the mailbox comes in, with a new account or their own."""
    asked = mailed_proof.waiting(request.session, now(), kept_as=SIGN_UP)
    if request.user.is_authenticated:
        return HttpResponseRedirect(get_login_redirect_url(request))
    if asked is None:
        begun = request.session.pop(SIGN_UP, None)
        if begun:
            messages.error(request, _("The code is too old. Ask for a new one."))
        return redirect(_beginning(begun or {}))
    if request.POST.get("action") == RESEND:
        if not _send(request, asked):
            messages.error(request, _too_quick())
        return redirect("sign_up_code")
    form = ProofCodeForm(request.POST or None)
    if form.is_valid():
        answer = _taken(request, asked, form.cleaned_data["code"])
        if answer is not None:
            return answer
        form.add_error("code", get_adapter().error_messages["incorrect_code"])
    context = {
        "form": form,
        "email": asked["email"],
        "can_resend": True,
        "beginning": _beginning(asked),
    }
    return render(request, "account/sign_up_code.html", context)


def _taken(
    request: HttpRequest, asked: Mapping[str, Any], code: str
) -> HttpResponse | None:
    """Let somebody in with the right code; None leaves them another try."""
    if mailed_proof.takes(request.session, code, now(), kept_as=SIGN_UP):
        return _come_in(request, asked)
    services.note_failed_sign_in(email=asked["email"], way="code", now=now())
    if mailed_proof.is_waiting(request.session, now(), kept_as=SIGN_UP):
        return None
    messages.error(request, _("The code was wrong too often. Ask for a new one."))
    return redirect(_beginning(asked))


def _beginning(asked: Mapping[str, Any]) -> str:
    """Name the page where the address was typed."""
    return reverse("socialaccount_signup" if "uid" in asked else "account_signup")


def _too_quick() -> str:
    return str(get_adapter().error_messages["rate_limited"])


def _send(request: HttpRequest, asked: Mapping[str, Any]) -> bool:
    """Send a code; False when this address was sent enough of them just now."""
    address = asked["email"]
    if not ratelimit.consume(request, action="request_login_code", key=address):
        return False
    words = {name: asked[name] for name in KEPT if name in asked}
    code = mailed_proof.new_code(request.session, now(), kept_as=SIGN_UP, **words)
    letter = "account/email/email_confirmation_signup"
    get_adapter(request).send_mail(letter, address, {"code": code})
    return True


def _come_in(request: HttpRequest, asked: Mapping[str, Any]) -> HttpResponse:
    is_new = person_with_address(asked["email"]) is None
    user = services.confirm_person_by_mail(
        email=asked["email"], name=asked["name"], language=get_language(), now=now()
    )
    if user.last_login is not None:
        messages.info(request, _("There was an account with this address already. This is it."))  # fmt: skip
    record_authentication(request, user, method="code", email=user.email)
    verify_email_indirectly(request, user, user.email)
    if "uid" in asked:
        _open_from_elsewhere(request, asked, user, is_new=is_new)
    clear_pending_signup(request)
    following = asked["next"] or None
    login = Login(user=user, email=user.email, redirect_url=following)
    answer: HttpResponse = perform_login(request, login)
    return answer


def _open_from_elsewhere(
    request: HttpRequest, asked: Mapping[str, Any], user: User, *, is_new: bool
) -> None:
    """Let the account elsewhere open the account that was just made, and no other."""
    who = {"provider": asked["provider"], "uid": asked["uid"]}
    if is_new and open_with(user, **who):
        record_authentication(request, user, method="socialaccount", **who)
    elif user.is_active and not is_new:
        messages.info(request, _("To come in from the other site next time, connect it under “Accounts elsewhere” on your page."))  # fmt: skip
