"""What an officer types about a report; every rule is asked again by the service."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.common.weeks import Week
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.priorities.choices import (
    AdjustReason,
    ChecklistItem,
    Decision,
)
from engagement.priorities.models import Line
from engagement.priorities.services.adjusting import FACTORS, LONGEST_DAYS
from engagement.priorities.services.correcting import SHORTEST_REASON as WHAT_WAS_WRONG
from engagement.priorities.services.deciding import SHORTEST_REASON
from engagement.priorities.services.signing import LONGEST_NOTE
from engagement.promises.choices import PromiseState
from engagement.promises.services import LONGEST_WHAT, LONGEST_WHO

LONGEST_TEXT = 1_000
FACTOR_WORDS = {
    0.5: _("Half as many points"),
    0.75: _("A quarter fewer points"),
    1.0: _("The points as they are"),
    1.5: _("Half as many points again"),
    2.0: _("Twice the points"),
}

PARTICULARS = {
    "who": _("Say whom you passed it on to."),
    "contact": _("Say how officers reach them."),
    "on": _("Choose a day."),
    "until": _("Choose a day."),
    "into": _("Choose the line it is handled with."),
}


class DayInput(forms.DateInput):
    """The browser's own calendar, in the reader's own language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> Any:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=DayInput(),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write the day as year-month-day, like 2026-11-20."),
        },
    )


def words_field(label: Any, *, least: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=least,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write a sentence."),
            "min_length": _("Write at least %(limit_value)d characters."),
        },
    )


class AdjustForm(forms.Form):
    """A factor, why, and until when."""

    factor = forms.TypedChoiceField(
        label=_("How much should this line weigh?"),
        choices=[(str(factor), FACTOR_WORDS[factor]) for factor in FACTORS],
        coerce=float,
        initial="1.0",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much it should weigh.")},
    )
    is_pin = forms.BooleanField(
        label=_("Pin it above the list"),
        help_text=_("For what the law or an emergency asks. It changes no number."),
        required=False,
    )
    reason_code = forms.ChoiceField(
        label=_("Why"),
        choices=AdjustReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    text = words_field(
        _("Tell your neighbors why"),
        least=20,
        help_text=_("They read it beside the line, unless you chose the first reason."),
    )
    expires_on = day_field(
        _("Until"),
        help_text=_("At most 90 days from today. Then the line weighs as before."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = today + timedelta(days=28)
        self.fields["expires_on"].widget.attrs.update(
            min=(today + timedelta(days=1)).isoformat(),
            max=(today + timedelta(days=LONGEST_DAYS)).isoformat(),
        )


class DecideForm(forms.Form):
    """What will happen about a line; each decision asks for its own particulars."""

    plain_fields = ("who", "contact", "on", "until", "into")

    decision = forms.ChoiceField(
        label=_("What will you do about it?"),
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you will do about it.")},
    )
    who = forms.CharField(
        label=_("Whom did you pass it on to?"), max_length=120, required=False
    )
    contact = forms.CharField(
        label=_("How can officers reach them?"),
        help_text=_("Only officers see this."),
        max_length=200,
        required=False,
    )
    on = day_field(_("When did you pass it on?"), required=False)
    until = day_field(_("Until when do you keep an eye on it?"), required=False)
    into = forms.ModelChoiceField(
        label=_("Which line is it handled with?"),
        queryset=Line.objects.none(),
        required=False,
        empty_label=_("Choose a line"),
    )
    reason = words_field(
        _("Tell your neighbors why"),
        least=SHORTEST_REASON,
        help_text=_("Everyone who reported it gets this by letter. Name no one."),
    )

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = line.report.lines.select_related("kind").exclude(pk=line.pk)
        into = self.fields["into"]
        into.queryset = others.order_by("position")  # type: ignore[attr-defined]  # a ModelChoiceField
        into.label_from_instance = lambda other: other.kind.label  # type: ignore[attr-defined]  # likewise

    def clean(self) -> dict[str, Any]:
        """Ask for what comes with the decision, beside the field that lacks it."""
        given = super().clean() or {}
        if "decision" in given:
            for field in self.conditional(given["decision"]):
                if not given.get(field.name) and field.name not in self.errors:
                    self.add_error(field.name, PARTICULARS[field.name])
        return given

    def conditional(self, decision: str) -> list[forms.BoundField]:
        """Give the fields that only this decision asks for."""
        asked = {
            Decision.REFER: ["who", "contact", "on"],
            Decision.WATCH: ["until"],
            Decision.MERGE: ["into"],
        }
        return [self[name] for name in asked.get(Decision(decision), [])]


class PromiseForm(forms.Form):
    """Who does what by when."""

    what = forms.CharField(
        label=_("What will be done?"),
        max_length=LONGEST_WHAT,
        error_messages={"required": _("Say what will be done.")},
    )
    who = forms.CharField(
        label=_("Who does it?"),
        help_text=_("A role or a team, as neighbors read it: “Traffic team”."),
        max_length=LONGEST_WHO,
        error_messages={"required": _("Say who does it.")},
    )
    owner = forms.ModelChoiceField(
        label=_("Who is reminded?"),
        help_text=_("They get a letter three days before, and once it is late."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )
    due_on = day_field(_("By when?"))

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a ModelChoiceField


class MovePromiseForm(forms.Form):
    due_on = day_field(_("The new day"))
    reason = forms.CharField(
        label=_("Why does the day change?"),
        help_text=_("Neighbors read it."),
        max_length=300,
        error_messages={"required": _("Say why the day changes.")},
    )


class SettlePromiseForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[
            (PromiseState.KEPT, _("Done")),
            (PromiseState.DROPPED, _("We will not do it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    outcome = words_field(
        _("What came of it?"), least=10, help_text=_("Neighbors read it.")
    )


class SignForm(forms.Form):
    """The ticks and the note beside the report."""

    check = forms.MultipleChoiceField(
        label=_("Before you approve"),
        choices=ChecklistItem.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    note = forms.CharField(
        label=_("Note to neighbors"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChangesForm(forms.Form):
    text = words_field(_("What should be changed?"), least=1)


class CorrectForm(forms.Form):
    reason = words_field(
        _("What was wrong?"),
        least=WHAT_WAS_WRONG,
        help_text=_("Neighbors read it above the corrected report."),
    )


class BuildForm(forms.Form):
    """One neighborhood or all one may build, for one week."""

    neighborhood = forms.ModelChoiceField(
        label=_("Neighborhood"),
        queryset=Neighborhood.objects.none(),
        required=False,
        empty_label=_("All of them"),
        error_messages={"required": _("Choose a neighborhood.")},
    )
    week = forms.CharField(
        label=_("Week"),
        help_text=_("Year and week, like 2026-W46. The week must have ended."),
        max_length=8,
        error_messages={"required": _("Write the week like 2026-W46.")},
    )

    def __init__(
        self, *args: Any, places: Any, whole_town: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["neighborhood"]
        field.queryset = places  # type: ignore[attr-defined]  # a ModelChoiceField
        if not whole_town:
            field.required = True
            field.empty_label = _("Choose a neighborhood")  # type: ignore[attr-defined]  # likewise

    def clean_week(self) -> Week:
        try:
            return Week.parse(self.cleaned_data["week"])
        except ValueError as error:
            message = _("Write the week like 2026-W46.")
            raise forms.ValidationError(message) from error
