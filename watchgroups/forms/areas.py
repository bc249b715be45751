"""The corners of a drawn area, typed or as a file."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.common.errors import DomainError
from engagement.places.models import Neighborhood
from watchgroups.services.areas import polygon_of_corners, polygon_of_file

LARGEST_FILE: Final = 500_000
_A_CORNER: Final = re.compile(
    r"\s*([-+]?\d{1,3}(?:\.\d+)?)[\s,;]+([-+]?\d{1,3}(?:\.\d+)?)\s*"
)
_LAT, _LON = 90.0, 180.0


class AreaForm(forms.Form):
    corners = forms.CharField(
        label=_("Corners of the area"),
        help_text=_(
            "One on each line, going round: latitude, longitude, like 44.05, -91.64. "
            "Any map on the web shows these numbers when you press a spot for long."
        ),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "dir": "ltr"}),
    )
    file = forms.FileField(
        label=_("Or a file with the area"),
        help_text=_("GeoJSON with one area."),
        required=False,
    )

    def __init__(self, *args: Any, place: Neighborhood, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._place = place

    def clean_corners(self) -> list[tuple[float, float]]:
        corners = []
        for number, line in enumerate(self.cleaned_data["corners"].splitlines(), 1):
            if not line.strip():
                continue
            found = _A_CORNER.fullmatch(line)
            lat, lon = map(float, found.groups()) if found else (_LAT + 1, 0.0)
            if abs(lat) > _LAT or abs(lon) > _LON:
                raise forms.ValidationError(
                    _(
                        "Line %(line)d is not a latitude and a longitude, "
                        "like 44.05, -91.64."
                    ),
                    params={"line": number},
                )
            corners.append((lat, lon))
        return corners

    def clean_file(self) -> bytes | None:
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large for one area."))
        content: bytes = sent.read()
        return content

    def clean(self) -> dict[str, Any]:
        """Make one area of what was given."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return said
        try:
            said["polygon"] = (
                polygon_of_file(place=self._place, content=said["file"])
                if said["file"]
                else polygon_of_corners(place=self._place, corners=said["corners"])
            )
        except DomainError as error:
            self.add_error("file" if said["file"] else "corners", str(error))
        return said
