"""What administrators say of a technology, and what people say to it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from watchgroups.models import TechnologyVersion
from watchgroups.services.technology import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    LONGEST_TEXT,
    Period,
    Told,
)

_NEEDED: Final = {
    "required": _("Fill this in; “none” or “not known” is an answer, too.")
}
_FIELDS: Final = (
    "is_used",
    "purpose",
    "rule",
    "rule_link",
    "kept_for",
    "seen_by",
    "cost",
    "vendor",
)


def _line(label: Any, longest: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, error_messages=_NEEDED)


def _text(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=_NEEDED,
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a day.")},
    )


class TechnologyForm(forms.Form):
    """Everything the page says; every line is asked for, so that nothing is left out."""

    name = _line(_("What is it called?"), LONGEST_NAME)
    is_used = forms.BooleanField(
        label=_("It is in use now"), required=False, initial=True
    )
    purpose = _text(_("What is it used for?"))
    rule = _text(_("Which rule allows it, and what does it forbid?"))
    rule_link = forms.URLField(
        label=_("Where can the rule be read?"),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": _("Write a link that begins with https://.")},
    )
    kept_for = _line(_("For how long are the data kept?"), 300)
    seen_by = _line(_("Who may see the data?"), 300)
    cost = _line(_("What does it cost?"), 200)
    vendor = _line(_("Who makes and runs it?"), 200)
    comments_from = _day(_("First day for comments"))
    comments_until = _day(_("Last day for comments"))

    @property
    def told(self) -> Told:
        return Told(**{field: self.cleaned_data[field] for field in _FIELDS})

    @property
    def period(self) -> Period:
        given = self.cleaned_data
        return Period(given["comments_from"], given["comments_until"])


class TechnologyChangeForm(TechnologyForm):
    """The same, and what is new; the name stays."""

    name = None  # type: ignore[assignment]  # Django takes the field away
    change = _line(_("What is new?"), 300)


class AnswerForm(forms.Form):
    text = _text(_("What does the agency say to the comments?"))


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("What do you say to it?"),
        help_text=_("A moderator reads it first. No name stands with it."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something first.")},
    )


def what_stands(version: TechnologyVersion) -> dict[str, Any]:
    """Give a version as its form shows it."""
    technology = version.technology
    return {
        **{field: getattr(version, field) for field in _FIELDS},
        "comments_from": technology.comments_from,
        "comments_until": technology.comments_until,
    }
