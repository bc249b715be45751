"""The record of acts in words; the record itself keeps names that never change."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTS: Final = {
    "account.change_email": _("Changed their e-mail address"),
    "account.change_password": _("Changed their password"),
    "account.disconnect": _("Disconnected an account elsewhere"),
    "account.reset_password": _("Chose a new password with a mailed code"),
    "account.set_password": _("Chose a first password"),
    "account.sign_in": _("Signed in"),
    "account.sign_in_failed": _("Somebody tried to sign in and could not"),
    "account.sign_out": _("Signed out"),
    "concern.confirm_mail": _("Confirmed an e-mail address"),
    "concern.merge": _("Joined a problem to another"),
    "concern.move": _("Moved to another place"),
    "concern.note": _("Wrote an internal note"),
    "concern.rekind": _("Changed the kind of a problem"),
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
    "mfa.add": _("Added a second step"),
    "mfa.ask": _("Asked for a second step at sign-in"),
    "mfa.codes": _("Made new recovery codes"),
    "mfa.remove": _("Took a second step away"),
    "mfa.spare": _("No longer asked for a second step"),
    "mfa.take_away": _("Took the second step from an account whose phone was lost"),
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
    "role.grant": _("Gave a role"),
    "role.revoke": _("Took a role away"),
    "session.end": _("Signed somebody out elsewhere"),
    "town.set_up": _("Set the town up"),
    "voice.add": _("Added a voice"),
    "voice.withdraw": _("Took a voice back"),
}
SUBJECTS: Final = {
    "concerns.concern": _("Concern"),
    "concerns.importrun": _("Import"),
    "concerns.issue": _("Problem"),
    "concerns.kind": _("Kind of concern"),
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
