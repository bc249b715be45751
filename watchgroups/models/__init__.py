"""The tables of watch groups."""

from watchgroups.models.alerts import Alert, AlertGroup
from watchgroups.models.appointments import Appointment
from watchgroups.models.cameras import (
    Camera,
    CameraAsk,
    CameraLook,
    CameraRequest,
)
from watchgroups.models.groups import CodeOfConduct, Group, Partner
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol, PatrolSeries, SignUp
from watchgroups.models.reports import MemberReport
from watchgroups.models.technology import (
    Technology,
    TechnologyComment,
    TechnologyVersion,
)
from watchgroups.models.wall import LetterStop, Post

__all__ = [
    "Alert",
    "AlertGroup",
    "Appointment",
    "Camera",
    "CameraAsk",
    "CameraLook",
    "CameraRequest",
    "CodeOfConduct",
    "Group",
    "LetterStop",
    "MemberReport",
    "Membership",
    "Partner",
    "Patrol",
    "PatrolSeries",
    "Post",
    "SignUp",
    "Technology",
    "TechnologyComment",
    "TechnologyVersion",
]
