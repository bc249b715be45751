"""Where a concern is: in words, by a pin, or only the neighborhood; and what is near."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from engagement.common.http import too_often, viewer_of
from engagement.common.limits import SEARCHES
from engagement.common.richtext import tidy
from engagement.concerns.forms import WhereForm
from engagement.concerns.models import Kind
from engagement.concerns.queries import Near, kinds_in_use, near_issues
from engagement.concerns.services.drafts import remember_shown
from engagement.concerns.views.flow import (
    Flow,
    flow_of,
    keep_private,
    searches_too_much,
    show_step,
    step,
)
from engagement.places.locate import OUTSIDE
from engagement.places.models import Neighborhood
from engagement.places.queries import (
    Hit,
    locator,
    nearest_street,
    neighborhoods_on_the_map,
    search_places,
    town,
)


@step("where")
def report_where(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Take words, a pin or a neighborhood; look words up where no script did."""
    kind, areas = flow.kind, list(neighborhoods_on_the_map())
    said = _said(flow) if request.method == "GET" else _typed(request)
    is_looking = "find" in request.POST or "pick" in request.POST
    form = WhereForm(
        said if request.method == "POST" else None,
        kind=kind,
        areas=areas,
        is_looking=is_looking,
        initial=said,
    )
    hits: list[Hit] = []
    if form.is_valid():
        hits = _look_up(request, form)
        if not is_looking:
            if _is_enough(form, hits):
                return _keep(flow, form)
            _say_what_is_missing(form, hits)
    return _show(request, flow, form, hits, _middle(areas))


def _said(flow: Flow) -> dict[str, Any]:
    names = ("place", "lat", "lon", "pinned_for", "area", "hint", "privacy")
    said = {name: getattr(flow.answers, name) for name in names}
    return said | {"privacy": said["privacy"] or flow.kind.privacy}


def _typed(request: HttpRequest) -> dict[str, str]:
    """Read the form; a hit that was picked is what was typed, and where the pin is."""
    typed = {name: str(value) for name, value in request.POST.items()}
    lat, lon, label = [*typed.get("pick", "").split("|", 2), "", "", ""][:3]
    if not label:
        return typed
    return typed | {"place": label, "pinned_for": label, "lat": lat, "lon": lon}


def _look_up(request: HttpRequest, form: WhereForm) -> list[Hit]:
    """Find the words on the map when they are new; the likeliest place gets the pin."""
    said = form.cleaned_data
    place, pinned = said["place"], said["pinned_for"]
    asked = "find" in request.POST
    if not place or (place == pinned and not asked):
        return []
    if not asked and pinned == "" and said["lat"] is not None:
        return []
    hits = _closest(search_places(place), place)
    if hits:
        _put_pin(form, hits[0], place if asked or len(hits) > 1 else hits[0].label)
    return hits


def _closest(hits: list[Hit], words: str) -> list[Hit]:
    """Leave out what only sounds alike where something is called just so."""
    called = [h for h in hits if h.label.casefold().startswith(words.casefold())]
    return called or hits


def _put_pin(form: WhereForm, hit: Hit, words: str) -> None:
    """Move the pin in what the form shows and in what it keeps."""
    _change(form, {"lat": hit.lat, "lon": hit.lon, "pinned_for": words})


def _change(form: WhereForm, moved: dict[str, Any]) -> None:
    form.cleaned_data |= moved
    form.data = (
        {**form.data.dict(), **moved}
        if hasattr(form.data, "dict")
        else {**form.data, **moved}
    )


def _is_enough(form: WhereForm, hits: list[Hit]) -> bool:
    """One clear place, a pin or a neighborhood will do; a point must be in the town."""
    said = form.cleaned_data
    if said["lat"] is None:
        return said["area"] is not None
    if len(hits) > 1 and said["place"] != hits[0].label:
        return False
    if _is_left_behind(form, hits):
        return False
    return locator().find(said["lat"], said["lon"]) is not OUTSIDE


def _is_left_behind(form: WhereForm, hits: list[Hit]) -> bool:
    """Tell whether the pin stands for other words than those that found nothing."""
    place, pinned = form.cleaned_data["place"], form.cleaned_data["pinned_for"]
    return bool(place and pinned) and place != pinned and not hits


def _say_what_is_missing(form: WhereForm, hits: list[Hit]) -> None:
    said = form.cleaned_data
    if said["lat"] is not None and _is_left_behind(form, hits):
        _change(form, {"pinned_for": said["place"]})  # asked once
        form.add_error(
            "place",
            _(
                "We could not find that place, so the pin is still where it was. Move the pin, or press Continue if it is right."
            ),
        )
    elif len(hits) > 1:
        form.add_error(
            "place",
            _(
                "We found more than one place. Choose one below, or press Continue if the pin is right."
            ),
        )
    elif said["lat"] is not None:
        form.add_error("place", _outside())
    elif said["place"]:
        form.add_error(
            "place",
            _(
                "We could not find that place. Try other words, put the pin on the map, or choose the neighborhood."
            ),
        )
    else:
        form.add_error(
            "place",
            _(
                "Enter a street or place, put the pin on the map, or choose the neighborhood"
            ),
        )


