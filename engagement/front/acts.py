"""The record of acts in words; the record itself keeps names that never change."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTS: Final = {
    "concern.attach_photo": _("Added a photo"),
    "concern.confirm_mail": _("Confirmed an e-mail address"),
    "concern.merge": _("Joined a problem to another"),
    "concern.move": _("Moved to another place"),
    "concern.note": _("Wrote an internal note"),
    "concern.rekind": _("Changed the kind of a problem"),
    "concern.remove_photo": _("Took a photo back"),
    "concern.reply": _("Replied"),
    "concern.set_owner": _("Gave a problem to an officer"),
    "concern.set_status": _("Changed the status of a problem"),
    "concern.submit": _("Reported a concern"),
    "concern.unmerge": _("Took problems apart again"),
    "concern.view_contact": _("Looked at how to reach a person"),
    "concern.withdraw": _("Took a concern back"),
    "concerns.counters_repaired": _("Put counters right"),
    "concerns.import": _("Imported concerns"),
    "concerns.place_again": _("Placed concerns anew"),
    "kind.save": _("Changed a kind of concern"),
    "outbox.revive": _("Had a letter or job tried again"),
    "person.close": _("Closed an account"),
    "person.create": _("Made an account"),
    "person.open": _("Opened an account again"),
    "places.import_landmarks": _("Imported places"),
    "places.import_layers": _("Imported water and parks"),
    "places.import_neighborhoods": _("Imported neighborhoods"),
    "places.import_streets": _("Imported streets"),
    "promise.begin": _("Began what was promised"),
    "promise.dropped": _("Dropped a promise"),
    "promise.kept": _("Kept a promise"),
    "promise.make": _("Made a promise"),
    "promise.move": _("Gave a promise another day"),
    "report.adjust_line": _("Adjusted a line"),
    "report.build": _("Had reports built"),
    "report.correct": _("Began a correction"),
    "report.countersign": _("Agreed to an adjustment"),
    "report.decide_line": _("Decided on a line"),
    "report.end_adjustment": _("Ended an adjustment"),
    "report.keep_decisions": _("Kept last time’s decisions"),
    "report.request_changes": _("Asked for changes to a report"),
    "report.retry_build": _("Had failed reports built again"),
    "report.sign": _("Signed and published a report"),
    "report.sign_first": _("Signed a report as the first of two"),
    "report.tick": _("Ticked a check of a report"),
    "review.appeal": _("Asked for a second look"),
    "review.edit": _("Let words pass in other words"),
    "review.find": _("Looked for mentions of a person"),
    "review.flag": _("Reported a text or photo"),
    "review.hide": _("Hid what three people reported"),
    "review.pass": _("Let a text or photo pass"),
    "review.redact": _("Blackened parts of a photo"),
    "review.refuse": _("Refused a text or photo"),
    "review.sample": _("Noted whether a decision was right"),
    "review.undo": _("Took a decision of moderation back"),
    "review.urgent": _("Told officers of a danger"),
    "role.grant": _("Gave a role"),
    "role.revoke": _("Took a role away"),
    "town.set_up": _("Set the town up"),
    "voice.add": _("Added a voice"),
    "voice.withdraw": _("Took a voice back"),
}
SUBJECTS: Final = {
    "concerns.concern": _("Concern"),
    "concerns.importrun": _("Import"),
    "concerns.issue": _("Problem"),
    "concerns.kind": _("Kind of concern"),
    "moderation.review": _("Text or photo"),
    "outbox.job": _("Letter or job"),
    "people.user": _("Person"),
    "places.town": _("Town"),
    "priorities.line": _("Line of a report"),
    "priorities.report": _("Report"),
    "priorities.run": _("Build of reports"),
    "promises.promise": _("Promise"),
}


def act_in_words(action: str) -> str:
    """Say what was done; an act without words of its own keeps its name."""
    return str(ACTS.get(action, action))


def subject_in_words(subject: str) -> str:
    """Say what it was done to; empty where only the name is known."""
    label, _colon, _number = subject.partition(":")
    return str(SUBJECTS.get(label, ""))
