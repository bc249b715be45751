"""What is typed about conduct, about messages, and where the glass is broken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.ids import read_reference
from engagement.common.widgets import RadiosWithHints
from engagement.concerns.choices import ComplaintStatus, Opened
from engagement.concerns.forms import NOT_OFFERED
from engagement.concerns.models import Complaint, Kind
from engagement.concerns.services.handling import LONGEST_WORDS
from engagement.places.models import Neighborhood

_SHORT = 200


def _long(label: Any, help_text: Any = "", rows: int = 4, missing: Any = "") -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_WORDS,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class WordsForm(forms.Form):
    """A message, an answer, a note: words and nothing else."""

    text = _long(_("Your words"), missing=_("Write a few words first."))


class ComplaintForm(forms.Form):
    """What happened with an officer."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is it about?"), required=False)
    text = _long(
        _("What happened?"),
        _("Say what was done and said, as you saw it."),
        rows=8,
        missing=_("Tell us what happened."),
    )
    when = forms.CharField(
        label=_("When was it? (optional)"), max_length=_SHORT, required=False
    )
    where = forms.CharField(
        label=_("Where was it? (optional)"), max_length=_SHORT, required=False
    )
    neighborhood = forms.ChoiceField(
        label=_("In which neighborhood? (optional)"), required=False
    )
    who = forms.CharField(
        label=_("Who was it? (optional)"),
        help_text=_("A name, a badge number, or what you remember."),
        max_length=_SHORT,
        required=False,
    )
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        help_text=_(
            "Only to tell you that an answer is there. Letters never say what it is about."
        ),
        required=False,
        error_messages={"invalid": _("Write the address like name@example.com.")},
    )
    keep = forms.BooleanField(
        label=_("Keep it with my account, so that I find it without the receipt"),
        required=False,
    )
    about_overseer = forms.BooleanField(
        label=_("It is about the overseer, or somebody who works for the overseer"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        places: list[Neighborhood],
        kinds: list[Kind],
        is_signed_in: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("neighborhood", [(str(one.pk), one.name) for one in places])
        self._offer("kind", [(str(one.pk), one.label) for one in kinds])
        if not is_signed_in:
            del self.fields["keep"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if not choices:
            del self.fields[name]
            return
        field = forms.ChoiceField(
            label=self.fields[name].label,
            required=False,
            choices=[("", _("I do not want to say")), *choices],
            error_messages=NOT_OFFERED,
        )
        self.fields[name] = field


class ComplaintStatusForm(forms.Form):
    status = forms.ChoiceField(label=_("How far is it?"))
    text = _long(
        _("Why? (needed to close it)"),
        _("The person who complained reads this."),
    )

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"] = forms.ChoiceField(
            label=_("How far is it?"),
            choices=[
                choice
                for choice in ComplaintStatus.choices
                if choice[0] != complaint.status
            ],
            widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
            error_messages={"required": _("Choose the new status."), **NOT_OFFERED},
        )


class BreakGlassForm(forms.Form):
    """What is opened without leave, and why."""

    reference = forms.CharField(
        label=_("Reference of the concern"),
        help_text=_("For example K7Q2-M9XD"),
        max_length=20,
        error_messages={"required": _("Write a reference like K7Q2-M9XD.")},
    )
    what = forms.ChoiceField(
        label=_("What do you need to open?"),
        choices=Opened.choices,
        widget=RadiosWithHints(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose what you need."), **NOT_OFFERED},
    )
    reason = forms.CharField(
        label=_("Why is there no other way?"),
        help_text=_(
            "The person reads this, and so does the overseer. Give the danger, or the "
            "order of a court."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words why.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {
            Opened.CONTACT.value: gettext("Address or number, and the name"),
            Opened.WORDS.value: gettext("The text, and the place in words"),
            Opened.POINT.value: gettext("Latitude and longitude"),
        }
        self.fields["what"].widget.hints = hints

    def clean_reference(self) -> str:
        read = read_reference(self.cleaned_data["reference"])
        if read is None:
            raise forms.ValidationError(_("Write a reference like K7Q2-M9XD."))
        return read
