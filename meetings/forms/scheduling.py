"""What an organizer types about a meeting; every rule is asked again by the service."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.moments import MomentField
from engagement.common.spoken import LanguagesField
from engagement.common.widgets import RadiosWithHints
from engagement.places.models import Neighborhood
from meetings.choices import MeetingForm, MeetingKind
from meetings.models import Meeting, Room, Venue
from meetings.queries import rooms_to_book, venues_known
from meetings.queries.venues import room_by_number, venue_by_number
from meetings.services import MeetingDetails
from meetings.services.checking import (
    LONGEST_REASON,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
)
from watchgroups.models import Group

WHOLE_TOWN: Final = "all"
_GROUP: Final = "group-"
_FROM_THE_LIST = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}
KIND_HINTS: Final = {
    MeetingKind.TOWN_HALL: _("Questions, answers and promises, open to everybody"),
    MeetingKind.COFFEE: _("An hour to talk, no agenda needed"),
    MeetingKind.WORKSHOP: _("People learn or plan something together"),
    MeetingKind.YOUTH: _("Young people and mentors, usually a series"),
    MeetingKind.PATROL: _("What a watch group talks through before it walks"),
}


class WhenAndWhereForm(forms.Form):
    """The hours, and the room or the link."""

    begins_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    form = forms.ChoiceField(
        label=_("How do people come together?"),
        choices=MeetingForm.choices,
        widget=forms.RadioSelect,
        initial=MeetingForm.IN_PERSON,
        error_messages=_FROM_THE_LIST,
    )
    where = forms.ChoiceField(
        label=_("Where?"),
        help_text=_("A room is booked for you while the meeting stands."),
        required=False,
        error_messages=_FROM_THE_LIST,
    )
    online_link = forms.URLField(
        label=_("Link to join online"),
        help_text=_("Only people who registered see it."),
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": _("Enter a whole address, like https://zoom.us/j/1.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = str(self.initial.get("where", ""))
        self.fields["where"].choices = _places_to_meet(kept)  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def when_and_where(self) -> dict[str, Any]:
        """Give what the services take."""
        given = self.cleaned_data
        return {
            "begins_at": given["begins_at"],
            "ends_at": given["ends_at"],
            "form": given["form"],
            **place_chosen(given["where"]),
            "online_link": given["online_link"],
        }


class MeetingEditForm(WhenAndWhereForm):
    """Everything a meeting says."""

    kind = forms.ChoiceField(
        label=_("What kind of meeting is it?"),
        choices=MeetingKind.choices,
        error_messages=_FROM_THE_LIST,
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Give the meeting a title.")},
    )
    summary = forms.CharField(
        label=_("What is it about?"),
        help_text=_("Everybody reads this: why to come, and what comes of it."),
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    languages = LanguagesField(label=_("Languages spoken there"))
    interpreters = LanguagesField(label=_("Interpreted into"))
    has_child_care = forms.BooleanField(label=_("There is child care"), required=False)
    field_order: tuple[str, ...] = (
        "neighborhood",
        "kind",
        "title",
        "summary",
        "begins_at",
        "ends_at",
        "form",
        "where",
        "online_link",
        "languages",
        "interpreters",
        "has_child_care",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        hints = {key.value: str(hint) for key, hint in KIND_HINTS.items()}
        kind.widget = RadiosWithHints(hints=hints)
        kind.choices = MeetingKind.choices  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def details(self) -> MeetingDetails:
        given = self.cleaned_data
        return MeetingDetails(
            kind=given["kind"],
            title=given["title"],
            summary=given["summary"],
            languages=given["languages"],
            interpreters=given["interpreters"],
            has_child_care=given["has_child_care"],
            **self.when_and_where,
        )


class CallerForm(forms.Form):
    """For whom one calls: a neighborhood, the whole town, or a group one leads."""

    def offer(self, places: Sequence[Neighborhood | Group], *, for_all: bool) -> None:
        """Say what can be chosen; of a group its number stands behind a word."""
        self._groups = {
            f"{_GROUP}{one.pk}": one for one in places if isinstance(one, Group)
        }
        offered = [
            (str(one.pk), one.name) for one in places if isinstance(one, Neighborhood)
        ]
        if for_all:
            offered.append((WHOLE_TOWN, gettext("The whole town")))
        offered += [(key, one.name) for key, one in self._groups.items()]
        self.fields["neighborhood"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def group_id(self) -> int | None:
        group = self._groups.get(self.cleaned_data["neighborhood"])
        return group.pk if group else None

    @property
    def neighborhood_id(self) -> int | None:
        chosen = self.cleaned_data["neighborhood"]
        if chosen in self._groups:
            return self._groups[chosen].neighborhood_id
        return None if chosen == WHOLE_TOWN else int(chosen)


class MeetingNewForm(MeetingEditForm, CallerForm):
    """The same, and for whom."""

    neighborhood = forms.ChoiceField(
        label=_("For whom is it?"), error_messages=_FROM_THE_LIST
    )

    def __init__(
        self,
        *args: Any,
        places: Sequence[Neighborhood | Group],
        for_all: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(places, for_all=for_all)


class MoveForm(WhenAndWhereForm):
    reason = forms.CharField(
        label=_("Why does it move?"),
        help_text=_("Everybody who said they would come gets this by letter."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why it moves.")},
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        help_text=_("Everybody who said they would come gets this by letter."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why it is cancelled.")},
    )


def what_it_says(meeting: Meeting) -> dict[str, Any]:
    """Give a meeting's values as the forms above begin with them."""
    names = ("kind", "title", "summary", "begins_at", "ends_at", "form", "online_link")
    lists = ("languages", "interpreters", "has_child_care")
    where = f"room-{meeting.room_id}" if meeting.room_id else ""
    if not where and meeting.venue_id:
        where = f"venue-{meeting.venue_id}"
    said = {name: getattr(meeting, name) for name in (*names, *lists)}
    return {**said, "where": where}


def place_chosen(where: str) -> dict[str, int | None]:
    """Read `room-3` or `venue-7` as the services take it."""
    kind, _dash, number = where.partition("-")
    return {
        "venue_id": int(number) if kind == "venue" else None,
        "room_id": int(number) if kind == "room" else None,
    }


def _places_to_meet(kept: str) -> list[Any]:
    """Name each house, as a whole and by its rooms; nothing first.

    What was retired stays a choice where it is chosen already, and nowhere else.
    """
    rooms: dict[int, list[Room]] = {
        venue_id: list(group)
        for venue_id, group in groupby(rooms_to_book(), key=lambda room: room.venue_id)
    }
    houses = [
        (venue.name, _parts_of(venue, rooms.get(venue.pk, [])))
        for venue in venues_known()
    ]
    if kept and all(kept != key for _house, parts in houses for key, _name in parts):
        houses += _retired(kept)
    return [("", gettext("Not in a room of the list")), *houses]


def _retired(kept: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Name the one room or house a meeting stays in although it is off the list."""
    chosen = place_chosen(kept)
    room = room_by_number(chosen["room_id"])
    if room is not None:
        return [(room.venue.name, _parts_of(room.venue, [room])[:1])]
    venue = venue_by_number(chosen["venue_id"])
    return [] if venue is None else [(venue.name, _parts_of(venue, []))]


def _parts_of(venue: Venue, rooms: Sequence[Room]) -> list[tuple[str, str]]:
    whole = (
        f"venue-{venue.pk}",
        gettext("%(venue)s, no room booked") % {"venue": venue},
    )
    each = [
        (
            f"room-{room.pk}",
            gettext("%(room)s, %(seats)d seats")
            % {"room": room.name, "seats": room.capacity},
        )
        for room in rooms
    ]
    return [*each, whole]
