"""What a group did, and the sheets of groups that walk with paper."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.common.paging import page_of
from watchgroups.choices import Seen
from watchgroups.forms.log import LaterForm
from watchgroups.queries.activity import figures_this_month, months_of
from watchgroups.queries.log import coming_patrols, past_patrols, who_may_have_come
from watchgroups.queries.walks import ON_PATROL, called
from watchgroups.services.typing_in import type_in_patrol
from watchgroups.views.finding import desk_group, led_group

SHEET_DAYS, MOST_PATROLS, BLANK_LINES, LOG_LINES = 14, 20, 4, 14


@require_safe
def activity(request: SignedInRequest, slug: str) -> HttpResponse:
    """Figures for captains."""
    group = led_group(request, slug)
    context = {"group": group, "months": months_of(group), "leads": True}
    context["this_month"] = figures_this_month(group, now())
    return render(request, "watchgroups/activity.html", context)


@require_safe
def desk_activity(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same figures for its officers."""
    group = desk_group(request, slug)
    context = {"group": group, "months": months_of(group), "leads": False}
    context["this_month"] = figures_this_month(group, now())
    return render(request, "watchgroups/activity.html", context)


@require_safe
def sheets(request: SignedInRequest, slug: str) -> HttpResponse:
    """Rota and log sheet, to print."""
    group = led_group(request, slug)
    patrols = coming_patrols(group, now(), SHEET_DAYS, MOST_PATROLS)
    context = {
        "group": group,
        "patrols": [
            (
                patrol,
                [
                    (called(one.member), one.get_part_display())
                    for one in patrol.sign_ups.all()
                    if one.state in ON_PATROL
                ],
            )
            for patrol in patrols
        ],
        "until": now() + timedelta(days=SHEET_DAYS),
        "blank": range(BLANK_LINES),
        "log_lines": range(LOG_LINES),
        "kinds": Seen.labels,
    }
    return render(request, "watchgroups/sheets.html", context)


@require_safe
def later(request: SignedInRequest, slug: str) -> HttpResponse:
    """Patrols whose paper sheet may be entered."""
    group = led_group(request, slug)
    moment = now()
    patrols = past_patrols(group, moment).filter(ends_at__lte=moment)
    patrols = patrols.prefetch_related("walks")
    page = page_of(patrols, request.GET.dict(), field="begins_at")
    rows = [(patrol, bool(patrol.walks.all())) for patrol in page.rows]
    context = {"group": group, "page": page, "rows": rows}
    return render(request, "watchgroups/later.html", context)


@require_http_methods(["GET", "POST"])
def later_patrol(request: SignedInRequest, slug: str, patrol_id: int) -> HttpResponse:
    """Enter who came on one patrol."""
    group = led_group(request, slug)
    patrol = get_object_or_404(past_patrols(group, now()), pk=patrol_id)
    form = LaterForm(
        request.POST or None, patrol=patrol, members=who_may_have_come(patrol)
    )
    if form.is_valid():
        try:
            type_in_patrol(
                patrol_id=patrol.pk,
                member_ids=[int(pk) for pk in form.cleaned_data["came"]],
                began=form.cleaned_data["began"],
                ended=form.cleaned_data["ended"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Entered, and marked as typed later."))
            return redirect("watchgroups:later", group.slug)
    context = {"group": group, "form": form, "patrol": patrol}
    return render(request, "watchgroups/later_patrol.html", context)
