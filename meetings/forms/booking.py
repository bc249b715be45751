"""What people type who want to come, and what organizers type about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.common.widgets import MomentInput
from meetings.choices import QuestionKind
from meetings.models import BookingQuestion
from meetings.models.enrolments import LARGEST_PARTY
from meetings.models.meetings import MOST_SEATS
from meetings.services.answering import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    LONGEST_QUESTION,
    Asked,
)
from meetings.services.notices import LONGEST_MESSAGE
from meetings.wishes import Wish

YES_OR_NO: Final = [("yes", _("Yes")), ("no", _("No"))]
_A_NUMBER: Final = {"required": _("Enter a number."), "invalid": _("Enter a number.")}
_A_SHORT_TEXT: Final = {
    "max_length": _("Use at most %(limit_value)d characters here."),
}


class ComeForm(forms.Form):
    """A party that wants to come; an address only from those without an account."""

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
    party_size = forms.TypedChoiceField(
        label=_("How many people come, with you?"),
        choices=[(n, str(n)) for n in range(1, LARGEST_PARTY + 1)],
        coerce=int,
        initial=1,
        error_messages={
            "required": _("Choose a number."),
            "invalid_choice": _("Choose a number from the list."),
        },
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("For the list at the door. You can leave it empty."),
        max_length=LONGEST_NAME,
        required=False,
        error_messages=_A_SHORT_TEXT,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    needs = forms.CharField(
        label=_("What do you need to take part?"),
        help_text=_(
            "An interpreter, a seat near the front, child care. Those who look after "
            "this meeting read it, or an administrator who says why; you read it then. "
            "It is deleted 30 days after."
        ),
        max_length=LONGEST_ANSWER,
        required=False,
        error_messages=_A_SHORT_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        asked: Iterable[BookingQuestion],
        has_account: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if has_account:
            del self.fields["email"]
        for question in asked:
            self.fields[f"question_{question.pk}"] = _field_of(question)

    @property
    def wish(self) -> Wish:
        """Give what the services take."""
        said = self.cleaned_data
        answers = {
            name.removeprefix("question_"): value
            for name, value in said.items()
            if name.startswith("question_")
        }
        return Wish(
            party_size=said["party_size"],
            name=said["name"],
            needs=said["needs"],
            answers=answers,
        )


def _field_of(question: BookingQuestion) -> forms.Field:
    needed = {"required": _("Answer this question.")}
    how: dict[str, Any] = {"label": question.text, "required": question.is_required}
    if question.kind == QuestionKind.TEXT:
        errors = {**needed, **_A_SHORT_TEXT}
        return forms.CharField(max_length=LONGEST_ANSWER, error_messages=errors, **how)
    options = (
        YES_OR_NO
        if question.kind == QuestionKind.YES_NO
        else [(one, one) for one in question.options]
    )
    errors = {**needed, "invalid_choice": _("Choose one of the answers.")}
    return forms.ChoiceField(
        choices=options, widget=forms.RadioSelect, error_messages=errors, **how
    )


class SeatsForm(forms.Form):
    """How many people fit."""

    capacity = forms.IntegerField(
        label=_("How many people fit?"),
        help_text=_("Leave it empty if as many can come as want to."),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        error_messages={
            **_A_NUMBER,
            "min_value": _("Enter at least %(limit_value)d."),
            "max_value": _("Enter at most %(limit_value)d."),
        },
    )
    reserved_seats = forms.IntegerField(
        label=_("How many of these seats do you keep?"),
        help_text=_("For speakers, interpreters or people you invite yourself."),
        min_value=0,
        max_value=MOST_SEATS,
        initial=0,
        error_messages={
            **_A_NUMBER,
            "min_value": _("Enter at least %(limit_value)d."),
            "max_value": _("Enter at most %(limit_value)d."),
        },
    )


class QuestionForm(forms.Form):
    """One question to those who want to come."""

    text = forms.CharField(
        label=_("Question"),
        max_length=LONGEST_QUESTION,
        error_messages={"required": _("Write the question."), **_A_SHORT_TEXT},
    )
    kind = forms.ChoiceField(
        label=_("How is it answered?"),
        choices=QuestionKind.choices,
        initial=QuestionKind.TEXT,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one from the list."),
            "invalid_choice": _("Choose one from the list."),
        },
    )
    options = forms.CharField(
        label=_("Answers to choose from"),
        help_text=_("Only for “One of a list”: each on its own line."),
        max_length=1_000,
        required=False,
        error_messages=_A_SHORT_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_required = forms.BooleanField(label=_("It must be answered"), required=False)

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            text=said["text"],
            kind=said["kind"],
            options=tuple(said["options"].splitlines()),
            is_required=said["is_required"],
        )


class MessageForm(forms.Form):
    """A letter to everybody who comes."""

    text = forms.CharField(
        label=_("What do you want to tell everybody who has a place?"),
        help_text=_(
            "Date, time and place stand below it. You can write three times for one "
            "meeting. Nobody learns an address."
        ),
        max_length=LONGEST_MESSAGE,
        error_messages={"required": _("Write something."), **_A_SHORT_TEXT},
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CodesForm(forms.Form):
    """Codes from tickets; many at once from a sheet that was filled in by hand."""

    codes = forms.CharField(
        label=_("Codes from tickets"),
        help_text=_("One or many, each on its own line, like K7Q2-M9XD."),
        max_length=10_000,
        error_messages={"required": _("Type at least one code."), **_A_SHORT_TEXT},
        widget=forms.Textarea(
            attrs={
                "rows": 2,
                "autocomplete": "off",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )
    came_at = forms.DateTimeField(
        label=_("When did they come?"),
        help_text=_("Only if it was earlier than now."),
        required=False,
        widget=MomentInput(),
        error_messages={"invalid": _("Enter a day and a time.")},
    )

    @property
    def typed(self) -> list[str]:
        lines = self.cleaned_data["codes"].replace(",", "\n").replace(";", "\n")
        return [line.strip() for line in lines.splitlines() if line.strip()]


class WalkInsForm(forms.Form):
    """People nobody had heard of before."""

    people = forms.IntegerField(
        label=_("How many came without a ticket?"),
        min_value=0,
        max_value=MOST_SEATS,
        error_messages={
            **_A_NUMBER,
            "min_value": _("Enter at least %(limit_value)d."),
            "max_value": _("Enter at most %(limit_value)d."),
        },
    )
