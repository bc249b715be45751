"""The tables of watch groups."""

from watchgroups.models.appointments import Appointment
from watchgroups.models.groups import CodeOfConduct, Group, Partner
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol, PatrolSeries, SignUp
from watchgroups.models.readiness import Requirement
from watchgroups.models.rota import (
    Absence,
    Call,
    CallLetter,
    Offer,
    PatrolFeed,
    Reminder,
)

__all__ = [
    "Absence",
    "Appointment",
    "Call",
    "CallLetter",
    "CodeOfConduct",
    "Group",
    "Membership",
    "Offer",
    "Partner",
    "Patrol",
    "PatrolFeed",
    "PatrolSeries",
    "Reminder",
    "Requirement",
    "SignUp",
]
