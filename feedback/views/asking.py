"""Asking people, for those who work on a survey: mail, letters, draws, screens, kiosks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.common.ids import show_receipt
from feedback.choices import StandKind
from feedback.forms.asking import AddressesForm, LettersForm
from feedback.models import Stand, Survey
from feedback.queries import wave_now
from feedback.queries.invited import (
    WAYS,
    invite_context,
    may_remind,
    open_stand_of,
    open_stands,
    stand_of_number,
    stand_token,
)
from feedback.services.asking import (
    ask_by_mail,
    draw_residents,
    make_letters,
    remind,
)
from feedback.services.stands import close_stand, open_stand
from feedback.tokens import tokens_of_code
from feedback.views.finding import worked_survey


def _post(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _site(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


@never_cache
@require_safe
def asking(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show how this survey asks, how far that is, and what can be done now."""
    survey, moment = worked_survey(request, slug), now()
    wave = wave_now(survey, moment)
    stands = open_stands(wave) if wave else []
    context = invite_context(survey, moment) | {
        "survey": survey,
        "wave": wave,
        "is_out": wave is not None
        and not survey.is_draft
        and not survey.is_ended
        and moment < wave.closes_at,
        "ways": WAYS[survey.kind],
        "may_remind": wave is not None and wave.is_open(moment) and may_remind(wave),
        "stands": [(one, _link_of(one)) for one in stands],
    }
    return render(request, "feedback/asking.html", context)


def _link_of(stand: Stand) -> str:
    name = "kiosk" if stand.kind == StandKind.KIOSK else "screen"
    return _site(f"feedback:{name}", stand_token(stand))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_mail(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write to a pasted list of addresses."""
    survey = worked_survey(request, slug)
    form = AddressesForm(_post(request), initial={"language": get_language()})
    if form.is_valid():
        try:
            many = ask_by_mail(
                survey_id=survey.pk,
                addresses=form.cleaned_data["addresses"],
                language=form.cleaned_data["language"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("New letters on their way: %(many)d") % {"many": many}
            )
            return redirect("feedback:asking", survey.slug)
    return render(request, "feedback/ask_mail.html", {"survey": survey, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_letters(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a sheet of letters and show their codes, this once; they are kept nowhere."""
    survey = worked_survey(request, slug)
    form = LettersForm(_post(request), initial={"language": get_language()})
    if form.is_valid():
        try:
            codes = make_letters(
                survey_id=survey.pk,
                many=form.cleaned_data["many"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            context = {
                "survey": survey,
                "wave": wave_now(survey, now()),
                "codes": [
                    (
                        show_receipt(one),
                        _site("feedback:answer", tokens_of_code(one)[0]),
                    )
                    for one in codes
                ],
                "paper": get_language_info(form.cleaned_data["language"]),
                "address": _site("feedback:code"),
            }
            return render(request, "feedback/letter_sheet.html", context)
    return render(
        request, "feedback/ask_letters.html", {"survey": survey, "form": form}
    )


def _do(
    request: SignedInRequest, survey: Survey, act: Callable[..., object], said: str
) -> HttpResponse:
    try:
        act(survey_id=survey.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("feedback:asking", survey.slug)


@require_POST
def ask_draw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Draw residents and write to them."""
    survey = worked_survey(request, slug)
    return _do(
        request, survey, draw_residents, _("Residents are drawn and letters leave.")
    )


@require_POST
def ask_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """Remind those who have not answered, this once."""
    survey = worked_survey(request, slug)
    return _do(request, survey, remind, _("The reminders are on their way."))


# -- screens and kiosks ----------------------------------------------------------------
@require_POST
def stand_open(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a kiosk, or the code for a screen."""
    survey = worked_survey(request, slug)
    kind = request.POST.get("kind", "")
    if kind not in StandKind.values:
        raise Http404
    try:
        open_stand(survey_id=survey.pk, kind=kind, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("feedback:asking", survey.slug)
    if kind == StandKind.SCREEN:
        return redirect("feedback:ask_screen", survey.slug)
    messages.success(request, _("The kiosk is open. Open its link on the device."))
    return redirect("feedback:asking", survey.slug)


@require_POST
def stand_close(request: SignedInRequest, slug: str, stand_id: int) -> HttpResponse:
    """Let nobody begin there any more."""
    survey = worked_survey(request, slug)
    stand = stand_of_number(stand_id)
    if stand is None or stand.wave.survey_id != survey.pk:
        raise Http404
    close_stand(stand_id=stand.pk, actor=request.user, now=now())
    messages.success(request, _("It is closed."))
    return redirect("feedback:asking", survey.slug)


@never_cache
@require_safe
def ask_screen(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the code for a projector."""
    survey = worked_survey(request, slug)
    wave = wave_now(survey, now())
    stand = open_stand_of(wave, StandKind.SCREEN) if wave else None
    if stand is None:
        return redirect("feedback:asking", survey.slug)
    context = {"survey": survey, "wave": wave, "link": _link_of(stand)}
    return render(request, "feedback/screen.html", context)
