"""Why an administrator opens a list."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.services.looking import LONGEST_REASON


class OpenListForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need to read it?"),
        help_text=_("Everybody on the list and its organizers read this."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why. Those it is about read it.")},
    )
