"""What staff type to ask people, and what a respondent types to go on later."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.common.ids import read_code
from engagement.common.languages import languages_offered
from engagement.people.addresses import one_mailbox
from engagement.places.queries import town
from feedback.services.asking import CODE_LENGTH, MOST_ADDRESSES, MOST_LETTERS

_LONGEST_LIST: Final = 200_000
MOST_SHEETS: Final = 30
_A_NUMBER: Final = gettext_lazy("Enter a whole number.")


def _languages() -> list[tuple[str, str]]:
    here = town()
    return languages_offered(here.languages if here else ())


class AddressesForm(forms.Form):
    """A pasted list; names may stand beside addresses, as address books write them."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy(
            "One a line, or with commas between. Each gets one letter with a link of its own. The list is not kept: an address is sealed and gone 30 days after the survey has closed."
        ),
        max_length=_LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter at least one address."),
            "max_length": gettext_lazy("The list is too long. Send it in parts."),
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letters"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=gettext_lazy("Language of the letters"), choices=_languages()
        )

    def clean_addresses(self) -> list[str]:
        found: list[str] = []
        wrong: list[str] = []
        for line in self.cleaned_data["addresses"].splitlines():
            for entry in _entries(line):
                words = [word for word in re.split(r"[\s<>\"]+", entry) if "@" in word]
                found += map(one_mailbox, words)
                wrong += [] if words else [entry]
        wrong += [one for one in found if not _is_address(one)]
        if wrong:
            raise ValidationError(
                _("These are no e-mail addresses: %(wrong)s")
                % {"wrong": ", ".join([*dict.fromkeys(wrong)][:5])}
            )
        if not found:
            raise ValidationError(_("Enter at least one address."))
        if len(set(found)) > MOST_ADDRESSES:
            raise ValidationError(
                _("Write to %(most)d addresses at most at once.")
                % {"most": MOST_ADDRESSES}
            )
        return list(dict.fromkeys(found))


def _entries(line: str) -> list[str]:
    """Give what stands between commas; “Doe, Ana <ana@…>” is one."""
    entries = [entry.strip() for entry in re.split(r"[,;]+", line)]
    named = zip(entries, [*entries[1:], ""], strict=True)
    return [
        entry for entry, after in named if entry and ("@" in entry or "<" not in after)
    ]


def _is_address(words: str) -> bool:
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True


class LettersForm(forms.Form):
    many = forms.IntegerField(
        label=gettext_lazy("How many letters?"),
        help_text=gettext_lazy("One a person. Each has a code that works once."),
        initial=50,
        min_value=1,
        max_value=MOST_LETTERS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _A_NUMBER,
            "invalid": _A_NUMBER,
            "min_value": gettext_lazy("Make at least one."),
            "max_value": gettext_lazy("Make 500 at most at once."),
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letters"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=gettext_lazy("Language of the letters"), choices=_languages()
        )


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("It stands on your letter: three groups of four."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
        error_messages={
            "required": gettext_lazy("Enter the code of your letter."),
            "max_length": gettext_lazy("A code has twelve characters."),
        },
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"], CODE_LENGTH)
        if code is None:
            raise ValidationError(
                _("This is no code of a letter. Look whether a character is missing.")
            )
        return code


class SendLinkForm(forms.Form):
    """Where one's own link goes; used once and kept nowhere."""

    address = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy(
            "We send the link there once and do not keep the address."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter your e-mail address."),
            "invalid": gettext_lazy("Enter an address like name@example.org."),
            "max_length": gettext_lazy("Enter an address like name@example.org."),
        },
    )


class SheetNumberForm(forms.Form):
    """The number printed on a sheet."""

    number = forms.IntegerField(
        label=gettext_lazy("Number of the sheet"),
        help_text=gettext_lazy("It stands at the top of the paper."),
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}
        ),
        error_messages={
            "required": gettext_lazy("Enter the number of the sheet."),
            "invalid": gettext_lazy("Enter the number of the sheet."),
            "min_value": gettext_lazy("Enter the number of the sheet."),
            "max_value": gettext_lazy("Enter the number of the sheet."),
        },
    )


class PrintSheetsForm(forms.Form):
    """Which sheets to print."""

    first = forms.IntegerField(
        label=gettext_lazy("First number"),
        initial=1,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}
        ),
        error_messages={"required": _A_NUMBER, "invalid": _A_NUMBER},
    )
    many = forms.IntegerField(
        label=gettext_lazy("How many sheets?"),
        initial=1,
        min_value=1,
        max_value=MOST_SHEETS,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}
        ),
        error_messages={
            "required": _A_NUMBER,
            "invalid": _A_NUMBER,
            "max_value": gettext_lazy("Print 30 at most at once."),
        },
    )
