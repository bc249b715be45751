"""Members and letters that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from django.utils.timezone import now

from tests.factories.group_roster import (
    make_appeal,
    make_junior,
    make_member_invitation,
    make_request,
)
from tests.factories.groups import make_member
from tests.factories.people import make_user
from watchgroups.choices import Part
from watchgroups.details import Details
from watchgroups.models import Group, MemberAppeal, Membership
from watchgroups.services.own import link_of
from watchgroups.services.word_answers import answer_link

MEMBER_NAME, MEMBER_ADDRESS = "Wilhelmina of Mill Road", "wilhelmina@example.net"


class RosterWorld:
    """A part of the world: who is in the group of the place."""

    @cached_property
    def group(self) -> Group:
        raise NotImplementedError

    @cached_property
    def other_group(self) -> Group:
        raise NotImplementedError

    @cached_property
    def group_member(self) -> Membership:
        """A member of the group who lets captains see their address."""
        return make_member(
            self.group,
            make_user(MEMBER_ADDRESS),
            name=MEMBER_NAME,
            shares_contact=True,
            details=Details(availability="Evenings"),
        )

    @cached_property
    def group_request(self) -> Membership:
        return make_request(self.group)

    @cached_property
    def group_appeal(self) -> MemberAppeal:
        return make_appeal(self.group)

    @cached_property
    def member_invitation_link(self) -> str:
        make_member_invitation(self.other_group, token="the-member-link")
        return "the-member-link"

    @cached_property
    def guardian_link(self) -> str:
        make_junior(self.other_group, token="the-guardian-link")
        return "the-guardian-link"

    @cached_property
    def word_link(self) -> str:
        """The last part of the address at which a member answers a captain."""
        helper = make_member(self.other_group, part=Part.CO_CAPTAIN).person
        address = answer_link(make_member(self.other_group), helper, now())
        return address.rstrip("/").rpartition("/")[2]

    @cached_property
    def own_member_link(self) -> str:
        return link_of(make_member(self.other_group))
