"""What an administrator sends of who lives where: a file, then the figures in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.places.services.population import LONGEST_FILE


class PopulationForm(forms.Form):
    """A file to look at; once it was looked at, its text comes along by itself."""

    source = forms.CharField(
        label=_("Who counted?"),
        help_text=_("For example: census, five-year survey"),
        max_length=120,
        error_messages={"required": _("Say who counted.")},
    )
    year = forms.IntegerField(
        label=_("In which year?"),
        min_value=1900,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={
            "required": _("Enter the year."),
            "invalid": _("Enter the year in numbers, like 2024."),
            "min_value": _("Enter a year from 1900 on."),
            "max_value": _("Enter a year that has begun."),
        },
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "CSV with the columns neighborhood, trait, group, people; one line for each group of a neighborhood."
        ),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("This file is empty. Choose another one."),
        },
    )
    looked_at = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=LONGEST_FILE, strip=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("looked_at")

    def clean_file(self) -> bytes | None:
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        if sent.size > LONGEST_FILE:
            raise forms.ValidationError(gettext("This file is larger than 1 MB."))
        content: bytes = sent.read()
        return content

    @property
    def content(self) -> bytes:
        """Give what to read: a file sent now, else the text looked at before."""
        sent: bytes | None = self.cleaned_data["file"]
        return sent or str(self.cleaned_data["looked_at"]).encode()
