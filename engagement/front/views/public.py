"""Pages anybody reads."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.http import SignedInRequest, viewer_of
from engagement.front import queries
from engagement.front.services import following
from engagement.places.queries import neighborhoods_on_the_map
from feedback.queries import open_waves, open_waves_of
from feedback.queries.index import index_of_place
from meetings.queries import next_meetings
from watchgroups.queries import groups_of_place

HIGHLIGHTS = KEPT = 3
LONGEST, FOUND = 120, 6
LINES, PROMISES, MEETINGS, GROUPS, SURVEYS = 5, 8, 3, 5, 3


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("place", "").strip()[:LONGEST]
    context = {
        "asked": asked,
        "found": queries.places_called(asked, FOUND) if asked else [],
        "highlights": queries.highlights(queries.kind_labels(), HIGHLIGHTS),
        "kept": queries.kept_promises(KEPT),
        "meetings": next_meetings(now(), MEETINGS),
        "surveys": list(open_waves(now())[:SURVEYS]),
    }
    return render(request, "front/home.html", context)


@login_not_required
@require_safe
def neighborhoods(request: HttpRequest) -> HttpResponse:
    context = {
        "neighborhoods": queries.neighborhoods_with_counts(),
        "drawing": queries.town_drawing(),
    }
    return render(request, "front/neighborhoods.html", context)


@login_not_required
@require_safe
def neighborhood(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(neighborhoods_on_the_map(), slug=slug)
    moment, report = now(), queries.last_published(place)
    labels = queries.kind_labels() if report else {}
    survey, index_lines = index_of_place(place)
    context = {
        "place": place,
        "officers": queries.officers_of(place, moment),
        "report": report,
        "lines": queries.lines_of(report, labels, LINES) if report else (),
        "tally": queries.tally_of(place, moment),
        "promises": queries.promises_of(place, PROMISES),
        "meetings": next_meetings(moment, MEETINGS, place.pk),
        "groups": groups_of_place(place.pk, GROUPS),
        "surveys": list(open_waves_of(place, moment)[:SURVEYS]),
        "index_survey": survey,
        "index_lines": index_lines,
        "follows": queries.follows(viewer_of(request), place),
        "today": moment.date(),
    }
    return render(request, "front/neighborhood.html", context)


@require_http_methods(["GET", "POST"])
def follow(request: SignedInRequest, slug: str) -> HttpResponse:
    """Follow or stop; who had to sign in first is led back to the button."""
    place = get_object_or_404(neighborhoods_on_the_map(), slug=slug)
    if request.method == "GET":
        return redirect(place)
    if "stop" in request.POST:
        following.stop_following(neighborhood_id=place.pk, actor=request.user)
        messages.success(request, _("You no longer follow %(name)s.") % {"name": place})
    else:
        following.follow_neighborhood(
            neighborhood_id=place.pk, actor=request.user, now=now()
        )
        messages.success(request, _("You follow %(name)s now.") % {"name": place})
    return redirect(place)
