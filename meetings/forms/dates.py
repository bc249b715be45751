"""Dates offered by an organizer, and what a neighbor says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.moments import MomentField
from engagement.common.templatetags.hours import hours
from meetings.choices import Suits
from meetings.models import DateOption
from meetings.services.dates import MOST

ROWS: Final = 5  # a form is shown with; a program may send up to the most


class AskDatesForm(forms.Form):
    """Up to ten beginnings, and until when neighbors may answer."""

    closes_at = MomentField(label=_("Neighbors can answer until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST + 1):
            self.fields[f"date_{number}"] = MomentField(
                label=gettext("Date %(number)d begins") % {"number": number},
                required=False,
            )

    @property
    def begins(self) -> list[datetime]:
        given = (self.cleaned_data[f"date_{number}"] for number in range(1, MOST + 1))
        return [date for date in given if date]


class VoteForm(forms.Form):
    """One row of three answers for each date."""

    def __init__(
        self,
        *args: Any,
        options: Sequence[DateOption],
        said: Mapping[int, str],
        is_signed_in: bool,
        wants_letter: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        for option in options:
            self.fields[f"option_{option.pk}"] = forms.ChoiceField(
                label=hours(option.begins_at, option.ends_at),
                choices=Suits.choices,
                widget=forms.RadioSelect,
                initial=said.get(option.pk),
                error_messages={
                    "required": _("Say whether this date suits you."),
                    "invalid_choice": _("Say whether this date suits you."),
                },
            )
        if is_signed_in:
            self.fields["wants_letter"] = forms.BooleanField(
                label=_("Write to me when the date is chosen"),
                required=False,
                initial=wants_letter,
            )

    @property
    def answers(self) -> dict[int, str]:
        return {
            option.pk: self.cleaned_data[f"option_{option.pk}"]
            for option in self.options
        }
