"""Whom to invite: those who follow which neighborhoods, and in which language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.places.models import Neighborhood


class CallForm(forms.Form):
    places = forms.TypedMultipleChoiceField(
        label=_("Those who follow which neighborhood?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one neighborhood."),
            "invalid_choice": _("Choose from the list."),
        },
    )
    language = forms.ChoiceField(
        label=_("Only those who read in"),
        required=False,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )

    def __init__(
        self, *args: Any, offered: Sequence[Neighborhood], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(place.pk, place.name) for place in offered]
        self.fields["places"].choices = names  # type: ignore[attr-defined]  # a choice field
        every = ("", gettext("Every language"))
        self.fields["language"].choices = [every, *settings.LANGUAGES]  # type: ignore[attr-defined]  # a choice field
