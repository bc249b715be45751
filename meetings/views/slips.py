"""Who came: the slip on the way out, its paper counts, and what they tell."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.cookies import give_cookie, read_cookie
from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, client_ip, too_often, viewer_of
from engagement.common.limits import SLIPS, is_over
from engagement.places.permissions import can_import_population
from meetings.comparing import in_short, suggestion
from meetings.forms.slips import PaperForm, SlipForm
from meetings.models import Meeting
from meetings.models.slips import slips_are_counted, takes_slips
from meetings.permissions import can_check_in, can_create_anywhere
from meetings.queries.slips import (
    Compared,
    paper_is_typed,
    places_to_compare,
    quarters_before,
    who_came,
    who_comes,
)
from meetings.services.slips import forget_paper_slips, hand_in_slip, type_slips
from meetings.slipcodes import is_slip_code, slip_code
from meetings.views.finding import own_meeting, seen_meeting

SLIPS_COOKIE: Final = "slips"
_MOST: Final = 12
_KEPT: Final = 3 * 24 * 3600


def slip_link(meeting: Meeting) -> str:
    """Give the address of the slip while slips are taken; else nothing."""
    if not takes_slips(meeting, now()):
        return ""
    return reverse("meetings:slip", args=[meeting.pk, slip_code(meeting.pk)])


def compared_on(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """Give what a page says of who came to a meeting that is over."""
    return {**_told(who_came(meeting, now())), **_figures(request)}


def _told(compared: list[Compared] | None) -> dict[str, Any]:
    told = compared or []
    is_any_shown = any(one.is_shown for one in told)
    return {
        "compared": [(one, in_short(one)) for one in told] if is_any_shown else [],
        "are_slips_counted": compared is not None,
        "has_figures": any(one.figures for one in told),
    }


def _figures(request: HttpRequest) -> dict[str, Any]:
    user = viewer_of(request).user
    return {"may_import": user is not None and can_import_population(user)}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, meeting_id: int, code: str) -> HttpResponse:
    """Say something of oneself, or nothing; only counts are kept."""
    meeting = seen_meeting(request, meeting_id)
    if not is_slip_code(meeting.pk, code):
        raise Http404
    handed_in = _handed_in(request)
    is_done = str(meeting.pk) in handed_in
    form = SlipForm(request.POST or None)
    if request.method == "POST" and is_over(SLIPS, client_ip(request)):
        return too_often(request, SLIPS)
    if not is_done and form.is_valid():
        try:
            hand_in_slip(meeting_id=meeting.pk, said=form.cleaned_data, now=now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            answer = redirect("meetings:slip", meeting.pk, code)
            kept = ".".join([*handed_in, str(meeting.pk)][-_MOST:])
            give_cookie(answer, SLIPS_COOKIE, kept, max_age=_KEPT)
            return answer
    context = {
        "meeting": meeting,
        "form": form,
        "is_done": is_done,
        "takes_slips": takes_slips(meeting, now()),
    }
    return render(request, "meetings/slip.html", context)


def _handed_in(request: HttpRequest) -> list[str]:
    """Name the meetings this browser handed a slip in for; it alone knows."""
    said = read_cookie(request, SLIPS_COOKIE, max_age=_KEPT)
    return said.split(".") if said else []


@never_cache
@require_http_methods(["GET", "POST"])
def slips_desk(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Show the square for the way out, type paper slips, read what came of it."""
    meeting = own_meeting(request, meeting_id, can_check_in)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = PaperForm(request.POST if act == "type" else None)
    if act == "forget" or form.is_valid():
        try:
            _do(request, meeting, form)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("meetings:slips", meeting.pk)
    link = slip_link(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "link": f"{settings.SITE_URL}{link}" if link else "",
        "is_typed": paper_is_typed(meeting),
        "is_counted": slips_are_counted(meeting, now()),
        "may_create": can_create_anywhere(viewer_of(request)),
        **compared_on(request, meeting),
    }
    return render(request, "meetings/slips.html", context)


def _do(request: SignedInRequest, meeting: Meeting, form: PaperForm) -> None:
    whose: dict[str, Any] = {
        "meeting_id": meeting.pk,
        "actor": request.user,
        "now": now(),
    }
    if form.is_bound:
        type_slips(counts=form.counts, **whose)
        messages.success(request, _("Added to the counts."))
    else:
        forget_paper_slips(**whose)
        messages.success(request, _("What was typed from paper is taken away."))


@never_cache
@require_safe
def who_comes_to_us(request: SignedInRequest) -> HttpResponse:
    """Compare over all meetings of a neighborhood: for those who call them."""
    viewer, at = viewer_of(request), now()
    if not can_create_anywhere(viewer):
        raise Http404
    places = places_to_compare(viewer)
    asked = request.GET.get("neighborhood", "")
    named = {place.slug if place else "all": place for place in places}
    chosen = asked if asked in named else next(iter(named), "all")
    compared = who_comes(named.get(chosen), at) if places else []
    quarters = quarters_before(at)
    context = {
        "places": named.items(),
        "chosen": chosen,
        "place": named.get(chosen),
        "has_place": bool(places),
        "since": quarters[0][0],
        "until": quarters[-1][1],
        "suggestion": suggestion(compared),
        **_told(compared),
        **_figures(request),
    }
    return render(request, "meetings/who_comes.html", context)
