"""What is typed on the pages about people and their roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from engagement.common.roles import Role
from engagement.common.widgets import DayInput, RadiosWithHints
from engagement.people.forms import NO_ADDRESS
from engagement.people.services import Terms
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map

LONGEST: Final = 300
NOT_OFFERED: Final = {"invalid_choice": _("Choose one of those in the list.")}
NO_DAY: Final = {"invalid": _("Enter a day, like 2026-11-30.")}
WHAT_ROLES_DO: Final[dict[str, Any]] = {
    Role.OFFICER: _("Reads and answers concerns of the area, reviews and signs its reports."),
    Role.ORGANIZER: _("Schedules meetings in the area. Sees no concerns that are not public."),
    Role.MODERATOR: _("Looks at words and photos before they are public. Never sees who sent them."),
    Role.OVERSEER: _("Reads complaints about the police. Nobody who is an officer or administrator."),
    Role.ADMIN: _("Sets the town up, gives and ends roles. For the whole town."),
    Role.AUDITOR: _("Reads the record of acts and changes nothing. For the whole town."),
}  # fmt: skip


def _reason(label: Any, help_text: Any = "", *, is_required: bool = True) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        required=is_required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why. The reason is kept with the act."),
            "max_length": _("Use 300 characters at most."),
        },
    )


def _role() -> Any:
    return forms.ChoiceField(
        label=_("Which role?"),
        choices=[(role.value, capfirst(role.label)) for role in Role],
        widget=RadiosWithHints(hints=WHAT_ROLES_DO),
        error_messages={"required": _("Choose a role."), **NOT_OFFERED},
    )


def _address() -> Any:
    return forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": NO_ADDRESS,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _area(places: Sequence[Neighborhood], *, with_town: bool) -> Any:
    named = [(str(place.pk), place.name) for place in places]
    return forms.ChoiceField(
        label=_("Where?"),
        required=not with_town,
        choices=[("", _("The whole town") if with_town else _("Choose one")), *named],
        error_messages={"required": _("Choose a neighborhood."), **NOT_OFFERED},
    )


def start_of(day: date | None) -> datetime | None:
    """Give the first moment of a day in the town."""
    return (
        datetime.combine(day, time.min, tzinfo=get_default_timezone()) if day else None
    )


class AreaForm(forms.Form):
    """A form that asks where; `terms` says what was chosen."""

    with_town = True
    plain_fields = ("neighborhood",)

    def __init__(
        self,
        *args: Any,
        places: Sequence[Neighborhood] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        found = neighborhoods_on_the_map() if places is None else places
        self.places = {str(place.pk): place for place in found}
        self.fields["neighborhood"] = _area(
            list(self.places.values()), with_town=self.with_town
        )

    def terms(self) -> Terms:
        asked = self.cleaned_data
        return Terms(
            role=Role(asked.get("role", Role.ORGANIZER)),
            neighborhood=self.places.get(asked["neighborhood"]),
            reason=asked["reason"],
            starts_at=start_of(asked.get("starts_on")),
            ends_at=start_of(_day_after(asked.get("ends_on"))),
        )


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day and day < date.max else None


class GrantForm(AreaForm):
    role = _role()
    neighborhood = forms.ChoiceField()
    reason = _reason(_("Why?"), _("Administrators and auditors can read this later."))
    starts_on = forms.DateField(
        label=_("First day"),
        help_text=_("Leave it empty for now."),
        required=False,
        widget=DayInput,
        error_messages=NO_DAY,
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        help_text=_("Leave it empty if no end is known."),
        required=False,
        widget=DayInput,
        error_messages=NO_DAY,
    )


class InviteForm(AreaForm):
    address = _address()
    role = _role()
    neighborhood = forms.ChoiceField()
    reason = _reason(_("Why?"), _("Administrators and auditors can read this later."))


class OrganizerForm(AreaForm):
    """An officer asks somebody to organize in an area of the officer's own."""

    with_town = False
    address = _address()
    neighborhood = forms.ChoiceField()
    reason = _reason(_("Why?"), _("Administrators and auditors can read this later."))


class ReasonForm(forms.Form):
    reason = _reason(_("Why?"), _("Administrators and auditors can read this later."))


class DecisionForm(forms.Form):
    reason = _reason(
        _("Your reason"),
        _("Needed if you say no. Who asked for it can read it."),
        is_required=False,
    )
    plain_fields = ("reason",)


class FindForm(forms.Form):
    words = forms.CharField(max_length=120, required=False)


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("My name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("Use 120 characters at most.")},
    )
