"""Words a moderator refused are looked at again, once, by another moderator."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.moderation.choices import State
from engagement.moderation.errors import AppealedAlreadyError, NothingToAppealError
from engagement.moderation.models import Review
from engagement.moderation.services import Said, pass_review, refuse_review
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.moderation import make_moderator
from tests.factories.people import make_user
from tests.factories.places import make_town
from tests.harness.sessions import just_signed_in
from watchgroups import tasks
from watchgroups.models import Group, Post
from watchgroups.services.post_appeals import appeal_post
from watchgroups.services.wall import settle_posts, write_post

pytestmark = pytest.mark.django_db
WORDS = "The lamp at the bridge is dark"
SECOND = "You asked for a second look."


@pytest.fixture
def group() -> Group:
    make_town()
    return make_group()


@pytest.fixture
def writer(group: Group) -> User:
    return make_member(group).person


def refused(group: Group, writer: User) -> Post:
    """Written, and refused by a moderator; its writer has been told."""
    post = write_post(
        group_id=group.pk, text=WORDS, actor=writer, language="en", now=now()
    )
    decide(group, post, is_passed=False)
    return post


def review_of(post: Post) -> Review:
    """Read afresh how it stands."""
    found = Post.objects.select_related("review").get(pk=post.pk).review
    assert found is not None
    return found


def decide(group: Group, post: Post, *, is_passed: bool) -> None:
    """Another moderator each time."""
    moderator = make_moderator(of=group.neighborhood)
    review = review_of(post)
    viewer = Viewer(user=moderator)
    given = {"key": review.key, "viewer": viewer, "version": review.version}
    if is_passed:
        pass_review(**given, now=now())  # type: ignore[arg-type]  # plain values
    else:
        said = Said("person", "No names")
        refuse_review(**given, said=said, now=now())  # type: ignore[arg-type]  # plain values
    settle_posts(now=now())


def appeal(post: Post, actor: User) -> None:
    appeal_post(post_id=post.pk, words="There is no name in it", actor=actor, now=now())


def letters_to(person: User) -> list[str]:
    """Do every letter that waits; give what this person was told."""
    mail.outbox.clear()
    waiting = Job.objects.filter(task="watchgroups.tell_writer", done_at=None)
    for job in waiting.order_by("pk"):
        tasks.tell_writer(job_id=job.pk, **job.arguments)
    return [str(one.body) for one in mail.outbox if one.to == [person.email]]


@pytest.mark.parametrize("is_passed", [True, False])
def test_the_answer_comes_by_letter_once_somebody_else_has_looked(
    group: Group, writer: User, *, is_passed: bool
) -> None:
    post = refused(group, writer)
    first = letters_to(writer)

    appeal(post, writer)
    settle_posts(now=now())
    meanwhile = letters_to(writer)
    decide(group, post, is_passed=is_passed)
    answer = letters_to(writer)

    assert [SECOND in body for body in first] == [False]
    assert meanwhile == []
    assert [SECOND in body for body in answer] == [True]
    words = "It stands on the wall now." if is_passed else "The members do not get it."
    assert [words in body for body in answer] == [True]
    state = State.PASSED if is_passed else State.REFUSED
    assert review_of(post).state == state


def test_one_asks_once(group: Group, writer: User) -> None:
    post = refused(group, writer)
    appeal(post, writer)

    with pytest.raises(AppealedAlreadyError):
        appeal(post, writer)


def test_nobody_asks_about_words_of_others_or_before_an_answer(
    group: Group, writer: User
) -> None:
    post = refused(group, writer)
    waiting = write_post(
        group_id=group.pk, text=WORDS, actor=writer, language="en", now=now()
    )

    for stranger in (make_member(group).person, make_captain(group), make_user()):
        with pytest.raises(NotAllowedError):
            appeal(post, stranger)
    with pytest.raises(NothingToAppealError):
        appeal(waiting, writer)


def test_the_wall_leads_there_and_back(group: Group, writer: User) -> None:
    post = refused(group, writer)
    client = just_signed_in(writer)
    wall = reverse("watchgroups:wall", args=[group.slug])
    here = reverse("watchgroups:wall_appeal", args=[group.slug, post.pk])
    before = client.get(wall).content.decode()
    empty = client.post(here, {"words": " "}).content.decode()

    after = client.post(here, {"words": "Look again"}, follow=True).content.decode()

    assert f'href="{here}"' in before
    assert "Write why we should look again." in empty
    assert "Another moderator looks at it. You get a letter." in after
    assert f'href="{here}"' not in after
    assert "There is nothing to look at again" in client.get(here).content.decode()


def test_the_page_is_its_writers_alone(group: Group, writer: User) -> None:
    post = refused(group, writer)
    here = reverse("watchgroups:wall_appeal", args=[group.slug, post.pk])
    captain = just_signed_in(make_captain(group))

    found = [Client().get(here).status_code, captain.get(here).status_code]

    assert found == [302, 404]
