"""What neighbors have reported: a list, a map, and what the map is drawn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from engagement.common.http import client_ip, too_often
from engagement.common.limits import MAPS, SEARCHES, is_over
from engagement.common.paging import page_of
from engagement.concerns.choices import Privacy
from engagement.concerns.forms import AroundForm, FiltersForm
from engagement.concerns.models import IssueQuerySet
from engagement.concerns.queries import (
    MOST_POINTS,
    issues_near_point,
    kinds_in_use,
    public_issues,
    public_points,
    shapes_of,
)
from engagement.concerns.views.flow import searches_too_much
from engagement.places.queries import Hit, neighborhoods_on_the_map, search_places

_PAGE = 20
_HOUR = 3600
_NEAR_M = 500


def _form(request: HttpRequest) -> AroundForm:
    form = AroundForm(
        request.GET or None,
        kinds=list(kinds_in_use()),
        areas=list(neighborhoods_on_the_map()),
    )
    form.is_valid()
    return form


def _places_named(form: AroundForm | FiltersForm) -> list[Hit]:
    """Find the place that was typed; an unknown one is said and narrows nothing."""
    typed = form.cleaned_data.get("place") if form.is_bound else ""
    hits = search_places(typed) if typed else []
    if typed and not hits:
        form.add_error(
            "place",
            _("We know no place called that. Try the name of a street nearby."),
        )
    return hits


def _issues(form: AroundForm | FiltersForm, hits: Sequence[Hit]) -> IssueQuerySet:
    """Give the public issues that match; near the likeliest place, if one was typed."""
    issues = public_issues(form.filters)
    if not hits:
        return issues
    return issues_near_point(issues, within=_NEAR_M, lat=hits[0].lat, lon=hits[0].lon)


@login_not_required
@require_GET
def around(request: HttpRequest) -> HttpResponse:
    """List what may be seen, newest first; a map of the same on request."""
    if request.GET.get("place") and searches_too_much(request):
        return too_often(request, SEARCHES)
    form = _form(request)
    hits = _places_named(form)
    issues = _issues(form, hits)
    at = request.GET.get("at", "")
    if at.isascii() and at.isdigit() and len(at) < 19:  # noqa: PLR2004 - digits of a bigint
        issues = issues.filter(snap_point=int(at), privacy=Privacy.PUBLIC)
    wanted = request.GET.dict()
    page = page_of(issues, wanted, field="first_at", size=_PAGE)
    context = {
        "form": form,
        "page": page,
        "hits": hits,
        "near_m": _NEAR_M,
        "is_filtered": any(wanted.get(name) for name in (*form.plain_fields, "at")),
        "is_map": wanted.get("view") == "map",
        **_addresses(wanted),
    }
    return render(request, "concerns/around.html", context)


def _addresses(wanted: dict[str, str]) -> dict[str, str]:
    """Give the query strings of the two views; both keep the filters."""
    filters = {
        name: value
        for name, value in wanted.items()
        if value and name not in ("view", "newer", "older")
    }
    return {
        "as_list": urlencode(filters),
        "as_map": urlencode(filters | {"view": "map"}),
        "points_query": urlencode(filters),
        "everywhere": urlencode(
            {name: value for name, value in wanted.items() if value and name != "place"}
        ),
    }


def _json(request: HttpRequest, found: dict[str, Any], *, seconds: int) -> HttpResponse:
    """Answer JSON with a mark of its content; what is known already is not sent again."""
    body = json.dumps(found, separators=(",", ":"), ensure_ascii=False).encode()
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = mark
    patch_cache_control(response, public=True, max_age=seconds)
    return response


@login_not_required
@require_GET
def around_points(request: HttpRequest) -> HttpResponse:
    """Public points with how many concerns are at each; never any other coordinate."""
    if request.GET.get("place") and searches_too_much(request):
        return too_often(request, SEARCHES)
    if is_over(MAPS, client_ip(request)):
        return too_often(request, MAPS)
    form = FiltersForm(request.GET)
    form.is_valid()
    points = public_points(_issues(form, _places_named(form)))
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
            "properties": {"at": point.pk, "label": point.label, "count": point.count},
        }
        for point in points[:MOST_POINTS]
    ]
    found = {
        "type": "FeatureCollection",
        "is_cut": len(points) > MOST_POINTS,
        "features": features,
    }
    return _json(request, found, seconds=60)


@login_not_required
@require_GET
def map_layers(request: HttpRequest) -> HttpResponse:
    """The town's outlines; with `n`, what is drawn in one neighborhood."""
    if is_over(MAPS, client_ip(request)):
        return too_often(request, MAPS)
    slug = request.GET.get("n", "")
    if slug:
        area = get_object_or_404(neighborhoods_on_the_map(), slug=slug)
        layers = [
            {"look": shape.look, "name": shape.name, "geometry": shape.geometry}
            for shape in shapes_of(area)
        ]
        return _json(request, {"shapes": layers}, seconds=_HOUR)
    areas = [
        {
            "slug": area.slug,
            "name": area.name,
            "box": [area.west, area.south, area.east, area.north],
            "geometry": area.boundary,
        }
        for area in neighborhoods_on_the_map()
    ]
    return _json(request, {"areas": areas}, seconds=_HOUR)
