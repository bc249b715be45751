"""What people type who enrol for a series, and what organizers say about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.forms.booking import ComeForm, SeatsForm
from meetings.services.answering import LONGEST_NAME
from meetings.services.enrolling import LONGEST_ADDRESS, Guardian


class EnrolForm(ComeForm):
    """A party that wants to come to all meetings; under 18, with a parent or guardian."""

    is_of_age = forms.BooleanField(
        label=gettext_lazy("Everybody I enrol is 18 or older"),
        help_text=gettext_lazy("Then nobody else needs to agree."),
        required=False,
    )
    guardian_name = forms.CharField(
        label=gettext_lazy("If you are under 18: name of your parent or guardian"),
        max_length=LONGEST_NAME,
        required=False,
        error_messages={
            "max_length": gettext_lazy("Use at most %(limit_value)d characters here.")
        },
    )
    guardian_email = forms.EmailField(
        label=gettext_lazy(
            "E-mail address of your parent or guardian, if you are under 18"
        ),
        help_text=gettext_lazy(
            "They get a letter and say whether they agree. We delete the address then."
        ),
        max_length=LONGEST_ADDRESS,
        required=False,
        error_messages={
            "invalid": gettext_lazy("Enter an address like name@example.org.")
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    _OF_GUARDIANS = ("is_of_age", "guardian_name", "guardian_email")

    def __init__(self, *args: Any, asks_guardian: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].help_text = _(
            "An interpreter, a seat near the front, child care. Those who look after "
            "this series read it, or an administrator who says why; you read it then. "
            "It is deleted 30 days after the last meeting."
        )
        if not asks_guardian:
            for name in self._OF_GUARDIANS:
                del self.fields[name]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        if "is_of_age" not in self.fields or given.get("is_of_age"):
            return given
        for name, words in (
            ("guardian_name", _("Enter the name of your parent or guardian.")),
            (
                "guardian_email",
                _("Enter the e-mail address of your parent or guardian."),
            ),
        ):
            if name in given and not given[name]:
                self.add_error(name, words)
        return given

    @property
    def guardian(self) -> Guardian | None:
        """Give who must agree; nobody for people of age."""
        said = self.cleaned_data
        if "guardian_email" not in said or said["is_of_age"]:
            return None
        return Guardian(said["guardian_name"], said["guardian_email"])


class SeriesSeatsForm(SeatsForm):
    """How many can enrol, and whether a parent or guardian must agree."""

    asks_guardian = forms.BooleanField(
        label=gettext_lazy("Under 18, a parent or guardian must agree by letter"),
        help_text=gettext_lazy(
            "Nobody under 18 is enrolled before. Who is enrolled already stays so."
        ),
        required=False,
    )
