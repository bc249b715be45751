"""What officers and captains type about a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.common.spoken import LanguagesField
from engagement.people.models import User
from engagement.places.models import Neighborhood
from watchgroups.choices import AreaKind, JoinBy, PartnerKind
from watchgroups.models import Group
from watchgroups.services import GroupDetails
from watchgroups.services.checking import (
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    LONGEST_REASON,
)

_FROM_THE_LIST: Final = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}
FIRST_CODE: Final = _(
    "We look out for one another. We do not look for people.\n"
    "We describe what somebody does, never who they are: no race, no clothes, no guesses.\n"
    "We watch and call; we do not follow, stop, question, search or hold anybody.\n"
    "We carry no weapons. We never go out alone.\n"
    "In danger we call the emergency number and keep away.\n"
    "What we learn about neighbors stays in the group.\n"
    "No photos of people. Nothing about neighbors on other sites."
)


class GroupForm(forms.Form):
    """Everything a group's page says."""

    name = forms.CharField(
        label=_("What is the group called?"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the group a name.")},
    )
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("Everybody reads this. A few sentences are enough."),
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what the group is for.")},
    )
    area_kind = forms.ChoiceField(
        label=_("Where does it watch?"),
        choices=AreaKind.choices,
        initial=AreaKind.NEIGHBORHOOD,
        widget=forms.RadioSelect,
        error_messages=_FROM_THE_LIST,
    )
    streets = forms.CharField(
        label=_("Its streets"),
        help_text=_("One on each line. Only where you chose “Some of its streets”."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    languages = LanguagesField(label=_("Languages spoken in the group"))
    join_by = forms.ChoiceField(
        label=_("How does one join?"),
        choices=JoinBy.choices,
        initial=JoinBy.APPROVAL,
        widget=forms.RadioSelect,
        error_messages=_FROM_THE_LIST,
    )

    def __init__(self, *args: Any, group: Group | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._polygon = group.polygon if group else None
        if self._polygon is None:
            offered = [c for c in AreaKind.choices if c[0] != AreaKind.POLYGON]
            self.fields["area_kind"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def details(self) -> GroupDetails:
        """Give what the services take."""
        given = self.cleaned_data
        is_drawn = given["area_kind"] == AreaKind.POLYGON
        return GroupDetails(
            name=given["name"],
            purpose=given["purpose"],
            languages=given["languages"],
            area_kind=given["area_kind"],
            streets=tuple(given["streets"].splitlines()),
            polygon=self._polygon if is_drawn else None,
            join_by=given["join_by"],
        )


class GroupNewForm(GroupForm):
    neighborhood = forms.ChoiceField(
        label=_("In which neighborhood?"), error_messages=_FROM_THE_LIST
    )
    code = forms.CharField(
        label=_("The rules members agree to"),
        help_text=_("Change what you need. Later changes are asked of everybody anew."),
        max_length=LONGEST_CODE,
        initial=FIRST_CODE,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Write the rules members agree to.")},
    )
    field_order = ("neighborhood", "name")

    def __init__(
        self, *args: Any, places: Sequence[Neighborhood], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(place.pk), place.name) for place in places]
        self.fields["neighborhood"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The rules members agree to"),
        max_length=LONGEST_CODE,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Write the rules members agree to.")},
    )


class PartnerForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What are they?"),
        choices=PartnerKind.choices,
        error_messages=_FROM_THE_LIST,
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Write the name.")},
    )
    link = forms.URLField(
        label=_("Their web page"),
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": _("Enter a whole address, like https://example.org.")
        },
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )


class CaptainForm(ReasonForm):
    """Whom to ask to lead the group."""

    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They get a letter with a link. It is good for two weeks."),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("Write the whole e-mail address, like ann@example.org."),
        },
    )
    field_order = ("address", "reason")


class AcceptForm(forms.Form):
    """What a new captain says."""

    public_name = forms.CharField(
        label=_("How shall everybody read your name?"),
        help_text=_("Like “Ann P.”. It stands on the group’s page."),
        max_length=80,
        error_messages={
            "required": _("Write the name everybody shall read, like “Ann P.”.")
        },
    )
    agrees = forms.BooleanField(
        label=_("I have read the rules of the group and keep to them"),
        error_messages={
            "required": _("Read the rules of the group and agree to them.")
        },
    )


class LiaisonForm(forms.Form):
    person = forms.ChoiceField(
        label=_("Which officer does the group talk to?"),
        required=False,
        error_messages=_FROM_THE_LIST,
    )

    def __init__(self, *args: Any, officers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(person.pk), str(person)) for person in officers]
        self.fields["person"].choices = [("", _("Nobody in particular")), *named]  # type: ignore[attr-defined]  # it is a ChoiceField


def what_it_says(group: Group) -> dict[str, Any]:
    """Give a group's words as its form shows them."""
    return {
        "name": group.name,
        "purpose": group.purpose,
        "area_kind": group.area_kind,
        "streets": "\n".join(group.streets),
        "languages": group.languages,
        "join_by": group.join_by,
    }
