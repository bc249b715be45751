"""The roster of a group: for those who lead it, one member at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from watchgroups.choices import MemberState, Opened, Part
from watchgroups.details import read_details
from watchgroups.errors import TooManyLooksError
from watchgroups.forms.groups import ReasonForm
from watchgroups.forms.members import FindForm, PartForm, WordForm
from watchgroups.models import Group, Membership
from watchgroups.permissions import (
    can_manage,
    can_manage_members,
    can_see_member_contact,
    can_see_members,
)
from watchgroups.queries import code_of
from watchgroups.queries.ready_words import ready_words
from watchgroups.queries.roster import (
    answered_questions,
    member_in,
    members_found,
    members_of,
    requests_of,
)
from watchgroups.services.list_right import say_list_is_right
from watchgroups.services.looking import look_at_member
from watchgroups.services.members import (
    decline_member,
    give_part,
    let_member_back,
    remove_member,
    suspend_member,
    take_in,
)
from watchgroups.services.printing import note_print
from watchgroups.services.relaying import write_to_member
from watchgroups.views.finding import led_group

REQUESTS_SHOWN = 50
MOST_PRINTED = 1_000


@require_safe
def roster(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show who is in the group: narrowed, a page at a time; requests first."""
    group = led_group(request, slug, can_see_members)
    wanted = request.GET.dict()
    page = page_of(members_found(group, wanted, now()), wanted, field="asked_at")
    ready = ready_words(page.rows, now())
    context = {
        "group": group,
        "page": page,
        "rows": [_row(member, ready) for member in page.rows],
        "has_ready": bool(ready),
        "requests": list(requests_of(group)[:REQUESTS_SHOWN]),
        "find": FindForm(wanted or None),
        "is_narrowed": any(wanted.get(n) for n in ("q", "part", "standing")),
        "code": code_of(group),
        "is_right": group.list_is_right(now()),
    }
    return render(request, "watchgroups/roster.html", context)


def _row(member: Membership, ready: dict[int, str]) -> dict[str, Any]:
    return {
        "member": member,
        "availability": read_details(member.sealed).availability,
        "ready": ready.get(member.pk, ""),
    }


