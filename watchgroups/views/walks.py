"""Being out on patrol, on a phone with one hand; and who is out, for whoever is alarmed."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.outbox.texting import can_text
from watchgroups.forms.walks import DutyPhoneForm, SecondForm, SignOnForm
from watchgroups.models import Group, Membership, Patrol, Walk
from watchgroups.permissions import can_answer_alarms, can_be_rung, leads
from watchgroups.queries.ready import readiness_of
from watchgroups.queries.walks import (
    called,
    captains_phone,
    last_walk_of,
    member_of,
    names_on,
    partners_on,
    patrols_to_sign_on,
    phone_of,
    second_of,
    seconds_to_choose,
    walk_of,
    walks_out,
)
from watchgroups.services.fitness import must_agree
from watchgroups.services.safety import keep_duty_phone, name_second
from watchgroups.services.walking import all_well, end_walk, reached, sign_on
from watchgroups.views.finding import led_group, seen_group


@require_http_methods(["GET", "POST"])
def walk(request: SignedInRequest, slug: str) -> HttpResponse:
    """Sign on to a patrol that runs; once out, the buttons that count."""
    group, me = _mine(request, slug)
    moment = now()
    out = walk_of(me)
    if out is not None:
        return render(request, "watchgroups/walk.html", _while_out(group, out, moment))
    forms = [
        (patrol, _form_for(request, patrol, me))
        for patrol in patrols_to_sign_on(me, moment)
    ]
    for patrol, form in forms:
        if form.is_valid() and _signs_on(request, patrol, form):
            return redirect("watchgroups:walk", group.slug)
    context = {
        "group": group,
        "forms": forms,
        "all_forms": [form for _patrol, form in forms],
        "last": last_walk_of(me, moment),
        "is_rung": can_be_rung(viewer_of(request), group),
        "must_agree": "" if readiness_of(group, ()).has_agreed(me) else must_agree(),
    }
    return render(request, "watchgroups/sign_on.html", context)


@require_POST
def walk_act(request: SignedInRequest, slug: str) -> HttpResponse:
    """“All well” or “We are done”; the button says which."""
    group, me = _mine(request, slug)
    out = walk_of(me)
    if out is None:
        messages.info(request, _("You are not out now."))
    elif request.POST.get("act") == "done":
        end_walk(walk_id=out.pk, actor=request.user, now=now())
        messages.success(request, _("You are signed off. Thank you, and good night."))
    elif request.POST.get("act") == "well":
        all_well(walk_id=out.pk, actor=request.user, now=now())
        messages.success(request, _("Good to hear. The timer runs anew."))
    return redirect("watchgroups:walk", group.slug)


@require_http_methods(["GET", "POST"])
def out_now(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who is out and who was not heard of, for captains, their second and officers."""
    group = led_group(request, slug, can_answer_alarms)
    if request.method == "POST":
        out = get_object_or_404(walks_out(group), pk=_number(request))
        are_done = request.POST.get("act") == "home"
        reached(walk_id=out.pk, are_done=are_done, actor=request.user, now=now())
        messages.success(request, _("Noted. No further alarm leaves for this."))
        return redirect("watchgroups:out_now", group.slug)
    viewer, moment = viewer_of(request), now()
    knows = leads(viewer, group) or can_be_rung(viewer, group)
    rows = [
        {
            "walk": one,
            "is_overdue": one.is_overdue(moment),
            "alarms": [a for a in one.alarms.all() if a.due_at == one.due_at],
            "names": names_on(one) if knows or _was_told(one) else [],
        }
        for one in walks_out(group)[:50]
    ]
    context = {
        "group": group,
        "rows": rows,
        "leads": leads(viewer, group),
        "second": second_of(group.pk),
    }
    return render(request, "watchgroups/out_now.html", context)


@require_http_methods(["GET", "POST"])
def safety(request: SignedInRequest, slug: str) -> HttpResponse:
    """Name the second."""
    group = led_group(request, slug)
    second = second_of(group.pk)
    form = SecondForm(
        request.POST or None,
        members=seconds_to_choose(group),
        initial={"second": second.pk if second else ""},
    )
    if form.is_valid():
        chosen = form.cleaned_data["second"]
        try:
            name_second(
                group_id=group.pk,
                member_id=int(chosen) if chosen else None,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Alarms go this way from now on."))
            return redirect("watchgroups:safety", group.slug)
    context = {
        "group": group,
        "form": form,
        "second": called(second) if second else "",
        "phone": captains_phone(group.pk),
        "sends_texts": can_text(),
    }
    return render(request, "watchgroups/safety.html", context)


@require_http_methods(["GET", "POST"])
def duty_phone(request: SignedInRequest, slug: str) -> HttpResponse:
    """Leave a number for alarms, or take it out: captains and the named second."""
    group, me = _mine(request, slug)
    if not can_be_rung(viewer_of(request), group):
        raise Http404
    form = DutyPhoneForm(request.POST or None, initial={"number": phone_of(me)})
    if form.is_valid():
        try:
            keep_duty_phone(
                group_id=group.pk,
                number=form.cleaned_data["number"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error("number", str(error))
        else:
            messages.success(request, _("Kept as you wrote it."))
            return redirect("watchgroups:duty_phone", group.slug)
    context = {"group": group, "form": form, "sends_texts": can_text()}
    return render(request, "watchgroups/duty_phone.html", context)


def _mine(request: HttpRequest, slug: str) -> tuple[Group, Membership]:
    group = seen_group(request, slug)
    me = member_of(viewer_of(request), group)
    if me is None:
        raise Http404
    return group, me


def _form_for(request: HttpRequest, patrol: Patrol, me: Membership) -> SignOnForm:
    is_meant = request.POST.get("patrol") == str(patrol.pk)
    return SignOnForm(
        request.POST if is_meant else None,
        partners=partners_on(patrol, me),
        prefix=f"p{patrol.pk}",
    )


def _signs_on(request: SignedInRequest, patrol: Patrol, form: SignOnForm) -> bool:
    try:
        sign_on(patrol_id=patrol.pk, actor=request.user, now=now(), **form.said)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("You are signed on. Take care of each other."))
    return True


def _while_out(group: Group, out: Walk, moment: datetime) -> dict[str, object]:
    return {
        "group": group,
        "walk": out,
        "names": names_on(out),
        "is_overdue": out.is_overdue(moment),
        "phone": captains_phone(group.pk, [one for _name, one in names_on(out)]),
    }


def _was_told(out: Walk) -> bool:
    """Officers read who is out only once an alarm has reached the desk."""
    return any(
        alarm.step == "desk" and alarm.due_at == out.due_at
        for alarm in out.alarms.all()
    )


def _number(request: HttpRequest) -> int:
    text = request.POST.get("walk", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - digits of a bigint
