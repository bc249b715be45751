from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.moderation.choices import Reason, State, Verdict, What
from engagement.moderation.models import Review
from engagement.moderation.services import Said, pass_review, refuse_review
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.group_messages import make_alert, make_member_post, make_post
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.moderation import make_decision, make_moderator
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_town
from tests.harness.sessions import just_signed_in
from watchgroups import tasks
from watchgroups.choices import GroupState, MemberState, PostKind, Writer
from watchgroups.errors import (
    DecidedAlreadyError,
    GroupIncompleteError,
    GroupRestsError,
    TooManyLettersError,
)
from watchgroups.models import Group, LetterStop, Post
from watchgroups.permissions import can_read_wall
from watchgroups.queries.wall import posts_for
from watchgroups.services.letters import stop_token
from watchgroups.services.wall import (
    MOST_MESSAGES,
    forget_posts,
    message_members,
    settle_posts,
    take_off_post,
    write_post,
)

WALL_QUERIES = 11
pytestmark = pytest.mark.django_db
PLAIN = "We meet at the mill at eight"


def written(group: Group, actor: User, text: str = PLAIN, **how: Any) -> Post:
    said: dict[str, Any] = {"text": text, "language": "en", "now": now(), **how}
    return write_post(group_id=group.pk, actor=actor, **said)


def messaged(group: Group, actor: User, text: str = PLAIN, **how: Any) -> Post:
    said: dict[str, Any] = {"text": text, "language": "en", "now": now(), **how}
    return message_members(group_id=group.pk, actor=actor, **said)


def run_jobs() -> None:
    """Let every letter of the outbox leave, and what each asks for."""
    while job := Job.objects.filter(done_at=None).order_by("pk").first():
        name = job.task.removeprefix("watchgroups.")
        getattr(tasks, name)(job_id=job.pk, **job.arguments)


def spread_again() -> None:
    """A worker is killed after a batch, and takes it anew."""
    Post.objects.update(told_up_to=0)
    Job.objects.filter(task__startswith="watchgroups.spread").update(done_at=None)
    run_jobs()


def addressed() -> list[str]:
    return sorted(one.to[0] for one in mail.outbox)


def wall_of(group: Group) -> str:
    return reverse("watchgroups:wall", args=[group.slug])


def moderated(review: Review | None, *, passes: bool) -> None:
    assert review is not None
    viewer = Viewer(make_moderator(of=review.neighborhood))
    asked: dict[str, Any] = {"key": review.key, "viewer": viewer, "version": 1}
    if passes:
        pass_review(now=now(), **asked)
    else:
        refuse_review(
            said=Said(Reason.PERSON, "Leave the name out"), now=now(), **asked
        )


# -- notices and posts ------------------------------------------------------------------
def test_a_captains_notice_stands_at_once_under_their_public_name() -> None:
    group = make_group()
    captain = make_captain(group)

    post = written(group, captain)

    said = (post.kind, post.writer, post.signed, post.words, post.review)
    assert said == (PostKind.NOTICE, Writer.CAPTAIN, "Ann P.", PLAIN, None)
    assert list(posts_for(Viewer(make_member(group).person), group)) == [post]
    assert Entry.objects.filter(action="group.post_notice").count() == 1


def test_a_members_post_waits_for_a_moderator_and_names_nobody() -> None:
    group = make_group()
    writer, reader = make_member(group).person, make_member(group).person

    post = written(group, writer)

    assert (post.kind, post.writer, post.signed) == (PostKind.POST, Writer.MEMBER, "")
    review = Review.objects.get()
    assert (review.what, review.sent, review.neighborhood) == (
        What.POST,
        PLAIN,
        group.neighborhood,
    )
    assert list(posts_for(Viewer(reader), group)) == []
    assert list(posts_for(Viewer(writer), group)) == [post]

    moderated(review, passes=True)

    assert list(posts_for(Viewer(reader), group)) == [post]


@pytest.mark.parametrize(
    "text",
    [
        "John Miller parks there every night",
        "Look out for the car ABC-1234",
        "Call me at 555-201-3344",
        "I have a photo of the man",
        "See wall.jpg for what happened",
    ],
)
def test_a_captains_words_are_held_where_they_point_to_a_person(text: str) -> None:
    group = make_group()

    post = written(group, make_captain(group), text)

    assert post.review is not None
    assert list(posts_for(Viewer(make_member(group).person), group)) == []


