"""The tables of watch groups."""

from watchgroups.models.activity import ActivityMonth
from watchgroups.models.appointments import Appointment
from watchgroups.models.groups import CodeOfConduct, Group, Partner
from watchgroups.models.log import Observation
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol, PatrolSeries, SignUp
from watchgroups.models.walks import Alarm, DutyPhone, SafetyPlan, Walk, Walker

__all__ = [
    "ActivityMonth",
    "Alarm",
    "Appointment",
    "CodeOfConduct",
    "DutyPhone",
    "Group",
    "Membership",
    "Observation",
    "Partner",
    "Patrol",
    "PatrolSeries",
    "SafetyPlan",
    "SignUp",
    "Walk",
    "Walker",
]
