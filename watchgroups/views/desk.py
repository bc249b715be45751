"""Where officers look after watch groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.people.queries import officers_of
from engagement.places.queries import neighborhoods_on_the_map
from watchgroups.forms.groups import (
    CaptainForm,
    GroupNewForm,
    LiaisonForm,
    ReasonForm,
)
from watchgroups.models import Group
from watchgroups.permissions import (
    can_begin_group,
    can_look_after_groups,
    can_open_alerts,
    can_open_members,
)
from watchgroups.queries import (
    captain_of,
    groups_at_the_desk,
    open_appointment_of,
)
from watchgroups.queries.roster import appeals_waiting, captains_to_agree_to
from watchgroups.services import (
    agree_to_captain,
    appoint_captain,
    begin_group,
    close_group,
    decline_captain,
    end_captaincy,
    let_group_go_on,
    name_liaison,
    pause_group,
    withdraw_appointment,
)
from watchgroups.views.finding import desk_group

MOST_OFFICERS = 200
MOST_SHOWN = 20


@require_safe
def desk_groups(request: SignedInRequest) -> HttpResponse:
    """List the groups of an officer's area, and how each of them stands."""
    viewer = viewer_of(request)
    if not can_look_after_groups(viewer):
        raise Http404
    page = page_of(groups_at_the_desk(viewer), request.GET.dict(), field="made_at")
    context = {
        "page": page,
        "officer_links": can_open_alerts(viewer),
        "appeals": appeals_waiting(viewer).count(),
        "captains": captains_to_agree_to(viewer, now())[:MOST_SHOWN],
    }
    return render(request, "watchgroups/desk_groups.html", context)


@require_http_methods(["GET", "POST"])
def group_new(request: SignedInRequest) -> HttpResponse:
    viewer = viewer_of(request)
    places = [p for p in neighborhoods_on_the_map() if can_begin_group(viewer, p.pk)]
    if not can_look_after_groups(viewer):
        raise Http404
    form = GroupNewForm(request.POST or None, places=places)
    if form.is_valid():
        try:
            made = begin_group(
                neighborhood_id=int(form.cleaned_data["neighborhood"]),
                details=form.details,
                code=form.cleaned_data["code"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The group is written down. Ask somebody to lead it now.")
            )
            return redirect("watchgroups:desk_group", made.slug)
    return render(request, "watchgroups/group_new.html", {"form": form})


@require_safe
def desk_group_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """The officers' desk of one group: where it stands, and every act on it."""
    return _show(request, desk_group(request, slug))


def _show(request: SignedInRequest, group: Group, **forms: Any) -> HttpResponse:
    officers = list(officers_of(group.neighborhood_id, now())[:MOST_OFFICERS])
    context = {
        "group": group,
        "captain": captain_of(group),
        "appointment": open_appointment_of(group, now()),
        "may_open_members": can_open_members(viewer_of(request)),
        "captain_form": CaptainForm(prefix="captain"),
        "pause_form": ReasonForm(prefix="pause"),
        "close_form": ReasonForm(prefix="close"),
        "end_form": ReasonForm(prefix="end"),
        "decline_form": ReasonForm(prefix="decline"),
        "liaison_form": LiaisonForm(
            officers=officers, initial={"person": group.liaison_id or ""}
        ),
        **forms,
    }
    return render(request, "watchgroups/desk_group.html", context)


@require_POST
def appoint(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask somebody by letter to lead the group."""
    group = desk_group(request, slug)
    form = CaptainForm(request.POST, prefix="captain")
    if not form.is_valid():
        return _show(request, group, captain_form=form)
    try:
        asked = appoint_captain(
            group_id=group.pk,
            address=form.cleaned_data["address"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
            language=get_language() or "en",
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return _show(request, group, captain_form=form)
    said = (
        _("A letter is on its way. The link in it is good for two weeks.")
        if asked.token_hash
        else _("Another officer has to agree first. The letter leaves then.")
    )
    messages.success(request, said)
    return redirect("watchgroups:desk_group", group.slug)


@require_POST
def decide_captain(
    request: SignedInRequest, slug: str, appointment_id: int
) -> HttpResponse:
    """Agree to a captain, say no, or take the letter back; the button says which."""
    group = desk_group(request, slug)
    asked = get_object_or_404(group.appointments, pk=appointment_id)
    act = request.POST.get("act", "")
    form = ReasonForm(request.POST, prefix="decline")
    if act == "decline" and not form.is_valid():
        return _show(request, group, decline_form=form)
    try:
        if act == "agree":
            agree_to_captain(
                appointment_id=asked.pk,
                actor=request.user,
                language=get_language() or "en",
                now=now(),
            )
        elif act == "decline":
            decline_captain(
                appointment_id=asked.pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=now(),
            )
        else:
            withdraw_appointment(appointment_id=asked.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("watchgroups:desk_group", group.slug)


_REASONED: dict[str, tuple[Callable[..., Group], Any]] = {
    "pause": (pause_group, gettext_lazy("The group is paused.")),
    "close": (close_group, gettext_lazy("The group is closed.")),
    "end": (end_captaincy, gettext_lazy("They do not lead the group any more.")),
}


@require_POST
def group_act(request: SignedInRequest, slug: str) -> HttpResponse:
    """Pause, close, let go on, or end the captain's part; the button says which."""
    group = desk_group(request, slug)
    act = request.POST.get("act", "")
    if act == "go_on":
        let_group_go_on(group_id=group.pk, actor=request.user, now=now())
        messages.success(request, _("The pause is over."))
        return redirect("watchgroups:desk_group", group.slug)
    if act not in _REASONED:
        raise Http404
    service, said = _REASONED[act]
    form = ReasonForm(request.POST, prefix=act)
    if not form.is_valid():
        return _show(request, group, **{f"{act}_form": form})
    try:
        service(
            group_id=group.pk,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(said))
    return redirect("watchgroups:desk_group", group.slug)


@require_POST
def liaison(request: SignedInRequest, slug: str) -> HttpResponse:
    group = desk_group(request, slug)
    officers = list(officers_of(group.neighborhood_id, now())[:MOST_OFFICERS])
    form = LiaisonForm(request.POST, officers=officers)
    if not form.is_valid():
        return _show(request, group, liaison_form=form)
    person = form.cleaned_data["person"]
    name_liaison(
        group_id=group.pk,
        person_id=int(person) if person else None,
        actor=request.user,
        now=now(),
    )
    messages.success(request, _("The group’s page says so now."))
    return redirect("watchgroups:desk_group", group.slug)
