"""What is stored about concerns: kinds, issues, concerns, voices, and what officers did."""

from engagement.concerns.models.conduct import (
    Complaint,
    ComplaintEntry,
)
from engagement.concerns.models.handling import (
    IssueUpdate,
    Note,
    Reply,
    StatusChange,
)
from engagement.concerns.models.holds import LegalHold
from engagement.concerns.models.intake import (
    Concern,
    Draft,
    ImportRun,
    RejectedRow,
)
from engagement.concerns.models.issues import (
    Issue,
    IssueQuerySet,
    Voice,
)
from engagement.concerns.models.kinds import (
    Kind,
    KindQuerySet,
)
from engagement.concerns.models.photos import (
    DraftPhoto,
    Photo,
)
from engagement.concerns.models.reaching import (
    Look,
    Message,
    Naming,
)
from engagement.concerns.models.upkeep import (
    Cursor,
    DriftCheck,
)

__all__ = [
    "Complaint",
    "ComplaintEntry",
    "Concern",
    "Cursor",
    "Draft",
    "DraftPhoto",
    "DriftCheck",
    "ImportRun",
    "Issue",
    "IssueQuerySet",
    "IssueUpdate",
    "Kind",
    "KindQuerySet",
    "LegalHold",
    "Look",
    "Message",
    "Naming",
    "Note",
    "Photo",
    "RejectedRow",
    "Reply",
    "StatusChange",
    "Voice",
]
