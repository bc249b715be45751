"""A day and a time as the town's clocks show it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagement.common.widgets import MomentInput


class MomentField(forms.DateTimeField):
    """A moment; an hour that the clocks skip or show twice is told in plain words."""

    widget = MomentInput
    default_error_messages = {
        "required": _("Enter a day and a time."),
        "invalid": _("Enter a day and a time."),
        "clocks": _(
            "The clocks change then: this hour comes twice or not at all. Choose another."
        ),
    }

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise ValidationError(
                    self.error_messages["clocks"], "clocks"
                ) from error
            raise