def test_a_moderator_who_refuses_is_heard_by_the_captain() -> None:
    make_town()
    group = make_group()
    captain = make_captain(group)
    post = messaged(group, captain, "John Miller parks there every night")
    make_member(group)

    moderated(post.review, passes=False)
    settle_posts(now=now())
    settle_posts(now=now())
    run_jobs()

    assert addressed() == [captain.email]
    assert "Leave the name out" in mail.outbox[0].body
    assert "members do not get it" in mail.outbox[0].body


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.ASKED])
def test_who_is_no_member_now_neither_reads_nor_writes(state: str) -> None:
    group = make_group()
    make_post(group)
    asked = make_member(group, state=state, reason="Followed somebody").person

    for person in (asked, make_user(), make_admin(), make_captain(make_group())):
        assert not can_read_wall(Viewer(person), group)
        with pytest.raises(NotAllowedError):
            written(group, person)
        assert just_signed_in(person).get(wall_of(group)).status_code == 404
    assert Client().get(wall_of(group)).status_code == 302


def test_nothing_is_written_in_a_group_that_rests() -> None:
    group = make_group(state=GroupState.FROZEN, frozen_because="no_captain")

    with pytest.raises(GroupRestsError):
        written(group, make_member(group).person)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "x" * 2_001])
def test_words_are_needed_and_not_too_many(text: str) -> None:
    group = make_group()

    with pytest.raises(GroupIncompleteError):
        written(group, make_captain(group), text)


def test_who_leads_takes_words_off_and_their_writer_reads_why() -> None:
    make_town()
    group = make_group()
    writer, reader = make_member(group).person, make_member(group).person
    post = make_member_post(group, state=State.PASSED, author=writer)
    page = reverse("watchgroups:wall_off", args=[group.slug, post.pk])

    answer = just_signed_in(make_captain(group)).post(page, {"reason": "A quarrel"})

    assert answer.status_code == 302
    assert list(posts_for(Viewer(reader), group)) == []
    assert b"A quarrel" in just_signed_in(writer).get(wall_of(group)).content
    assert just_signed_in(reader).get(page).status_code == 404
    officer = make_officer(of=group.neighborhood)
    with pytest.raises(DecidedAlreadyError):
        take_off_post(post_id=post.pk, reason="Again", actor=officer, now=now())
    with pytest.raises(NotAllowedError):
        take_off_post(post_id=post.pk, reason="Mine", actor=reader, now=now())


def test_a_refused_post_is_answered_on_the_wall_of_its_writer() -> None:
    make_town()
    group = make_group()
    writer = make_member(group).person
    post = make_member_post(group, state=State.REFUSED, author=writer)
    assert post.review is not None
    make_decision(post.review, Verdict.REFUSE, reason=Reason.PERSON, words="No names")

    page = just_signed_in(writer).get(wall_of(group)).content.decode()

    assert "A moderator said: It names a person, or lets one be found. No names" in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_wall_is_read_in_so_many_questions(many: int) -> None:
    make_town()
    group = make_group()
    client = just_signed_in(make_member(group).person)
    for _each in range(many):
        make_post(group)
        make_member_post(group, state=State.PASSED, author=make_user())
        make_alert(group)
    client.get(wall_of(group))

    with CaptureQueriesContext(connection) as asked:
        assert client.get(wall_of(group)).status_code == 200

    assert len(asked) == WALL_QUERIES


def test_the_wall_shows_twenty_and_leads_on() -> None:
    make_town()
    group = make_group()
    for number in range(21):
        make_post(group, f"Word {number}.", at=now() - timedelta(minutes=number))
    client = just_signed_in(make_member(group).person)

    first = client.get(wall_of(group))

    assert len(first.context["posts"]) == 20
    older = client.get(f"{wall_of(group)}?{first.context['page'].older}")
    assert [row["post"].text for row in older.context["posts"]] == ["Word 20."]


def test_too_many_words_in_an_hour_are_answered_with_a_page() -> None:
    make_town()
    group = make_group()
    client = just_signed_in(make_member(group).person)
    for _each in range(10):
        assert client.post(wall_of(group), {"text": PLAIN}).status_code == 302

    assert client.post(wall_of(group), {"text": PLAIN}).status_code == 429
    assert Post.objects.count() == 10


