"""Where captains work: the desk of a group, what its page says, handing it over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from watchgroups.choices import Part
from watchgroups.forms.groups import (
    CaptainForm,
    CodeForm,
    GroupForm,
    PartnerForm,
    what_it_says,
)
from watchgroups.permissions import can_edit_group
from watchgroups.queries import (
    captain_of,
    code_of,
    membership_of,
    open_appointment_of,
)
from watchgroups.queries.roster import roster_in_numbers
from watchgroups.queries.walks import safety_of
from watchgroups.services import (
    add_partner,
    ask_to_hand_over,
    edit_group,
    remove_partner,
    withdraw_appointment,
    write_code,
)
from watchgroups.shown import wall_context
from watchgroups.views.finding import led_group
from watchgroups.views.glance import rota_at_a_glance


@require_safe
def captain_desk(request: SignedInRequest, slug: str) -> HttpResponse:
    """The captains' desk: how the group stands, and every way on from here."""
    group = led_group(request, slug)
    context = {
        **wall_context(viewer_of(request), group),
        "group": group,
        "me": membership_of(viewer_of(request), group),
        "captain": captain_of(group),
        "appointment": open_appointment_of(group, now()),
        "safety": safety_of(group, now()),
        "roster": roster_in_numbers(group, now()),
        "rota": rota_at_a_glance(group, now()),
    }
    return render(request, "watchgroups/captain_desk.html", context)


@require_http_methods(["GET", "POST"])
def group_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change what the group's page says: its captains and its officers."""
    group = led_group(request, slug, can_edit_group)
    form = GroupForm(request.POST or None, initial=what_it_says(group), group=group)
    if form.is_valid():
        try:
            edit_group(
                group_id=group.pk,
                details=form.details,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The group’s page says so now."))
            return redirect(group)
    context = {"group": group, "form": form}
    return render(request, "watchgroups/group_edit.html", context)


@require_http_methods(["GET", "POST"])
def code_write(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write new rules; the old ones stay readable."""
    group = led_group(request, slug, can_edit_group)
    stands = code_of(group)
    form = CodeForm(
        request.POST or None, initial={"code": stands.text if stands else ""}
    )
    if form.is_valid():
        try:
            write_code(
                group_id=group.pk,
                text=form.cleaned_data["code"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The new rules stand. Members are asked to agree to them.")
            )
            return redirect("watchgroups:codes", group.slug)
    context = {"group": group, "form": form}
    return render(request, "watchgroups/code_write.html", context)


@require_http_methods(["GET", "POST"])
def partners(request: SignedInRequest, slug: str) -> HttpResponse:
    """Name schools, shops and others that help; the button says which act it is."""
    group = led_group(request, slug, can_edit_group)
    act = request.POST.get("act", "")
    form = PartnerForm(request.POST if act == "add" else None)
    done = False
    try:
        if form.is_valid():
            add_partner(
                group_id=group.pk, actor=request.user, now=now(), **form.cleaned_data
            )
            done = True
        elif act.isascii() and act.isdigit() and len(act) < 19:  # noqa: PLR2004 - digits of a bigint
            remove_partner(
                group_id=group.pk, partner_id=int(act), actor=request.user, now=now()
            )
            done = True
    except DomainError as error:
        form.add_error(None, str(error))
    if done:
        messages.success(request, _("The group’s page says so now."))
        return redirect("watchgroups:partners", group.slug)
    context = {
        "group": group,
        "form": form,
        "partners": group.partners.order_by("kind", "name"),
    }
    return render(request, "watchgroups/partners.html", context)


@require_http_methods(["GET", "POST"])
def hand_over(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the officers to let somebody else lead, or take that back."""
    group = led_group(request, slug)
    me = membership_of(viewer_of(request), group)
    if me is None or me.part != Part.CAPTAIN:
        raise Http404  # a co-captain helps; only the captain hands over
    waiting = open_appointment_of(group, now())
    takes_back = request.POST.get("act") == "withdraw"
    form = CaptainForm(None if takes_back else request.POST or None)
    try:
        if takes_back and waiting is not None:
            withdraw_appointment(
                appointment_id=waiting.pk, actor=request.user, now=now()
            )
            messages.success(request, _("Taken back. You stay captain."))
            return redirect("watchgroups:hand_over", group.slug)
        if form.is_valid():
            ask_to_hand_over(
                group_id=group.pk,
                address=form.cleaned_data["address"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=now(),
            )
            messages.success(
                request,
                _(
                    "The officers were asked. You stay captain until the other says yes."
                ),
            )
            return redirect("watchgroups:hand_over", group.slug)
    except DomainError as error:
        form.add_error(None, str(error))
    context = {"group": group, "form": form, "waiting": waiting}
    return render(request, "watchgroups/hand_over.html", context)
