"""What is typed about a survey itself; every rule is asked again by the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.moments import MomentField
from engagement.common.spoken import SPOKEN, LanguagesField
from engagement.common.templatetags.ui import short_day
from engagement.common.widgets import DayInput
from engagement.places.models import Neighborhood
from engagement.places.queries import town
from feedback.bounds import LONGEST
from feedback.choices import EventKind, SurveyKind
from feedback.models import Survey
from feedback.services import SurveyDetails
from feedback.texts import OF_SURVEY, Text
from meetings.models import Meeting

WHOLE_TOWN: Final = "all"
_FROM_THE_LIST: Final = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}


def _long(label: Any, which: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST[which],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _number(label: Any, lowest: int, highest: int, **how: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=highest,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Enter a whole number.")},
        **how,
    )


class SurveyForm(forms.Form):
    """What a survey says of itself, in its first language, and whom it asks."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST["title"],
        error_messages={"required": _("Give the survey a title.")},
    )
    why = _long(_("Why do you ask?"), "why", _("Everybody reads this first."))
    who_sees = _long(
        _("Who sees the answers?"),
        "who_sees",
        _("Say it plainly: who reads texts, and what is published."),
    )
    thanks = _long(_("What do you say at the end?"), "thanks")
    languages = LanguagesField(label=_("Languages it is asked in"))
    kind = forms.ChoiceField(
        label=_("Who is asked?"),
        choices=SurveyKind.choices,
        widget=forms.RadioSelect,
        initial=SurveyKind.OPEN,
        error_messages=_FROM_THE_LIST,
    )
    event = forms.ChoiceField(
        label=_("After what?"),
        help_text=_("Only for those something has just happened for."),
        choices=[("", _("Choose")), *EventKind.choices],
        required=False,
        error_messages=_FROM_THE_LIST,
    )
    meeting = forms.ChoiceField(
        label=_("After which meeting?"),
        help_text=_("Only for those who came to a meeting."),
        required=False,
        error_messages=_FROM_THE_LIST,
    )
    every_weeks = _number(
        _("Again every so many weeks"),
        1,
        52,
        required=False,
        help_text=_("Only for a survey that comes again and again."),
    )
    ask_of = _number(
        _("How many residents are drawn each time?"),
        10,
        100_000,
        required=False,
        help_text=_("Only for residents drawn at random."),
    )
    rest_weeks = _number(_("Weeks in which nobody is asked again"), 0, 260, initial=26)
    minutes = _number(_("Minutes it takes"), 1, 60, initial=5)
    most_answers = _number(
        _("Most answers it takes"),
        1,
        1_000_000,
        required=False,
        help_text=_("Leave it empty to take all that come."),
    )
    results_on = forms.DateField(
        label=_("Day the results come"), required=False, widget=DayInput
    )

    def __init__(
        self,
        *args: Any,
        first: str = "",
        meetings: Sequence[Meeting] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        after = self.fields["meeting"]
        after.choices = meetings_to_choose(meetings)  # type: ignore[attr-defined]  # it is a ChoiceField
        here = town()
        default = here.default_language if here else settings.LANGUAGE_CODE
        self.first = first or default
        field = self.fields["languages"]
        field.initial = [self.first]
        field.help_text = _(
            "You write in %(language)s. The others are translated on a page of their own. Separate them by commas, like: English, Spanish."
        ) % {"language": language_name(self.first)}

    def details(self, before: dict[str, dict[str, str]]) -> SurveyDetails:
        """Give what the services take; what other languages say stays."""
        given = dict(self.cleaned_data)
        typed = {which: given.pop(which) for which in OF_SURVEY}
        given.pop("neighborhood", None)
        meeting = given.pop("meeting")
        words = {which: said for which, said in typed.items() if said}
        rest = [code for code in given.pop("languages") if code != self.first]
        return SurveyDetails(
            words={**before, self.first: words},
            languages=(self.first, *rest),
            meeting_id=int(meeting) if meeting else None,
            **given,
        )


class SurveyNewForm(SurveyForm):
    """The same, and where it is asked."""

    neighborhood = forms.ChoiceField(label=_("Where?"), error_messages=_FROM_THE_LIST)
    field_order = ("neighborhood",)

    def __init__(
        self,
        *args: Any,
        places: Sequence[Neighborhood],
        for_all: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighborhood"].choices = places_to_choose(places, for_all=for_all)  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def neighborhood_id(self) -> int | None:
        return place_chosen(self.cleaned_data["neighborhood"])


class CopyForm(forms.Form):
    """Where the copy is asked."""

    neighborhood = forms.ChoiceField(label=_("Where?"), error_messages=_FROM_THE_LIST)

    def __init__(
        self,
        *args: Any,
        places: Sequence[Neighborhood],
        for_all: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighborhood"].choices = places_to_choose(places, for_all=for_all)  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def neighborhood_id(self) -> int | None:
        return place_chosen(self.cleaned_data["neighborhood"])


class HoursForm(forms.Form):
    """From when to when a survey takes answers."""

    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Closes"))


class LanguageForm(forms.Form):
    """All texts of a survey in one language, each beside the first."""

    def __init__(
        self, *args: Any, texts: Sequence[Text], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        for at, text in enumerate(texts):
            self.fields[f"text-{at}"] = forms.CharField(
                label=gettext("Translation"),
                max_length=text.longest,
                required=False,
                initial=text.said.get(language, ""),
                widget=_widget(text, language),
            )
        self.plain_fields = tuple(self.fields)

    def rows(self) -> list[tuple[Text, forms.BoundField]]:
        return [(text, self[f"text-{at}"]) for at, text in enumerate(self.texts)]

    @property
    def said(self) -> dict[str, str]:
        """Give what was typed by the name of the text."""
        return {
            text.name: self.cleaned_data[f"text-{at}"]
            for at, text in enumerate(self.texts)
        }


def _widget(text: Text, language: str) -> forms.Widget:
    attrs = {"lang": language, "dir": "auto"}
    if text.longest > LONGEST["label"]:
        return forms.Textarea(attrs={**attrs, "rows": 2})
    return forms.TextInput(attrs=attrs)


def places_to_choose(
    places: Sequence[Neighborhood], *, for_all: bool
) -> list[tuple[str, str]]:
    """List where somebody may ask."""
    town_too = [(WHOLE_TOWN, gettext("The whole town"))] if for_all else []
    return [*town_too, *((str(place.pk), place.name) for place in places)]


def meetings_to_choose(meetings: Sequence[Meeting]) -> list[tuple[str, str]]:
    """List the meetings a survey may follow, and that it follows each of the place."""
    named = [
        (str(one.pk), f"{one.title} ({short_day(one.begins_at)})") for one in meetings
    ]
    return [("", gettext("Each meeting of the place")), *named]


def place_chosen(typed: str) -> int | None:
    return None if typed == WHOLE_TOWN else int(typed)


def what_it_says(survey: Survey) -> dict[str, Any]:
    """Give a survey's values as the form begins with them."""
    names = (
        "kind",
        "event",
        "every_weeks",
        "ask_of",
        "rest_weeks",
        "minutes",
        "most_answers",
        "results_on",
        "languages",
    )
    words = survey.words.get(survey.languages[0], {})
    said = {name: getattr(survey, name) for name in names}
    said["meeting"] = survey.meeting_id or ""
    return {**said, **{which: words.get(which, "") for which in OF_SURVEY}}


def first_hours(moment: Any) -> dict[str, Any]:
    """Propose hours: from tomorrow at eight, for two weeks."""
    begins = localtime(moment) + timedelta(days=1)
    begins = begins.replace(hour=8, minute=0, second=0, microsecond=0)
    return {"opens_at": begins, "closes_at": begins + timedelta(days=14)}


def language_name(code: str) -> str:
    """Name a language in the language of the page."""
    known = {**dict(settings.LANGUAGES), **SPOKEN}
    return str(known.get(code, code))
