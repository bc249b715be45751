"""Where staff make codes: sheets for letters, and one to be shown at a meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
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
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.ids import show_receipt
from engagement.common.paging import page_of
from engagement.front.code_forms import MeetingCodeForm, SheetForm
from engagement.people import services
from engagement.people.code_words import meeting_code_of, next_turn_at, turn_at
from engagement.people.permissions import can_open_codes
from engagement.people.queries import (
    meeting_codes_visible_to,
    places_for_codes,
    sheets_visible_to,
)
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.places.models import Neighborhood

_AT_A_TIME: Final = 20
_MEETINGS: Final = 10
_USUALLY: Final = timedelta(hours=2)


def _places_or_404(request: SignedInRequest) -> list[Neighborhood]:
    if not can_open_codes(request.user):
        raise Http404
    return list(places_for_codes(viewer_of(request)))


def address_with(code: str) -> str:
    """Give the address in the square code: it fills the code in, and uses nothing up."""
    query = urlencode({"code": show_receipt(code)})
    return f"{settings.SITE_URL}{reverse('concerns:prove')}?{query}"


@require_safe
def code_sheets(request: SignedInRequest) -> HttpResponse:
    """List sheets and meetings: how many codes are used, never by whom."""
    if not can_open_codes(request.user):
        raise Http404
    viewer, moment = viewer_of(request), now()
    page = page_of(
        sheets_visible_to(viewer), request.GET.dict(), field="made_at", size=_AT_A_TIME
    )
    latest = meeting_codes_visible_to(viewer).order_by("-starts_at", "-pk")
    context = {
        "page": page,
        "sheets": [(sheet, sheet.is_good(moment)) for sheet in page.rows],
        "meetings": [
            (
                code,
                code.is_open(moment),
                code.closed_at is None and code.ends_at > moment,
            )
            for code in latest[:_MEETINGS]
        ],
    }
    return render(request, "front/code_sheets.html", context)


# -- sheets for letters --------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
def code_sheet_new(request: SignedInRequest) -> HttpResponseBase:
    """Only whoever may make codes is asked who is there."""
    places = _places_or_404(request)
    return _make_sheet(request, places)


@fresh_sign_in_required
def _make_sheet(
    request: SignedInRequest, places: list[Neighborhood]
) -> HttpResponseBase:
    """Make a sheet and show its codes, this once; they are kept nowhere."""
    sent = request.POST if request.method == "POST" else None
    initial = {"language": get_language()}
    form = SheetForm(sent, places=places, initial=initial)
    if form.is_valid():
        try:
            sheet, codes = services.make_sheet(
                neighborhood_id=form.place_id,
                purpose=form.cleaned_data["purpose"],
                size=form.cleaned_data["size"],
                expires_at=form.expires_at,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            context = {
                "sheet": sheet,
                "codes": [(show_receipt(one), address_with(one)) for one in codes],
                "paper": get_language_info(form.cleaned_data["language"]),
                "address": f"{settings.SITE_URL}{reverse('concerns:prove')}",
            }
            return render(request, "front/code_sheet.html", context)
    words = {
        "heading": _("Make a sheet of letter codes"),
        "lead": _(
            "The codes are shown once, to be printed. Nobody can show them again."
        ),
        "act": _("Make the codes"),
    }
    context = {"form": form, "has_places": bool(places), **words}
    return render(request, "front/code_new.html", context)


@require_http_methods(["GET", "POST"])
def code_sheet_withdraw(request: SignedInRequest, sheet_id: int) -> HttpResponse:
    """Ask once more, then make the unused codes of a sheet worthless."""
    if not can_open_codes(request.user):
        raise Http404
    sheet = get_object_or_404(sheets_visible_to(viewer_of(request)), pk=sheet_id)
    if request.method == "GET":
        return render(request, "front/code_sheet_withdraw.html", {"sheet": sheet})
    services.withdraw_sheet(sheet_id=sheet.pk, actor=request.user, now=now())
    messages.success(request, _("The unused codes of this sheet work no more."))
    return redirect("front:code_sheets")


# -- shown at a meeting --------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def meeting_code_new(request: SignedInRequest) -> HttpResponse:
    places = _places_or_404(request)
    sent = request.POST if request.method == "POST" else None
    moment = now()
    said_before = ("neighborhood", "place", "starts_at", "ends_at")
    initial = {
        "starts_at": moment,
        "ends_at": moment + _USUALLY,
        **{key: request.GET[key][:120] for key in said_before if key in request.GET},
    }
    form = MeetingCodeForm(sent, places=places, initial=initial)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            code = services.open_meeting_code(
                neighborhood_id=form.place_id,
                place=said["place"],
                starts_at=said["starts_at"],
                ends_at=said["ends_at"],
                most=said["most"],
                actor=request.user,
                now=moment,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("front:meeting_code", code_id=code.pk)
    words = {
        "heading": _("Show a code at a meeting"),
        "lead": _(
            "The code changes every ten minutes, so that it is of little use to those "
            "who are not there."
        ),
        "act": _("Show the code"),
    }
    context = {"form": form, "has_places": bool(places), **words}
    return render(request, "front/code_new.html", context)


@never_cache
@require_safe
def meeting_code(request: SignedInRequest, code_id: int) -> HttpResponse:
    """Show the code large, for a wall; the browser asks anew when it changes."""
    if not can_open_codes(request.user):
        raise Http404
    found = get_object_or_404(meeting_codes_visible_to(viewer_of(request)), pk=code_id)
    moment = now()
    shown = meeting_code_of(found.pk, turn_at(moment))
    changes_at = min(next_turn_at(moment), found.ends_at)
    context = {
        "meeting": found,
        "is_open": found.is_open(moment),
        "is_over": found.closed_at is not None or found.ends_at <= moment,
        "code": show_receipt(shown),
        "link": address_with(shown),
        "address": f"{settings.SITE_URL}{reverse('concerns:prove')}".partition("//")[2],
        "changes_at": changes_at,
    }
    response = render(request, "front/meeting_code.html", context)
    if context["is_open"]:
        left = (changes_at - moment).total_seconds()
        response["Refresh"] = str(int(left) + 1)
    return response


@require_POST
def meeting_code_close(request: SignedInRequest, code_id: int) -> HttpResponse:
    if not can_open_codes(request.user):
        raise Http404
    found = get_object_or_404(meeting_codes_visible_to(viewer_of(request)), pk=code_id)
    services.close_meeting_code(code_id=found.pk, actor=request.user, now=now())
    messages.success(request, _("The code of this meeting works no more."))
    return redirect("front:code_sheets")
