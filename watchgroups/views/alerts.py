"""Where officers write to the groups of a place."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.places.queries import neighborhoods_on_the_map
from watchgroups.forms.wall import AlertForm
from watchgroups.permissions import can_alert, can_open_alerts
from watchgroups.queries.alerts import alerts_at_the_desk, groups_to_alert
from watchgroups.services.alerting import end_alert, write_alert

MOST_GROUPS = 100


@require_http_methods(["GET", "POST"])
def alerts(request: SignedInRequest) -> HttpResponse:
    """Write an alert, and see the earlier ones."""
    viewer = viewer_of(request)
    if not can_open_alerts(viewer):
        raise Http404
    places = [p for p in neighborhoods_on_the_map() if can_alert(viewer, p.pk)]
    groups = list(groups_to_alert(places)[:MOST_GROUPS])
    form = AlertForm(request.POST or None, places=places, groups=groups)
    if form.is_valid():
        at = now()
        try:
            write_alert(
                neighborhood_id=int(form.cleaned_data["neighborhood"]),
                group_ids=form.chosen,
                area=form.cleaned_data["area"],
                steps=form.cleaned_data["steps"],
                until=at + form.lasts,
                actor=request.user,
                now=at,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The letters are on their way."))
            return redirect("watchgroups:alerts")
    page = page_of(alerts_at_the_desk(viewer), request.GET.dict(), field="at")
    rows = [{"alert": one, "is_on": one.is_on(now())} for one in page.rows]
    context = {"form": form, "page": page, "rows": rows, "groups": groups}
    return render(request, "watchgroups/alerts.html", context)


@require_POST
def alert_end(request: SignedInRequest, alert_id: int) -> HttpResponse:
    """End an alert before its time."""
    alert = get_object_or_404(alerts_at_the_desk(viewer_of(request)), pk=alert_id)
    try:
        end_alert(alert_id=alert.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The alert has ended."))
    return redirect("watchgroups:alerts")
