"""What captains say of a patrol, and members of their place on one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.common.moments import MomentField
from engagement.common.recurrence import (
    LONGEST,
    monthly_on_weekday,
    weekly,
)
from engagement.common.widgets import DayInput
from watchgroups.choices import ActivityKind
from watchgroups.models import Patrol, PatrolSeries
from watchgroups.models.patrols import MOST_PLACES
from watchgroups.services import PatrolPlan
from watchgroups.services.absences import LONGEST_ANSWER
from watchgroups.services.checking import LONGEST_REASON

ONCE, WEEKS, WEEKDAY, RULE = "once", "weeks", "weekday", "rule"
REPEATS: Final = (
    (ONCE, gettext_lazy("Once")),
    (WEEKS, gettext_lazy("Every week, or every few weeks")),
    (WEEKDAY, gettext_lazy("Every month on the same weekday")),
    (RULE, gettext_lazy("By a rule of my own")),
)
_NUMBER: Final = {
    "invalid": gettext_lazy("Enter a number."),
    "required": gettext_lazy("Enter a number."),
}


def _places(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_PLACES,
        initial=initial,
        error_messages=_NUMBER,
    )


class PatrolForm(forms.Form):
    """One patrol: when, where, and for how many."""

    title = forms.CharField(
        label=gettext_lazy("What is it called?"),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Give it a name, like “Evening walk”.")
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=ActivityKind.choices,
        initial=ActivityKind.PATROL,
    )
    begins_at = MomentField(label=gettext_lazy("It begins"))
    ends_at = MomentField(label=gettext_lazy("It ends"))
    route = forms.CharField(
        label=gettext_lazy("Where does it go?"),
        help_text=gettext_lazy("Streets and places, no addresses of people."),
        max_length=400,
        required=False,
    )
    weather_note = forms.CharField(
        label=gettext_lazy("What holds in rain, heat or ice?"),
        max_length=300,
        required=False,
    )
    leads_wanted = _places(gettext_lazy("Places for leads"), 1)
    members_wanted = _places(gettext_lazy("Places for members"), 2)
    drivers_wanted = _places(gettext_lazy("Places for drivers"), 0)
    newcomers_wanted = _places(
        gettext_lazy("Places for new members, who go with a lead"), 0
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        begins, ends = given.get("begins_at"), given.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The end must lie after the beginning."))
        return given

    @property
    def plan(self) -> PatrolPlan:
        """Give what the services take."""
        names = PatrolPlan.__dataclass_fields__
        return PatrolPlan(**{name: self.cleaned_data[name] for name in names})

    @property
    def hours(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("begins_at", "ends_at")}


class PatrolNewForm(PatrolForm):
    """A patrol, or one that comes again."""

    repeats = forms.ChoiceField(
        label=gettext_lazy("Does it come again?"),
        choices=REPEATS,
        initial=ONCE,
        widget=forms.RadioSelect,
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Every how many weeks or months?"),
        min_value=1,
        max_value=52,
        initial=1,
        required=False,
        error_messages=_NUMBER,
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Without one it goes on until you end it."),
        widget=DayInput(),
        required=False,
        error_messages={"invalid": gettext_lazy("Enter a day.")},
    )
    rule = forms.CharField(
        label=gettext_lazy("Your own rule"),
        help_text=gettext_lazy(
            "Only if you chose it above. Like FREQ=WEEKLY;BYDAY=TU,TH."
        ),
        max_length=LONGEST,
        required=False,
    )
    field_order = (
        *("title", "kind", "begins_at", "ends_at"),
        *("repeats", "interval", "until", "rule"),
    )

    @property
    def comes_again(self) -> bool:
        return bool(self.cleaned_data["repeats"] != ONCE)

    @property
    def again(self) -> dict[str, Any]:
        """Give the rule and the first hour as the town's clocks show it."""
        given = self.cleaned_data
        first = localtime(given["begins_at"]).replace(tzinfo=None)
        lasts: timedelta = given["ends_at"] - given["begins_at"]
        return {
            "rule": self._rule(first.date()),
            "first": first,
            "minutes": min(lasts // timedelta(minutes=1), 2**15 - 1),
        }

    def _rule(self, first: date) -> str:
        given = self.cleaned_data
        interval = given["interval"] or 1
        if given["repeats"] == RULE:
            return str(given["rule"])
        by_month = given["repeats"] == WEEKDAY
        made = monthly_on_weekday(first, interval) if by_month else weekly(interval)
        until = given["until"]
        return f"{made};UNTIL={until:%Y%m%d}" if until else str(made)


class SeriesForm(PatrolNewForm):
    """A change of patrols that come again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begins_at"].label = _("The first begins")
        self.fields["ends_at"].label = _("The first ends")
        self.fields["repeats"].choices = REPEATS[1:]  # type: ignore[attr-defined]  # it is a ChoiceField


class PatrolEditForm(PatrolForm):
    """A change of one patrol."""

    reason = forms.CharField(
        label=gettext_lazy("Why other hours?"),
        help_text=gettext_lazy(
            "Only if somebody has signed up and the hours change. They read it."
        ),
        max_length=LONGEST_REASON,
        required=False,
    )


class CancelForm(forms.Form):
    """Why a patrol is called off."""

    cancel_reason = forms.CharField(
        label=gettext_lazy("Why is it called off?"),
        help_text=gettext_lazy("Everybody on it reads it."),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say why it is called off.")},
    )


class StopForm(forms.Form):
    from_day = forms.DateField(
        label=gettext_lazy("No patrol from this day on"),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Enter a day."),
            "invalid": gettext_lazy("Enter a day."),
        },
    )


class OfferForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy(
            "If a member who can take it has this address, they get a letter."
        ),
        error_messages={
            "required": gettext_lazy("Enter an e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address, like ann@example.org."),
        },
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("The captains of the group read it."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what happened.")},
    )


def what_patrol_says(row: Patrol) -> dict[str, Any]:
    """Give a patrol's values as its form begins with them."""
    names = PatrolForm.base_fields
    return {name: getattr(row, name) for name in names}


def what_series_says(row: PatrolSeries, first: datetime) -> dict[str, Any]:
    """Give the values of a series as its form begins with them."""
    names = PatrolPlan.__dataclass_fields__
    said = {name: getattr(row, name) for name in names}
    ends = first + timedelta(minutes=row.minutes)
    more = {"begins_at": first, "ends_at": ends, "repeats": RULE, "rule": row.rule}
    return {**said, **more}
