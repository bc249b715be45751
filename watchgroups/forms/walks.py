"""What members and captains type when they go out, and for the case that something happens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from watchgroups.choices import INTERVALS
from watchgroups.models import Membership
from watchgroups.queries.walks import called
from watchgroups.services.walking import LONGEST_AREA

_ONE = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}


class SignOnForm(forms.Form):
    """With whom, where, and how often somebody wants to hear of them."""

    partners = forms.MultipleChoiceField(
        label=_("Who is with you?"),
        help_text=_("Nobody goes out alone."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one person who is with you."),
            "invalid_choice": _("Choose from those who are on this patrol."),
        },
    )
    area = forms.CharField(
        label=_("Where do you go?"),
        help_text=_("Streets or a park, in your words. No house numbers, no names."),
        max_length=LONGEST_AREA,
        required=False,
    )
    minutes = forms.ChoiceField(
        label=_("How often do you say that all is well?"),
        choices=[
            (str(minutes), _("Every %(minutes)d minutes") % {"minutes": minutes})
            for minutes in INTERVALS
        ],
        initial="30",
        widget=forms.RadioSelect,
        error_messages=_ONE,
    )

    def __init__(
        self, *args: Any, partners: Sequence[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one.pk), called(one)) for one in partners]
        self.fields["partners"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def said(self) -> dict[str, Any]:
        """Give what the service takes."""
        given = self.cleaned_data
        return {
            "partner_ids": [int(pk) for pk in given["partners"]],
            "area": given["area"],
            "minutes": int(given["minutes"]),
        }


class SecondForm(forms.Form):
    second = forms.ChoiceField(
        label=_("Who is alarmed if no captain answers within 10 minutes?"),
        help_text=_(
            "Ask them first. They get a letter, and a text if they leave a number "
            "and the town sends texts."
        ),
        required=False,
        error_messages=_ONE,
    )

    def __init__(
        self, *args: Any, members: Sequence[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), called(one)) for one in members]
        self.fields["second"].choices = [("", _("Nobody")), *named]  # type: ignore[attr-defined]  # it is a ChoiceField


class DutyPhoneForm(forms.Form):
    number = forms.CharField(
        label=_("Your mobile number for alarms"),
        help_text=_("Leave it empty to take it out."),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        ),
    )
