"""A word of its own in every private field, and who may ever read it.

To add a private field: one row in FIELDS with the columns it is kept in, and its word
planted in planting.py. A column of words that is neither public (P0 in data_classes.toml),
planted, nor listed in NOT_WORDS fails a test. The table is printed in
docs/security/fields.md; a test holds the two equal.
"""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field
from tests.architecture.group_canaries import OF_GROUPS
from tests.architecture.group_canaries_messages import OF_MESSAGES
from tests.architecture.group_canaries_registers import OF_REGISTERS
from tests.architecture.group_canaries_rota import OF_ROTA
from tests.architecture.meeting_canaries_agenda import OF_AGENDAS
from tests.architecture.meeting_canaries_bookings import OF_BOOKINGS
from tests.architecture.meeting_canaries_enrolment import OF_ENROLMENTS
from tests.architecture.meeting_canaries_help import OF_HELP
from tests.architecture.meeting_canaries_room import OF_ROOMS
from tests.architecture.meeting_canaries_scheduling import OF_SCHEDULING
from tests.architecture.survey_canaries import OF_SURVEYS

COLLEAGUES = ("officer", "moderator", "overseer", "admin", "auditor")
STAFF = ("officer", "overseer", "admin", "auditor")
MAKERS = ("organizer", "officer", "admin")
LOOKERS = ("moderator", "officer")
WHERE_ALLOWED = "where allowed; broken glass"
ANSWERS = "answers it; broken glass"
FALLEN = "look at it; officers where no moderator is appointed"


