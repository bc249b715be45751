"""What those who came may say of themselves; each question can be passed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.places.choices import Trait
from engagement.places.queries import all_groups
from meetings.choices import SLIP_TRAITS
from meetings.models.meetings import MOST_SEATS

QUESTIONS = {
    Trait.AGE: _("How old are you?"),
    Trait.LANGUAGE: _("Which language do you speak most at home?"),
    Trait.HOUSING: _("How do you live?"),
    Trait.YEARS: _("How long have you lived in this town?"),
}
ANSWERS = {
    "own": _("In a home we own"),
    "rent": _("In a home we rent"),
    "under_2": _("Under 2 years"),
    "2_10": _("2 to 10 years"),
    "over_10": _("Over 10 years"),
}
RATHER_NOT = _("I would rather not say")


class SlipForm(forms.Form):
    """Four questions about groups, and nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = all_groups()
        for trait in SLIP_TRAITS:
            options = [
                (group, ANSWERS.get(group, name))
                for group, name in groups[trait].items()
            ]
            self.fields[trait.value] = forms.ChoiceField(
                label=QUESTIONS[trait],
                choices=[*options, ("", RATHER_NOT)],
                initial="",
                required=False,
                widget=forms.RadioSelect,
                error_messages={
                    "invalid_choice": _("Choose one of the answers in the list.")
                },
            )


class PaperForm(forms.Form):
    """How many paper slips tick each answer: added to what was typed before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        errors = {
            "invalid": _("Enter a whole number."),
            "min_value": _("Enter a number from 0 on."),
            "max_value": _("Enter a smaller number."),
        }
        self.groups = all_groups()
        for trait in SLIP_TRAITS:
            for group, name in self.groups[trait].items():
                self.fields[f"{trait}-{group}"] = forms.IntegerField(
                    label=str(name),
                    min_value=0,
                    max_value=MOST_SEATS,
                    required=False,
                    widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
                    error_messages=errors,
                )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.values()):
            self.add_error(None, gettext("Enter at least one number."))
        return said

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {
            trait: {
                group: self.cleaned_data[f"{trait}-{group}"] or 0
                for group in self.groups[trait]
            }
            for trait in SLIP_TRAITS
        }

    @property
    def questions(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the fields under the question they belong to."""
        return [
            (
                str(trait.label),
                [self[f"{trait}-{group}"] for group in self.groups[trait]],
            )
            for trait in SLIP_TRAITS
        ]
