"""Which training a workshop is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.people.models import CredentialKind


class CourseForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Which training is it?"),
        help_text=gettext_lazy(
            "Whoever is checked in at the door and has an account gets it written down."
        ),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one from the list.")},
    )

    def __init__(
        self, *args: Any, kinds: Iterable[CredentialKind], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("It is no training")), *((one.pk, one.name) for one in kinds)]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField
