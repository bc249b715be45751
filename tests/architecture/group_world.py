"""The watch groups that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from engagement.places.models import Neighborhood
from tests.architecture.group_world_roster import RosterWorld
from tests.factories.group_cameras import make_ask, make_camera, make_request
from tests.factories.group_messages import make_alert, make_member_report, make_post
from tests.factories.group_technology import make_technology
from tests.factories.group_walks import make_observation, make_running_patrol
from tests.factories.groups import make_appointment, make_group, make_member
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood
from watchgroups.choices import AppointmentState
from watchgroups.models import (
    Alert,
    Appointment,
    CameraAsk,
    Group,
    MemberReport,
    Observation,
    Patrol,
    Post,
    Technology,
)
from watchgroups.services.letters import stop_token


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
    def running_patrol(self) -> Patrol:
        return make_running_patrol(self.group)

    @cached_property
    def observation(self) -> Observation:
        """Something seen on a patrol of the group."""
        return make_observation(patrol=self.running_patrol)

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

    @cached_property
    def group_post(self) -> Post:
        """A notice on the wall of the group of the place."""
        return make_post(self.group)

    @cached_property
    def group_alert(self) -> Alert:
        return make_alert(self.group)

    @cached_property
    def member_report(self) -> MemberReport:
        return make_member_report(self.group)

    @cached_property
    def letters_link(self) -> str:
        """The link in a letter to a member of the group elsewhere."""
        return stop_token(make_member(self.other_group))

    @cached_property
    def camera_ask(self) -> CameraAsk:
        """A question to an owner near the place, who said yes."""
        request = make_request(neighborhood=self.place)
        return make_ask(request, make_camera(neighborhood=self.place), answer="yes")

    @cached_property
    def technology(self) -> Technology:
        return make_technology()
