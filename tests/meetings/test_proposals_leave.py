"""A refusal of a moderator is written about once; words of proposals do not stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.timezone import now

from engagement.moderation.choices import State, Verdict, What
from engagement.moderation.models import Review
from engagement.outbox.models import Job
from engagement.people.models import User
from meetings.choices import ProposalState
from meetings.models import Proposal
from meetings.services.answered import tell_of_refusal, tell_of_refusals
from meetings.services.forgetting_proposals import leave_proposals
from tests.factories.agendas import make_past_meeting, make_proposal
from tests.factories.meetings import make_meeting
from tests.factories.moderation import make_decision, make_review
from tests.factories.people import make_user
from tests.factories.places import make_town

pytestmark = pytest.mark.django_db


def make_refused(**fields: Any) -> Proposal:
    review = make_review(
        "Ask Mr. Smith why",
        what=What.PROPOSAL,
        state=State.REFUSED,
        decided_at=now(),
    )
    make_decision(review, Verdict.REFUSE, reason="person", words="Say it without him")
    plain: dict[str, Any] = {"person": make_user("ann@example.org"), "review": review}
    return make_proposal(make_meeting(), **(plain | fields))


def letter_leaves(proposal: Proposal) -> list[str]:
    job = Job.objects.get(task="meetings.tell_of_refusal")
    tell_of_refusal(job_id=job.pk, proposal_id=proposal.pk, now=now())
    return [str(letter.body) for letter in mail.outbox]


def test_who_proposed_is_told_why_a_moderator_refused_it_and_once() -> None:
    make_town()
    refused = make_refused()
    make_proposal(make_meeting(), person=make_user())

    assert [tell_of_refusals(now=now()) for _ in range(3)] == [1, 0, 0]

    (body,) = letter_leaves(refused)
    for words in (
        "Ask Mr. Smith why",
        "It names a person, or lets one be found",
        "Say it without him",
    ):
        assert words in body
    assert mail.outbox[0].to == ["ann@example.org"]


def test_a_refusal_that_was_taken_back_meanwhile_is_not_told() -> None:
    refused = make_refused()
    tell_of_refusals(now=now())
    Review.objects.filter(pk=refused.review_id).update(state=State.WAITING)

    assert letter_leaves(refused) == []


def test_nobody_writes_to_a_closed_account_or_to_nobody() -> None:
    refused = make_refused()
    make_proposal(refused.meeting, review=make_review(state=State.REFUSED))
    assert tell_of_refusals(now=now()) == 1
    User.objects.filter(email="ann@example.org").update(is_active=False)

    assert letter_leaves(refused) == []


def test_refused_words_are_gone_everywhere_after_a_month() -> None:
    refused = make_refused()
    declined = make_proposal(
        make_meeting(),
        state=ProposalState.DECLINED,
        reason="No time",
        decided_at=now(),
    )

    assert leave_proposals(now=now() + timedelta(days=29)) == 0
    assert leave_proposals(now=now() + timedelta(days=31)) == 2

    assert not Proposal.objects.filter(pk__in=[refused.pk, declined.pk]).exists()
    kept = Review.objects.filter(pk__in=[refused.review_id, declined.review_id])
    assert [(one.state, one.sent, one.shown) for one in kept] == [("gone", "", "")] * 2


def test_what_passed_stays_and_nobody_knows_whose_it_was() -> None:
    passed = make_proposal(make_past_meeting(days_ago=31), person=make_user())
    fresh = make_proposal(make_past_meeting(days_ago=29), person=make_user())

    assert leave_proposals(now=now()) == 1

    passed.refresh_from_db()
    fresh.refresh_from_db()
    assert (passed.person, passed.review.shown) == (None, "More benches, please")
    assert fresh.person is not None


def test_what_nobody_looked_at_goes_a_month_after_the_meeting() -> None:
    unread = make_proposal(
        make_past_meeting(days_ago=31), review=make_review(what=What.PROPOSAL)
    )

    leave_proposals(now=now())

    assert not Proposal.objects.filter(pk=unread.pk).exists()
