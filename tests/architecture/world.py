"""The objects that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from engagement.common.roles import Role
from engagement.concerns.models import Complaint, Concern, Issue
from engagement.concerns.receipts import hash_of
from engagement.moderation.choices import Verdict
from engagement.moderation.models import Review
from engagement.people.models import CodeSheet, MeetingCode, User
from engagement.priorities.models import Line, Report, Run
from engagement.promises.models import Promise
from tests.architecture.group_world import GroupWorld
from tests.architecture.meeting_world import MeetingWorld
from tests.architecture.survey_world import SurveyWorld
from tests.factories.codes import make_meeting_code, make_sheet_of_codes
from tests.factories.concerns import make_concern, make_issue
from tests.factories.conduct import make_complaint
from tests.factories.groups import make_captain
from tests.factories.moderation import make_decision, make_passed_review, make_review
from tests.factories.people import (
    make_admin,
    make_grant,
    make_officer,
    make_organizer,
    make_user,
)
from tests.factories.photos import make_picture, make_sent_photo
from tests.factories.priorities import (
    make_line,
    make_part,
    make_report,
    make_run,
)
from tests.factories.promises import make_open_promise
from tests.factories.roles import make_invitation

# What an address answers. SIGN_IN is a 302 to the sign-in page, ON a 302 anywhere else.


class World(MeetingWorld, GroupWorld, SurveyWorld):
    """The objects addresses speak of, made when a row asks for one."""

    @cached_property
    def issue(self) -> Issue:
        """A public, open issue of the place, with one concern."""
        issue = make_issue(neighborhood=self.place)
        make_concern(issue=issue)
        return issue

    @cached_property
    def other_issue(self) -> Issue:
        """One more of the same kind and place, to merge with."""
        return make_issue(neighborhood=self.place, kind=self.issue.kind)

    @cached_property
    def concern(self) -> Concern:
        return self.issue.concerns.get()

    @cached_property
    def receipt(self) -> str:
        """The receipt of the concern: whoever holds it may read on."""
        receipt = "K7Q2M9XD" * 4
        self.concern.receipt_hash = hash_of(receipt)
        self.concern.save(update_fields=["receipt_hash"])
        return receipt

    @cached_property
    def complaint(self) -> Complaint:
        """A complaint about conduct, for overseers alone."""
        return make_complaint()

    @cached_property
    def complaint_receipt(self) -> str:
        receipt = "9XDK7Q2M" * 4
        self.complaint.receipt_hash = hash_of(receipt)
        self.complaint.save(update_fields=["receipt_hash"])
        return receipt

    @cached_property
    def waiting_review(self) -> Review:
        return make_review(neighborhood=self.place)

    @cached_property
    def waiting_photo(self) -> Review:
        return make_picture(neighborhood=self.place).review

    @cached_property
    def sender_ask(self) -> int:
        """What a moderator asked administrators about the account of the concern."""
        review = make_review(neighborhood=self.place)
        self.concern.review = review
        self.concern.save(update_fields=["review"])
        return make_decision(review, Verdict.SENDER, words="Again and again").pk

    @cached_property
    def public_review(self) -> Review:
        return make_passed_review(neighborhood=self.place)

    @cached_property
    def reviewed_receipt(self) -> str:
        """The receipt of a concern whose words wait for a moderator."""
        self.concern.review = self.waiting_review
        self.concern.save(update_fields=["review"])
        return self.receipt

    @cached_property
    def photo(self) -> str:
        """The key of a photo that passed and is on a public page."""
        return make_sent_photo(self.concern).picture.key

    @cached_property
    def draft_report(self) -> Report:
        """This week's report of the place, not signed yet."""
        return make_report(neighborhood=self.place)

    @cached_property
    def published_report(self) -> Report:
        return make_report(neighborhood=self.place, signed=True)

    @cached_property
    def line(self) -> Line:
        return make_line(self.draft_report)

    @cached_property
    def run(self) -> Run:
        """A build in which the place has a part."""
        run = make_run()
        make_part(run, self.place)
        return run

    @cached_property
    def promise(self) -> Promise:
        return make_open_promise(neighborhood=self.place)

    @cached_property
    def person(self) -> User:
        """Somebody else, with one role."""
        return make_organizer(of=self.place)

    @cached_property
    def invitation_link(self) -> str:
        make_invitation(of=self.place, token="the-link")
        return "the-link"

    @cached_property
    def code_sheet(self) -> CodeSheet:
        return make_sheet_of_codes(self.place)[0]

    @cached_property
    def meeting_code(self) -> MeetingCode:
        return make_meeting_code(self.place)

    def people(self) -> dict[str, User | None]:
        """One person for each column."""
        elsewhere = make_officer(of=self.elsewhere)
        make_grant(elsewhere, Role.ORGANIZER, self.elsewhere)
        return {
            "visitor": None,
            "resident": make_user(),
            "captain": make_captain(self.group),
            "organizer": make_organizer(of=self.place),
            "officer": make_officer(of=self.place),
            "admin": make_admin(),
            "elsewhere": elsewhere,
        }