@require_POST
def roster_right(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say that the list is right: the answer to the monthly letter."""
    group = led_group(request, slug, can_see_members)
    try:
        say_list_is_right(group_id=group.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you. You are asked again next month."))
    return redirect("watchgroups:roster", slug)


@require_safe
def roster_print(request: SignedInRequest, slug: str) -> HttpResponse:
    """A sheet with names, parts and streets, and nothing else; that it was made is kept."""
    group = led_group(request, slug, can_see_members)
    note_print(group=group, actor=request.user, now=now())
    found = members_of(group).order_by("street", "name", "pk")
    rows = list(found[: MOST_PRINTED + 1])
    context = {
        "group": group,
        "members": rows[:MOST_PRINTED],
        "is_cut": len(rows) > MOST_PRINTED,
        "at": now(),
    }
    return render(request, "watchgroups/roster_print.html", context)


@require_safe
def member(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    """One member, as those who lead the group see them."""
    group = led_group(request, slug, can_see_members)
    return _show(request, group, _found(group, member_id))


def _found(group: Group, member_id: int) -> Membership:
    return get_object_or_404(member_in(group), pk=member_id)


def _show(
    request: HttpRequest,
    group: Group,
    found: Membership,
    status: HTTPStatus = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    viewer, said = viewer_of(request), read_details(found.sealed)
    given = [p.value for p in (Part.CO_CAPTAIN, Part.BLOCK_CAPTAIN) if p == found.part]
    context = {
        "group": group,
        "member": found,
        "said": said,
        "languages": [code for code in said.languages.split(",") if code],
        "answers": answered_questions(group, said.answers),
        "guardian": getattr(found, "guardian", None),
        "ready": ready_words([found], now()).get(found.pk, ""),
        "may_manage": can_manage(viewer, group, found),
        "may_see_contact": can_see_member_contact(viewer, group, found),
        "decline_form": ReasonForm(prefix="decline"),
        "suspend_form": ReasonForm(prefix="suspend"),
        "remove_form": ReasonForm(prefix="remove"),
        "word_form": WordForm(prefix="word"),
        "part_form": PartForm(
            prefix="part",
            initial={
                "part": given[0] if given else Part.MEMBER.value,
                "streets": "\n".join(found.block_streets),
            },
        ),
        **more,
    }
    return render(request, "watchgroups/member.html", context, status=status)


@never_cache
@require_POST
def member_contact(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    """Open how to reach a member, or whom to call for them; written down and told."""
    group = led_group(request, slug, can_see_members)
    found = _found(group, member_id)
    is_emergency = request.POST.get("what") == Opened.EMERGENCY
    what = Opened.EMERGENCY if is_emergency else Opened.CONTACT
    try:
        reached = look_at_member(
            member_id=found.pk, what=what, actor=request.user, now=now()
        )
    except TooManyLooksError as error:
        messages.error(request, str(error))
        return _show(request, group, found, HTTPStatus.TOO_MANY_REQUESTS)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("watchgroups:member", slug, found.pk)
    return _show(request, group, found, reached=reached, opened=what)


@require_POST
def member_word(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    """Write to one member through the site."""
    group = led_group(request, slug, can_see_members)
    found = _found(group, member_id)
    form = WordForm(request.POST, prefix="word")
    if form.is_valid():
        try:
            write_to_member(
                member_id=found.pk,
                text=form.cleaned_data["text"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your words are on their way."))
            return redirect("watchgroups:member", slug, found.pk)
    return _show(request, group, found, word_form=form)


_REASONED: dict[str, tuple[Callable[..., Membership], Any]] = {
    "decline": (decline_member, gettext_lazy("They get a letter with your words.")),
    "suspend": (suspend_member, gettext_lazy("They take no part for now.")),
    "remove": (remove_member, gettext_lazy("They are not in the group any more.")),
}


@require_POST
def member_act(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    """Take in, decline, suspend, let back, put out, give a part; the button says which."""
    group = led_group(request, slug, can_manage_members)
    found = _found(group, member_id)
    act = request.POST.get("act", "")
    if not can_manage(viewer_of(request), group, found):
        raise Http404
    form = _form_of(request, act)
    sees = can_see_members(viewer_of(request), group)
    if form is not None and not form.is_valid():
        if not sees:
            messages.error(request, _("Say why."))
            return redirect("watchgroups:desk_members", slug)
        shown: dict[str, Any] = {f"{act}_form": form}
        return _show(request, group, found, **shown)
    try:
        said = _do(request, found, act, form, now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    if not sees:
        return redirect("watchgroups:desk_members", slug)
    is_here = found.state != MemberState.ASKED and act not in _REASONED
    if is_here:
        return redirect("watchgroups:member", slug, found.pk)
    return redirect("watchgroups:roster", slug)


def _form_of(request: HttpRequest, act: str) -> ReasonForm | PartForm | None:
    if act in _REASONED:
        return ReasonForm(request.POST, prefix=act)
    return PartForm(request.POST, prefix="part") if act == "part" else None


def _do(
    request: SignedInRequest,
    found: Membership,
    act: str,
    form: ReasonForm | PartForm | None,
    at: datetime,
) -> str:
    who: dict[str, Any] = {"member_id": found.pk, "actor": request.user, "now": at}
    if act == "part" and form is not None:
        streets = tuple(form.cleaned_data["streets"].splitlines())
        give_part(part=form.cleaned_data["part"], streets=streets, **who)
        return _("Done. They get a letter.")
    if act in _REASONED and form is not None:
        service, said = _REASONED[act]
        service(reason=form.cleaned_data["reason"], **who)
        return str(said)
    if act == "take_in":
        take_in(**who)
        return _("They are a member now and get a letter.")
    if act == "let_back":
        let_member_back(**who)
        return _("They take part again.")
    raise Http404
