"""Writing into the log of patrols, and reading it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from watchgroups.forms.log import ObservationForm
from watchgroups.models import Group, Membership
from watchgroups.permissions import can_read_log, leads
from watchgroups.queries.log import log_of, logged_by, past_patrols
from watchgroups.queries.walks import called, last_walk_of, member_of, walk_of
from watchgroups.services.observing import BECOMES, make_concern, observe
from watchgroups.views.finding import led_group, seen_group


@require_http_methods(["GET", "POST"])
def observation_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Log one thing: whoever walks, or did until a day ago; captains of any patrol."""
    group, me = _member(request, slug)
    patrol_id = _number(request.GET.get("patrol", ""))
    last, is_captain = last_walk_of(me, now()), leads(viewer_of(request), group)
    if last is None and not is_captain:
        raise Http404
    form = ObservationForm(
        _typed(request) if request.method == "POST" else None,
        near=group.neighborhood_id,
    )
    if form.is_valid() and _is_kept(request, group, form, patrol_id):
        messages.success(request, _("It stands in the log."))
        return redirect("watchgroups:my_log", group.slug)
    context = {
        "group": group,
        "form": form,
        "is_out": walk_of(me) is not None,
        "patrol": _patrol(group, patrol_id) or (last.patrol if last else None),
    }
    return render(request, "watchgroups/observation_new.html", context)


@require_safe
def my_log(request: SignedInRequest, slug: str) -> HttpResponse:
    """What somebody wrote themselves, each one press from a concern."""
    group, me = _member(request, slug)
    context = {
        "group": group,
        "page": page_of(logged_by(me), request.GET.dict(), field="written_at"),
        "becomes": list(BECOMES),
        "may_log": last_walk_of(me, now()) is not None
        or leads(viewer_of(request), group),
    }
    return render(request, "watchgroups/my_log.html", context)


@require_POST
def observation_concern(
    request: SignedInRequest, slug: str, observation_id: int
) -> HttpResponse:
    """Make it a concern."""
    group, me = _member(request, slug)
    is_captain = leads(viewer_of(request), group)
    found = log_of(group) if is_captain else logged_by(me)
    seen = get_object_or_404(found, pk=observation_id)
    try:
        make_concern(observation_id=seen.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The officers of the place have it now."))
    is_own = seen.writer_id == me.pk
    return redirect("watchgroups:my_log" if is_own else "watchgroups:log", group.slug)


@require_safe
def log(request: SignedInRequest, slug: str) -> HttpResponse:
    """The log of a group, for its captains; officers of the place read it too."""
    group = led_group(request, slug, can_read_log)
    is_captain = leads(viewer_of(request), group)
    page = page_of(log_of(group), request.GET.dict(), field="written_at")
    context = {
        "group": group,
        "page": page,
        "rows": [
            (seen, called(seen.writer) if is_captain and seen.writer else "")
            for seen in page.rows
        ],
        "leads": is_captain,
        "becomes": list(BECOMES),
    }
    return render(request, "watchgroups/log.html", context)


def _is_kept(
    request: SignedInRequest, group: Group, form: ObservationForm, patrol_id: int
) -> bool:
    try:
        observe(
            group_id=group.pk,
            sight=form.sight,
            patrol_id=patrol_id or None,
            is_patient=bool(form.cleaned_data["patient"]),
            actor=request.user,
            now=now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _typed(request: HttpRequest) -> dict[str, str]:
    """Read the form; a place that was picked is what was typed."""
    typed = {name: str(value) for name, value in request.POST.items()}
    return typed | ({"place": typed["pick"]} if typed.get("pick") else {})


def _patrol(group: Group, patrol_id: int) -> object:
    return past_patrols(group, now()).filter(pk=patrol_id).first()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - digits of a bigint


def _member(request: HttpRequest, slug: str) -> tuple[Group, Membership]:
    group = seen_group(request, slug)
    me = member_of(viewer_of(request), group)
    if me is None:
        raise Http404
    return group, me
