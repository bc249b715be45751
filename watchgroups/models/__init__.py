"""The tables of watch groups."""

from watchgroups.models.activity import ActivityMonth
from watchgroups.models.alerts import Alert, AlertGroup
from watchgroups.models.appointments import Appointment
from watchgroups.models.cameras import (
    Camera,
    CameraAsk,
    CameraLook,
    CameraRequest,
)
from watchgroups.models.groups import CodeOfConduct, Group, Partner
from watchgroups.models.log import Observation
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol, PatrolSeries, SignUp
from watchgroups.models.readiness import Requirement
from watchgroups.models.reports import MemberReport
from watchgroups.models.roster import (
    Guardian,
    JoinQuestion,
    MemberAppeal,
    MemberInvitation,
    MemberLook,
)
from watchgroups.models.rota import (
    Absence,
    Call,
    CallLetter,
    Offer,
    PatrolFeed,
    Reminder,
)
from watchgroups.models.technology import (
    Technology,
    TechnologyComment,
    TechnologyVersion,
)
from watchgroups.models.walks import Alarm, DutyPhone, SafetyPlan, Walk, Walker
from watchgroups.models.wall import LetterStop, Post

__all__ = [
    "Absence",
    "ActivityMonth",
    "Alarm",
    "Alert",
    "AlertGroup",
    "Appointment",
    "Call",
    "CallLetter",
    "Camera",
    "CameraAsk",
    "CameraLook",
    "CameraRequest",
    "CodeOfConduct",
    "DutyPhone",
    "Group",
    "Guardian",
    "JoinQuestion",
    "LetterStop",
    "MemberAppeal",
    "MemberInvitation",
    "MemberLook",
    "MemberReport",
    "Membership",
    "Observation",
    "Offer",
    "Partner",
    "Patrol",
    "PatrolFeed",
    "PatrolSeries",
    "Post",
    "Reminder",
    "Requirement",
    "SafetyPlan",
    "SignUp",
    "Technology",
    "TechnologyComment",
    "TechnologyVersion",
    "Walk",
    "Walker",
]
