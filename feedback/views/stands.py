"""Beginning from a letter, a screen or a kiosk; and wanting no more letters."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.cookies import give_cookie
from engagement.common.errors import DomainError
from engagement.common.http import client_ip, too_often
from engagement.common.limits import (
    KIOSK_BEGUN,
    STAND_BEGUN,
    SURVEY_CODES,
    is_over,
    is_used_up,
)
from engagement.people.models import User
from feedback.choices import StandKind, SurveyKind
from feedback.errors import LinkUnknownError
from feedback.flow import section_after
from feedback.forms.asking import CodeForm
from feedback.models import Stand
from feedback.queries import shape_of
from feedback.queries.invited import link_of_code, stand_of_link
from feedback.services import begin_open
from feedback.services.mailing import (
    allow_letters,
    has_stopped,
    stop_letters,
    whose_letters,
)
from feedback.services.stands import begin_at_stand, require_stand
from feedback.views.links import (
    KIOSK_COOKIE,
    KIOSK_HOURS,
    Opened,
    back_to_kiosk,
    hand_over,
    keep_private,
    own_link,
    shut,
    with_link,
)

STILL_SECONDS = 30


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Open the link a code of a letter stands for; wrong ones are counted."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_used_up(SURVEY_CODES, client_ip(request)):
        return too_often(request, SURVEY_CODES)
    if form.is_valid():
        token = link_of_code(form.cleaned_data["code"])
        if token is not None:
            return keep_private(redirect("feedback:answer", token))
        form.add_error("code", _("There is no letter with this code."))
    if form.is_bound:
        is_over(SURVEY_CODES, client_ip(request))
    return keep_private(render(request, "feedback/code.html", {"form": form}))


def _stand_or_shut(
    request: HttpRequest, token: str, kind: str
) -> tuple[Stand | None, HttpResponse | None]:
    stand = stand_of_link(token, kind)
    if stand is None:
        unknown = LinkUnknownError(
            _("This link leads to no survey. Look whether it was copied whole.")
        )
        return None, shut(request, unknown)
    try:
        require_stand(stand, now())
    except DomainError as error:
        return None, shut(request, error)
    return stand, None


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """Begin on one’s own phone by the code on a screen: one answer a browser."""
    stand, answer = _stand_or_shut(request, token, StandKind.SCREEN)
    if stand is None or answer is not None:
        return answer or redirect("feedback:surveys")
    if request.method == "POST":
        return _begin_on_phone(request, stand)
    context = {"survey": stand.wave.survey, "wave": stand.wave}
    return keep_private(render(request, "feedback/screen_begin.html", context))


def _begin_on_phone(request: HttpRequest, stand: Stand) -> HttpResponse:
    person = request.user if isinstance(request.user, User) else None
    link = own_link(request, stand.wave)
    if not link and is_over(STAND_BEGUN, client_ip(request)):
        return too_often(request, STAND_BEGUN)
    try:
        if person is not None and stand.wave.survey.kind == SurveyKind.OPEN:
            link = begin_open(wave=stand.wave, person=person, now=now())
        elif not link:
            link = begin_at_stand(stand=stand, now=now())
    except DomainError as error:
        return shut(request, error)
    response = redirect("feedback:answer", link)
    hand_over(response, stand.wave, link)
    return keep_private(response)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """Where a kiosk always comes back to: the next person begins afresh."""
    stand, answer = _stand_or_shut(request, token, StandKind.KIOSK)
    if stand is None or answer is not None:
        return answer or redirect("feedback:surveys")
    is_signed_in = request.user.is_authenticated
    if request.method == "POST" and not is_signed_in:
        return _begin_at_kiosk(request, stand)
    context = {
        "survey": stand.wave.survey,
        "wave": stand.wave,
        "kiosk": stand,
        "is_signed_in": is_signed_in,
    }
    response = render(request, "feedback/kiosk.html", context)
    give_cookie(response, KIOSK_COOKIE, "", max_age=0)
    return keep_private(response)


def _begin_at_kiosk(request: HttpRequest, stand: Stand) -> HttpResponse:
    if is_over(KIOSK_BEGUN, stand.pk):
        return too_often(request, KIOSK_BEGUN)
    try:
        link = begin_at_stand(stand=stand, now=now())
    except DomainError as error:
        return shut(request, error)
    first = section_after(shape_of(stand.wave.version), {}, None)
    if first is None or len(stand.wave.survey.languages) > 1:
        response = redirect("feedback:answer", link)
    else:
        response = redirect("feedback:answer_section", link, first)
    give_cookie(response, KIOSK_COOKIE, link, max_age=KIOSK_HOURS * 3600)
    return keep_private(response)


@require_safe
@with_link
def kiosk_still(request: HttpRequest, link: Opened) -> HttpResponse:
    """Ask whether somebody is there; nobody answers, and the next begins afresh."""
    if link.kiosk is None:
        raise Http404
    at = request.GET.get("at", "")
    number = int(at) if at.isdecimal() and len(at) < 4 else None  # noqa: PLR2004 - digits
    context = link.context() | {"number": number}
    response = render(request, "feedback/kiosk_still.html", context)
    return back_to_kiosk(response, link.kiosk, STILL_SECONDS)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop letters about surveys by one press, or take that back."""
    whose = whose_letters(token)
    if whose is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("act") == "start":
            allow_letters(whose=whose)
        else:
            stop_letters(whose=whose, now=now())
        return redirect("feedback:stop", token)
    context = {"is_stopped": has_stopped(whose)}
    return keep_private(render(request, "feedback/letters_stop.html", context))
