"""People, what they may do where, and what shows that they are people."""

from engagement.people.models.codes import (
    CodeSheet,
    LetterCode,
    MeetingCode,
    PhoneCode,
    UsedPhone,
)
from engagement.people.models.credentials import Credential, CredentialKind
from engagement.people.models.follows import Follow
from engagement.people.models.grants import (
    FOR_THE_WHOLE_TOWN,
    Grant,
    GrantQuerySet,
)
from engagement.people.models.invitations import Invitation
from engagement.people.models.persons import (
    User,
    UserManager,
)
from engagement.people.models.proofs import Proof
from engagement.people.models.removals import OPEN as OPEN_REMOVALS
from engagement.people.models.removals import SecondStepRemoval
from engagement.people.models.requests import RoleRequest
from engagement.people.models.sessions import Session, row_key

__all__ = [
    "FOR_THE_WHOLE_TOWN",
    "OPEN_REMOVALS",
    "CodeSheet",
    "Credential",
    "CredentialKind",
    "Follow",
    "Grant",
    "GrantQuerySet",
    "Invitation",
    "LetterCode",
    "MeetingCode",
    "PhoneCode",
    "Proof",
    "RoleRequest",
    "SecondStepRemoval",
    "Session",
    "UsedPhone",
    "User",
    "UserManager",
    "row_key",
]
