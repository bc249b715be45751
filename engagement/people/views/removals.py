"""A second step that is lost: asking, deciding, and stopping it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people import queries, services
from engagement.people.choices import RequestState
from engagement.people.models import OPEN_REMOVALS, SecondStepRemoval, User
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.people.role_forms import ReasonForm
from engagement.people.views.deciding import decided, does_wait
from engagement.people.views.gate import for_administrators

KEPT: Final = "people/second_step_kept.html"


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Ask another administrator to agree that this person’s second step is lost."""
    found = get_object_or_404(queries.everybody(), pk=person_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.ask_to_remove_second_step(
                user=found,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.info(request, _("Another administrator has to agree. They get a letter, and so does the person."))  # fmt: skip
            return redirect("people:person", found.pk)
    context = {"person": found, "form": form}
    return render(request, "people/remove_second_step.html", context)


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def removal(request: SignedInRequest, removal_id: int) -> HttpResponse:
    """Show whose second step is said to be lost and why; agree, say no, take it back."""
    asked = get_object_or_404(queries.removals(), pk=removal_id)
    moment = now()
    is_agreed = asked.state == RequestState.AGREED
    taken_part = request.user.pk in (asked.asked_by_id, asked.decided_by_id)
    return decided(
        request,
        asked,
        by=_decide,
        page="people/removal.html",
        now=moment,
        is_agreed=is_agreed,
        can_take_back=taken_part and (is_agreed or does_wait(asked, moment)),
    )


def _decide(act: str, asked: SecondStepRemoval, actor: User, reason: str) -> str:
    if act == "agree":
        services.agree_to_removal(
            removal_id=asked.pk, actor=actor, reason=reason, now=now()
        )
        return _("Agreed. It happens in 24 hours. The person is told now and can stop it.")  # fmt: skip
    if act == "take_back":
        services.withdraw_removal(removal_id=asked.pk, actor=actor, now=now())
        return _("It is taken back.")
    services.decline_removal(removal_id=asked.pk, actor=actor, reason=reason, now=now())
    return _("The second step stays. Who asked can read why.")


# -- the person themselves ---------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
def keep(request: SignedInRequest) -> HttpResponse:
    """Show who wants to take one’s second step away, and stop it."""
    found = queries.removal_of(request.user, now())
    if request.method == "POST" and found is not None:
        return _stop(request, found, request.user)
    return render(request, KEPT, {"removal": found})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def keep_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Stop it by the link in the letter, without signing in: the phone may be lost."""
    number = services.removal_named_by(token)
    if number is None:
        raise Http404
    found = get_object_or_404(queries.removals(), pk=number)
    open_one = found if found.state in OPEN_REMOVALS else None
    if request.method == "POST" and open_one is not None:
        return _stop(request, open_one, None)
    answer = render(request, KEPT, {"removal": open_one})
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _stop(
    request: HttpRequest, found: SecondStepRemoval, actor: User | None
) -> HttpResponse:
    try:
        services.stop_removal(removal_id=found.pk, actor=actor, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your second step stays. The administrators are told."))  # fmt: skip
    return redirect(request.path)
