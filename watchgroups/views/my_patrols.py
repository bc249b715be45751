"""One's own patrols: places, offers, answers, and a private calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from engagement.common.calendars import Entry, calendar_of
from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people.queries import token_hash
from watchgroups.forms.rota import AnswerForm
from watchgroups.models import SignUp
from watchgroups.queries.rota import (
    absences_of,
    feed_of,
    has_feed,
    offers_to,
    patrols_for_calendar,
    sign_ups_of_person,
)
from watchgroups.services import (
    answer_absence,
    decline_offer,
    make_patrol_feed,
    revoke_patrol_feed,
    take_offer,
)

BACK_TO: Final = timedelta(days=60)
MOST: Final = 200


@never_cache
@require_safe
def my_patrols(request: SignedInRequest) -> HttpResponse:
    """List one's own places, and what others ask."""
    return _show(request)


@never_cache
@require_POST
def my_patrols_act(request: SignedInRequest) -> HttpResponse:
    """Answer an offer or an absence; make or let go of the calendar's address."""
    act, _dash, number = request.POST.get("act", "").partition("-")
    try:
        if act == "make":
            secret = make_patrol_feed(actor=request.user, now=now())
            path = reverse("watchgroups:patrols_ics", args=[secret])
            return _show(request, f"{settings.SITE_URL}{path}")
        if act == "revoke":
            revoke_patrol_feed(actor=request.user)
            messages.success(request, _("The address gives nothing any more."))
        elif act in ("yes", "no"):
            _answer_offer(request, act, number)
        elif act == "answer":
            _answer_absence(request, number)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("watchgroups:my_patrols")


@login_not_required
@never_cache
@require_safe
def patrols_ics(_request: HttpRequest, token: str) -> HttpResponse:
    """One's own patrols, by an address only they know, until they revoke it."""
    feed = feed_of(token_hash(token))
    if feed is None or not feed.person.is_active:
        raise Http404
    own = patrols_for_calendar(feed.person, now() - BACK_TO)
    text = calendar_of(
        [_entry(one) for one in own[:MOST]],
        name=_("My patrols"),
        zone=settings.TIME_ZONE,
        site_url=settings.SITE_URL,
    )
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="patrols.ics"'
    return answer


def _answer_offer(request: SignedInRequest, act: str, number: str) -> None:
    mine = offers_to(request.user, now())
    offer = get_object_or_404(mine, pk=_number(number))
    if act == "yes":
        take_offer(offer_id=offer.pk, actor=request.user, now=now())
        messages.success(request, _("The place is yours. Thank you."))
    else:
        decline_offer(offer_id=offer.pk, actor=request.user, now=now())
        messages.success(request, _("They are told that you cannot."))


def _answer_absence(request: SignedInRequest, number: str) -> None:
    absence = get_object_or_404(absences_of(request.user), pk=_number(number))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write what happened."))
        return
    answer_absence(
        absence_id=absence.pk,
        text=form.cleaned_data["answer"],
        actor=request.user,
        now=now(),
    )
    messages.success(request, _("Your captains read it now."))


def _number(text: str) -> int:
    is_one = text.isascii() and text.isdigit() and len(text) < 19  # noqa: PLR2004 - digits of a bigint
    return int(text) if is_one else 0


def _show(request: SignedInRequest, address: str = "") -> HttpResponse:
    person, moment = request.user, now()
    own = sign_ups_of_person(person).filter(patrol__ends_at__gt=moment)
    context = {
        "sign_ups": list(own[:MOST]),
        "offers": list(offers_to(person, moment)[:MOST]),
        "absences": list(absences_of(person)[:MOST]),
        "form": AnswerForm(),
        "address": address,
        "has_feed": bool(address) or has_feed(person),
    }
    return render(request, "watchgroups/my_patrols.html", context)


def _entry(one: SignUp) -> Entry:
    patrol = one.patrol
    path = reverse("watchgroups:patrol", args=[patrol.group.slug, patrol.pk])
    words = [patrol.cancel_reason, one.get_part_display(), patrol.weather_note]
    return Entry(
        sort="patrol",
        number=patrol.pk,
        title=f"{patrol.title} ({patrol.group.name})",
        text="\n\n".join(str(word) for word in words if word),
        begins_at=patrol.begins_at,
        ends_at=patrol.ends_at,
        place=patrol.route,
        link=f"{settings.SITE_URL}{path}",
        version=patrol.version,
        is_cancelled=patrol.is_cancelled,
        said_at=patrol.made_at,
    )
