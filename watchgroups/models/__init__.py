"""The tables of watch groups."""

from watchgroups.models.appointments import Appointment
from watchgroups.models.groups import CodeOfConduct, Group, Partner
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol, PatrolSeries, SignUp
from watchgroups.models.roster import (
    Guardian,
    JoinQuestion,
    MemberAppeal,
    MemberInvitation,
    MemberLook,
)

__all__ = [
    "Appointment",
    "CodeOfConduct",
    "Group",
    "Guardian",
    "JoinQuestion",
    "MemberAppeal",
    "MemberInvitation",
    "MemberLook",
    "Membership",
    "Partner",
    "Patrol",
    "PatrolSeries",
    "SignUp",
]