OF_CONCERNS: Final = (
    Field(
        "text of a concern",
        "canary-text",
        "concerns.concern.text",
        ("officer", "admin"),
        ANSWERS,
    ),
    Field(
        "how often, who is harmed",
        "canary-detail",
        "concerns.concern.how_often concerns.concern.who_harmed",
        ("officer", "admin"),
        ANSWERS,
    ),
    Field(
        "place in the reporter’s words",
        "canary-where",
        "concerns.concern.where_text concerns.concern.where_hint",
        ("officer", "admin"),
        ANSWERS,
    ),
    Field(
        "text of a sensitive concern",
        "canary-sensitive",
        "concerns.concern.text",
        ("officer",),
        "answers it",
    ),
    Field("text of a concern about conduct", "canary-conduct", "concerns.concern.text"),
    Field(
        "exact point, as numbers",
        "42.0171",
        "concerns.concern.lat",
        ("admin",),
        "broken glass, told",
    ),
    Field(
        "e-mail of a reporter",
        "canary-mail",
        "concerns.concern.contact_sealed",
        ("officer", "admin"),
        WHERE_ALLOWED,
    ),
    Field(
        "name of a reporter",
        "canary-name",
        "concerns.concern.contact_sealed",
        ("officer", "admin"),
        WHERE_ALLOWED,
    ),
    Field(
        "e-mail that was not shared",
        "canary-unshared",
        "concerns.concern.contact_sealed",
    ),
    Field(
        "hash of a receipt",
        "canary0receipt0hash",
        "concerns.concern.receipt_hash concerns.complaint.receipt_hash",
    ),
    Field(
        "key of a sending",
        "canary-sending-key",
        "concerns.concern.idempotency_key concerns.complaint.idempotency_key"
        " concerns.draft.submission_key",
    ),
    Field(
        "origin group of a voice or a flag",
        "canary-group",
        "concerns.voice.origin moderation.flag.origin",
    ),
    Field(
        "device of a voice or a flag",
        "canary-device",
        "concerns.voice.device moderation.flag.device",
    ),
    Field(
        "internal note", "canary-note", "concerns.note.text", ("officer",), "wrote it"
    ),
    Field(
        "letter relayed to or from a reporter",
        "canary-relayed",
        "concerns.message.text",
        ("officer",),
        "wrote or answers it",
    ),
    Field(
        "answer on a sensitive page",
        "canary-closed-answer",
        "concerns.reply.text concerns.statuschange.text",
        ("officer",),
        "wrote it",
    ),
    Field(
        "why a contact was opened",
        "canary-look",
        "concerns.look.reason",
        ("overseer",),
        "looks for odd patterns; the reporter reads it too",
    ),
    Field(
        "why a legal hold lies on it",
        "canary-hold",
        "concerns.legalhold.reason",
        ("overseer", "admin", "auditor"),
        "see that what stays does so for a reason",
    ),
    Field(
        "row of another town’s system",
        "canary-source",
        "concerns.concern.source concerns.concern.source_id concerns.concern.source_kind"
        " concerns.concern.source_hash concerns.importrun.source"
        " concerns.importrun.file_name concerns.rejectedrow.reason"
        " concerns.rejectedrow.row",
    ),
    Field(
        "report that was begun",
        "canary-draft",
        "concerns.draft.key concerns.draft.answers concerns.draftphoto.key",
    ),
    Field(
        "name of a file in the storage",
        "canary-file",
        "concerns.draftphoto.cleaned concerns.draftphoto.thumbnail"
        " moderation.picture.cleaned moderation.picture.shown"
        " moderation.picture.thumbnail",
    ),
    Field(
        "words of a complaint about conduct",
        "canary-complaint",
        "concerns.complaint.sealed",
        ("overseer",),
        "answers it",
    ),
    Field(
        "address of a complainant",
        "canary-complainant",
        "concerns.complaint.contact_sealed",
    ),
    Field(
        "what an overseer wrote about a complaint",
        "canary-inquiry",
        "concerns.complaintentry.sealed",
        ("overseer",),
        "wrote it",
    ),
)
OF_MODERATION: Final = (
    Field(
        "text nobody has looked at",
        "canary-unpassed",
        "moderation.review.sent moderation.review.shown moderation.decision.before",
        LOOKERS,
        FALLEN,
    ),
    Field(
        "text before a moderator’s edit",
        "canary-original",
        "moderation.review.sent moderation.decision.before",
        ("moderator", "officer", "overseer"),
        "judge it; overseers those drawn by lot",
    ),
    Field(
        "text that was refused",
        "canary-refused",
        "moderation.review.sent moderation.review.shown moderation.decision.after",
        LOOKERS,
        FALLEN,
    ),
    Field(
        "words to an author",
        "canary-verdict",
        "moderation.review.reason moderation.decision.words",
        LOOKERS,
        "wrote them; the author reads them too",
    ),
    Field("appeal", "canary-appeal", "moderation.appeal.words", LOOKERS, "answer it"),
    Field(
        "words of a flag", "canary-flag", "moderation.flag.words", LOOKERS, "look at it"
    ),
    Field(
        "note on a decision drawn by lot",
        "canary-sample",
        "moderation.samplenote.words",
        why="each overseer their own",
    ),
    Field("party of a text", "canary-party", "moderation.review.party"),
)
OF_PEOPLE: Final = (
    Field(
        "address of an account",
        "canary-account",
        "people.user.email people.user.name",
        ("admin",),
        "opens and closes accounts",
    ),
    Field(
        "address of a colleague",
        "canary-colleague",
        "people.user.email",
        COLLEAGUES,
        "acts carry it",
    ),
    Field("password", "canary-password", "people.user.password"),
    Field(
        "key and words of a session",
        "canary-session",
        "people.session.session_key people.session.session_data",
    ),
    Field(
        "reason of a grant",
        "canary-grant",
        "people.grant.reason people.grant.end_reason",
        ("admin",),
        "gives and ends roles",
    ),
    Field(
        "reason of a role that was asked for",
        "canary-asked",
        "people.rolerequest.reason people.rolerequest.decision_reason",
        ("admin",),
        "gives and ends roles",
    ),
    Field(
        "why a second step was said to be lost",
        "canary-lost",
        "people.secondstepremoval.reason people.secondstepremoval.decision_reason",
        ("admin",),
        "two of them take it away",
    ),
    Field(
        "address of an invitation",
        "canary-invited",
        "people.invitation.address",
        ("officer", "admin"),
        "invite; officers to their own areas",
    ),
    Field(
        "reason of an invitation",
        "canary-welcome",
        "people.invitation.reason",
        ("officer", "admin"),
        "invite; officers to their own areas",
    ),
    Field(
        "hash of an invitation’s link", "canary-link", "people.invitation.token_hash"
    ),
    Field(
        "purpose of a sheet, place of a meeting code",
        "canary-sheet",
        "people.codesheet.purpose people.meetingcode.place",
        MAKERS,
        "make codes",
    ),
    Field(
        "mark of a code or a phone",
        "canary-mark",
        "people.lettercode.mark people.phonecode.key people.phonecode.phone_mark"
        " people.phonecode.code_mark people.usedphone.mark",
    ),
    Field(
        "copy of somebody’s data",
        "canary-copy",
        "front.export.key_sealed front.exportpiece.sealed",
    ),
)
OF_WORK: Final = (
    Field(
        "reason of an act",
        "canary-act",
        "audit.entry.reason",
        ("admin", "auditor"),
        "read the record",
    ),
    Field(
        "particulars of an act",
        "canary-particulars",
        "audit.entry.detail",
        ("admin", "auditor"),
        "read the record",
    ),
    Field("arguments of a job", "canary-job", "outbox.job.arguments"),
    Field(
        "last error of a job",
        "canary-error",
        "outbox.job.last_error",
        ("admin",),
        "has it tried again",
    ),
    Field(
        "failure of a build",
        "canary-build",
        "priorities.part.error",
        ("officer", "admin"),
        "have it tried again",
    ),
    Field(
        "letter on its way",
        "canary-letter",
        "outbox.sealedletter.sealed outbox.demoletter.to outbox.demoletter.subject"
        " outbox.demoletter.text outbox.demoletter.html",
    ),
    Field(
        "reason of a draft",
        "canary-reason",
        "priorities.line.decision_reason",
        STAFF,
        "read drafts",
    ),
    Field(
        "changes asked of a draft",
        "canary-changes",
        "priorities.report.changes_asked",
        STAFF,
        "read drafts",
    ),
    Field(
        "words of an adjustment",
        "canary-adjust",
        "priorities.adjustment.text",
        STAFF,
        "read drafts",
    ),
    Field(
        "particulars of a referral",
        "canary-referral",
        "priorities.line.decision_detail",
        STAFF,
        "read drafts",
    ),
    Field(
        "promise that is not public",
        "canary-promise",
        "promises.promise.what promises.promise.who promises.promise.outcome"
        " promises.promise.move_reason",
        ("officer",),
        "made it",
    ),
)
OF_MEETINGS: Final = (
    *(Field(*row) for row in OF_SCHEDULING),
    *OF_AGENDAS,
    *(Field(*row) for row in OF_ROOMS),
    *OF_BOOKINGS,
    *OF_GROUPS,
    *OF_ENROLMENTS,
    *OF_MESSAGES,
    *OF_ROTA,
    *OF_REGISTERS,
    *OF_SURVEYS,
    *OF_HELP,
)
FIELDS: Final = (*OF_CONCERNS, *OF_MODERATION, *OF_PEOPLE, *OF_WORK, *OF_MEETINGS)

