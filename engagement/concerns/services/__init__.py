"""Everything that changes a concern, an issue or a voice."""

from engagement.concerns.answers import Submission
from engagement.concerns.services.conduct import (
    ComplaintReach,
    ComplaintReceipt,
    ComplaintWords,
    answer_overseer,
    move_complaint,
    note_on_complaint,
    open_complaint,
    send_complaint,
    write_to_complainant,
)
from engagement.concerns.services.confirming import confirm_mail
from engagement.concerns.services.contacting import (
    break_glass,
    look_at_contact,
)
from engagement.concerns.services.discussing import note_discussion
from engagement.concerns.services.exporting import export_issues
from engagement.concerns.services.finds import Find, take_in_find
from engagement.concerns.services.forgetting import (
    erase_person,
    forget_contacts,
    forget_moderation,
    forget_notes,
    forget_photos,
    forget_texts,
)
from engagement.concerns.services.forgetting_talk import (
    erase_talk,
    forget_complaints,
    forget_looks,
    forget_messages,
)
from engagement.concerns.services.handling import (
    move_status,
    reply_to_issue,
    set_owner,
    write_note,
)
from engagement.concerns.services.holding import (
    hold_issue,
    lift_hold,
)
from engagement.concerns.services.intake import (
    Receipt,
    submit_concern,
)
from engagement.concerns.services.joining import (
    merge_issues,
    recount_issue,
    rekind_issue,
    relocate_issue,
    unmerge_issue,
)
from engagement.concerns.services.kinds import save_kind
from engagement.concerns.services.lifting import lift_voices
from engagement.concerns.services.many import (
    Outcome,
    assign_many,
    close_many,
)
from engagement.concerns.services.messages import (
    answer_officers,
    read_messages,
    write_to_reporter,
)
from engagement.concerns.services.naming import find_named
from engagement.concerns.services.photos import (
    PhotoFile,
    attach_photo,
    photo_files_of,
    remove_photo,
    sweep_photo_files,
)
from engagement.concerns.services.reviewed import (
    appeal_photo,
    appeal_words,
    tell_of_decisions,
)
from engagement.concerns.services.senders import open_sender, suspend_sender
from engagement.concerns.services.upkeep import (
    check_counters,
    forget_origins,
    give_tier,
    purge_drafts,
    recount_proved,
)
from engagement.concerns.services.voices import (
    add_voice,
    withdraw_voice,
)
from engagement.concerns.services.withdrawing import withdraw_concern

__all__ = [
    "ComplaintReach",
    "ComplaintReceipt",
    "ComplaintWords",
    "Find",
    "Outcome",
    "PhotoFile",
    "Receipt",
    "Submission",
    "add_voice",
    "answer_officers",
    "answer_overseer",
    "appeal_photo",
    "appeal_words",
    "assign_many",
    "attach_photo",
    "break_glass",
    "check_counters",
    "close_many",
    "confirm_mail",
    "erase_person",
    "erase_talk",
    "export_issues",
    "find_named",
    "forget_complaints",
    "forget_contacts",
    "forget_looks",
    "forget_messages",
    "forget_moderation",
    "forget_notes",
    "forget_origins",
    "forget_photos",
    "forget_texts",
    "give_tier",
    "hold_issue",
    "lift_hold",
    "lift_voices",
    "look_at_contact",
    "merge_issues",
    "move_complaint",
    "move_status",
    "note_discussion",
    "note_on_complaint",
    "open_complaint",
    "open_sender",
    "photo_files_of",
    "purge_drafts",
    "read_messages",
    "recount_issue",
    "recount_proved",
    "rekind_issue",
    "relocate_issue",
    "remove_photo",
    "reply_to_issue",
    "save_kind",
    "send_complaint",
    "set_owner",
    "submit_concern",
    "suspend_sender",
    "sweep_photo_files",
    "take_in_find",
    "tell_of_decisions",
    "unmerge_issue",
    "withdraw_concern",
    "withdraw_voice",
    "write_note",
    "write_to_complainant",
    "write_to_reporter",
]
