"""What people type to show that they are a person."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.people.code_words import can_be_a_code
from engagement.people.errors import BadNumberError
from engagement.people.numbers import example_number, read_number

_DIGITS = 6


class CodeForm(forms.Form):
    """A code from paper or from a wall; capitals, hyphens and blanks do not matter."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("It looks like K7Q2-M9XD-4TRB, or like K7Q2-M9XD at a meeting."),
        max_length=40,
        error_messages={
            "required": _("Type the code."),
            "max_length": _("This is longer than a code. Check each character."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if not can_be_a_code(typed):
            raise ValidationError(
                gettext("One of the characters is not right. Check each of them.")
            )
        return typed


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Mobile number"),
        max_length=40,
        error_messages={
            "required": _("Enter your mobile number."),
            "max_length": _("This is longer than a number. Look at it again."),
        },
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "inputmode": "tel",
                "autocomplete": "tel",
                "dir": "ltr",
            }
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as given
        self.fields["number"].help_text = gettext(
            "Like %(example)s. A number of another country begins with +."
        ) % {"example": example_number()}

    def clean_number(self) -> str:
        try:
            return read_number(self.cleaned_data["number"])
        except BadNumberError as error:
            raise ValidationError(str(error)) from error


class PhoneCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the text"),
        help_text=_("Six digits."),
        max_length=20,
        error_messages={
            "required": _("Type the code from the text."),
            "max_length": _("The code has six digits."),
        },
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "dir": "ltr",
            }
        ),
    )

    def clean_code(self) -> str:
        digits = "".join(c for c in self.cleaned_data["code"] if c in "0123456789")
        if len(digits) != _DIGITS:
            raise ValidationError(gettext("The code has six digits."))
        return digits
