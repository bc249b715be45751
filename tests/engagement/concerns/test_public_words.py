"""What people wrote, on its way to the public page and off it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.roles import Viewer
from engagement.concerns import services
from engagement.concerns.choices import Contact, Privacy
from engagement.concerns.contacts import seal_contact
from engagement.concerns.errors import NoSuchIssueError
from engagement.concerns.models import Concern, Issue
from engagement.concerns.queries import public_words_of
from engagement.concerns.receipts import hash_of
from engagement.concerns.services.letters import send_update
from engagement.moderation.choices import State, What
from engagement.moderation.models import Review
from engagement.moderation.parties import is_party
from engagement.moderation.services import (
    Said,
    edit_review,
    mark_urgent,
    pass_review,
    refuse_review,
    undo_decision,
)
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.concerns import (
    make_concern,
    make_issue,
    make_kind,
    make_submission,
)
from tests.factories.moderation import make_moderator, make_passed_review, make_review
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db
RECEIPT = "K7Q2M9XD" * 4


def told(person: User | None = None, **answers: Any) -> Concern:
    receipt = services.submit_concern(
        submission=make_submission(**answers),
        person=person,
        device=None,
        idempotency_key=uuid4().hex,
        now=now(),
    )
    return Concern.objects.select_related("issue", "review").get(pk=receipt.concern_id)


def review_of(concern: Concern) -> Review:
    assert concern.review is not None
    concern.review.refresh_from_db()
    return concern.review


def moderating(review: Review) -> dict[str, Any]:
    review.refresh_from_db()
    moderator = make_moderator()
    return {
        "key": review.key,
        "viewer": Viewer(user=moderator),
        "version": review.version,
        "now": now(),
    }


# -- onto the queue --------------------------------------------------------------------
def test_words_of_a_public_concern_wait_for_a_look() -> None:
    me = make_user()
    concern = told(me, text="Mr Miller has a gun at the stop")
    review = review_of(concern)

    assert (review.what, review.state, review.sent, review.shown) == (
        What.CONCERN,
        State.WAITING,
        concern.text,
        concern.text,
    )
    assert review.held_for == ["danger", "name"]
    assert (review.is_urgent, review.is_in_queue) == (True, True)
    assert review.neighborhood_id == concern.neighborhood_id
    assert review.asked_at == concern.reported_at
    assert (is_party(review.party, me.pk), is_party(review.party, me.pk + 1)) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    "answers",
    [
        {"privacy": Privacy.AREA},
        {"privacy": Privacy.SENSITIVE},
        {"text": ""},
    ],
)
def test_stricter_and_empty_ones_are_never_looked_at_by_moderators(
    answers: dict[str, Any],
) -> None:
    concern = told(**answers)

    assert (concern.review, Review.objects.count()) == (None, 0)


def test_a_sensitive_kind_is_never_looked_at_by_moderators() -> None:
    kind = make_kind(privacy=Privacy.SENSITIVE)

    assert told(kind=kind).review is None


# -- onto the page ---------------------------------------------------------------------
def page(issue: Issue, client: Client | None = None) -> str:
    answer = (client or Client()).get(issue.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_words_are_public_only_while_they_are_passed(client: Client) -> None:
    concern = told(text="canary words")
    issue, review = concern.issue, review_of(concern)
    api = f"/api/v1/issues/{issue.reference}/"

    for state in State:
        Review.objects.update(state=state)
        shown = state == State.PASSED
        assert ("canary words" in page(issue)) is shown, state
        assert (client.get(api).json()["words"] != []) is shown, state
    Review.objects.update(state=State.PASSED)
    assert client.get(api).json()["words"] == [
        {
            "on": concern.reported_on.isoformat(),
            "text": "canary words",
            "language": "en",
            "was_edited": False,
        }
    ]
    assert reverse("moderation:flag", args=[review.key]) in page(issue)


def test_changed_words_are_shown_and_those_sent_are_not() -> None:
    concern = told(text="canary Miller is loud")
    edit_review(
        **moderating(review_of(concern)), shown="Somebody is loud", said=Said("person")
    )

    shown = page(concern.issue)
    assert "Somebody is loud" in shown
    assert "changed by a moderator" in shown
    assert "canary" not in shown


@pytest.mark.parametrize(
    "fields",
    [
        {"issue": {"privacy": Privacy.AREA}},
        {"concern": {"privacy": Privacy.AREA}},
        {"concern": {"withdrawn_at": now()}},
    ],
)
def test_words_stay_inside_where_the_person_or_the_issue_does(
    fields: dict[str, Any],
) -> None:
    issue = make_issue(**fields.get("issue", {}))
    review = make_passed_review()
    concern = {"privacy": Privacy.PUBLIC, **fields.get("concern", {})}
    make_concern(issue=issue, review=review, **concern)

    assert public_words_of(issue) == []


def test_words_of_a_part_stand_on_the_page_of_the_whole_newest_first() -> None:
    whole = make_issue()
    part = make_issue(merged_into=whole, neighborhood=whole.neighborhood)
    for days, issue in enumerate([whole, part]):
        make_concern(
            issue=issue,
            review=make_passed_review(f"Words {days}"),
            reported_on=whole.reported_on - timedelta(days=days),
        )
    make_concern(issue=whole)  # imported: no review, not shown

    assert [one.text for one in public_words_of(whole)] == ["Words 0", "Words 1"]


# -- off the page ----------------------------------------------------------------------
def test_taking_a_concern_back_takes_its_words_too() -> None:
    concern = told(text="canary words")
    pass_review(**moderating(review_of(concern)))

    services.withdraw_concern(
        concern_id=concern.pk,
        viewer=Viewer(receipts=frozenset({concern.pk})),
        now=now(),
    )

    gone = review_of(concern)
    assert (gone.state, gone.sent, gone.shown, gone.party, gone.is_in_queue) == (
        State.GONE,
        "",
        "",
        "",
        False,
    )
    assert "canary" not in str(list(gone.decisions.values()))


def test_erasing_a_person_takes_the_words_too() -> None:
    me = make_user()
    concern = told(me, text="canary words")

    services.erase_person(me.pk)

    assert (review_of(concern).state, review_of(concern).sent) == (State.GONE, "")


def test_words_go_two_years_after_closing() -> None:
    concern = told(text="canary words")
    Issue.objects.update(status="done", closed_at=now() - timedelta(days=731))

    assert services.forget_texts(now=now()) == 1

    assert (review_of(concern).state, review_of(concern).sent) == (State.GONE, "")


def test_a_stricter_kind_takes_words_from_public_and_moderators() -> None:
    concern = told(text="canary words")
    officer = make_officer(of=concern.neighborhood)
    kind = make_kind(privacy=Privacy.SENSITIVE)

    services.rekind_issue(
        issue_id=concern.issue_id,
        kind_id=kind.pk,
        actor=officer,
        reason="It is about a home",
        now=now(),
    )

    assert review_of(concern).state == State.GONE


def test_moderators_of_the_new_place_look_when_it_is_moved() -> None:
    concern, there = told(text="Words"), make_neighborhood()
    officer = make_officer()

    services.relocate_issue(
        issue_id=concern.issue_id,
        actor=officer,
        reason="It lies there",
        neighborhood_id=there.pk,
        now=now(),
    )

    assert review_of(concern).neighborhood_id == there.pk


# -- telling the author ----------------------------------------------------------------
def reachable(**fields: Any) -> Concern:
    concern = told(text="Mr Miller is loud")
    Concern.objects.filter(pk=concern.pk).update(
        contact_by=Contact.EMAIL,
        contact_sealed=seal_contact("maya@example.org", "Maya"),
        **({"wants_updates": True, "mail_confirmed_at": now()} | fields),
    )
    Job.objects.all().delete()
    return concern


def letters() -> list[tuple[str, Any]]:
    services.tell_of_decisions(now=now())
    services.tell_of_decisions(now=now())  # twice: once
    return list(Job.objects.order_by("pk").values_list("task", "arguments__event"))


def test_the_author_of_changed_words_gets_one_letter_that_says_why() -> None:
    make_town()
    concern = reachable()
    edit_review(
        **moderating(review_of(concern)),
        shown="Somebody is loud",
        said=Said("person", "We took the name out"),
    )

    assert letters() == [("concerns.send_update", "review")]
    job = Job.objects.get()
    send_update(job_id=job.pk, now=now(), **job.arguments)
    (letter,) = mail.outbox
    assert letter.to == ["maya@example.org"]
    assert "changed some words" in letter.body
    assert "It names a person, or lets one be found" in letter.body
    assert "We took the name out" in letter.body
    assert "Miller" not in letter.body


@pytest.mark.parametrize(
    "fields", [{"wants_updates": False}, {"mail_confirmed_at": None}]
)
def test_who_wants_no_letters_gets_none(fields: dict[str, Any]) -> None:
    concern = reachable(**fields)
    refuse_review(**moderating(review_of(concern)), said=Said("person"))

    assert letters() == []


def test_words_that_pass_are_no_news_but_after_an_appeal() -> None:
    concern = reachable()
    pass_review(**moderating(review_of(concern)))
    assert letters() == []

    refused = reachable()
    refuse_review(**moderating(review_of(refused)), said=Said("person"))
    services.appeal_words(
        concern_id=refused.pk,
        viewer=Viewer(receipts=frozenset({refused.pk})),
        words="It is true",
        now=now(),
    )
    pass_review(**moderating(review_of(refused)))

    assert letters() == [("concerns.send_update", "review")] * 2


def test_a_decision_taken_back_before_the_letter_left_is_not_told() -> None:
    concern = reachable()
    act = moderating(review_of(concern))
    refuse_review(**act, said=Said("person"))
    assert len(letters()) == 1
    undo_decision(**act | {"version": act["version"] + 1})

    job = Job.objects.get()
    send_update(job_id=job.pk, now=now(), **job.arguments)
    assert mail.outbox == []


def test_officers_are_told_of_a_danger_at_once() -> None:
    concern = told(text="Somebody waves a knife")
    Job.objects.all().delete()
    mark_urgent(**moderating(review_of(concern)))

    assert letters() == [("concerns.tell_officers", None)]
    assert Job.objects.get().arguments == {"issue_id": concern.issue_id}


def test_the_cursor_stays_ten_minutes_behind_and_goes_on() -> None:
    concern = reachable()
    refuse_review(**moderating(review_of(concern)), said=Said("person"))

    assert services.tell_of_decisions(now=now()) == 1
    assert services.tell_of_decisions(now=now() + timedelta(minutes=11)) == 1
    assert services.tell_of_decisions(now=now() + timedelta(minutes=12)) == 0


# -- the receipt and the appeal --------------------------------------------------------
def test_the_receipt_says_why_and_takes_one_appeal(client: Client) -> None:
    concern = told(text="Mr Miller is loud")
    Concern.objects.update(receipt_hash=hash_of(RECEIPT))
    url = reverse("concerns:receipt", args=[RECEIPT])
    appeal = reverse("concerns:appeal", args=[RECEIPT])
    assert "A moderator looks at them first" in client.get(url).content.decode()
    assert "nothing to look at again" in client.get(appeal).content.decode()
    refuse_review(
        **moderating(review_of(concern)), said=Said("person", "It names a man")
    )

    shown = client.get(url).content.decode()
    assert "It names a man" in shown
    assert appeal in shown
    assert client.post(appeal, {"words": " "}).status_code == 200
    assert client.post(appeal, {"words": "He asked me to"})["Location"] == url
    assert review_of(concern).appeal.words == "He asked me to"

    again = client.post(appeal, {"words": "Again"})
    assert "asked for a second look already" in again.content.decode()
    assert appeal not in client.get(url).content.decode()


def test_only_the_sender_appeals() -> None:
    concern = told(text="Mr Miller is loud")
    refuse_review(**moderating(review_of(concern)), said=Said("person"))
    with pytest.raises(NoSuchIssueError):
        services.appeal_words(
            concern_id=concern.pk, viewer=Viewer(), words="Mine", now=now()
        )
    with pytest.raises(NoSuchIssueError):
        services.appeal_words(
            concern_id=make_concern(review=make_review()).pk,
            viewer=Viewer(user=make_user()),
            words="Mine",
            now=now(),
        )
