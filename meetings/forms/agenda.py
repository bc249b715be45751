"""What is typed about an agenda; every rule is asked again by the service."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.common.ids import show_reference
from meetings.models import AgendaItem
from meetings.queries.agenda import issues_of_item
from meetings.services.agenda import (
    LONGEST_ITEM,
    LONGEST_NOTE,
    LONGEST_SPEAKER,
    LONGEST_TITLE,
    ItemWords,
)
from meetings.services.checking import LONGEST_REASON
from meetings.services.proposing import LONGEST_PROPOSAL

_BETWEEN = re.compile(r"[\s,;]+")
_A_NUMBER = _("Say how many minutes it takes, as a number.")


def minutes_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST_ITEM,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={
            "required": _A_NUMBER,
            "invalid": _A_NUMBER,
            "min_value": _("An item takes at least one minute."),
            "max_value": _("An item takes at most %(limit_value)d minutes."),
        },
    )


class ItemForm(forms.Form):
    """One thing to talk about."""

    title = forms.CharField(
        label=_("What will be talked about?"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Say what will be talked about.")},
    )
    minutes = minutes_field()
    speaker = forms.CharField(
        label=_("Who speaks?"),
        help_text=_("A role or a team, as neighbors read it: “Traffic team”."),
        max_length=LONGEST_SPEAKER,
        required=False,
    )
    note = forms.CharField(
        label=_("More about it"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    references = forms.CharField(
        label=_("Numbers of concerns it is about"),
        help_text=_("Like K7Q2-M9XD, with blanks between them. Only public ones."),
        max_length=200,
        required=False,
    )

    @property
    def words(self) -> ItemWords:
        given = self.cleaned_data
        typed = tuple(word for word in _BETWEEN.split(given["references"]) if word)
        return ItemWords(**{**given, "references": typed})


class NewItemForm(ItemForm):
    """The same, and where it goes."""

    parent = forms.TypedChoiceField(
        label=_("Where does it go?"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under = [(item.pk, _("Under: %(title)s") % {"title": item}) for item in items]
        parent = self.fields["parent"]
        parent.choices = [("", _("At the end, on its own")), *under]  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def words(self) -> ItemWords:
        self.cleaned_data = dict(self.cleaned_data)
        self.parent_id = self.cleaned_data.pop("parent")
        return super().words


def what_it_says(item: AgendaItem) -> dict[str, Any]:
    """Give an item's values as the form begins with them."""
    linked = [show_reference(issue.reference) for issue in issues_of_item(item)]
    names = ("title", "minutes", "speaker", "note")
    said = {name: getattr(item, name) for name in names}
    return {**said, "references": " ".join(linked)}


class ProposeForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to talk about?"),
        help_text=_(
            "One thing in a sentence or two. Name no person. "
            "A moderator reads it first, then everybody can."
        ),
        max_length=LONGEST_PROPOSAL,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what you want to talk about.")},
    )


class AcceptForm(forms.Form):
    minutes = minutes_field()


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it not fit?"),
        help_text=_("Whoever proposed it reads this."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why. Whoever proposed it reads it.")},
    )
