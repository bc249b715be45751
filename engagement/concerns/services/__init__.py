"""Everything that changes a concern, an issue or a voice."""

from engagement.concerns.answers import Submission
from engagement.concerns.services.confirming import confirm_mail
from engagement.concerns.services.contacting import look_at_contact
from engagement.concerns.services.forgetting import (
    erase_person,
    export_person,
    forget_contacts,
    forget_texts,
)
from engagement.concerns.services.handling import (
    move_status,
    reply_to_issue,
    set_owner,
    write_note,
)
from engagement.concerns.services.intake import Receipt, submit_concern
from engagement.concerns.services.joining import (
    merge_issues,
    recount_issue,
    rekind_issue,
    relocate_issue,
    unmerge_issue,
)
from engagement.concerns.services.kinds import save_kind
from engagement.concerns.services.many import Outcome, assign_many, close_many
from engagement.concerns.services.senders import suspend_sender
from engagement.concerns.services.upkeep import (
    check_counters,
    forget_origins,
    purge_drafts,
    recount_proved,
)
from engagement.concerns.services.voices import add_voice, withdraw_voice
from engagement.concerns.services.withdrawing import withdraw_concern

__all__ = [
    "Outcome",
    "Receipt",
    "Submission",
    "add_voice",
    "assign_many",
    "check_counters",
    "close_many",
    "confirm_mail",
    "erase_person",
    "export_person",
    "forget_contacts",
    "forget_origins",
    "forget_texts",
    "look_at_contact",
    "merge_issues",
    "move_status",
    "purge_drafts",
    "recount_issue",
    "recount_proved",
    "rekind_issue",
    "relocate_issue",
    "reply_to_issue",
    "save_kind",
    "set_owner",
    "submit_concern",
    "suspend_sender",
    "unmerge_issue",
    "withdraw_concern",
    "withdraw_voice",
    "write_note",
]
