"""What an organizer says about a series: a meeting, and how it comes again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.common.recurrence import (
    LONGEST,
    MOST,
    Rule,
    monthly_on_day,
    monthly_on_last,
    monthly_on_weekday,
    weekly,
)
from engagement.common.widgets import DayInput, RadiosWithHints
from meetings.forms.scheduling import (
    MeetingEditForm,
    MeetingNewForm,
    place_chosen,
)
from meetings.models import Series
from meetings.services import Change, People, SeriesDetails
from meetings.services.checking import LONGEST_REASON

WEEKS, WEEKDAY, LAST, DAY, RULE = "weeks", "weekday", "last", "day", "rule"
REPEATS: Final = (
    (WEEKS, gettext_lazy("Every week, or every few weeks")),
    (WEEKDAY, gettext_lazy("Every month on the same weekday")),
    (LAST, gettext_lazy("Every month on the last such weekday")),
    (DAY, gettext_lazy("Every month on the same date")),
    (RULE, gettext_lazy("By a rule of my own")),
)
HINTS: Final = {
    WEEKS: gettext_lazy("On the weekday of the first meeting"),
    WEEKDAY: gettext_lazy("Like the first Tuesday, counted from the first meeting"),
    LAST: gettext_lazy("Like the last Tuesday"),
    DAY: gettext_lazy("Like the 15th; months without that date are left out"),
    RULE: gettext_lazy("An RRULE as calendar programs write it"),
}
_MAKERS: Final = {
    WEEKDAY: monthly_on_weekday,
    LAST: monthly_on_last,
    DAY: monthly_on_day,
}


class _RepeatsForm(MeetingEditForm):
    """The fields of how it comes again."""

    repeats = forms.ChoiceField(
        label=gettext_lazy("How does it come again?"), choices=REPEATS, initial=WEEKS
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Every how many weeks or months?"),
        min_value=1,
        max_value=52,
        initial=1,
        required=False,
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Without one it goes on until you stop it."),
        widget=DayInput(),
        required=False,
        error_messages={"invalid": gettext_lazy("Enter a day.")},
    )
    count = forms.IntegerField(
        label=gettext_lazy("Or: how many meetings?"),
        min_value=1,
        max_value=MOST,
        required=False,
    )
    rule = forms.CharField(
        label=gettext_lazy("Your own rule"),
        help_text=gettext_lazy(
            "Only if you chose it above. Like FREQ=WEEKLY;BYDAY=TU,TH."
        ),
        max_length=LONGEST,
        required=False,
    )

    enrols_whole = forms.BooleanField(
        label=gettext_lazy("People enrol once, for all its meetings"),
        help_text=gettext_lazy(
            "As in youth mentoring: one place in every meeting, and none for a single "
            "one. This stays as it is once somebody has a place."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begins_at"].label = _("First meeting begins")
        self.fields["ends_at"].label = _("First meeting ends")
        repeats = self.fields["repeats"]
        hints = {key: str(hint) for key, hint in HINTS.items()}
        repeats.widget = RadiosWithHints(hints=hints)
        repeats.choices = REPEATS  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        begins, ends = given.get("begins_at"), given.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The end must lie after the beginning."))
        if given.get("until") and given.get("count"):
            self.add_error("count", _("Say a last day or a number, not both."))
        if given.get("repeats") == RULE and not given.get("rule"):
            self.add_error("rule", _("Write the rule, like FREQ=WEEKLY;BYDAY=TU."))
        return given

    @property
    def series_details(self) -> SeriesDetails:
        given = self.cleaned_data
        lasts: timedelta = given["ends_at"] - given["begins_at"]
        place = place_chosen(given["where"])
        return SeriesDetails(
            kind=given["kind"],
            title=given["title"],
            summary=given["summary"],
            form=given["form"],
            online_link=given["online_link"],
            languages=tuple(given["languages"]),
            interpreters=tuple(given["interpreters"]),
            has_child_care=given["has_child_care"],
            enrols_whole=given["enrols_whole"],
            first=localtime(given["begins_at"]).replace(tzinfo=None),
            minutes=min(lasts // timedelta(minutes=1), 2**15 - 1),
            rule=self._rule(localtime(given["begins_at"]).date()),
            venue_id=place["venue_id"],
            room_id=place["room_id"],
        )

    def _rule(self, first: date) -> str:
        given = self.cleaned_data
        chosen, interval = given["repeats"], given["interval"] or 1
        if chosen == RULE:
            return str(given["rule"])
        made: Rule = (
            _MAKERS[chosen](first, interval) if chosen in _MAKERS else weekly(interval)
        )
        return _with_end(made, given["count"], given["until"])


class SeriesNewForm(_RepeatsForm, MeetingNewForm):
    """A new series, and for whom."""

    field_order = (
        *MeetingNewForm.field_order[:6],
        *("repeats", "interval", "until", "count", "rule", "enrols_whole"),
        *MeetingNewForm.field_order[6:],
    )


class SeriesEditForm(_RepeatsForm):
    """A change of a series; who means to come is asked about only when it matters."""

    field_order = SeriesNewForm.field_order
    reason = forms.CharField(
        label=gettext_lazy("Why does it change?"),
        help_text=gettext_lazy(
            "Needed when a published meeting gets another time or place, or falls."
        ),
        max_length=LONGEST_REASON,
        required=False,
    )
    people = forms.ChoiceField(
        label=gettext_lazy("Some people mean to come. What about their meetings?"),
        choices=(
            (People.LEAVE.value, gettext_lazy("Leave these meetings as they are")),
            (People.CHANGE.value, gettext_lazy("Change them too, and tell the people")),
        ),
        widget=forms.RadioSelect,
        required=False,
    )

    def change(self, from_day: date | None) -> Change:
        return Change(
            details=self.series_details,
            from_day=from_day,
            people=People(self.cleaned_data["people"] or People.ASK),
            reason=self.cleaned_data["reason"],
        )


class SeriesStopForm(forms.Form):
    """From when a series is no more."""

    from_day = forms.DateField(
        label=gettext_lazy("No meeting from this day on"),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Enter a day."),
            "invalid": gettext_lazy("Enter a day."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Why does it stop?"),
        help_text=gettext_lazy("It is read on the pages of the meetings that fall."),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say why it stops.")},
    )


def _with_end(rule: Rule, count: int | None, until: date | None) -> str:
    if count:
        return f"{rule};COUNT={count}"
    return f"{rule};UNTIL={until:%Y%m%d}" if until else str(rule)


def what_series_says(series: Series, first: datetime) -> dict[str, Any]:
    """Give a series' values as the form begins with them; the rule as it is kept."""
    names = ("kind", "title", "summary", "form", "online_link", "enrols_whole", "rule")
    lists = ("languages", "interpreters", "has_child_care")
    where = f"room-{series.room_id}" if series.room_id else ""
    if not where and series.venue_id:
        where = f"venue-{series.venue_id}"
    said = {name: getattr(series, name) for name in (*names, *lists)}
    ends = first + timedelta(minutes=series.minutes)
    return {
        **said,
        "where": where,
        "begins_at": first,
        "ends_at": ends,
        "repeats": RULE,
    }
