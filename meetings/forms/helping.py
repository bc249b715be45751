"""What people type who would help, and what organizers type about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.spoken import SPOKEN
from meetings.choices import HelperSort
from meetings.models.helping import MOST_HELPERS
from meetings.queries.helping import Help
from meetings.services.answering import LONGEST_NAME
from meetings.services.help_answers import LONGEST_REPLY
from meetings.services.help_wanted import Wanted
from meetings.services.helping import LONGEST_WORDS
from meetings.templatetags.help_words import named_help

_A_SHORT_TEXT: Final = {
    "max_length": _("Use at most %(limit_value)d characters here."),
}
_A_CHOICE: Final = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}
_A_NUMBER: Final = {
    "required": _("Enter a number."),
    "invalid": _("Enter a number."),
    "min_value": _("Enter at least %(limit_value)d."),
    "max_value": _("Enter at most %(limit_value)d."),
}


class OfferHelpForm(forms.Form):
    """An offer of help; an address only from those without an account."""

    wanted = forms.TypedChoiceField(
        label=_("What would you help with?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=_A_CHOICE,
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to it. Nobody of the town reads the address."),
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an address like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Only those who look after this meeting read it."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter your name."), **_A_SHORT_TEXT},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    words = forms.CharField(
        label=_("What should they know?"),
        help_text=_(
            "Whether you have done it before, when you can be there, how they reach "
            "you. It is deleted 30 days after the meeting."
        ),
        max_length=LONGEST_WORDS,
        required=False,
        error_messages=_A_SHORT_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, missing: Sequence[Help], has_account: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if has_account:
            del self.fields["email"]
        offered = [(one.wanted.pk, named_help(one.wanted)) for one in missing]
        self.fields["wanted"].choices = offered  # type: ignore[attr-defined]  # a choice field
        if len(offered) == 1:
            self.fields["wanted"].initial = offered[0][0]


class HelpersForm(forms.Form):
    """One sort of help that is wanted."""

    sort = forms.ChoiceField(
        label=_("What help?"),
        choices=HelperSort.choices,
        widget=forms.RadioSelect,
        error_messages=_A_CHOICE,
    )
    language = forms.ChoiceField(
        label=_("Language of the interpreter"),
        required=False,
        error_messages=_A_CHOICE,
    )
    number = forms.IntegerField(
        label=_("How many people?"),
        min_value=1,
        max_value=MOST_HELPERS,
        initial=1,
        error_messages=_A_NUMBER,
    )
    arranged = forms.IntegerField(
        label=_("How many of them have you found yourself?"),
        help_text=_("Paid interpreters, colleagues, somebody you asked."),
        min_value=0,
        max_value=MOST_HELPERS,
        initial=0,
        error_messages=_A_NUMBER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [("", gettext("Only for an interpreter")), *SPOKEN.items()]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]  # a choice field

    @property
    def wanted(self) -> Wanted:
        """Give what the service takes; a language left standing beside others goes."""
        said = dict(self.cleaned_data)
        if said["sort"] != HelperSort.INTERPRETER:
            said["language"] = ""
        return Wanted(**said)


class AnswerHelpForm(forms.Form):
    """Words to somebody who offered help."""

    words = forms.CharField(
        label=_("What do you write to them?"),
        help_text=_("They read it in a letter. It is needed if you decline."),
        max_length=LONGEST_REPLY,
        required=False,
        error_messages=_A_SHORT_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
