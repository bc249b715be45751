"""The pages that take a mailed code do for an address nobody has what they do for others.

allauth shows the same page either way, but looks nobody up, writes nothing down and
sends nothing again where there is no account: a clock would tell (SECURITY promise 23).
"""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from allauth.account.internal.flows.signup import send_unknown_account_mail
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from engagement.people import services
from engagement.people.queries import person_with_address

TOO_OLD = _("The code is too old. Ask for a new one.")
NOBODYS = ""  # an address that is looked up and never found


class ConfirmLoginCode(account.ConfirmLoginCodeView):
    _process: Any = None

    @method_decorator(login_not_required)
    def dispatch(
        self, request: HttpRequest, *args: Any, **named: Any
    ) -> HttpResponseBase:
        answer: HttpResponseBase = super().dispatch(request, *args, **named)
        if self._is_nobodys:
            person_with_address(NOBODYS)
        if hasattr(request, "_login_stage") and self._process is None:
            messages.error(request, TOO_OLD)
        return answer

    @property
    def _is_nobodys(self) -> bool:
        return self._process is not None and self._process.user is None

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super()._resend_form_valid(form)
        if self._is_nobodys:
            send_unknown_account_mail(self.request, self._process.state["email"])
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._is_nobodys:
            services.note_failed_proof(user=None, way="code", now=now())
        answer: HttpResponse = super().form_invalid(form)
        return answer


class ConfirmPasswordResetCode(account.ConfirmPasswordResetCodeView):
    @method_decorator(login_not_required)
    def dispatch(
        self, request: HttpRequest, *args: Any, **named: Any
    ) -> HttpResponseBase:
        was_asked_for = PASSWORD_RESET_VERIFICATION_SESSION_KEY in request.session
        answer: HttpResponseBase = super().dispatch(request, *args, **named)
        if was_asked_for and not self._process:
            messages.error(request, TOO_OLD)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process.user is None:
            services.note_failed_sign_in(email=NOBODYS, way="reset code", now=now())
        answer: HttpResponse = super().form_invalid(form)
        return answer
