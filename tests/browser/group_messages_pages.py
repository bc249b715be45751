"""Walls, letters, alerts and reports of groups as a browser sees them."""

from __future__ import annotations

from engagement.moderation.choices import Reason, State, Verdict
from tests.browser.group_pages import full_group
from tests.browser.visits import PageCase, Visit
from tests.factories.group_messages import (
    make_alert,
    make_member_post,
    make_member_report,
    make_post,
)
from tests.factories.groups import make_member
from tests.factories.moderation import make_decision, make_moderator
from tests.factories.people import make_officer, make_user
from watchgroups.services.letters import stop_token


def on_the_wall(path: str = "wall/") -> Visit:
    """A member reads notices, an alert, and their own words that wait."""
    group, _captain = full_group()
    member = make_member(group)
    make_alert(group)
    make_post(group)
    make_member_post(group, "The lamp at the bridge is dark", State.PASSED)
    make_member_post(group, "I found a key", author=member.person)
    return Visit(f"/groups/{group.slug}/{path}", member.person)


def second_look() -> Visit:
    """Somebody's words were refused; they say why that was not right."""
    group, _captain = full_group()
    writer = make_member(group).person
    post = make_member_post(group, "I found a key", State.REFUSED, author=writer)
    assert post.review is not None
    make_decision(post.review, Verdict.REFUSE, reason=Reason.PERSON, words="No names")
    return Visit(f"/groups/{group.slug}/wall/{post.pk}/appeal/", writer)


def taking_off() -> Visit:
    group, captain = full_group()
    return Visit(f"/groups/{group.slug}/wall/{make_post(group).pk}/off/", captain)


def writing_to_members() -> Visit:
    group, captain = full_group()
    make_post(group, kind="message", author=captain)
    return Visit(f"/captain/{group.slug}/message/", captain)


def no_letters() -> Visit:
    group, _captain = full_group()
    return Visit(f"/groups/letters/{stop_token(make_member(group))}/")


def alerting() -> Visit:
    group, _captain = full_group()
    make_alert(group)
    return Visit("/desk/group-alerts/", make_officer(of=group.neighborhood))


def reports(*, of_one: bool = False) -> Visit:
    group, _captain = full_group()
    post = make_member_post(group, state=State.PASSED, author=make_user())
    report = make_member_report(group, post=post, about=post.author)
    moderator = make_moderator(of=group.neighborhood)
    path = f"/desk/group-reports/{report.pk}/" if of_one else "/desk/group-reports/"
    return Visit(path, moderator)


MESSAGE_PAGES: list[PageCase] = [
    PageCase("the wall of a group", on_the_wall),
    PageCase("something comes off the wall", taking_off),
    PageCase("a second look at words on a wall", second_look),
    PageCase("a letter to every member", writing_to_members),
    PageCase("no letters of a group", no_letters),
    PageCase("alerts to groups", alerting),
    PageCase("somebody is reported", lambda: on_the_wall("report/")),
    PageCase("reports about members", reports),
    PageCase("a report about a member", lambda: reports(of_one=True)),
]