def _outside() -> str:
    ours = town()
    if ours is None:
        return _(
            "That place is outside the neighborhoods we look after. Move the pin, or ask the town it belongs to."
        )
    return _(
        "That place is outside %(town)s. Move the pin, or ask the town it belongs to."
    ) % {"town": ours.name}


def _keep(flow: Flow, form: WhereForm) -> HttpResponse:
    answers, said = flow.answers, form.cleaned_data
    for name in ("place", "lat", "lon", "pinned_for", "hint", "privacy"):
        setattr(answers, name, said[name])
    answers.area = said["area"].pk if said["area"] else None
    answers.has_where = True
    return flow.go_on("where")


def _show(
    request: HttpRequest,
    flow: Flow,
    form: WhereForm,
    hits: list[Hit],
    middle: tuple[float, float] | None,
) -> HttpResponse:
    lat, lon = _pin(form)
    here = around_pin(request, flow.kind, lat, lon)
    if here["near"]:
        _remember_shown(flow, here["near"])
    context = {
        "form": form,
        "hits": hits if len(hits) > 1 else [],
        "found": hits[0] if hits and "find" in request.POST else None,
        "nothing_found": "find" in request.POST and not hits,
        "start": (lat, lon) if lat is not None else middle,
        "kind": flow.kind,
        **here,
    }
    return show_step(request, "where", flow, context)


def _remember_shown(flow: Flow, near: list[Near]) -> None:
    shown = [one.issue.reference for one in near]
    remember_shown(draft=flow.draft, references=shown)


def _pin(form: WhereForm) -> tuple[float | None, float | None]:
    """Read where the pin is in the form as shown; none where it makes no sense."""
    try:
        lat = float(form["lat"].value())
        lon = float(form["lon"].value())
    except (TypeError, ValueError):
        return None, None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else (None, None)  # noqa: PLR2004 - degrees


def _middle(areas: list[Neighborhood]) -> tuple[float, float] | None:
    """Begin the map over the town where there is no pin yet."""
    if not areas:
        return None
    lats = [v for a in areas for v in (a.south, a.north)]
    lons = [v for a in areas for v in (a.west, a.east)]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


# -- what is around the pin --------------------------------------------------------
def around_pin(
    request: HttpRequest, kind: Kind, lat: float | None, lon: float | None
) -> dict[str, Any]:
    """Say where the pin stands and which open concerns it may be."""
    nothing: dict[str, Any] = {"near": [], "spot": "", "spot_area": None}
    if lat is None or lon is None:
        return nothing
    place = locator().find(lat, lon)
    if place is OUTSIDE:
        return nothing | {"spot_problem": _outside()}
    if not isinstance(place, int):
        return nothing
    street = nearest_street(lat, lon)
    area = neighborhoods_on_the_map().filter(pk=place).first()
    return {
        "near": near_issues(viewer_of(request), kind.pk, lat, lon, now()),
        "spot": street.name if street else "",
        "spot_area": area,
    }


@login_not_required
@require_GET
def report_near(request: HttpRequest) -> HttpResponse:
    """The same, drawn alone, for a pin that was moved by script."""
    code = tidy(request.GET.get("kind", ""))
    kind = kinds_in_use().filter(code=code).first()
    lat, lon = _number(request.GET.get("lat")), _number(request.GET.get("lon"))
    if kind is None or lat is None or lon is None:
        return HttpResponse(status=400)
    if searches_too_much(request):
        return too_often(request, SEARCHES)
    here = around_pin(request, kind, lat, lon)
    flow = flow_of(request)
    if flow is not None and here["near"]:
        _remember_shown(flow, here["near"])
    return keep_private(render(request, "concerns/_near.html", here))


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) <= 180 else None  # noqa: PLR2004 - degrees; also refuses nan


@login_not_required
@require_GET
def find_place(request: HttpRequest) -> HttpResponse:
    """Places by their name, for the map's script."""
    if searches_too_much(request):
        wait = {"Retry-After": str(SEARCHES.seconds)}
        return JsonResponse({"hits": []}, status=429, headers=wait)
    hits = search_places(request.GET.get("q", "")[:200])
    found = [{"label": hit.label, "lat": hit.lat, "lon": hit.lon} for hit in hits]
    return JsonResponse({"hits": found})
