"""The area of a group on the map: as everybody sees it, and where it is drawn."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.common.uploads import takes_files
from watchgroups.forms.areas import LARGEST_FILE, AreaForm
from watchgroups.permissions import can_edit_group
from watchgroups.services.areas import draw_area
from watchgroups.shown import drawing_of
from watchgroups.views.finding import led_group


@takes_files(2 * LARGEST_FILE)
@require_http_methods(["GET", "POST"])
def group_area(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give the corners of a drawn area, see it on the map, then let it stand."""
    group = led_group(request, slug, can_edit_group)
    is_sent = request.method == "POST"
    form = AreaForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        place=group.neighborhood,
        initial={"corners": corners_of(group.polygon)},
    )
    drawn: dict[str, Any] | None = None
    if form.is_valid():
        drawn = form.cleaned_data["polygon"]
        if request.POST.get("act") == "keep":
            try:
                draw_area(
                    group_id=group.pk, polygon=drawn, actor=request.user, now=now()
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The group’s page says so now."))
                return redirect(group)
    context = {
        "group": group,
        "form": form,
        "drawn": json.dumps(drawn) if drawn else "",
        "corners": corners_of(drawn),
        "map": drawing_of(group.neighborhood, polygon=drawn or group.polygon),
    }
    return render(request, "watchgroups/group_area.html", context)


def corners_of(polygon: dict[str, Any] | None) -> str:
    """Write the corners as people type them, one `lat, lon` a line."""
    if polygon is None:
        return ""
    ring = polygon["coordinates"][0][:-1]
    return "\n".join(f"{lat}, {lon}" for lon, lat in ring)
