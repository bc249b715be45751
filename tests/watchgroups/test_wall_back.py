"""What a captain takes off the wall is not gone: officers read it, and put it back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.moderation.choices import State
from engagement.people.models import User
from tests.factories.group_messages import make_member_post, make_post
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_admin, make_officer
from tests.factories.places import make_town
from tests.harness.sessions import just_signed_in
from watchgroups.choices import PostKind, Writer
from watchgroups.errors import DecidedAlreadyError
from watchgroups.models import Group, Post
from watchgroups.queries.wall import posts_for
from watchgroups.services.wall import put_back_post, take_off_post

pytestmark = pytest.mark.django_db
CAN_COME_BACK = "can put it back"


@pytest.fixture
def group() -> Group:
    make_town()
    return make_group()


@pytest.fixture
def officer(group: Group) -> User:
    return make_officer(of=group.neighborhood)


def off(post: Post, by: User) -> Post:
    return take_off_post(post_id=post.pk, reason="A quarrel", actor=by, now=now())


def wall(client: Client, group: Group) -> str:
    page = client.get(reverse("watchgroups:wall", args=[group.slug]))
    return page.content.decode()


def read_by(person: User, group: Group) -> list[Post]:
    return list(posts_for(Viewer(person), group))


def test_officers_read_what_captains_took_off_and_put_it_back(
    group: Group, officer: User
) -> None:
    writer, reader = make_member(group).person, make_member(group).person
    captain = make_captain(group)
    post = make_member_post(group, state=State.PASSED, author=writer)
    off(post, captain)
    everybody = (writer, reader, captain, officer)
    meanwhile = [read_by(one, group) == [post] for one in everybody]
    told = CAN_COME_BACK in wall(just_signed_in(writer), group)
    desk = just_signed_in(officer)
    back = reverse("watchgroups:wall_back", args=[group.slug, post.pk])
    offered = f'action="{back}"' in wall(desk, group)

    answer = desk.post(back, follow=True).content.decode()
    again = desk.post(back, follow=True).content.decode()

    assert meanwhile == [True, False, False, True]
    assert (told, offered) == (True, True)
    assert "It stands on the wall again." in answer
    assert "Nothing is to be put back." in again
    assert [read_by(one, group) == [post] for one in everybody] == [True] * 4
    assert Entry.objects.filter(action="group.put_back_post").count() == 1


def test_nobody_else_puts_back(group: Group) -> None:
    captain, writer = make_captain(group), make_member(group).person
    post = off(make_member_post(group, state=State.PASSED, author=writer), captain)
    elsewhere = make_officer(of=make_group().neighborhood)

    for one in (captain, writer, make_admin(), elsewhere):
        with pytest.raises(NotAllowedError):
            put_back_post(post_id=post.pk, actor=one, now=now())
    assert "Put it back" not in wall(just_signed_in(writer), group)
    assert read_by(captain, group) == []


def test_what_somebody_took_back_themselves_stays_theirs(
    group: Group, officer: User
) -> None:
    captain = make_captain(group)
    own = make_post(group, author=captain)
    off(own, captain)

    assert read_by(officer, group) == [own]
    assert "Put it back" not in wall(just_signed_in(officer), group)
    assert CAN_COME_BACK not in wall(just_signed_in(captain), group)
    with pytest.raises(DecidedAlreadyError):
        put_back_post(post_id=own.pk, actor=officer, now=now())


def test_letters_are_not_put_back(group: Group, officer: User) -> None:
    captain = make_captain(group)
    letter = make_post(group, author=captain, kind=PostKind.MESSAGE, spread_at=now())
    off(letter, captain)

    assert read_by(officer, group) == [letter]
    with pytest.raises(DecidedAlreadyError):
        put_back_post(post_id=letter.pk, actor=officer, now=now())


def test_captains_do_not_take_off_what_an_officer_wrote(
    group: Group, officer: User
) -> None:
    captain = make_captain(group)
    notice = make_post(group, author=officer, writer=Writer.OFFICER)
    link = reverse("watchgroups:wall_off", args=[group.slug, notice.pk])

    with pytest.raises(NotAllowedError, match="Officers alone take off"):
        off(notice, captain)

    assert link not in wall(just_signed_in(captain), group)
    assert link in wall(just_signed_in(officer), group)
    off(notice, officer)
    assert read_by(captain, group) == []
