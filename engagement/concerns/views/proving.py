"""Showing that one is a person of one's own, and staying unknown all the same."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.devices import device_of, know_again
from engagement.common.errors import DomainError
from engagement.common.http import client_ip
from engagement.common.limits import WRONG_CODES, is_over, is_used_up
from engagement.concerns.proving_forms import CodeForm, NumberForm, PhoneCodeForm
from engagement.concerns.services.proving import prove_by_code, prove_by_phone
from engagement.outbox.texting import can_text
from engagement.people.errors import (
    NoSuchCodeError,
    PhoneCodeGoneError,
    TooManyTextsError,
)
from engagement.people.http import give_proof, is_proved
from engagement.people.models import User
from engagement.people.queries import has_strong_proof, tier_of
from engagement.people.services import send_phone_code

PHONE_COOKIE: Final = "phone"
_TEN_MINUTES: Final = 600


def _person_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _has_shown(request: HttpRequest) -> bool:
    """Tell whether a code was used before: by the person, or without one from here."""
    person = _person_of(request)
    if person is not None:
        return has_strong_proof(person)
    return is_proved(request, device_of(request)[0])


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _is_guessing(request: HttpRequest) -> bool:
    return is_used_up(WRONG_CODES, client_ip(request))


def _count_guess(request: HttpRequest) -> None:
    is_over(WRONG_CODES, client_ip(request))


def _wait(form: Form, field: str) -> HTTPStatus:
    form.add_error(
        field, _("There were many wrong codes from here. Try again in ten minutes.")
    )
    return HTTPStatus.TOO_MANY_REQUESTS


def _context(request: HttpRequest, form: Form) -> dict[str, Any]:
    person = _person_of(request)
    return {
        "form": form,
        "has_shown": _has_shown(request),
        "is_signed_in": person is not None,
        "counts_already": person is not None and tier_of(person, now()) == "verified",
        "needs_code": settings.TRUST_RULE == "strong",
        "can_text": can_text(),
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Say why, how and what is kept; take a code from a letter or a meeting."""
    initial = {"code": request.GET.get("code", "")[:40]}
    form, status = CodeForm(_sent(request), initial=initial), HTTPStatus.OK
    if form.is_bound and not _has_shown(request):
        if _is_guessing(request):
            form.is_valid()
            status = _wait(form, "code")
        elif form.is_valid():
            answer = _take_code(request, form)
            if answer is not None:
                return answer
    page = "concerns/prove.html"
    return render(request, page, _context(request, form), status=status)


def _take_code(request: HttpRequest, form: CodeForm) -> HttpResponse | None:
    device, is_new = device_of(request)
    try:
        prove_by_code(
            code=form.cleaned_data["code"],
            person=_person_of(request),
            device=device,
            now=now(),
        )
    except DomainError as error:
        if isinstance(error, NoSuchCodeError):
            _count_guess(request)
        form.add_error("code", str(error))
        return None
    return _shown(request, device, is_new=is_new)


def _shown(request: HttpRequest, device: str, *, is_new: bool) -> HttpResponse:
    """Lead to what changed; without an account the browser holds the proof."""
    response = redirect("concerns:prove_done")
    if _person_of(request) is None:
        give_proof(response, device)
        if is_new:
            know_again(response, device)
    return response


# -- by phone ----------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def prove_phone(request: HttpRequest) -> HttpResponse:
    """Ask for a number, and send it a code; used numbers are answered alike."""
    if not can_text():
        raise Http404
    form, status = NumberForm(_sent(request)), HTTPStatus.OK
    if form.is_bound and form.is_valid() and not _has_shown(request):
        try:
            return _send_code(request, form.cleaned_data["number"])
        except DomainError as error:
            form.add_error("number", str(error))
            if isinstance(error, TooManyTextsError):
                status = HTTPStatus.TOO_MANY_REQUESTS
    page = "concerns/prove_phone.html"
    return render(request, page, _context(request, form), status=status)


def _send_code(request: HttpRequest, number: str) -> HttpResponse:
    token, (device, is_new) = secrets.token_urlsafe(24), device_of(request)
    person = _person_of(request)
    send_phone_code(
        number=number,
        token=token,
        asker=f"person {person.pk}" if person else f"device {device}",
        network=client_ip(request),
        person=person,
        now=now(),
    )
    response = redirect("concerns:prove_phone_code")
    response.set_signed_cookie(
        PHONE_COOKIE,
        token,
        salt=PHONE_COOKIE,
        max_age=_TEN_MINUTES,
        path=reverse("concerns:prove"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    if is_new:
        know_again(response, device)
    return response


def _token_in(request: HttpRequest) -> str:
    try:
        return str(
            request.get_signed_cookie(PHONE_COOKIE, default="", salt=PHONE_COOKIE)
        )
    except signing.BadSignature:
        return ""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def prove_phone_code(request: HttpRequest) -> HttpResponse:
    """Take the code of the text."""
    if not can_text():
        raise Http404
    token = _token_in(request)
    if not token:
        return redirect("concerns:prove_phone")
    form, status, is_gone = PhoneCodeForm(_sent(request)), HTTPStatus.OK, False
    if form.is_bound and _is_guessing(request):
        form.is_valid()
        status = _wait(form, "code")
    elif form.is_bound and form.is_valid():
        device, is_new = device_of(request)
        try:
            prove_by_phone(
                token=token,
                code=form.cleaned_data["code"],
                person=_person_of(request),
                device=device,
                now=now(),
            )
        except DomainError as error:
            _count_guess(request)
            is_gone = isinstance(error, PhoneCodeGoneError)
            form.add_error("code", str(error))
        else:
            response = _shown(request, device, is_new=is_new)
            response.delete_cookie(PHONE_COOKIE, path=reverse("concerns:prove"))
            return response
    context = {"form": form, "is_gone": is_gone}
    return render(request, "concerns/prove_phone_code.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def prove_done(request: HttpRequest) -> HttpResponse:
    """Say what changed, and where the proof lives."""
    if not _has_shown(request):
        return redirect("concerns:prove")
    context = {"is_signed_in": _person_of(request) is not None}
    return render(request, "concerns/prove_done.html", context)
