"""The rota as members read it: one press to take a place, one to give it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from watchgroups.errors import TimesCloseError
from watchgroups.forms.rota import OfferForm
from watchgroups.models import Group, Membership, Patrol
from watchgroups.permissions import leads
from watchgroups.queries import membership_of
from watchgroups.queries.ready import readiness_of
from watchgroups.queries.rota import groups_of_member, patrols_between, patrols_of
from watchgroups.services import drop_out, note_absence, offer_place, sign_up
from watchgroups.services.patrol_series import WEEKS_AHEAD
from watchgroups.views.rota_rows import PatrolRow, by_week, rows_of

MOST: Final = 100


@require_safe
def rota(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the patrols of the next weeks to the members of the group."""
    group, member = _group(request, slug)
    moment = now()
    ahead = patrols_between(group, moment, moment + timedelta(weeks=WEEKS_AHEAD))
    found = list(ahead[: MOST + 1])
    ready = readiness_of(group, [request.user.pk])
    context = {
        "group": group,
        "weeks": by_week(rows_of(found[:MOST], member, ready, moment)),
        "is_cut": len(found) > MOST,
        "leads": leads(viewer_of(request), group),
    }
    return render(request, "watchgroups/rota.html", context)


@require_safe
def patrol(request: SignedInRequest, slug: str, patrol_id: int) -> HttpResponse:
    """Show one patrol: its partners to whoever is on it."""
    return _show(request, slug, patrol_id, OfferForm())


@require_POST
def patrol_act(request: SignedInRequest, slug: str, patrol_id: int) -> HttpResponse:
    """Take a place, give it back, offer it, say who did not come."""
    group, member = _group(request, slug)
    row = _row(request, group, member, patrol_id)
    act = request.POST.get("act", "")
    if act == "offer":
        return _offer(request, row)
    try:
        if act.startswith("take-"):
            sign_up(
                patrol_id=row.patrol.pk,
                part=act.removeprefix("take-"),
                actor=request.user,
                now=now(),
                knows_it_is_close="sure" in request.POST,
            )
            messages.success(request, _("You are on it. Thank you."))
        elif act == "drop" and row.mine is not None:
            drop_out(sign_up_id=row.mine.pk, actor=request.user, now=now())
            messages.success(request, _("Your place is free for somebody else."))
        elif act.startswith("absent-"):
            _absent(request, row, act.removeprefix("absent-"))
    except TimesCloseError as error:
        return _show(request, slug, patrol_id, OfferForm(), close=(act, str(error)))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("watchgroups:patrol", group.slug, row.patrol.pk)


def _absent(request: SignedInRequest, row: PatrolRow, number: str) -> None:
    one = next((o for o in row.partners if str(o.pk) == number), None)
    if one is not None:
        note_absence(sign_up_id=one.pk, actor=request.user, now=now())
        messages.success(request, _("Noted. They are told, and may answer."))


def _offer(request: SignedInRequest, row: PatrolRow) -> HttpResponse:
    group = row.patrol.group
    form = OfferForm(request.POST)
    if row.mine is None or not form.is_valid():
        return _show(request, group.slug, row.patrol.pk, form)
    try:
        offer_place(
            sign_up_id=row.mine.pk,
            address=form.cleaned_data["address"],
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("If they can take it, they get a letter. You go unless they say yes."),
        )
    return redirect("watchgroups:patrol", group.slug, row.patrol.pk)


def _show(
    request: SignedInRequest,
    slug: str,
    patrol_id: int,
    form: OfferForm,
    close: tuple[str, str] = ("", ""),
) -> HttpResponse:
    group, member = _group(request, slug)
    row = _row(request, group, member, patrol_id)
    context = {
        "group": group,
        "row": row,
        "form": form,
        "close_act": close[0],
        "close_words": close[1],
        "has_begun": row.patrol.begins_at <= now() and not row.patrol.is_cancelled,
        "leads": leads(viewer_of(request), group),
    }
    return render(request, "watchgroups/patrol.html", context)


def _group(request: SignedInRequest, slug: str) -> tuple[Group, Membership]:
    viewer = viewer_of(request)
    group = get_object_or_404(groups_of_member(viewer), slug=slug)
    member = membership_of(viewer, group)
    if member is None:
        raise Http404
    return group, member


def _row(
    request: SignedInRequest, group: Group, member: Membership, patrol_id: int
) -> PatrolRow:
    found: Patrol = get_object_or_404(
        patrols_of(group).select_related("group"), pk=patrol_id
    )
    ready = readiness_of(group, [request.user.pk])
    return rows_of([found], member, ready, now())[0]