# -- letters ------------------------------------------------------------------------------
def test_a_message_reaches_members_once_and_nobody_else() -> None:
    make_town()
    group = make_group()
    captain = make_captain(group)
    reached = [make_member(group).person for _each in range(2)]
    stopped = make_member(group)
    LetterStop.objects.create(member=stopped, at=now())
    make_member(group, state=MemberState.SUSPENDED, reason="Carried a stick")
    make_member(make_group(neighborhood=group.neighborhood))
    make_member(group, began_at=now() + timedelta(minutes=1))

    post = messaged(group, captain)
    run_jobs()
    spread_again()

    assert addressed() == sorted(person.email for person in reached)
    assert PLAIN in mail.outbox[0].body
    assert "/groups/letters/" in mail.outbox[0].body
    assert post.spread_at is not None


def test_two_messages_a_day_and_no_third() -> None:
    group = make_group()
    captain, officer = make_captain(group), make_officer(of=group.neighborhood)
    for _each in range(MOST_MESSAGES):
        messaged(group, captain)

    with pytest.raises(TooManyLettersError):
        messaged(group, captain)
    assert messaged(group, officer).writer == Writer.OFFICER
    assert messaged(group, captain, now=now() + timedelta(days=1)).pk


def test_a_held_message_leaves_once_a_moderator_passed_it() -> None:
    make_town()
    group = make_group()
    captain, member = make_captain(group), make_member(group).person
    post = messaged(group, captain, "John Miller parks there every night")
    settle_posts(now=now())
    run_jobs()
    assert mail.outbox == []

    moderated(post.review, passes=True)
    settle_posts(now=now())
    settle_posts(now=now())
    run_jobs()

    assert addressed() == sorted([captain.email, member.email])


def test_a_message_taken_off_meanwhile_does_not_leave() -> None:
    make_town()
    group = make_group()
    captain = make_captain(group)
    make_member(group)
    post = messaged(group, captain)

    take_off_post(post_id=post.pk, reason="Wrong day", actor=captain, now=now())
    run_jobs()

    assert mail.outbox == []


@pytest.mark.parametrize(
    "who", ["member", "admin", "captain elsewhere", "officer elsewhere"]
)
def test_only_captains_and_officers_write_to_every_member(who: str) -> None:
    group = make_group()
    people = {
        "member": make_member(group).person,
        "admin": make_admin(),
        "captain elsewhere": make_captain(make_group()),
        "officer elsewhere": make_officer(of=make_group().neighborhood),
    }

    with pytest.raises(NotAllowedError):
        messaged(group, people[who])
    page = reverse("watchgroups:message", args=[group.slug])
    assert just_signed_in(people[who]).get(page).status_code == 404


def test_a_captain_who_was_put_out_writes_nothing_more() -> None:
    group = make_group()
    captain = make_captain(group)
    client = just_signed_in(captain)
    page = reverse("watchgroups:message", args=[group.slug])
    assert client.get(page).status_code == 200
    group.memberships.update(
        state=MemberState.REMOVED, ended_at=now(), reason="Followed somebody"
    )

    assert client.post(page, {"text": PLAIN}).status_code == 404
    assert client.get(wall_of(group)).status_code == 404
    assert Post.objects.count() == 0


def test_one_press_ends_the_letters_of_one_group_without_signing_in() -> None:
    make_town()
    member = make_member(make_group())
    make_member(make_group(), member.person)
    page = reverse("watchgroups:letters", args=[stop_token(member)])
    client = Client()

    assert client.get(page).status_code == 200
    assert LetterStop.objects.count() == 0
    client.post(page)
    client.post(page)
    assert [stop.member for stop in LetterStop.objects.all()] == [member]
    client.post(page, {"act": "take"})
    assert LetterStop.objects.count() == 0


def test_a_made_up_link_stops_nothing() -> None:
    make_town()
    member = make_member(make_group())
    page = reverse("watchgroups:letters", args=[f"{member.pk}:made-up"])

    answer = Client().post(page)

    assert b"does not work any more" in answer.content
    assert LetterStop.objects.count() == 0


# -- leaving ------------------------------------------------------------------------------
def test_words_leave_after_a_year_and_their_review_is_wiped() -> None:
    group = make_group()
    old = now() - timedelta(days=366)
    make_member_post(group, state=State.PASSED, at=old)
    make_post(group, at=old)
    kept = make_post(group)

    assert forget_posts(now=now()) == 2

    assert list(Post.objects.all()) == [kept]
    wiped = Review.objects.get(what=What.POST)
    assert (wiped.state, wiped.sent, wiped.shown) == (State.GONE, "", "")
