"""Everything that changes a review."""

from engagement.moderation.services.appealing import appeal_review
from engagement.moderation.services.asking import ask_review, move_reviews
from engagement.moderation.services.deciding import (
    UNDO_WITHIN,
    Said,
    ask_about_sender,
    edit_review,
    mark_urgent,
    pass_review,
    refuse_review,
    undo_decision,
)
from engagement.moderation.services.finding import look_for_mentions
from engagement.moderation.services.flagging import Flagger, flag_review
from engagement.moderation.services.forgetting import (
    erase_person,
    forget_reviews,
    purge,
)
from engagement.moderation.services.redacting import redact_review
from engagement.moderation.services.sampling import note_sample

__all__ = [
    "UNDO_WITHIN",
    "Flagger",
    "Said",
    "appeal_review",
    "ask_about_sender",
    "ask_review",
    "edit_review",
    "erase_person",
    "flag_review",
    "forget_reviews",
    "look_for_mentions",
    "mark_urgent",
    "move_reviews",
    "note_sample",
    "pass_review",
    "purge",
    "redact_review",
    "refuse_review",
    "undo_decision",
]
