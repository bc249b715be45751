"""Whom an organizer names: bodies, speakers, and others who look after a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.people.models import User
from meetings.choices import HostPart

_NAME = {"required": _("Write the name.")}


class HostForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages=_NAME)
    part = forms.ChoiceField(
        label=_("What do they do?"), choices=HostPart.choices, initial=HostPart.HOST
    )
    link = forms.URLField(
        label=_("Their web page"),
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": _("Enter a whole address, like https://example.org.")
        },
    )


class SpeakerForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages=_NAME)
    about = forms.CharField(
        label=_("What do they do?"),
        help_text=_("Like “fire chief”. Everybody reads it."),
        max_length=160,
        required=False,
    )


class ColleagueForm(forms.Form):
    person = forms.ChoiceField(
        label=_("Who looks after it too?"),
        error_messages={
            "required": _("Choose one from the list."),
            "invalid_choice": _("Choose one from the list."),
        },
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(person.pk), str(person)) for person in people]
        self.fields["person"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField


class LetterForm(forms.Form):
    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They get a letter with a link. It is good for two weeks."),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("Write the whole e-mail address, like ann@example.org."),
        },
    )
