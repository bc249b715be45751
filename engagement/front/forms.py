"""What people type on the pages made of several apps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.audit.queries import EntryFilters
from engagement.common.languages import languages_offered
from engagement.common.widgets import DayInput
from engagement.front.acts import ACTS
from engagement.front.corners import (
    FEWEST,
    MOST,
    CornersError,
    as_geojson,
    read_corners,
    square_around,
)
from engagement.front.tracker import Standing
from engagement.places.models import Neighborhood
from engagement.places.queries import town

LARGEST_FILE = 30 * 1024 * 1024


def _languages() -> list[tuple[str, str]]:
    here = town()
    return languages_offered(here.languages if here else ())


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of this site and of our letters to you"),
        choices=_languages,
    )


class SetUpForm(forms.Form):
    """A name, a boundary and an e-mail address: nothing more is needed to begin."""

    name = forms.CharField(
        label=_("What is your town called?"),
        max_length=120,
        error_messages={"required": _("Enter the name of the town.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "You become the administrator and the first officer. "
            "We send a code to this address, so that you can sign in."
        ),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _(
                "Enter an e-mail address in the correct format, like name@example.org."
            ),
        },
    )
    emergency_number = forms.CharField(
        label=_("Which number do people call in danger?"),
        help_text=_("It stands on top of every page. You may leave this empty."),
        max_length=20,
        required=False,
    )
    boundary = forms.FileField(
        label=_("A file with the boundary"),
        help_text=_(
            "GeoJSON: the outline of the town, or its neighborhoods with their names."
        ),
        required=False,
        error_messages={"empty": _("This file is empty. Choose another one.")},
    )
    corners = forms.CharField(
        label=_("Or the corners of the town"),
        max_length=20_000,
        help_text=_(
            "One corner a line, going round: latitude, longitude, like 44.05, -91.64. "
            "A line alone is taken as the middle: we draw four kilometers around it. "
            "Any map on the web shows these numbers when you press a spot for long."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        required=False,
    )

    def clean_boundary(self) -> bytes | None:
        sent = self.cleaned_data["boundary"]
        if sent is None:
            return None
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("This file is larger than 30 MB. Send a simpler outline.")
            )
        content: bytes = sent.read()
        return content

    def clean_corners(self) -> bytes | None:
        try:
            corners = read_corners(self.cleaned_data["corners"])
        except CornersError as error:
            raise forms.ValidationError(
                gettext(
                    "Line %(line)d is not a latitude and a longitude, like 44.05, -91.64."
                )
                % {"line": error.line}
            ) from error
        if len(corners) == 1:
            corners = square_around(*corners[0])
        if corners and not FEWEST <= len(corners) <= MOST:
            raise forms.ValidationError(
                gettext("Mark the middle, or %(fewest)d to %(most)d corners.")
                % {"fewest": FEWEST, "most": MOST}
            )
        return as_geojson(corners) if corners else None


def _acts() -> list[tuple[str, str]]:
    named = sorted(
        ((key, str(words)) for key, words in ACTS.items()), key=lambda a: a[1]
    )
    return [("", gettext("Every act")), *named]


LAST_DAY = date(9998, 12, 31)  # the day after it is still a day


class RecordForm(forms.Form):
    """What somebody looks for in the record of acts."""

    who = forms.CharField(
        label=_("Who"),
        help_text=_("A part of a name or e-mail address"),
        max_length=120,
        required=False,
    )
    action = forms.ChoiceField(
        label=_("Did what"),
        choices=_acts,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the acts in the list")},
    )
    about = forms.CharField(
        label=_("About what"),
        help_text=_("For example concerns.issue:17"),
        max_length=120,
        required=False,
    )
    words = forms.CharField(
        label=_("Words in the reason"), max_length=120, required=False
    )
    since = forms.DateField(label=_("From"), required=False, widget=DayInput())
    until = forms.DateField(label=_("To"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("Choose a day after the first one"))
        if until and until > LAST_DAY:
            self.add_error("until", gettext("Choose an earlier day"))
        return said

    @property
    def filters(self) -> EntryFilters:
        """Give what could be understood; what could not narrows nothing."""
        said: dict[str, Any] = self.cleaned_data if self.is_bound else {}
        words = ("who", "action", "about", "words")
        return EntryFilters(
            **{name: said.get(name) or "" for name in words},
            since=said.get("since"),
            until=said.get("until"),
        )


class TrackerForm(forms.Form):
    """Narrows the list of promises; what cannot be read narrows nothing."""

    neighborhood = forms.ChoiceField(label=_("Neighborhood"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), *Standing.choices],
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )

    def __init__(
        self, *args: Any, places: Iterable[Neighborhood], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(place.slug, place.name) for place in places]
        field = self.fields["neighborhood"]
        field.choices = [("", _("The whole town")), *named]  # type: ignore[attr-defined]  # it is a ChoiceField
        field.error_messages["invalid_choice"] = _("Choose one from the list.")


class EraseForm(forms.Form):
    """A word typed on purpose: nobody is erased by a slip of the finger."""

    word = forms.CharField(
        label=_("To go on, type the word ERASE"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the word ERASE.")},
    )

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"].strip()
        if word.casefold() not in {"erase", gettext("ERASE").casefold()}:
            raise forms.ValidationError(gettext("Type the word ERASE."))
        return word
