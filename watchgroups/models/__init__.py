"""The tables of watch groups."""

from watchgroups.models.appointments import Appointment
from watchgroups.models.groups import CodeOfConduct, Group, Partner
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol, PatrolSeries, SignUp

__all__ = [
    "Appointment",
    "CodeOfConduct",
    "Group",
    "Membership",
    "Partner",
    "Patrol",
    "PatrolSeries",
    "SignUp",
]
