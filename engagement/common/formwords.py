"""What a field says when it is not understood: the town's words instead of Django's.

Said once for the kinds of fields, so that a form names only what it can say better, and
the set-up pages and the library's forms speak like every other page.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagement.common.richtext import readable

UNSEEN: Final = "unseen"
NOT_OFFERED: Final = _("Choose one of those in the list.")
NO_DAY: Final = _("Enter a day, like 2026-11-30.")
WORDS: Final[dict[type[Any], dict[str, Any]]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.CharField: {
        "max_length": _(
            "Use %(limit_value)d characters at most. These are %(show_value)d."
        ),
        "min_length": _(
            "Use %(limit_value)d characters at least. These are %(show_value)d."
        ),
        "null_characters_not_allowed": _("Take out the signs that nobody can read."),
        UNSEEN: _("Nobody can read this. Type it in letters or numbers."),
    },
    forms.IntegerField: {
        "max_value": _("Enter a number up to %(limit_value)s."),
        "min_value": _("Enter a number from %(limit_value)s up."),
    },
    forms.DateField: {"invalid": NO_DAY},
    forms.TimeField: {"invalid": _("Enter a time, like 18:30.")},
    forms.DateTimeField: {
        "invalid": _("Enter a day and a time, like 2026-11-30 18:30.")
    },
    forms.SplitDateTimeField: {
        "invalid_date": NO_DAY,
        "invalid_time": _("Enter a time, like 18:30."),
    },
    forms.EmailField: {
        "invalid": _(
            "Enter an e-mail address in the correct format, like name@example.org."
        )
    },
    forms.URLField: {
        "invalid": _("Enter the address of a page, like https://example.org.")
    },
    forms.FileField: {
        "invalid": _("Choose the file once more."),
        "missing": _("Choose a file."),
        "empty": _("This file is empty. Choose another one."),
    },
    forms.ImageField: {
        "invalid_image": _("We cannot read this as a picture. Choose another one.")
    },
    forms.ChoiceField: {"invalid_choice": NOT_OFFERED},
    forms.MultipleChoiceField: {
        "invalid_choice": NOT_OFFERED,
        "invalid_list": NOT_OFFERED,
    },
    forms.ModelChoiceField: {"invalid_choice": NOT_OFFERED},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": NOT_OFFERED,
        "invalid_list": NOT_OFFERED,
        "invalid_pk_value": NOT_OFFERED,
    },
}


def must_be_seen(text: object) -> None:
    """Refuse a text of blanks and joiners alone: to whoever reads it nothing is there."""
    if isinstance(text, str) and text and not readable(text):
        raise ValidationError(
            forms.CharField.default_error_messages[UNSEEN], code=UNSEEN
        )


def speak() -> None:
    """Give the kinds of fields their words, before the first form is made."""
    for kind, words in WORDS.items():
        own = kind.__dict__.get("default_error_messages", {})
        kind.default_error_messages = {**own, **words}
    forms.CharField.default_validators = [must_be_seen]
