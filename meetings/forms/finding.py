"""What a visitor narrows the list of meetings by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.spoken import SPOKEN
from engagement.places.models import Neighborhood
from meetings.choices import MeetingKind
from meetings.queries.finding import MeetingFilters

_NOT_OFFERED: Final = {"invalid_choice": _("Choose one from the list.")}
VIEWS: Final = ("list", "calendar", "map")


class FindForm(forms.Form):
    place = forms.CharField(
        label=_("Near a street, crossing or place"), required=False, max_length=120
    )
    view = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    kind = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=lambda: [("", _("Every kind")), *MeetingKind.choices],
        error_messages=_NOT_OFFERED,
    )
    neighborhood = forms.ChoiceField(
        label=_("Neighborhood"), required=False, error_messages=_NOT_OFFERED
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("Any language")), *SPOKEN.items()],
        error_messages=_NOT_OFFERED,
    )
    step_free = forms.BooleanField(label=_("Step-free"), required=False)
    hearing_loop = forms.BooleanField(label=_("Hearing loop"), required=False)
    child_care = forms.BooleanField(label=_("Child care"), required=False)
    online = forms.BooleanField(label=_("I can join online"), required=False)
    past = forms.BooleanField(label=_("Meetings that are over"), required=False)
    narrowing = (
        *("kind", "neighborhood", "language", "step_free"),
        *("hearing_loop", "child_care", "online", "past"),
    )

    def __init__(
        self, *args: Any, areas: Sequence[Neighborhood], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighborhood"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            ("", gettext("All neighborhoods")),
            *((area.slug, area.name) for area in areas),
        ]
        for field in self.fields.values():
            field.label_suffix = ""

    def filters(self, point: tuple[float, float] | None) -> MeetingFilters:
        """Give what could be understood; what could not narrows nothing."""
        said: dict[str, Any] = self.cleaned_data if self.is_bound else {}
        return MeetingFilters(
            kind=said.get("kind") or "",
            neighborhood=said.get("neighborhood") or "",
            language=said.get("language") or "",
            is_step_free=bool(said.get("step_free")),
            has_hearing_loop=bool(said.get("hearing_loop")),
            has_child_care=bool(said.get("child_care")),
            is_online=bool(said.get("online")),
            point=point,
        )

    @property
    def is_past(self) -> bool:
        return self.is_bound and bool(self.cleaned_data.get("past"))

    def plain_narrowing(self) -> list[Any]:
        """Give the fields of the box beside the list."""
        return [self[name] for name in self.narrowing]