# Columns of letters that hold nobody's words, each group with its reason.
NOT_WORDS: Final[dict[str, str]] = {
    "a name of our own": "audit.entry.action audit.entry.subject outbox.job.task"
    " outbox.job.about people.user.language moderation.review.language"
    " meetings.booking.language meetings.seriesenrolment.language"
    " meetings.booking.language meetings.callround.language"
    " feedback.invitation.language feedback.invitation.subject"
    " feedback.response.language feedback.unlinkedanswer.language"
    " feedback.unlinkedanswer.question feedback.theme.question"
    " feedback.papersheet.language"
    " meetings.helpoffer.language meetings.callround.language"
    " moderation.review.held_for concerns.complaint.language concerns.concern.language"
    " concerns.cursor.name front.heartbeat.name"
    " priorities.report.checklist priorities.line.flags",
    "a digest of the record, printed to be compared": "audit.link.digest"
    " audit.checkpoint.digest audit.checkpoint.signature priorities.report.input_hash",
    "a random number in addresses; what lies behind is asked for itself": "moderation.review.key moderation.picture.key concerns.complaint.reference"
    " concerns.concern.reference",
    "random, on the screen of the room it opens": "meetings.live.code",
    "numbers": "moderation.picture.redactions concerns.importrun.counts"
    " priorities.run.dispersion priorities.run.city priorities.report.frozen"
    " priorities.line.explanation priorities.line.weekly",
    "a rule in the words of RFC 5545": "watchgroups.patrolseries.rule",
    "the name of a street": "priorities.inputrow.street",
}
