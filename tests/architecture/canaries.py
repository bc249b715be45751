"""A word of its own in every private field, and who may ever read it.

To add a private field: one row in FIELDS, and its word planted in `CanaryWorld`. The
table is printed in docs/security/fields.md; a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

from django.utils.timezone import localdate, now

from engagement.audit.services import record
from engagement.common.roles import Role
from engagement.concerns.choices import Privacy
from engagement.concerns.contacts import seal_contact
from engagement.concerns.models import Concern, Issue, Note, Reply, StatusChange
from engagement.moderation.choices import What
from engagement.moderation.models import Review
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.priorities.models import Adjustment
from tests.architecture.knocking import MatrixWorld, prime
from tests.factories.concerns import make_concern, make_issue, make_voice
from tests.factories.people import make_grant, make_user
from tests.factories.places import middle_of

COLLEAGUES = ("officer", "admin", "auditor")
STAFF = ("officer", "overseer", "admin", "auditor")


@dataclass(frozen=True)
class Field:
    """One private field: the word planted, and the roles of the place that may read it."""

    what: str
    word: str
    readers: tuple[str, ...] = ()
    why: str = ""


FIELDS: Final = (
    Field(
        "text of a concern",
        "canary-text",
        ("officer", "admin"),
        "answers it; broken glass",
    ),
    Field(
        "how often, who is harmed",
        "canary-detail",
        ("officer", "admin"),
        "answers it; broken glass",
    ),
    Field(
        "place in the reporter’s words",
        "canary-where",
        ("officer", "admin"),
        "answers it; broken glass",
    ),
    Field(
        "text of a sensitive concern", "canary-sensitive", ("officer",), "answers it"
    ),
    Field("text of a complaint about conduct", "canary-conduct"),
    Field("exact point, as numbers", "42.0171", ("admin",), "broken glass, told"),
    Field(
        "e-mail of a reporter",
        "canary-mail",
        ("officer", "admin"),
        "where allowed; broken glass",
    ),
    Field(
        "name of a reporter",
        "canary-name",
        ("officer", "admin"),
        "where allowed; broken glass",
    ),
    Field("e-mail that was not shared", "canary-unshared"),
    Field("hash of a receipt", "canary0receipt0hash"),
    Field("key of a sending", "canary-sending-key"),
    Field("origin group of a voice", "canary-origin"),
    Field("device of a voice", "canary-device"),
    Field("internal note", "canary-note", ("officer",), "wrote it"),
    Field(
        "text nobody has looked at",
        "canary-unpassed",
        ("moderator", "officer"),
        "look at it; officers where no moderator is appointed",
    ),
    Field(
        "address of an account",
        "canary-account",
        ("admin",),
        "opens and closes accounts",
    ),
    Field("address of a colleague", "canary-colleague", COLLEAGUES, "acts carry it"),
    Field("reason of a grant", "canary-grant", ("admin",), "gives and ends roles"),
    Field("reason of an act", "canary-act", ("admin", "auditor"), "read the record"),
    Field("arguments of a job", "canary-job"),
    Field("last error of a job", "canary-error", ("admin",), "has it tried again"),
    Field("reason of a draft", "canary-reason", STAFF, "read drafts"),
    Field("changes asked of a draft", "canary-changes", STAFF, "read drafts"),
    Field("words of an adjustment", "canary-adjust", STAFF, "read drafts"),
    Field("particulars of a referral", "canary-referral", STAFF, "read drafts"),
)


class CanaryWorld(MatrixWorld):
    """The objects of the matrix with a canary in every private field."""

    @cached_property
    def private(self) -> Concern:
        _lat, lon = middle_of(self.place)
        return make_concern(
            issue=self.issue,
            person=make_user("canary-account@example.org"),
            text="canary-text",
            how_often="canary-detail",
            who_harmed="canary-detail",
            where_text="canary-where",
            where_hint="canary-where",
            lat=42.0171839,
            lon=lon,
            contact_by="email",
            contact_sealed=seal_contact("canary-mail@example.net", "canary-name"),
            share_with_officer=True,
            receipt_hash="canary0receipt0hash",
            idempotency_key="canary-sending-key",
        )

    @cached_property
    def hidden(self) -> Issue:
        return make_issue(neighborhood=self.place, privacy=Privacy.SENSITIVE)

    @cached_property
    def conduct(self) -> Concern:
        issue = make_issue(neighborhood=self.place, privacy=Privacy.CONDUCT)
        return make_concern(issue=issue, text="canary-conduct", privacy=Privacy.CONDUCT)

    @cached_property
    def receipt_of_it(self) -> str:
        """The receipt rows open belongs to a concern without a secret."""
        self.concern_is(make_concern(issue=self.other_issue))
        return self.receipt

    def plant(self) -> None:
        """Write every word down where such words are kept."""
        prime(self)
        colleague = make_user("canary-colleague@example.org")
        make_grant(colleague, Role.OFFICER, self.place)
        self._plant_concerns()
        self._plant_work(colleague)
        self._plant_report(colleague)
        self._plant_behind(colleague)

    def _plant_concerns(self) -> None:
        unshared = seal_contact("canary-unshared@example.net", "canary-unshared")
        make_concern(issue=self.issue, contact_by="email", contact_sealed=unshared)
        make_voice(
            self.issue,
            person=self.private.person,
            device="canary-device",
            origin="canary-origin",
        )
        make_concern(
            issue=self.hidden, text="canary-sensitive", privacy=Privacy.SENSITIVE
        )

    def _plant_work(self, colleague: User) -> None:
        plain = {"issue": self.issue, "author": colleague, "at": now()}
        Note.objects.create(text="canary-note", **plain)
        Reply.objects.create(text="We come tomorrow.", **plain)
        StatusChange.objects.create(old="new", new="looking", **plain)
        Review.objects.create(
            what=What.values[0],
            neighborhood=self.place,
            sent="canary-unpassed",
            shown="canary-unpassed",
            asked_at=now(),
        )

    def _plant_report(self, colleague: User) -> None:
        draft = self.draft_report
        draft.changes_asked = "canary-changes"
        draft.save(update_fields=["changes_asked"])
        self.line.decision = "refer"
        self.line.decision_reason = "canary-reason"
        self.line.decision_detail = {
            "who": "canary-referral",
            "contact": "canary-referral",
            "on": localdate().isoformat(),
        }
        self.line.decided_by, self.line.decided_at = colleague, now()
        self.line.save()
        Adjustment.objects.create(
            neighborhood=self.place,
            kind=self.line.kind,
            factor=2.0,
            reason_code="seasonal",
            text="canary-adjust",
            author=colleague,
            made_at=now(),
            expires_on=localdate() + timedelta(days=9),
        )
        signed = self.published_report
        signed.signed_by = colleague
        signed.save(update_fields=["signed_by"])

    def _plant_behind(self, colleague: User) -> None:
        self.their_grant.reason = "canary-grant"
        self.their_grant.granted_by = colleague
        self.their_grant.save()
        record(
            actor=colleague,
            action="concern.view_contact",
            subject=self.private,
            now=now(),
            reason="canary-act",
            word="canary-particulars",
        )
        Job.objects.create(
            task="concerns.send_reply",
            about="concerns.concern:1",
            arguments={"word": "canary-job"},
            created_at=now(),
            not_before=now(),
            dead_at=now(),
            last_error="canary-error",
        )
