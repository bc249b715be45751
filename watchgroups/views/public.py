"""What everybody reads of watch groups."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from engagement.common.http import viewer_of
from engagement.common.paging import page_of
from engagement.places.queries import neighborhoods_on_the_map
from watchgroups.queries import groups_led_by, groups_visible_to
from watchgroups.views.finding import seen_group

CODES_SHOWN = 50


@login_not_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """List the groups at work, the newest first; of one neighborhood if asked."""
    viewer, wanted = viewer_of(request), request.GET.dict()
    places = list(neighborhoods_on_the_map())
    place = next((p for p in places if p.slug == wanted.get("neighborhood")), None)
    found = groups_visible_to(viewer)
    if place is not None:
        found = found.filter(neighborhood=place)
    context = {
        "page": page_of(found, wanted, field="made_at"),
        "places": places,
        "place": place,
        "mine": list(groups_led_by(viewer)),
    }
    return render(request, "watchgroups/groups.html", context)


@login_not_required
@require_safe
def codes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the rules as they stand, and as they stood before."""
    found = seen_group(request, slug)
    written = list(found.codes.order_by("-number")[:CODES_SHOWN])
    context = {"group": found, "codes": written}
    return render(request, "watchgroups/codes.html", context)


@login_not_required
@require_safe
def code(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = seen_group(request, slug)
    one = get_object_or_404(found.codes, number=number)
    return render(request, "watchgroups/code.html", {"group": found, "code": one})
