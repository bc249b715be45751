"""The objects of the matrix with a canary in every private field (canaries.py)."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cached_property

from django.utils.timezone import localdate, now

from engagement.audit.services import record
from engagement.common.roles import Role
from engagement.common.sealed import seal
from engagement.concerns.choices import ComplaintStep, Privacy
from engagement.concerns.contacts import seal_contact
from engagement.concerns.models import (
    Complaint,
    ComplaintEntry,
    Concern,
    Draft,
    DraftPhoto,
    ImportRun,
    Issue,
    LegalHold,
    Note,
    RejectedRow,
    Reply,
    StatusChange,
)
from engagement.concerns.receipts import hash_of
from engagement.front.models import Export, ExportPiece
from engagement.moderation.choices import FlagReason, Reason, State, Verdict, What
from engagement.moderation.models import Appeal, Flag, Picture, Review, SampleNote
from engagement.outbox.models import DemoLetter, Job, SealedLetter
from engagement.people.models import (
    LetterCode,
    PhoneCode,
    RoleRequest,
    SecondStepRemoval,
    Session,
    UsedPhone,
    User,
)
from engagement.priorities.models import Adjustment
from tests.architecture.group_planting import plant_groups
from tests.architecture.group_planting_messages import plant_messages
from tests.architecture.group_planting_registers import plant_registers
from tests.architecture.group_planting_rota import plant_rota
from tests.architecture.knocking import MatrixWorld, prime
from tests.architecture.meeting_planting_agenda import plant_agenda
from tests.architecture.meeting_planting_bookings import plant_bookings
from tests.architecture.meeting_planting_enrolment import plant_enrolments
from tests.architecture.meeting_planting_help import plant_help
from tests.architecture.meeting_planting_room import plant_rooms
from tests.architecture.meeting_planting_scheduling import plant_scheduling
from tests.architecture.survey_planting import plant_surveys
from tests.factories.concerns import make_concern, make_issue, make_voice
from tests.factories.conduct import make_complaint, make_look, make_message
from tests.factories.moderation import make_decision, make_passed_review, make_review
from tests.factories.people import make_grant, make_user
from tests.factories.places import middle_of
from tests.factories.promises import make_open_promise
from tests.factories.roles import make_invitation, make_removal, make_role_request


class CanaryWorld(MatrixWorld):
    """A world to be searched for what somebody may not read."""

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
            source="canary-source",
            source_id="canary-source-id",
            source_kind="canary-source-kind",
            source_hash="canary-source-hash",
        )

    @cached_property
    def hidden(self) -> Issue:
        return make_issue(neighborhood=self.place, privacy=Privacy.SENSITIVE)

    @cached_property
    def conduct(self) -> Concern:
        issue = make_issue(neighborhood=self.place, privacy=Privacy.CONDUCT)
        return make_concern(issue=issue, text="canary-conduct", privacy=Privacy.CONDUCT)

    @cached_property
    def complaint(self) -> Complaint:
        return make_complaint(
            text="canary-complaint",
            receipt_hash="canary0receipt0hash",
            idempotency_key="canary-sending-key",
            contact_by="email",
            contact_sealed=seal_contact("canary-complainant@example.net", ""),
        )

    @cached_property
    def receipt_of_it(self) -> str:
        """The receipt rows open belongs to a concern without a secret."""
        self.concern_is(make_concern(issue=self.other_issue))
        return self.receipt

    @cached_property
    def complaint_receipt(self) -> str:
        """So does that of a complaint."""
        receipt = "9XDK7Q2M" * 4
        make_complaint(text="Nothing secret", receipt_hash=hash_of(receipt))
        return receipt

    @cached_property
    def edited(self) -> Review:
        """Public words of which a moderator has taken a part away."""
        review = make_passed_review("The lamp is out", neighborhood=self.place)
        review.sent = "The lamp of canary-original is out"
        review.save(update_fields=["sent"])
        make_concern(issue=self.issue, text=review.sent, review=review)
        return review

    @cached_property
    def refused(self) -> Review:
        """Words that never were public, and what their author answers."""
        review = make_review(
            "canary-refused",
            neighborhood=self.place,
            state=State.REFUSED,
            reason="canary-verdict",
            appealed_at=now(),
            party="canary-party",
        )
        make_concern(issue=self.issue, text="", review=review)
        return review

    @cached_property
    def asked_role(self) -> RoleRequest:
        return make_role_request(of=self.place)

    @cached_property
    def removal(self) -> SecondStepRemoval:
        return make_removal()

    def plant(self) -> None:
        """Write every word down where such words are kept."""
        prime(self)
        colleague = make_user("canary-colleague@example.org")
        make_grant(colleague, Role.OFFICER, self.place)
        self._plant_concerns()
        self._plant_talk(colleague)
        self._plant_drafts_and_imports()
        self._plant_work(colleague)
        self._plant_moderation(colleague)
        self._plant_report(colleague)
        self._plant_people(colleague)
        self._plant_behind(colleague)
        plant_scheduling(self)
        plant_agenda(self.meeting, self.held_meeting)
        plant_rooms(self)
        plant_groups(self)
        plant_surveys(self)
        plant_messages(self)
        plant_rota(self)
        plant_registers(self)
        plant_bookings(self.meeting)
        plant_enrolments(self.mentoring)
        plant_help(self.meeting)

    def _plant_concerns(self) -> None:
        unshared = seal_contact("canary-unshared@example.net", "canary-unshared")
        make_concern(issue=self.issue, contact_by="email", contact_sealed=unshared)
        make_voice(
            self.issue,
            person=self.private.person,
            device="canary-device",
            origin="canary-group",
        )
        make_concern(
            issue=self.hidden, text="canary-sensitive", privacy=Privacy.SENSITIVE
        )

    def _plant_talk(self, colleague: User) -> None:
        make_message(self.private, text="canary-relayed")
        make_message(self.private, author=colleague, text="canary-relayed")
        make_look(colleague, concern=self.private, reason="canary-look")
        LegalHold.objects.create(
            issue=self.issue, reason="canary-hold", set_by=colleague, set_at=now()
        )
        ComplaintEntry.objects.create(
            complaint=self.complaint,
            step=ComplaintStep.NOTE,
            author=colleague,
            sealed=seal("canary-inquiry"),
            at=now(),
        )

    def _plant_drafts_and_imports(self) -> None:
        draft = Draft.objects.create(
            key="canary-draft",
            answers={"text": "canary-draft"},
            submission_key="canary-sending-key",
            expires_at=now() + timedelta(days=1),
        )
        DraftPhoto.objects.create(
            draft=draft,
            key="canary-draft",
            position=1,
            cleaned="canary-file",
            thumbnail="canary-file",
            width=1,
            height=1,
        )
        run = ImportRun.objects.create(
            source="canary-source", file_name="canary-source.csv", started_at=now()
        )
        RejectedRow.objects.create(
            run=run, line=2, reason="canary-source", row={"text": "canary-source"}
        )

    def _plant_work(self, colleague: User) -> None:
        plain = {"author": colleague, "at": now()}
        Note.objects.create(issue=self.issue, text="canary-note", **plain)
        Reply.objects.create(issue=self.issue, text="We come tomorrow.", **plain)
        StatusChange.objects.create(issue=self.issue, old="new", new="looking", **plain)
        closed = plain | {"issue": self.hidden, "text": "canary-closed-answer"}
        Reply.objects.create(**closed)
        StatusChange.objects.create(old="new", new="looking", **closed)
        make_open_promise(
            neighborhood=self.place,
            is_public=False,
            what="canary-promise",
            who="canary-promise",
            outcome="canary-promise",
            move_reason="canary-promise",
        )

    def _plant_moderation(self, colleague: User) -> None:
        unpassed = Review.objects.create(
            what=What.values[0],
            neighborhood=self.place,
            sent="canary-unpassed",
            shown="canary-unpassed",
            asked_at=now(),
        )
        Picture.objects.create(
            review=unpassed,
            key="a-photo-without-files",
            cleaned="canary-file",
            shown="canary-file",
            thumbnail="canary-file",
            width=1,
            height=1,
        )
        refuse, edit = (
            make_decision(review, verdict, by=colleague, at=at, **words)
            for review, verdict, at, words in (
                (
                    self.refused,
                    Verdict.REFUSE,
                    now(),
                    {
                        "before": "canary-unpassed",
                        "after": "canary-refused",
                        "reason": Reason.OTHER,
                        "words": "canary-verdict",
                    },
                ),
                (
                    self.edited,
                    Verdict.EDIT,
                    now() - timedelta(days=8),
                    {"before": "canary-original", "after": "The lamp is out"},
                ),
            )
        )
        for review in (self.refused, self.edited):
            Appeal.objects.create(review=review, words="canary-appeal", at=now())
        for decision in (refuse, edit):
            SampleNote.objects.create(
                decision=decision,
                by=colleague,
                agrees=False,
                words="canary-sample",
                at=now(),
            )
        Flag.objects.create(
            review=self.edited,
            reason=FlagReason.OTHER,
            words="canary-flag",
            device="canary-device",
            origin="canary-group",
            at=now(),
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
        part = self.run.parts.get()
        part.state, part.error = "failed", "canary-build"
        part.save(update_fields=["state", "error"])

    def _plant_people(self, colleague: User) -> None:
        self.their_grant.reason = "canary-grant"
        self.their_grant.granted_by = colleague
        self.their_grant.save()
        ended = make_grant(self.resident, Role.MODERATOR, self.place)
        ended.end_reason, ended.ends_at = "canary-grant", now()
        ended.save()
        self.asked_role.reason = self.asked_role.decision_reason = "canary-asked"
        self.asked_role.save()
        self.removal.reason = self.removal.decision_reason = "canary-lost"
        self.removal.save()
        invited = make_invitation(address="canary-invited@example.org", of=self.place)
        invited.reason, invited.token_hash = "canary-welcome", "canary-link"
        invited.save()
        self.code_sheet.purpose = self.meeting_code.place = "canary-sheet"
        self.code_sheet.save()
        self.meeting_code.save()
        LetterCode.objects.create(mark="canary-mark", sheet=self.code_sheet)
        UsedPhone.objects.create(mark="canary-mark")
        PhoneCode.objects.create(
            key="canary-mark",
            phone_mark="canary-mark",
            code_mark="canary-mark",
            was_used=False,
            expires_at=now() + timedelta(minutes=9),
        )
        assert self.private.person is not None
        User.objects.filter(pk=self.private.person.pk).update(
            name="canary-account", password="canary-password"
        )
        Session.objects.create(
            user=self.private.person,
            session_key="canary-session",
            session_data="canary-session",
            expire_date=now() + timedelta(days=1),
        )

    def _plant_behind(self, colleague: User) -> None:
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
        letter = dict.fromkeys(("to", "subject", "text", "html"), "canary-letter")
        DemoLetter.objects.create(sent_at=now(), **letter)
        SealedLetter.objects.create(sealed=seal(json.dumps(letter)), created_at=now())
        assert self.private.person is not None
        copy = Export.objects.create(
            person=self.private.person,
            asked_at=now(),
            ready_at=now(),
            key_sealed=seal("canary-copy"),
        )
        ExportPiece.objects.create(export=copy, number=1, sealed=b"canary-copy")
