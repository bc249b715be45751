"""Who is ready to go out: for captains of their members, for officers by address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people.choices import CredentialSort
from engagement.people.models import Credential
from engagement.people.queries import credentials_written_by, offered_credential_kinds
from watchgroups.forms.ready import GiveForm, RequireForm, WriteForm
from watchgroups.models import Group, Membership
from watchgroups.queries.ready import (
    Readiness,
    active_members,
    readiness_of,
    requirements_of,
)
from watchgroups.queries.ready_words import Standing, standings_of
from watchgroups.services import (
    give_member_credential,
    require_of_group,
    stop_requiring,
    take_credential_back,
    write_credential,
)
from watchgroups.views.finding import desk_group, led_group

WRITTEN_LATELY: Final = timedelta(days=90)
MOST: Final = 300


@dataclass(frozen=True)
class MemberRow:
    member: Membership
    standings: tuple[Standing, ...]

    @property
    def is_lapsing(self) -> bool:
        return any(one.tone in {"bad", "late"} for one in self.standings)


@require_http_methods(["GET", "POST"])
def ready(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show captains who has what is asked and who lapses; write down what they learned."""
    group = led_group(request, slug)
    kinds = [
        one for one in offered_credential_kinds() if one.sort != CredentialSort.VETTING
    ]
    members = list(active_members(group))
    found = readiness_of(group, [one.person_id for one in members])
    everybody = rows_of_members(members, found, localdate())
    rows = everybody[:MOST]
    act = request.POST.get("act", "")
    asks = RequireForm(request.POST if act == "require" else None, kinds=kinds)
    gives = GiveForm(
        request.POST if act == "give" else None,
        kinds=kinds,
        members=[row.member for row in rows if row.member.person_id != request.user.pk],
        initial={"issued_on": localdate()},
    )
    try:
        if gives.is_valid():
            give_member_credential(
                group_id=group.pk,
                member_id=gives.cleaned_data["member"],
                kind_id=gives.cleaned_data["kind"],
                issued_on=gives.cleaned_data["issued_on"],
                actor=request.user,
                now=now(),
            )
            messages.success(request, _("Written down."))
            return redirect("watchgroups:ready", group.slug)
        if _require(request, group, act, asks):
            return redirect("watchgroups:ready", group.slug)
    except DomainError as error:
        (gives if act == "give" else asks).add_error(None, str(error))
    context = {
        "group": group,
        "asked": found.asked,
        "rows": rows,
        "lapsing": sum(row.is_lapsing for row in everybody),
        "is_cut": len(everybody) > MOST,
        "asks": asks,
        "gives": gives,
        "has_kinds": bool(kinds),
    }
    return render(request, "watchgroups/ready.html", context)


@require_http_methods(["GET", "POST"])
def desk_ready(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let officers say what is asked, and write down what they checked; no member is listed."""
    group = desk_group(request, slug)
    kinds = list(offered_credential_kinds())
    act = request.POST.get("act", "")
    asks = RequireForm(request.POST if act == "require" else None, kinds=kinds)
    writes = WriteForm(
        request.POST if act == "write" else None,
        kinds=kinds,
        initial={"issued_on": localdate()},
    )
    mine = credentials_written_by(request.user.pk, now() - WRITTEN_LATELY)[:MOST]
    try:
        if writes.is_valid():
            write_credential(
                address=writes.cleaned_data["address"],
                kind_id=writes.cleaned_data["kind"],
                issued_on=writes.cleaned_data["issued_on"],
                actor=request.user,
                now=now(),
            )
            messages.success(request, _("Written down."))
            return redirect("watchgroups:desk_ready", group.slug)
        done = _take_back(request, act, list(mine))
        if done or _require(request, group, act, asks):
            return redirect("watchgroups:desk_ready", group.slug)
    except DomainError as error:
        (writes if act == "write" else asks).add_error(None, str(error))
    context = {
        "group": group,
        "asked": requirements_of(group),
        "asks": asks,
        "writes": writes,
        "written": mine,
        "has_kinds": bool(kinds),
    }
    return render(request, "watchgroups/desk_ready.html", context)


def _require(
    request: SignedInRequest, group: Group, act: str, form: RequireForm
) -> bool:
    """Ask for something, or for it no more; say whether something was done."""
    given: dict[str, Any] = {
        "group_id": group.pk,
        "actor": request.user,
        "now": now(),
    }
    if form.is_valid():
        part = form.cleaned_data["part"]
        require_of_group(**given, kind_id=form.cleaned_data["kind"], part=part)
        messages.success(request, _("It is asked for from now on."))
        return True
    for one in requirements_of(group) if act.startswith("stop-") else ():
        if act == f"stop-{one.pk}":
            stop_requiring(**given, requirement_id=one.pk)
            messages.success(request, _("It is asked for no more."))
            return True
    return False


def _take_back(request: SignedInRequest, act: str, mine: list[Credential]) -> bool:
    for one in mine:
        if act == f"back-{one.pk}":
            take_credential_back(credential_id=one.pk, actor=request.user, now=now())
            messages.success(request, _("Taken back."))
            return True
    return False


def rows_of_members(
    members: list[Membership], found: Readiness, today: date
) -> list[MemberRow]:
    """Say how members stand with what is asked; whoever lapses comes first."""
    rows = [
        MemberRow(one, tuple(standings_of(found, one.person_id, today)))
        for one in members
    ]
    return sorted(rows, key=lambda row: not row.is_lapsing)
