"""What of series and agendas does not stay, each made so and so long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from engagement.moderation.choices import State, What
from meetings.choices import EnrolmentState, ProposalState
from meetings.models import HelpOffer, Proposal, SeriesEnrolment
from tests.factories.agendas import make_proposal
from tests.factories.enrolments import make_enrolment, make_mentoring
from tests.factories.helping import make_help_asked
from tests.factories.meetings import make_meeting
from tests.factories.moderation import make_review
from tests.factories.people import make_user

Left = Callable[[timedelta], Callable[[], object]]
HOURS = timedelta(hours=2)


def enrolled(now: datetime) -> Left:
    def make(age: timedelta) -> Callable[[], object]:
        series = make_mentoring(meetings=1, first_at=now - age - HOURS)
        row = make_enrolment(series, at=now - age - HOURS)
        return lambda: SeriesEnrolment.objects.filter(pk=row.pk)

    return make


def left_the_series(now: datetime) -> Left:
    def make(age: timedelta) -> Callable[[], object]:
        series = make_mentoring(first_at=now + timedelta(days=9))
        row = make_enrolment(series, state=EnrolmentState.ENDED, ended_at=now - age)
        return lambda: SeriesEnrolment.objects.filter(pk=row.pk)

    return make


def enrolled_by_mail(now: datetime) -> Left:
    def make(age: timedelta) -> Callable[[], object]:
        row = make_enrolment(state=EnrolmentState.ASKED, queued_at=None, at=now - age)
        return lambda: SeriesEnrolment.objects.filter(pk=row.pk)

    return make


def offered_help_by_mail(now: datetime) -> Left:
    def make(age: timedelta) -> Callable[[], object]:
        row = make_help_asked(at=now - age)
        return lambda: HelpOffer.objects.filter(pk=row.pk)

    return make


def declined(now: datetime) -> Left:
    def make(age: timedelta) -> Callable[[], object]:
        row = make_proposal(
            make_meeting(begins_at=now + timedelta(days=9)),
            state=ProposalState.DECLINED,
            reason="Not this time",
            decided_at=now - age,
        )
        return lambda: Proposal.objects.filter(pk=row.pk)

    return make


def refused(now: datetime) -> Left:
    def make(age: timedelta) -> Callable[[], object]:
        review = make_review(
            "Words nobody should read",
            what=What.PROPOSAL,
            state=State.REFUSED,
            decided_at=now - age,
        )
        row = make_proposal(
            make_meeting(begins_at=now + timedelta(days=9)), review=review
        )
        return lambda: Proposal.objects.filter(pk=row.pk)

    return make


def proposer(now: datetime) -> Left:
    def make(age: timedelta) -> Callable[[], object]:
        meeting = make_meeting(begins_at=now - age - HOURS)
        row = make_proposal(meeting, person=make_user())
        return lambda: Proposal.objects.filter(pk=row.pk, person__isnull=False)

    return make
