"""What members type about what they saw, and captains from paper."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from engagement.places.queries import Hit
from watchgroups.choices import Seen, SeenWhen
from watchgroups.forms.places import MOST_OFFERED, ask_which
from watchgroups.models import Membership, Patrol
from watchgroups.queries.log import place_meant, places_called
from watchgroups.queries.walks import called
from watchgroups.services.observing import LONGEST_WORDS, Sight

_ONE = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}


class ObservationForm(forms.Form):
    """One thing seen: what happened first, then where and when."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Seen.choices,
        widget=forms.RadioSelect,
        error_messages=_ONE,
    )
    words = forms.CharField(
        label=_("What did somebody do? Or: what is broken, left or good?"),
        help_text=_(
            "Write what happened. Never who: no looks, no race, no clothes, no names, no plates."
        ),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.CharField(
        label=_("Where?"),
        help_text=_("A street, a crossing or a landmark. No house numbers."),
        max_length=160,
        required=False,
    )
    seen_when = forms.ChoiceField(
        label=_("When?"),
        choices=SeenWhen.choices,
        initial=SeenWhen.NOW,
        widget=forms.RadioSelect,
        error_messages=_ONE,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    patient = forms.CharField(widget=forms.HiddenInput, max_length=1, required=False)

    def __init__(self, *args: Any, near: int, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": token_hex(16)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._near = near
        self.hits: list[Hit] = []

    def clean_place(self) -> str:
        """Ask which place is meant where none, or more than one, is called just so."""
        place = str(self.cleaned_data["place"]).strip()
        found = places_called(place, [self._near])
        is_meant = not found or place_meant(place, found) is not None
        if not is_meant and not self.data.get("patient"):
            self.hits = found[:MOST_OFFERED]
            raise forms.ValidationError(ask_which(self.hits))
        return place

    @property
    def sight(self) -> Sight:
        """Give what the service takes."""
        given = self.cleaned_data
        names = ("kind", "words", "place", "seen_when", "key")
        return Sight(**{name: given[name] for name in names})


class LaterForm(forms.Form):
    """Who came, as the paper says."""

    came = forms.MultipleChoiceField(
        label=_("Who came?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose who came, from the list."),
            "invalid_choice": _("Choose who came, from the list."),
        },
    )
    began = forms.TimeField(
        label=_("When did they go out?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write the time, like 19:00."),
            "invalid": _("Write the time, like 19:00."),
        },
    )
    ended = forms.TimeField(
        label=_("When were they done?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write the time, like 19:00."),
            "invalid": _("Write the time, like 19:00."),
        },
    )

    def __init__(
        self,
        *args: Any,
        patrol: Patrol,
        members: Sequence[tuple[Membership, bool]],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "came": [str(one.pk) for one, has_place in members if has_place],
            "began": localtime(patrol.begins_at).time(),
            "ended": localtime(patrol.ends_at).time(),
        }
        super().__init__(*args, **kwargs)
        offered = [(str(one.pk), called(one)) for one, _has_place in members]
        self.fields["came"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField
