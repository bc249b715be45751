"""The watch groups that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from engagement.places.models import Neighborhood
from tests.architecture.group_world_roster import RosterWorld
from tests.factories.groups import make_appointment, make_group
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood
from watchgroups.choices import AppointmentState
from watchgroups.models import Appointment, Group


class GroupWorld(RosterWorld):
    """A part of the world: a group of the place, and one elsewhere."""

    @cached_property
    def place(self) -> Neighborhood:
        return make_neighborhood()

    @cached_property
    def elsewhere(self) -> Neighborhood:
        return make_neighborhood()

    @cached_property
    def group(self) -> Group:
        """A group of the place; the captain of the table leads it."""
        return make_group(neighborhood=self.place)

    @cached_property
    def other_group(self) -> Group:
        return make_group(neighborhood=self.elsewhere)

    @cached_property
    def captain_link(self) -> str:
        """The link of a letter that asks somebody to lead a group of elsewhere."""
        make_appointment(self.other_group, token="the-captain-link")
        return "the-captain-link"

    @cached_property
    def waiting_captain(self) -> Appointment:
        """Somebody asked for a captain; another officer has to agree."""
        return make_appointment(
            make_group(neighborhood=self.place),
            token="waits",
            token_hash="",
            state=AppointmentState.WAITING,
            asked_by=make_user(),
        )
