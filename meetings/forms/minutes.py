"""What is typed after a meeting; every rule is asked again by the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from engagement.common.spoken import SPOKEN
from engagement.common.widgets import DayInput
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.promises.services import LONGEST_WHAT, LONGEST_WHO
from meetings.models import Minutes, MinutesText
from meetings.queries.agenda import Entry
from meetings.services.checking import LONGEST_REASON
from meetings.services.minutes import (
    LONGEST_OUTCOME,
    LONGEST_TEXT,
    MOST_PEOPLE,
    MinutesWords,
    Said,
)

LAST_VERSION: Final = 2**31 - 1  # the most the column holds
_PEOPLE = _("Say how many people came, as a number.")


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=SPOKEN.items)


class MinutesForm(forms.Form):
    """Minutes in one language: what is about all, then two fields for each item."""

    version = forms.IntegerField(
        min_value=0, max_value=LAST_VERSION, widget=forms.HiddenInput
    )
    language = forms.CharField(max_length=12, widget=forms.HiddenInput)
    attendance = forms.IntegerField(
        label=_("How many people came?"),
        help_text=_("Neighbors read it rounded, from ten people on."),
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={
            "invalid": _PEOPLE,
            "min_value": _PEOPLE,
            "max_value": _PEOPLE,
        },
    )
    recording_link = forms.URLField(
        label=_("Link to a recording"),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={
            "invalid": _("Enter a whole address, like https://zoom.us/rec/1.")
        },
    )
    general = forms.CharField(
        label=_("About the whole meeting"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        entries: Sequence[Entry],
        minutes: Minutes | None,
        texts: Mapping[int | None, MinutesText],
        language: str,
        came: int = 0,
    ) -> None:
        self.entries = entries
        general = texts.get(None)
        super().__init__(
            data,
            initial={
                "version": minutes.version if minutes else 0,
                "language": language,
                "attendance": minutes.attendance if minutes else came or None,
                "recording_link": minutes.recording_link if minutes else "",
                "general": general.text if general else "",
            },
        )
        for entry in entries:
            self._add(entry, texts.get(entry.item.pk))
        if minutes is not None and minutes.is_public:
            self.fields["reason"] = forms.CharField(
                label=_("What do you correct?"),
                help_text=_("The minutes are published. Everybody reads this."),
                max_length=LONGEST_REASON,
                error_messages={
                    "required": _("Say what you correct. Everybody reads it.")
                },
            )

    def _add(self, entry: Entry, said: MinutesText | None) -> None:
        named = {"number": entry.number, "title": entry.item.title}
        self.fields[f"text_{entry.item.pk}"] = forms.CharField(
            label=_("%(number)s. %(title)s: what was said") % named,
            required=False,
            max_length=LONGEST_TEXT,
            initial=said.text if said else "",
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields[f"outcome_{entry.item.pk}"] = forms.CharField(
            label=_("%(number)s. What came of it, in a sentence") % named,
            required=False,
            max_length=LONGEST_OUTCOME,
            initial=said.outcome if said else "",
        )

    @property
    def about_items(self) -> list[tuple[Entry, BoundField, BoundField]]:
        return [
            (entry, self[f"text_{entry.item.pk}"], self[f"outcome_{entry.item.pk}"])
            for entry in self.entries
        ]

    @property
    def words(self) -> MinutesWords:
        given = self.cleaned_data
        said = [Said(item_id=None, text=given["general"])]
        said += [
            Said(
                item_id=entry.item.pk,
                text=given[f"text_{entry.item.pk}"],
                outcome=given[f"outcome_{entry.item.pk}"],
            )
            for entry in self.entries
        ]
        return MinutesWords(
            language=given["language"],
            said=tuple(said),
            attendance=given["attendance"],
            recording_link=given["recording_link"],
        )


class MeetingPromiseForm(forms.Form):
    """Who does what by when, and about which item."""

    what = forms.CharField(
        label=_("What will be done?"),
        max_length=LONGEST_WHAT,
        error_messages={"required": _("Say what will be done.")},
    )
    who = forms.CharField(
        label=_("Who does it?"),
        help_text=_("A role or a team, as neighbors read it: “Traffic team”."),
        max_length=LONGEST_WHO,
        error_messages={"required": _("Say who does it.")},
    )
    owner = forms.ModelChoiceField(
        label=_("Who is reminded?"),
        help_text=_("They get a letter three days before, and once it is late."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )
    due_on = forms.DateField(
        label=_("By when?"),
        widget=DayInput(),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write the day as year-month-day, like 2026-11-20."),
        },
    )
    item_id = forms.TypedChoiceField(
        label=_("About which item?"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        owners: Any,
        entries: Sequence[Entry],
        places: Sequence[Neighborhood],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a ModelChoiceField
        about = [(one.item.pk, f"{one.number}. {one.item}") for one in entries]
        self.fields["item_id"].choices = [("", _("About all of it")), *about]  # type: ignore[attr-defined]  # a ChoiceField
        if places:
            self.fields["neighborhood_id"] = forms.TypedChoiceField(
                label=_("Promised to which neighborhood?"),
                choices=[(place.pk, place.name) for place in places],
                coerce=int,
                error_messages={"required": _("Choose one from the list.")},
            )
