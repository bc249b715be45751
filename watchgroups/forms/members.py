"""What members say of themselves, and what captains type about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.common.spoken import LanguagesField
from watchgroups.choices import MemberState, Part, Verdict
from watchgroups.details import read_details
from watchgroups.forms.groups import ReasonForm
from watchgroups.models import JoinQuestion, Membership
from watchgroups.services import appeals, asking, saying
from watchgroups.services.importing import MOST_LINES
from watchgroups.services.members import GIVEN_PARTS
from watchgroups.services.membership import LONGEST_ANSWER, LONGEST_PERSON, Wish

_FROM_THE_LIST: Final = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}
LARGEST_ROSTER: Final = 200_000
_TWO_LINES: Final = forms.Textarea(attrs={"rows": 2})


class AboutMeForm(forms.Form):
    """What a member says of themselves; all but the name may stay empty."""

    name = forms.CharField(
        label=_("Your name, as the captains read it"),
        max_length=LONGEST_PERSON,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name the captains shall read.")},
    )
    street = forms.CharField(
        label=_("Your street"),
        help_text=_("Without the number. You may leave this and the rest empty."),
        max_length=160,
        required=False,
    )
    availability = forms.CharField(
        label=_("When do you have time?"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=_TWO_LINES,
    )
    skills = forms.CharField(
        label=_("What can you do?"),
        help_text=_("First aid, driving, translating, cooking …"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=_TWO_LINES,
    )
    languages = LanguagesField(label=_("Languages you speak"))
    emergency_contact = forms.CharField(
        label=_("Whom shall a captain call if something happens to you?"),
        help_text=_(
            "Name and number. It is locked; you see on your page who opened it."
        ),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=_TWO_LINES,
    )
    shares_contact = forms.BooleanField(
        label=_("The captains may see my e-mail address"),
        help_text=_("Without this they write to you through this site."),
        required=False,
    )

    def __init__(
        self, *args: Any, questions: Sequence[JoinQuestion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[f"question_{question.pk}"] = forms.CharField(
                label=question.text,
                max_length=LONGEST_ANSWER,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def wish(self) -> Wish:
        """Give what the services take."""
        said = self.cleaned_data
        return Wish(
            name=said["name"],
            street=said["street"],
            skills=said["skills"],
            availability=said["availability"],
            languages=",".join(said["languages"]),
            emergency_contact=said["emergency_contact"],
            shares_contact=said["shares_contact"],
        )

    @property
    def answers(self) -> dict[str, str]:
        """Give the answers by the number of the question."""
        start = "question_"
        return {
            name.removeprefix(start): said
            for name, said in self.cleaned_data.items()
            if name.startswith(start)
        }


class JoinForm(AboutMeForm):
    is_young = forms.BooleanField(label=_("I am under 18"), required=False)
    guardian = forms.EmailField(
        label=_("If you are under 18: the e-mail address of your guardian"),
        help_text=_("They get a letter. Nothing begins before they agree."),
        required=False,
    )
    agrees = forms.BooleanField(
        label=_("I have read the rules of the group and keep to them"),
        error_messages={
            "required": _("Read the rules of the group and agree to them.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [name for name in self.fields if name.startswith("question_")]
        self.order_fields(
            [
                *(n for n in AboutMeForm.base_fields if n != "shares_contact"),
                *own,
                "shares_contact",
                "is_young",
                "guardian",
                "agrees",
            ]
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("is_young") and not said.get("guardian"):
            self.add_error(
                "guardian", _("Write your guardian’s address. We ask them first.")
            )
        return said


def what_they_said(member: Membership) -> dict[str, Any]:
    """Give a member's words as the form shows them."""
    said = read_details(member.sealed)
    return {
        "name": member.name,
        "street": member.street,
        "availability": said.availability,
        "skills": said.skills,
        "languages": [code for code in said.languages.split(",") if code],
        "emergency_contact": said.emergency_contact,
        "shares_contact": member.shares_contact,
        **{f"question_{key}": answer for key, answer in said.answers.items()},
    }


class FindForm(forms.Form):
    """Narrow a roster."""

    q = forms.CharField(label=_("Name or street"), max_length=100, required=False)
    part = forms.ChoiceField(
        label=_("Part"), choices=[("", _("All")), *Part.choices], required=False
    )
    standing = forms.ChoiceField(
        label=_("How they stand"),
        choices=[
            ("", _("All")),
            ("rules", _("Has not agreed to the new rules")),
            ("rests", _("Rests: answered no letter")),
            (MemberState.SUSPENDED.value, _("Suspended")),
        ],
        required=False,
    )


class PartForm(forms.Form):
    part = forms.ChoiceField(
        label=_("What are they in the group?"),
        choices=[(one.value, one.label) for one in GIVEN_PARTS],
        widget=forms.RadioSelect,
        error_messages=_FROM_THE_LIST,
    )
    streets = forms.CharField(
        label=_("Streets of a block captain"),
        help_text=_("One on each line."),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WordForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_(
            "They get a letter and do not learn your address, nor you theirs. "
            "Name no people, plates or numbers."
        ),
        max_length=saying.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you want to say.")},
    )


class WordAnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_(
            "The captain who wrote gets a letter and does not learn your address. "
            "Name no people, plates or numbers."
        ),
        max_length=saying.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you want to say.")},
    )


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to know of them?"),
        max_length=asking.LONGEST,
        error_messages={"required": _("Write the question.")},
    )


class InviteForm(forms.Form):
    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They get a letter with a link. It is good for two weeks."),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("Write the whole e-mail address, like ann@example.org."),
        },
    )


class RosterForm(forms.Form):
    """A paper roster, as a file or as lines."""

    file = forms.FileField(
        label=_("A file with the list"),
        help_text=_("CSV, as every spreadsheet saves it."),
        required=False,
    )
    lines = forms.CharField(
        label=_("Or the lines themselves"),
        help_text=_(
            "The first line names the columns: name, email, street. "
            "Only the e-mail address is needed."
        ),
        max_length=LARGEST_ROSTER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "dir": "ltr"}),
    )

    def clean_file(self) -> str:
        sent = self.cleaned_data["file"]
        if sent is None:
            return ""
        if sent.size > LARGEST_ROSTER:
            raise forms.ValidationError(
                _("This file is too large. Send at most %(most)d lines at once."),
                params={"most": MOST_LINES},
            )
        content: bytes = sent.read()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("We cannot read this file. Save it as CSV in UTF-8.")
            ) from error

    @property
    def content(self) -> str:
        """Give the lines, from the file if there is one."""
        given: str = self.cleaned_data.get("file") or self.cleaned_data["lines"]
        return given


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why was it not right?"),
        help_text=_("An officer reads it and answers you and the captains."),
        max_length=appeals.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why it was not right.")},
    )


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages=_FROM_THE_LIST,
    )
    answer = forms.CharField(
        label=_("Why? Both sides read it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why. Both sides read it.")},
    )


class GlassForm(ReasonForm):
    """Why an administrator has to know."""
