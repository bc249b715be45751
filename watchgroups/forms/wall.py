"""What captains, officers and members type to a group, and about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.moderation.services.appealing import LONGEST_APPEAL
from engagement.places.models import Neighborhood
from watchgroups.choices import ReportOutcome, ReportReason
from watchgroups.forms.groups import ReasonForm
from watchgroups.models import Group
from watchgroups.services.alerting import LONGEST_AREA, LONGEST_STEPS
from watchgroups.services.reporting import LONGEST_REPORT
from watchgroups.services.wall import LONGEST_POST

_FROM_THE_LIST: Final = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}
WAYS: Final = {
    ReportOutcome.NOTHING: _("Nothing"),
    ReportOutcome.WARNED: _("Remind them of the rules by letter"),
    ReportOutcome.SUSPEND: _("Ask the officers to suspend them"),
    ReportOutcome.SETTLED: _("Nothing more: it is settled"),
}
HOURS: Final = (
    ("6", _("6 hours")),
    ("24", _("One day")),
    ("72", _("Three days")),
    ("168", _("One week")),
    ("336", _("Two weeks")),
)


class PostForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to tell the group?"),
        help_text=_("No names, no license plates, nothing about how somebody looks."),
        max_length=LONGEST_POST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )


class MessageForm(PostForm):
    """The same words as a letter to every member."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What do you want to write to every member?")


class WallAppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why should we look again?"),
        help_text=_("Another moderator reads this. The group does not."),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why we should look again.")},
    )


class MemberReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        error_messages=_FROM_THE_LIST,
    )
    words = forms.CharField(
        label=_("Whom do you mean, and what happened?"),
        help_text=_(
            "When, where, what you saw. Moderators read it, and officers if they have "
            "to act; the captains never do."
        ),
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what happened.")},
    )


class DecideReportForm(ReasonForm):
    outcome = forms.ChoiceField(
        label=_("What shall be done?"),
        widget=forms.RadioSelect,
        error_messages=_FROM_THE_LIST,
    )
    suspends = forms.BooleanField(
        label=_("Suspend them in this group now"),
        help_text=_("They get a letter that says what was reported, not by whom."),
        required=False,
    )
    field_order = ("outcome", "suspends", "reason")

    def __init__(
        self,
        *args: Any,
        ways: Sequence[ReportOutcome],
        may_suspend: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_suspend:
            del self.fields["suspends"]
        choices = [(way.value, WAYS[way]) for way in ways]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


class AlertForm(forms.Form):
    """Where, what to do, for how long, and to which groups."""

    neighborhood = forms.ChoiceField(
        label=_("Neighborhood"), error_messages=_FROM_THE_LIST
    )
    area = forms.CharField(
        label=_("Where?"),
        help_text=_("Streets or a place, like “around the mill pond”."),
        max_length=LONGEST_AREA,
        error_messages={"required": _("Say where to look out.")},
    )
    steps = forms.CharField(
        label=_("What shall people look out for, and do?"),
        help_text=_("Plain steps. Say what happens, not how a person looks."),
        max_length=LONGEST_STEPS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what to do.")},
    )
    hours = forms.ChoiceField(
        label=_("For how long?"), choices=HOURS, error_messages=_FROM_THE_LIST
    )
    groups = forms.MultipleChoiceField(
        label=_("Which groups?"),
        help_text=_("Choose none to tell all groups of the neighborhood."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_FROM_THE_LIST,
    )

    def __init__(
        self,
        *args: Any,
        places: Sequence[Neighborhood],
        groups: Sequence[Group],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.name) for one in places]
        self.fields["neighborhood"].choices = named  # type: ignore[attr-defined]  # it is a ChoiceField
        offered = [
            (str(one.pk), f"{one.name} ({one.neighborhood.name})") for one in groups
        ]
        self.fields["groups"].choices = offered  # type: ignore[attr-defined]  # it is a MultipleChoiceField
        if not offered:
            del self.fields["groups"]

    @property
    def lasts(self) -> timedelta:
        return timedelta(hours=int(self.cleaned_data["hours"]))

    @property
    def chosen(self) -> list[int]:
        return [int(one) for one in self.cleaned_data.get("groups", ())]
